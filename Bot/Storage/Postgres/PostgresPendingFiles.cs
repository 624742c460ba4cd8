using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>Files that staff have added and not sent, in the database.</summary>
internal sealed class PostgresPendingFiles(PostgresStore store) : IPendingFiles
{
    private const string There = "FROM file WHERE id = $1 AND channel = $2 AND conversation = $3";

    public Task KeepAsync(string place, StoredFile file, DateTimeOffset at) => store.ExecuteAsync(
        "INSERT INTO file (id, channel, conversation, name, type, at, content) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        Value.Text(file.About.Id), Value.Text(PendingFiles.Channel), Value.Text(place), Value.Text(file.About.Name), Value.Text(file.About.Type), Value.Moment(at), Value.Bytes(file.Content));

    public ValueTask<StoredFile?> FindAsync(string place, string id) => store.FirstAsync(
        $"SELECT id, name, type, content {There}",
        r => StoredRows.ToFile(r.GetString(0), r.GetString(1), r.GetString(2), r.GetFieldValue<byte[]>(3)), Value.Text(id), Value.Text(PendingFiles.Channel), Value.Text(place));

    public ValueTask<SentFile?> AboutAsync(string place, string id) => store.FirstAsync(
        $"SELECT id, name, type, length(content)::bigint {There}",
        r => new SentFile(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt64(3)), Value.Text(id), Value.Text(PendingFiles.Channel), Value.Text(place));

    public Task RemoveAsync(string place, string id) => store.ExecuteAsync($"DELETE {There}", Value.Text(id), Value.Text(PendingFiles.Channel), Value.Text(place));
}
