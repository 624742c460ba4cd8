using System.Threading.Channels;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Turns;

/// <summary>
/// Tells who waits that something changed, on this host and on the others of the same store. A signal carries nothing: who hears it reads the store, so a lost or doubled
/// signal does no harm.
/// </summary>
internal sealed class Changes
{
    /// <summary>Something the desk shows changed, or who may see it.</summary>
    public const string Desk = "desk";

    /// <summary>There is new work.</summary>
    public const string Work = "work";

    /// <summary>There is something to send on a channel that is not ours.</summary>
    public const string Outgoing = "outgoing";

    private readonly Dictionary<string, HashSet<Watch>> watches = [];
    private readonly Lock gate = new();
    private readonly IStore store;

    public Changes(IStore store)
    {
        this.store = store;
        store.Heard += Hear;
    }

    /// <summary>Something was said with a customer who has an open case, or that case changed.</summary>
    public static string Customer(string id) => $"customer|{id}";

    public static string Conversation(string channel, string id) => $"{channel}|{id}";

    public void Signal(string topic)
    {
        SignalHere(topic);
        store.Announce(topic);
    }

    /// <summary>Something changed that only this host knows.</summary>
    public void SignalHere(string topic)
    {
        lock (gate)
        {
            if (!watches.TryGetValue(topic, out var watching)) return;
            foreach (var watch in watching) watch.Ring();
        }
    }

    // Who may have missed something looks at everything.
    private void Hear(string? topic)
    {
        if (topic is not null)
        {
            SignalHere(topic);
            return;
        }

        lock (gate)
        {
            foreach (var watch in watches.Values.SelectMany(w => w).Where(w => !w.IsOfTheMoment)) watch.Ring();
        }
    }

    /// <summary>Begins to listen; signals from now on are kept until they are waited for.</summary>
    /// <param name="topic">To what.</param>
    /// <param name="ofTheMoment">Whether nothing in the store tells it: then who may have missed a signal has missed nothing that still counts.</param>
    public Watch On(string topic, bool ofTheMoment = false)
    {
        var watch = new Watch(this, topic) { IsOfTheMoment = ofTheMoment };
        lock (gate)
        {
            if (!watches.TryGetValue(topic, out var watching)) watches[topic] = watching = [];
            watching.Add(watch);
        }

        return watch;
    }

    internal sealed class Watch(Changes changes, string topic) : IDisposable
    {
        private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public bool IsOfTheMoment { get; init; }

        public void Ring() => bell.Writer.TryWrite(true);

        /// <summary>Waits for a signal, at most so long; false when the time passed in silence.</summary>
        public async Task<bool> WaitAsync(TimeSpan most, CancellationToken cancel)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(most);
            try
            {
                return await bell.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return false;
            }
        }

        public void Dispose()
        {
            lock (changes.gate)
            {
                if (!changes.watches.TryGetValue(topic, out var watching)) return;
                watching.Remove(this);
                if (watching.Count == 0) changes.watches.Remove(topic);
            }
        }
    }
}
