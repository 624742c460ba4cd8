using System.Collections.Concurrent;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Turns;

/// <summary>Sends what is committed: conversations side by side, each conversation in its order, each channel at its pace. What a dead host left half sent is found out about first.</summary>
internal sealed class Dispatcher(IStore store, IEnumerable<IChannelSender> senders, Delivery delivery, Changes changes, FollowUpOptions options, TimeProvider clock, ILogger<Dispatcher> log) : BackgroundService
{
    private const int MostPerClaim = 64;

    // How long a message of another host may go unnoticed, and how often to look for what dead hosts left.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(2), Beat = TimeSpan.FromSeconds(4);

    // Together with the sending that is under way then, a visitor who moves the clock waits no longer.
    private static readonly TimeSpan LongestWaitOfTravellers = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Road> roads = new();
    private readonly ConcurrentDictionary<Task, bool> underWay = new();
    private long lastBeat;

    /// <summary>Waits until everything that is due has left, or for a while.</summary>
    public async Task IdleAsync()
    {
        for (var began = clock.GetTimestamp(); clock.GetElapsedTime(began) < LongestWaitOfTravellers;)
        {
            if (!underWay.IsEmpty) await Task.WhenAny(underWay.Keys.Append(Task.Delay(LongestSleep)));
            else if (!(await store.Outbox.DueChannelsAsync(clock.GetUtcNow())).Any(c => SenderFor(c) is not null)) return;
            else await Task.Delay(TimeSpan.FromMilliseconds(5));
            changes.SignalHere(Changes.Outgoing);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = changes.On(Changes.Outgoing);
        try
        {
            while (!stoppingToken.IsCancellationRequested) await watch.WaitAsync(await PassAsync(watch, stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The host is stopping: nothing more is claimed, and what is being sent is brought to its end.
        }

        await Task.WhenAll(underWay.Keys);
    }

    private async Task<TimeSpan> PassAsync(Changes.Watch watch, CancellationToken stop)
    {
        try
        {
            if (lastBeat == 0 || clock.GetElapsedTime(lastBeat) >= Beat) await RecoverAsync(watch, stop);
            var sleep = LongestSleep;
            foreach (var channel in await store.Outbox.DueChannelsAsync(clock.GetUtcNow()))
            {
                var road = roads.GetOrAdd(channel, NewRoad);
                if (road.Sender is null) continue;
                if (await ClaimAsync(channel, road, watch, stop) is { } wait && wait < sleep) sleep = wait;
            }

            var now = clock.GetUtcNow();
            return await store.Outbox.NextDueAtAsync(now) - now is { } next && next < sleep ? next + TimeSpan.FromMilliseconds(1) : sleep;
        }
        catch (StoreUnavailableException error)
        {
            log.LogError("Messages wait: {Reason}", error.Message);
            return TimeSpan.FromSeconds(1);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogError(error, "Messages to send could not be read; trying again.");
            return TimeSpan.FromSeconds(1);
        }
    }

    // The result is how long to wait for the pace; who waits for a place on the road is called when there is one.
    private async Task<TimeSpan?> ClaimAsync(string channel, Road road, Changes.Watch watch, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var room = Math.Min(options.Dispatch.AtOnce - road.UnderWay, MostPerClaim);
            if (room <= 0) return null;
            if (road.Pace is { } pace && (room = Math.Min(room, pace.Available)) <= 0) return pace.UntilNext + TimeSpan.FromMilliseconds(20);
            var claimed = await store.Outbox.ClaimAsync(channel, clock.GetUtcNow(), room);
            road.Pace?.Take(claimed.Count);
            foreach (var message in claimed) Begin(road, watch, () => delivery.DeliverAsync(road.Sender!, message, stop));
            if (claimed.Count < room) return null;
        }
    }

    private async Task RecoverAsync(Changes.Watch watch, CancellationToken stop)
    {
        foreach (var message in await store.Outbox.RecoverAsync(MostPerClaim))
        {
            var road = roads.GetOrAdd(message.Conversation.Channel, NewRoad);
            if (road.Sender is { } sender) Begin(road, watch, () => delivery.ReconcileAsync(sender, message, "its host died while it was being sent", stop));
        }

        lastBeat = clock.GetTimestamp();
    }

    private void Begin(Road road, Changes.Watch watch, Func<Task> deliver)
    {
        road.Enter();
        var task = RunAsync();
        underWay.TryAdd(task, true);
        _ = task.ContinueWith(done => underWay.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        async Task RunAsync()
        {
            try
            {
                await Task.Yield();
                await deliver();
            }
            catch (Exception error)
            {
                log.LogError(error, "A message could not be brought to its end; it is found again.");
            }
            finally
            {
                road.Leave();
                watch.Ring();
            }
        }
    }

    private Road NewRoad(string channel)
    {
        var sender = SenderFor(channel);
        if (sender is null) log.LogError("There are messages for {Channel} and nothing here that sends them; they wait.", channel);
        return new Road(sender, options.Dispatch.PerSecond.TryGetValue(channel, out var rate) ? new Pace(rate, clock) : null);
    }

    private IChannelSender? SenderFor(string channel) => senders.FirstOrDefault(s => s.Serves(channel));

    /// <summary>One channel's messages under way.</summary>
    private sealed class Road(IChannelSender? sender, Pace? pace)
    {
        private int underWay;

        public IChannelSender? Sender => sender;

        public Pace? Pace => pace;

        public int UnderWay => Volatile.Read(ref underWay);

        public void Enter() => Interlocked.Increment(ref underWay);

        public void Leave() => Interlocked.Decrement(ref underWay);
    }
}
