namespace FollowUpBot.Bot.Turns;

/// <summary>At most so many messages a second on one channel, so that what piled up in an outage leaves in order and not all at once.</summary>
/// <param name="perSecond">A quarter of it is the largest burst, so no second sees much more.</param>
/// <param name="clock">Its ticks are real even where the customers' clock stands still.</param>
internal sealed class Pace(double perSecond, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly double burst = Math.Max(1, perSecond / 4);
    private double tokens = Math.Max(1, perSecond / 4);
    private long last = clock.GetTimestamp();

    /// <summary>How long until the next may leave.</summary>
    public TimeSpan UntilNext
    {
        get
        {
            lock (gate)
            {
                Fill();
                return TimeSpan.FromSeconds(Math.Max(0, 1 - tokens) / perSecond);
            }
        }
    }

    /// <summary>Lets up to so many leave now; the result is how many.</summary>
    public int Take(int most)
    {
        lock (gate)
        {
            Fill();
            var granted = Math.Min(most, (int)tokens);
            tokens -= granted;
            return granted;
        }
    }

    /// <summary>Some did not leave after all.</summary>
    public void GiveBack(int count)
    {
        lock (gate) tokens += count;
    }

    private void Fill()
    {
        var now = clock.GetTimestamp();
        tokens = Math.Min(burst, tokens + (clock.GetElapsedTime(last, now).TotalSeconds * perSecond));
        last = now;
    }
}
