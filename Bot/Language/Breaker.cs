namespace FollowUpBot.Bot.Language;

/// <summary>Leaves a model alone for a while after it failed several times in a row: customers would only wait for the time-out.</summary>
internal sealed class Breaker(TimeProvider clock)
{
    private const int Failures = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private int failed;
    private DateTimeOffset until = DateTimeOffset.MinValue;

    public bool IsOpen
    {
        get
        {
            lock (gate) return clock.GetUtcNow() < until;
        }
    }

    public void Succeeded()
    {
        lock (gate) failed = 0;
    }

    public void Failed()
    {
        lock (gate)
        {
            // After the pause one more failure is enough, for the count stands where it stood.
            if (++failed >= Failures) until = clock.GetUtcNow() + Pause;
        }
    }
}
