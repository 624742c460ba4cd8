namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>Who did what, in the file.</summary>
internal sealed class SqliteAuditLog(SqliteReaders readers, SqliteWriter writer) : IAuditLog
{
    private const string Columns = "number, at, who, what, about, details, seal";

    public async Task<bool> AppendAsync(AuditEntry entry) => await writer.RunAsync(s => s.Execute(
        $"INSERT INTO audit ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (number) DO NOTHING",
        entry.Number, entry.At.ToUnixTimeMilliseconds(), entry.Who, entry.What, entry.About, entry.Details, entry.Seal)) > 0;

    public ValueTask<AuditEntry?> LastAsync() => ValueTask.FromResult(readers.Rows($"SELECT {Columns} FROM audit ORDER BY number DESC LIMIT 1", EntryOf).FirstOrDefault());

    public ValueTask<IReadOnlyList<AuditEntry>> ReadAfterAsync(long number, int most) =>
        ValueTask.FromResult<IReadOnlyList<AuditEntry>>(readers.Rows($"SELECT {Columns} FROM audit WHERE number > $1 ORDER BY number LIMIT $2", EntryOf, number, most));

    private static AuditEntry EntryOf(SqliteRow r) =>
        new(r.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(1)), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5)) { Seal = r.GetString(6) };
}
