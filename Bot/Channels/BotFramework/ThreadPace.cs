using System.Collections.Concurrent;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>
/// How fast a bot may speak in one conversation of Teams: 7 in a second, 8 in two, 60 in thirty and 1,800 in an hour (Microsoft's page on rate limits of bots). Who would be above it waits
/// here instead of being refused there. Each host counts its own.
/// </summary>
internal sealed class ThreadPace(TimeProvider clock)
{
    private const int MostConversations = 100_000;

    private static readonly (int Most, TimeSpan In)[] Windows =
        [(7, TimeSpan.FromSeconds(1)), (8, TimeSpan.FromSeconds(2)), (60, TimeSpan.FromSeconds(30)), (1800, TimeSpan.FromHours(1))];

    private static readonly TimeSpan Longest = Windows[^1].In;

    // What lies between our clock and theirs, and between sending and arriving.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, Recent> recent = new();

    /// <summary>Counts one that leaves now; or says how long it has to wait, and does not count it.</summary>
    public TimeSpan Take(string conversation)
    {
        if (recent.Count > MostConversations) Forget();
        var now = clock.GetTimestamp();
        var said = recent.GetOrAdd(conversation, _ => new Recent());
        lock (said)
        {
            while (said.At.TryPeek(out var oldest) && clock.GetElapsedTime(oldest, now) >= Longest + Margin) said.At.Dequeue();
            var wait = Wait(said, now);
            if (wait == TimeSpan.Zero) said.At.Enqueue(now);
            return wait;
        }
    }

    private TimeSpan Wait(Recent said, long now)
    {
        var wait = TimeSpan.Zero;
        foreach (var (most, span) in Windows)
        {
            if (said.At.Count < most) continue;

            // The one that has to be out of the window before the next may come.
            var ago = clock.GetElapsedTime(said.At.ElementAt(said.At.Count - most), now);
            if (span + Margin - ago is var left && left > wait) wait = left;
        }

        return wait;
    }

    // Whoever has been silent for the longest window has all of it again.
    private void Forget()
    {
        var now = clock.GetTimestamp();
        foreach (var (conversation, said) in recent)
        {
            lock (said)
            {
                if (said.At.Count == 0 || clock.GetElapsedTime(said.At.Last(), now) >= Longest) recent.TryRemove(KeyValuePair.Create(conversation, said));
            }
        }
    }

    private sealed class Recent
    {
        public Queue<long> At { get; } = new();
    }
}
