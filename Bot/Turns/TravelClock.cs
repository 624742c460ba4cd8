using System.Globalization;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Turns;

/// <summary>The customers' clock. In Development it can be moved forward, so that one sees in a minute what takes months; sign-ins and tokens go on by the real one.</summary>
internal sealed class TravelClock(TimeProvider real) : TimeProvider
{
    private long ahead;

    /// <summary>How far it is ahead of the real clock.</summary>
    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref ahead));

    /// <summary>What time it is for everybody else: by that providers date what they have.</summary>
    public DateTimeOffset RealNow => real.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + Ahead;

    public override long GetTimestamp() => real.GetTimestamp();

    public override long TimestampFrequency => real.TimestampFrequency;

    /// <summary>Moves it forward; never back.</summary>
    public void MoveTo(DateTimeOffset to)
    {
        var needed = (to - real.GetUtcNow()).Ticks;
        if (needed > Interlocked.Read(ref ahead)) Interlocked.Exchange(ref ahead, needed);
    }

    public void Restore(TimeSpan saved) => Interlocked.Exchange(ref ahead, saved.Ticks);
}

/// <summary>Moves the customers' clock and waits until what came due on the way has been handled, each at its own time.</summary>
internal sealed class Travel(TravelClock clock, IStore store, WorkWorker worker, Composer composer, StaffTeller teller, DeskTeller deskTeller, Dispatcher dispatcher) : IDisposable
{
    private const string Setting = "clock.ahead";

    // A visitor who asks for more has mistyped; ten years of journeys take a while.
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(3660);

    private readonly SemaphoreSlim travelling = new(1, 1);

    /// <summary>Takes up where the clock stood when the host was last stopped.</summary>
    public async Task ResumeAsync()
    {
        if (await store.ReadSettingAsync(Setting) is { } saved) clock.Restore(TimeSpan.Parse(saved, CultureInfo.InvariantCulture));
    }

    public void Dispose() => travelling.Dispose();

    /// <summary>Goes to a moment, stopping at everything that comes due on the way.</summary>
    public async Task<DateTimeOffset> ToAsync(DateTimeOffset target, CancellationToken cancel)
    {
        await travelling.WaitAsync(cancel);
        try
        {
            while (await store.NextDueAtAsync() is { } next && next <= target)
            {
                clock.MoveTo(next);
                await PassAsync(cancel);
            }

            clock.MoveTo(target);
            await PassAsync(cancel);
            await store.WriteSettingAsync(Setting, clock.Ahead.ToString("c", CultureInfo.InvariantCulture));
            return clock.GetUtcNow();
        }
        finally
        {
            travelling.Release();
        }
    }

    private async Task PassAsync(CancellationToken cancel)
    {
        await worker.PassAsync(cancel);
        await composer.IdleAsync();
        await teller.IdleAsync();
        await deskTeller.IdleAsync();
        await dispatcher.IdleAsync();
    }
}
