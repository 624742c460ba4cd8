using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Desk;

/// <summary>
/// The open cases as all pages of this host show them: read once for all, when something changed. Under load the readings come a little apart, so that hundreds of pages cost what one does.
/// </summary>
internal sealed partial class DeskBoard(Cases cases, Presence presence, ILogger<DeskBoard> log) : BackgroundService
{
    // As long as nothing happens the clock moves on all the same, and with it what is late.
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(15), Apart = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly HashSet<Action> pages = [];
    private readonly SemaphoreSlim first = new(0, 1), one = new(1);
    private long begun, read;

    /// <summary>As it was read last.</summary>
    public Snapshot Latest { get; private set; } = Snapshot.Empty;

    /// <summary>Whether an agent is at a desk.</summary>
    public bool IsAnybodyThere => presence.Names.Count > 0;

    /// <summary>Calls whenever there is a newer reading, until the result is disposed.</summary>
    public IDisposable Subscribe(Action changed)
    {
        lock (gate)
        {
            pages.Add(changed);
            if (pages.Count == 1 && first.CurrentCount == 0) first.Release();
        }

        return new Subscription(this, changed);
    }

    /// <summary>As it is now. Pages that are opened at the same time share a reading.</summary>
    public async Task<Snapshot> ReadAsync()
    {
        var asked = Interlocked.Read(ref begun);
        await one.WaitAsync();
        try
        {
            // Another one was begun after this was asked for, and came to its end.
            if (read > asked) return Latest;
            var mine = Interlocked.Increment(ref begun);
            Latest = Latest.After(await cases.QueueAsync(), presence.Names, cases.Now);
            read = mine;
            return Latest;
        }
        finally
        {
            one.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = cases.Watch();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Nobody looks: nothing is read.
                if (!HasPages()) await first.WaitAsync(stoppingToken);
                await watch.WaitAsync(AtLeastEvery, stoppingToken);
                await ReadAsync();
                foreach (var page in Pages()) page();
                await Task.Delay(Apart, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                LogFailed(log, error);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private bool HasPages()
    {
        lock (gate) return pages.Count > 0;
    }

    private List<Action> Pages()
    {
        lock (gate) return [.. pages];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The desk's queue could not be read")]
    private static partial void LogFailed(ILogger log, Exception error);

    public override void Dispose()
    {
        first.Dispose();
        one.Dispose();
        base.Dispose();
    }

    private sealed class Subscription(DeskBoard board, Action changed) : IDisposable
    {
        public void Dispose()
        {
            lock (board.gate) board.pages.Remove(changed);
        }
    }
}
