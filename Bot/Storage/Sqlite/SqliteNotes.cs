namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>What staff keep, in the file.</summary>
internal sealed class SqliteNotes(SqliteReaders readers, SqliteWriter writer) : INotes
{
    private const string Columns = "kind, id, document, changed_at, version";

    public ValueTask<IReadOnlyList<Note>> ReadAsync(string kind, int most) =>
        ValueTask.FromResult<IReadOnlyList<Note>>(readers.Rows($"SELECT {Columns} FROM note WHERE kind = $1 ORDER BY id LIMIT $2", NoteOf, kind, most));

    public ValueTask<Note?> FindAsync(string kind, string id) => ValueTask.FromResult(readers.Rows($"SELECT {Columns} FROM note WHERE kind = $1 AND id = $2", NoteOf, kind, id).FirstOrDefault());

    public async Task<bool> WriteAsync(Note note) => await writer.RunAsync(s => note.Version == 0
        ? s.Execute("INSERT INTO note (kind, id, document, changed_at, version) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (kind, id) DO NOTHING", note.Kind, note.Id, note.Document, note.ChangedAt.ToUnixTimeMilliseconds())
        : s.Execute(
            "UPDATE note SET document = $3, changed_at = $4, version = version + 1 WHERE kind = $1 AND id = $2 AND version = $5",
            note.Kind, note.Id, note.Document, note.ChangedAt.ToUnixTimeMilliseconds(), note.Version)) > 0;

    public async Task<bool> RemoveAsync(Note note) => await writer.RunAsync(s => s.Execute("DELETE FROM note WHERE kind = $1 AND id = $2 AND version = $3", note.Kind, note.Id, note.Version)) > 0;

    private static Note NoteOf(SqliteRow r) => new(r.GetString(0), r.GetString(1), r.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3))) { Version = r.GetInt64(4) };
}
