using Npgsql;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>What staff keep, in the database.</summary>
internal sealed class PostgresNotes(PostgresStore store) : INotes
{
    private const string Columns = "kind, id, document, changed_at, version";

    public async ValueTask<IReadOnlyList<Note>> ReadAsync(string kind, int most) =>
        await store.RowsAsync($"SELECT {Columns} FROM note WHERE kind = $1 ORDER BY id COLLATE \"C\" LIMIT $2", NoteOf, Value.Text(kind), Value.Number(most));

    public ValueTask<Note?> FindAsync(string kind, string id) => store.FirstAsync($"SELECT {Columns} FROM note WHERE kind = $1 AND id = $2", NoteOf, Value.Text(kind), Value.Text(id));

    public async Task<bool> WriteAsync(Note note) => (await store.RowsAsync(
        note.Version == 0
            ? "INSERT INTO note (kind, id, document, changed_at, version) VALUES ($1, $2, $3, $4, $5 + 1) ON CONFLICT (kind, id) DO NOTHING RETURNING version"
            : "UPDATE note SET document = $3, changed_at = $4, version = version + 1 WHERE kind = $1 AND id = $2 AND version = $5 RETURNING version",
        r => r.GetInt64(0), Value.Text(note.Kind), Value.Text(note.Id), Value.Text(note.Document), Value.Moment(note.ChangedAt), Value.Number(note.Version))).Count > 0;

    public async Task<bool> RemoveAsync(Note note) =>
        (await store.RowsAsync("DELETE FROM note WHERE kind = $1 AND id = $2 AND version = $3 RETURNING version", r => r.GetInt64(0), Value.Text(note.Kind), Value.Text(note.Id), Value.Number(note.Version))).Count > 0;

    private static Note NoteOf(NpgsqlDataReader r) => new(r.GetString(0), r.GetString(1), r.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3))) { Version = r.GetInt64(4) };
}
