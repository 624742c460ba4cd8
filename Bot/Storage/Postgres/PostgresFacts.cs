using System.Diagnostics;
using Npgsql;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>
/// All facts in the order of their numbers. A transaction takes a number before it commits, so a larger number may be seen before a smaller one. Numbers are therefore given out only up to a
/// mark: the largest number that was seen at a moment which lies some seconds back and since when every transaction that ran then has ended. The second says that nobody who had a number can
/// still commit it; the first covers the instant in which a transaction has taken a number and not yet been given its own.
/// </summary>
internal sealed class PostgresFacts(PostgresStore store) : IDisposable
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim one = new(1);
    private Mark? waiting;
    private long safe;

    public async ValueTask<IReadOnlyList<NumberedFact>> ReadAsync(long after, int most)
    {
        await SettleAsync();
        return await store.RowsAsync(
            "SELECT id, customer_id, kind, at, document FROM fact WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3", Row, Value.Number(after), Value.Number(safe), Value.Number(most));
    }

    public async ValueTask<IReadOnlyList<NumberedFact>> ReadDeskEventsAsync(long after, int most)
    {
        await SettleAsync();
        return await store.RowsAsync(
            "SELECT id, customer_id, kind, at, document FROM fact WHERE kind = 'DeskEventNoted' AND id <= $2 ORDER BY id LIMIT $3 OFFSET $1", Row, Value.Number(after), Value.Number(safe), Value.Number(most));
    }

    public void Dispose() => one.Dispose();

    private static NumberedFact Row(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4));

    private async Task SettleAsync()
    {
        await one.WaitAsync();
        try
        {
            await MoveAsync();

            // Who reads for the first time waits for the first mark: that there is nothing and that nothing is certain yet are two things.
            while (safe == 0 && waiting is { Last: > 0 })
            {
                await Task.Delay(Settled / 10);
                await MoveAsync();
            }
        }
        finally
        {
            one.Release();
        }
    }

    private async Task MoveAsync()
    {
        var now = await store.FirstAsync(
            "SELECT coalesce((SELECT max(id) FROM fact), 0), pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
            r => (Last: r.GetInt64(0), OldestRunning: r.GetInt64(1), Next: r.GetInt64(2)));
        if (waiting is { } mark && Stopwatch.GetElapsedTime(mark.Seen) >= Settled && now.OldestRunning >= mark.Next)
        {
            safe = mark.Last;
            waiting = null;
        }

        if (now.Last > safe) waiting ??= new Mark(now.Last, now.Next, Stopwatch.GetTimestamp());
    }

    /// <summary>The largest number at a moment.</summary>
    /// <param name="Last">That number.</param>
    /// <param name="Next">The transaction that began next: all that ran then come before it.</param>
    /// <param name="Seen">When.</param>
    private sealed record Mark(long Last, long Next, long Seen);
}
