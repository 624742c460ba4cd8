namespace FollowUpBot.Bot.Turns;

/// <summary>At most so many messages a second on one channel, so that what piled up in an outage leaves in order and not all at once.</summary>
/// <param name="perSecond">Also the largest burst.</param>
/// <param name="clock">Its ticks are real even where the customers' clock stands still.</param>
internal sealed class Pace(double perSecond, TimeProvider clock)
{
    private double tokens = Math.Max(1, perSecond);
    private long last = clock.GetTimestamp();

    /// <summary>How many may leave now.</summary>
    public int Available
    {
        get
        {
            var now = clock.GetTimestamp();
            tokens = Math.Min(Math.Max(1, perSecond), tokens + (clock.GetElapsedTime(last, now).TotalSeconds * perSecond));
            last = now;
            return (int)tokens;
        }
    }

    public void Take(int count) => tokens -= count;

    /// <summary>How long until the next may leave.</summary>
    public TimeSpan UntilNext => TimeSpan.FromSeconds(Math.Max(0, 1 - tokens) / perSecond);
}
