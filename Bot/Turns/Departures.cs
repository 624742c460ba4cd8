using System.Collections.Concurrent;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Turns;

/// <summary>
/// The roads to channels that are not ours, each with so many places and a pace. A turn that gets a place writes its first line down as being sent, in its own commit, and the line leaves
/// at once: the turn is its gate, decided on the very file that is written with it. What finds no place waits in the store for the dispatcher.
/// </summary>
internal sealed class Departures(IStore store, IEnumerable<IChannelSender> senders, Delivery delivery, Changes changes, FollowUpOptions options, TimeProvider clock, ILogger<Departures> log)
{
    private readonly ConcurrentDictionary<string, Road> roads = new();

    // The messages that this host is bringing to their end, or may have written as being sent a moment ago.
    private readonly ConcurrentDictionary<(string Key, long Fence), bool> aboard = new();

    private readonly ConcurrentDictionary<Task, bool> underWay = new();
    private CancellationToken stop = new(canceled: true);

    /// <summary>From now on lines leave at once, until the host stops; before and after, they wait.</summary>
    public void Open(CancellationToken stopping) => stop = stopping;

    /// <summary>Whether nothing is under way.</summary>
    public bool IsIdle => underWay.IsEmpty;

    /// <summary>Ends when everything that is under way now has ended.</summary>
    public Task UnderWayAsync() => Task.WhenAll(underWay.Keys);

    /// <summary>The road to a channel; without a sender it leads nowhere.</summary>
    public Road RoadTo(string channel) => roads.GetOrAdd(channel, NewRoad);

    /// <summary>Says on which roads something waits in the store; whoever leaves one of them then rings for the dispatcher.</summary>
    public void Want(IReadOnlyList<string> channels)
    {
        foreach (var (channel, road) in roads) road.IsWanted = channels.Contains(channel);
        foreach (var channel in channels) RoadTo(channel).IsWanted = true;
    }

    /// <summary>A place for a message that a turn is about to write; null when it has to wait.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The message's key among the outgoing.</param>
    /// <param name="unasked">Whether we write of our own accord: then it passes nobody who waits.</param>
    public Ticket? Board(string channel, string key, bool unasked = false)
    {
        if (stop.IsCancellationRequested || RoadTo(channel) is not { Sender: not null } road || (unasked && road.IsWanted) || !road.TryEnter()) return null;
        if (aboard.TryAdd((key, OutgoingRows.NeverClaimed), true)) return new Ticket(this, road, key, store.Outbox.Self, clock.GetTimestamp());

        // The same inbound again, while its reply is on its way.
        road.GiveBack(1);
        return null;
    }

    /// <summary>Brings a message to its end beside everything else. The place on the road is taken already.</summary>
    public void Begin(Road road, OutgoingClaim claim, Func<Task> deliver)
    {
        aboard.TryAdd((claim.Key, claim.Fence), true);
        Run(road, claim.Key, claim.Fence, deliver);
    }

    /// <summary>Whether this host is bringing a message to its end by this claim.</summary>
    public bool IsAboard(OutgoingClaim claim) => aboard.ContainsKey((claim.Key, claim.Fence));

    private Task Depart(Road road, string key, Outgoing line, long boardedAt)
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Run(road, key, OutgoingRows.NeverClaimed, () => delivery.DepartAsync(road.Sender!, line, boardedAt, answered, stop));
        return answered.Task;
    }

    private void TakeBack(Road road, OutgoingClaim claim) => Run(road, claim.Key, claim.Fence, () => delivery.TakeBackAsync(claim, stop));

    private void Run(Road road, string key, long fence, Func<Task> deliver)
    {
        var task = RunAsync();
        if (task.IsCompleted) return;
        underWay.TryAdd(task, true);
        _ = task.ContinueWith(done => underWay.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        async Task RunAsync()
        {
            try
            {
                await deliver();

                // A host that stops leaves off in the middle: what it was sending is not to look as if it had never been sent.
                if (!stop.IsCancellationRequested) aboard.TryRemove((key, fence), out _);
            }
            catch (Exception error)
            {
                // It stays aboard: what became of it is found out when this host is gone.
                log.LogError(error, "A message could not be brought to its end.");
            }
            finally
            {
                road.Leave();
                if (road.IsWanted) changes.SignalHere(Changes.Outgoing);
            }
        }
    }

    private Road NewRoad(string channel)
    {
        var sender = senders.FirstOrDefault(s => s.Serves(channel));
        if (sender is null && channel != OutgoingRows.OurOwnChannel) log.LogError("There are messages for {Channel} and nothing here that sends them; they wait.", channel);
        return new Road(sender, options.Dispatch.AtOnce, options.Dispatch.PerSecond.TryGetValue(channel, out var rate) ? new Pace(rate, clock) : null);
    }

    /// <summary>A place that a turn has.</summary>
    internal sealed class Ticket(Departures departures, Road road, string key, int owner, long boardedAt) : IDisposable
    {
        private bool isUsed;

        /// <summary>The number under which the line is written.</summary>
        public int Owner => owner;

        /// <summary>The turn is durable: the line leaves. The task ends when the provider has answered, or could not.</summary>
        public Task Depart(Outgoing line)
        {
            isUsed = true;
            return departures.Depart(road, key, line, boardedAt);
        }

        /// <summary>Whether the turn was written is not known, and the line has not left: if it stands there as being sent, it waits from now on.</summary>
        public void Doubt()
        {
            isUsed = true;
            departures.TakeBack(road, new OutgoingClaim(key, OutgoingRows.NeverClaimed, owner));
        }

        public void Dispose()
        {
            if (isUsed) return;
            departures.aboard.TryRemove((key, OutgoingRows.NeverClaimed), out _);
            road.GiveBack(1);
        }
    }

    /// <summary>One channel's messages under way.</summary>
    internal sealed class Road(IChannelSender? sender, int places, Pace? pace)
    {
        private int underWay;

        public IChannelSender? Sender => sender;

        /// <summary>Whether something waits in the store for this road.</summary>
        public bool IsWanted { get; set; }

        /// <summary>How long until the pace lets the next one go.</summary>
        public TimeSpan UntilNext => pace?.UntilNext ?? TimeSpan.Zero;

        /// <summary>Takes up to so many places; the result is how many.</summary>
        public int Enter(int most)
        {
            var free = Math.Min(most, places - Volatile.Read(ref underWay));
            if (free > 0 && pace is not null) free = pace.Take(free);
            if (free <= 0) return 0;
            Interlocked.Add(ref underWay, free);
            return free;
        }

        public bool TryEnter() => Enter(1) == 1;

        /// <summary>Takes a place even where there is none: what a dead host left has been on the road already.</summary>
        public Road EnterAnyhow()
        {
            Interlocked.Increment(ref underWay);
            return this;
        }

        public void Leave(int count = 1) => Interlocked.Add(ref underWay, -count);

        /// <summary>Gives back places that were not needed, and their share of the pace.</summary>
        public void GiveBack(int count)
        {
            Leave(count);
            pace?.GiveBack(count);
        }
    }
}
