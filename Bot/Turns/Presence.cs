using System.Collections.Concurrent;

namespace FollowUpBot.Bot.Turns;

/// <summary>Which agents have the desk open on this host.</summary>
internal sealed class Presence
{
    private readonly ConcurrentDictionary<Guid, string> open = new();

    public IReadOnlyList<string> Names => [.. open.Values.Distinct().Order(StringComparer.Ordinal)];

    /// <summary>An agent is there until the result is disposed.</summary>
    public IDisposable Enter(string agent)
    {
        var visit = Guid.NewGuid();
        open[visit] = agent;
        return new Leaving(() => open.TryRemove(visit, out _));
    }

    private sealed class Leaving(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
