using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>How fast one conversation may talk, and one address open conversations: a burst, then a steady pace. A person never notices; a script does.</summary>
internal sealed class DirectLinePace(int messagesPerMinute, int openingsPerMinute) : IDisposable
{
    // Whoever has an IPv6 address has all of its network.
    private const int BytesOfNetwork = 8;

    private readonly PartitionedRateLimiter<string> talking = PerMinute(messagesPerMinute);
    private readonly PartitionedRateLimiter<string> opening = PerMinute(openingsPerMinute);

    public bool MaySpeak(string conversation, out int retryAfterSeconds) => TryTake(talking, conversation, out retryAfterSeconds);

    public bool MayOpen(IPAddress? address, out int retryAfterSeconds) => TryTake(opening, NetworkOf(address), out retryAfterSeconds);

    public void Dispose()
    {
        talking.Dispose();
        opening.Dispose();
    }

    private static PartitionedRateLimiter<string> PerMinute(int most) => PartitionedRateLimiter.Create<string, string>(who =>
        RateLimitPartition.GetTokenBucketLimiter(who, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = most,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / most,
            AutoReplenishment = true,
        }));

    private static bool TryTake(PartitionedRateLimiter<string> limiter, string who, out int retryAfterSeconds)
    {
        using var lease = limiter.AttemptAcquire(who);
        retryAfterSeconds = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1;
        return lease.IsAcquired;
    }

    private static string NetworkOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, BytesOfNetwork))}/64"),
        _ => address.ToString(),
    };
}
