using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Tests.Bot.Channels.BotFramework;

/// <summary>An hour of Teams at full load by a manual clock, held against the limits as Microsoft states them.</summary>
public class TeamsPaceTests
{
    [Theory]
    [InlineData(1, 30, 1)]
    [InlineData(12, 30, 2)]
    [InlineData(300, 30, 3)]
    [InlineData(300, 40, 4)]
    public void In_an_hour_at_full_load_nothing_is_refused(int conversations, double perSecond, int seed)
    {
        var clock = new ManualClock(TestHost.Start);
        var (app, thread) = (new Pace(perSecond, clock), new ThreadPace(clock));
        var teams = new Limits();
        var (random, sent, refused) = (new Random(seed), 0, 0);
        var names = Enumerable.Range(0, conversations).Select(i => $"conversation-{i}").ToArray();
        for (var waiting = new PriorityQueue<string, DateTimeOffset>(names.Select(n => (n, TestHost.Start))); clock.Now < TestHost.Start.AddHours(1);)
        {
            // Everybody always has something to say: whoever is let go is sent, whoever is told to wait comes back then.
            waiting.TryPeek(out var next, out var at);
            if (at > clock.Now) clock.Now = at;
            if (app.Take(1) == 0)
            {
                clock.Now += app.UntilNext + TimeSpan.FromMilliseconds(1);
                continue;
            }

            waiting.Dequeue();
            if (thread.Take(next!) is var wait && wait > TimeSpan.Zero)
            {
                waiting.Enqueue(next!, clock.Now + wait);
                continue;
            }

            // On its way it takes up to 40 ms, so what left evenly may arrive closer together.
            if (teams.Take(next!, clock.Now.AddMilliseconds(random.Next(0, 40)))) sent++;
            else refused++;
            waiting.Enqueue(next!, clock.Now);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{conversations} conversations at {perSecond}/s: {sent} sent in an hour, {refused} × 429");
        Assert.Equal(0, refused);

        // Nor is it kept slower than it must be.
        Assert.True(sent >= 0.95 * Math.Min(conversations * 1800, perSecond * 3600), $"only {sent}");
    }

    // The limits at the other end: sliding windows, over what has arrived.
    private sealed class Limits
    {
        private const int PerSecondOfAnApp = 50;

        private static readonly (int Most, double Seconds)[] Windows = [(7, 1), (8, 2), (60, 30), (1800, 3600)];

        private readonly Dictionary<string, List<DateTimeOffset>> arrived = [];
        private readonly Queue<DateTimeOffset> all = new();

        public bool Take(string conversation, DateTimeOffset at)
        {
            if (!arrived.TryGetValue(conversation, out var list)) arrived[conversation] = list = [];
            while (all.TryPeek(out var first) && first <= at.AddSeconds(-1)) all.Dequeue();

            if (all.Count >= PerSecondOfAnApp) return false;
            foreach (var (most, seconds) in Windows)
                if (list.Count >= most && list[^most] > at.AddSeconds(-seconds)) return false;
            list.Add(at);
            all.Enqueue(at);
            return true;
        }
    }

    private sealed class ManualClock(DateTimeOffset start) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = start;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
