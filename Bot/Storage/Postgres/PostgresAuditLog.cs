using Npgsql;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>Who did what, in the database.</summary>
internal sealed class PostgresAuditLog(PostgresStore store) : IAuditLog
{
    private const string Columns = "number, at, who, what, about, details, seal";

    public async Task<bool> AppendAsync(AuditEntry entry) => (await store.RowsAsync(
        $"INSERT INTO audit ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (number) DO NOTHING RETURNING number", r => r.GetInt64(0),
        Value.Number(entry.Number), Value.Moment(entry.At), Value.Text(entry.Who), Value.Text(entry.What), Value.Text(entry.About), Value.Text(entry.Details), Value.Text(entry.Seal))).Count > 0;

    public ValueTask<AuditEntry?> LastAsync() => store.FirstAsync($"SELECT {Columns} FROM audit ORDER BY number DESC LIMIT 1", EntryOf);

    public async ValueTask<IReadOnlyList<AuditEntry>> ReadAfterAsync(long number, int most) =>
        await store.RowsAsync($"SELECT {Columns} FROM audit WHERE number > $1 ORDER BY number LIMIT $2", EntryOf, Value.Number(number), Value.Number(most));

    private static AuditEntry EntryOf(NpgsqlDataReader r) =>
        new(r.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(1)), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5)) { Seal = r.GetString(6) };
}
