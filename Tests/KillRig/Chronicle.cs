using System.Collections.Concurrent;
using System.Globalization;

namespace FollowUpBot.KillRig;

/// <summary>What was done to the hosts and when, for the history of a message that went wrong.</summary>
internal sealed class Chronicle
{
    private readonly ConcurrentQueue<(DateTimeOffset At, string What)> events = new();

    public void Note(string what) => events.Enqueue((DateTimeOffset.UtcNow, what));

    public IEnumerable<string> Between(DateTimeOffset from, DateTimeOffset to) =>
        events.Where(e => e.At >= from && e.At <= to).OrderBy(e => e.At).Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.At:HH:mm:ss.fff} {e.What}"));
}
