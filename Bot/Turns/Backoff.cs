namespace FollowUpBot.Bot.Turns;

/// <summary>How long to wait before a message that was refused is tried again: twice as long each time, and never all at the same moment.</summary>
internal sealed class Backoff(Random random)
{
    // A provider that asks for less is asked too often; one that asks for more has a broken clock, or we misread it.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromHours(1), LongestOfOurs = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();

    /// <param name="attempts">How often it has been refused before.</param>
    /// <param name="asked">What the provider asked for; it is kept to within bounds, and the jitter comes on top.</param>
    public TimeSpan After(int attempts, TimeSpan? asked)
    {
        double share;
        lock (gate) share = random.NextDouble();
        if (asked is { } wait) return Bound(wait, Longest) + (share * Shortest);
        var step = Bound(TimeSpan.FromSeconds(Math.Pow(2, Math.Min(attempts, 20))), LongestOfOurs);
        return (step / 2) + (share * step);
    }

    private static TimeSpan Bound(TimeSpan wait, TimeSpan longest) => wait < Shortest ? Shortest : wait > longest ? longest : wait;
}
