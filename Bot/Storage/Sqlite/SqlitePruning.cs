namespace FollowUpBot.Bot.Storage.Sqlite;

/// <summary>Takes away what has served: walks a table by its key beside the writer, and gives the writer a few rows at a time.</summary>
internal sealed class SqlitePruning(SqliteReaders readers, SqliteWriter writer, long before)
{
    public Task<long> RunAsync(Served what, CancellationToken cancel) => what switch
    {
        Served.Inbound => WalkAsync(
            ["", ""],
            "SELECT channel, activity_id, at < $4 FROM inbound WHERE (channel, activity_id) > ($1, $2) ORDER BY channel, activity_id LIMIT $3",
            "DELETE FROM inbound WHERE channel = $1 AND activity_id = $2", cancel),
        Served.Outgoing => WalkAsync(
            [0L],
            "SELECT id, state = 'sent' AND sent_at < $3 FROM outgoing WHERE id > $1 ORDER BY id LIMIT $2",
            "DELETE FROM outgoing WHERE id = $1 AND state = 'sent'", cancel),
        Served.File => WalkAsync([""], "SELECT id, at < $3 FROM file WHERE id > $1 ORDER BY id LIMIT $2", "DELETE FROM file WHERE id = $1", cancel),
        Served.PendingFile => WalkAsync(
            [""],
            $"SELECT id, channel = '{PendingFiles.Channel}' AND at < $3 FROM file WHERE id > $1 ORDER BY id LIMIT $2",
            $"DELETE FROM file WHERE id = $1 AND channel = '{PendingFiles.Channel}'", cancel),
        _ => WalkAsync(
            ["", "", 0L],
            """
            SELECT channel, conversation, sequence, at < $5
                AND NOT EXISTS (SELECT 1 FROM outgoing o WHERE o.channel = m.channel AND o.conversation = m.conversation AND o.sequence = m.sequence AND o.state IN ('pending', 'claimed', 'sending'))
                AND NOT EXISTS (SELECT 1 FROM outgoing o WHERE o.channel = m.channel AND o.conversation = m.conversation AND o.sequence = m.sequence AND o.state IN ('pending', 'held'))
            FROM message m WHERE (channel, conversation, sequence) > ($1, $2, $3) ORDER BY channel, conversation, sequence LIMIT $4
            """,
            "DELETE FROM message WHERE channel = $1 AND conversation = $2 AND sequence = $3", cancel),
    };

    // The page's columns are the key and whether the row has served.
    private async Task<long> WalkAsync(object?[] key, string page, string delete, CancellationToken cancel)
    {
        var gone = 0L;
        while (true)
        {
            var width = key.Length;
            var rows = readers.Rows(page, r => (Key: Enumerable.Range(0, width).Select(r.GetValue).ToArray(), Served: r.GetInt64(width) == 1), [.. key, StoredRows.PruneBatch, before]);
            if (rows.Count == 0) return gone;
            var served = rows.Where(r => r.Served).Select(r => r.Key).ToList();
            if (served.Count > 0) gone += await writer.RunAsync(s => served.Sum(k => s.Execute(delete, k)));
            key = rows[^1].Key;
            await Task.Delay(StoredRows.PrunePause, cancel);
        }
    }
}
