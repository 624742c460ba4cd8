using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>Files that staff have added and not sent, in the file.</summary>
internal sealed class SqlitePendingFiles(SqliteReaders readers, SqliteWriter writer) : IPendingFiles
{
    private const string There = "FROM file WHERE id = $1 AND channel = $2 AND conversation = $3";

    public Task KeepAsync(string place, StoredFile file, DateTimeOffset at) => writer.RunAsync(s => s.Execute(
        "INSERT INTO file (id, channel, conversation, name, type, at, content) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        file.About.Id, PendingFiles.Channel, place, file.About.Name, file.About.Type, at.ToUnixTimeMilliseconds(), file.Content));

    public ValueTask<StoredFile?> FindAsync(string place, string id) => ValueTask.FromResult(readers.Rows(
        $"SELECT id, name, type, content {There}", r => StoredRows.ToFile(r.GetString(0), r.GetString(1), r.GetString(2), r.GetBytes(3)), id, PendingFiles.Channel, place).FirstOrDefault());

    public ValueTask<SentFile?> AboutAsync(string place, string id) => ValueTask.FromResult(readers.Rows(
        $"SELECT id, name, type, length(content) {There}", r => new SentFile(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt64(3)), id, PendingFiles.Channel, place).FirstOrDefault());

    public Task RemoveAsync(string place, string id) => writer.RunAsync(s => s.Execute($"DELETE {There}", id, PendingFiles.Channel, place));
}
