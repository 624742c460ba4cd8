namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>Takes away what has served: walks a table by its key, a few rows in each statement, so that no lock is held for long.</summary>
internal sealed class PostgresPruning(PostgresStore store, DateTimeOffset before)
{
    public Task<long> RunAsync(Served what, CancellationToken cancel) => what switch
    {
        Served.Inbound => WalkAsync(
            """
            WITH page AS MATERIALIZED (
                SELECT channel, activity_id, at FROM inbound WHERE (channel, activity_id) > ($1, $2) ORDER BY channel, activity_id LIMIT $4
            ), gone AS (
                DELETE FROM inbound i USING page p WHERE i.channel = p.channel AND i.activity_id = p.activity_id AND p.at < $5 RETURNING 1
            )
            SELECT channel, activity_id, $3::bigint, (SELECT count(*) FROM gone) FROM page ORDER BY channel DESC, activity_id DESC LIMIT 1
            """, cancel),
        Served.Outgoing => WalkAsync(
            """
            WITH page AS MATERIALIZED (
                SELECT dedupe_key, state, sent_at FROM outgoing WHERE dedupe_key > $1 ORDER BY dedupe_key LIMIT $4
            ), gone AS (
                DELETE FROM outgoing o USING page p WHERE o.dedupe_key = p.dedupe_key AND o.state = 'sent' AND p.state = 'sent' AND p.sent_at < $5 RETURNING 1
            )
            SELECT dedupe_key, $2::text, $3::bigint, (SELECT count(*) FROM gone) FROM page ORDER BY dedupe_key DESC LIMIT 1
            """, cancel),
        Served.File => WalkAsync(
            """
            WITH page AS MATERIALIZED (
                SELECT id, at FROM file WHERE id > $1 ORDER BY id LIMIT $4
            ), gone AS (
                DELETE FROM file f USING page p WHERE f.id = p.id AND p.at < $5 RETURNING 1
            )
            SELECT id, $2::text, $3::bigint, (SELECT count(*) FROM gone) FROM page ORDER BY id DESC LIMIT 1
            """, cancel),
        Served.PendingFile => WalkAsync(
            $"""
            WITH page AS MATERIALIZED (
                SELECT id, at FROM file WHERE id > $1 ORDER BY id LIMIT $4
            ), gone AS (
                DELETE FROM file f USING page p WHERE f.id = p.id AND f.channel = '{PendingFiles.Channel}' AND p.at < $5 RETURNING 1
            )
            SELECT id, $2::text, $3::bigint, (SELECT count(*) FROM gone) FROM page ORDER BY id DESC LIMIT 1
            """, cancel),
        _ => WalkAsync(
            """
            WITH page AS MATERIALIZED (
                SELECT channel, conversation, sequence, at FROM message WHERE (channel, conversation, sequence) > ($1, $2, $3) ORDER BY channel, conversation, sequence LIMIT $4
            ), gone AS (
                DELETE FROM message m USING page p WHERE m.channel = p.channel AND m.conversation = p.conversation AND m.sequence = p.sequence AND p.at < $5
                AND NOT EXISTS (SELECT 1 FROM outgoing o WHERE o.channel = p.channel AND o.conversation = p.conversation AND o.sequence = p.sequence AND o.state IN ('pending', 'claimed', 'sending'))
                AND NOT EXISTS (SELECT 1 FROM outgoing o WHERE o.channel = p.channel AND o.conversation = p.conversation AND o.sequence = p.sequence AND o.state IN ('pending', 'held'))
                RETURNING 1
            )
            SELECT channel, conversation, sequence, (SELECT count(*) FROM gone) FROM page ORDER BY channel DESC, conversation DESC, sequence DESC LIMIT 1
            """, cancel),
    };

    private async Task<long> WalkAsync(string batch, CancellationToken cancel)
    {
        var (one, two, three, gone) = ("", "", 0L, 0L);
        while (true)
        {
            var last = await store.RowsAsync(
                batch, r => (One: r.GetString(0), Two: r.GetString(1), Three: r.GetInt64(2), Gone: r.GetInt64(3)),
                Value.Text(one), Value.Text(two), Value.Number(three), Value.Number(StoredRows.PruneBatch), Value.Moment(before));
            if (last is not [var row]) return gone;
            (one, two, three) = (row.One, row.Two, row.Three);
            gone += row.Gone;
            await Task.Delay(StoredRows.PrunePause, cancel);
        }
    }
}
