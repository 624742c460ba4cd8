using System.Threading.RateLimiting;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>How fast one conversation may talk: a burst, then a steady pace. A person never notices; a script does.</summary>
internal sealed class DirectLinePace(int messagesPerMinute) : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(conversation =>
        RateLimitPartition.GetTokenBucketLimiter(conversation, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = messagesPerMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / messagesPerMinute,
            AutoReplenishment = true,
        }));

    public bool TryTake(string conversation, out int retryAfterSeconds)
    {
        using var lease = limiter.AttemptAcquire(conversation);
        retryAfterSeconds = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
