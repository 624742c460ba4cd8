using FollowUpBot.Bot.Http;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Where replies may be sent. The address comes with each activity, so it is somebody else's word, and what goes there are customers' conversations and our token.</summary>
internal sealed class ServiceHosts(FollowUpOptions options)
{
    private const int LongestUrl = 512;

    private readonly IReadOnlyList<ServiceHostPattern> allowed = [.. BotCloud.Of(options.BotFramework).ServiceHosts.Concat(options.BotFramework.AllowedServiceHosts).Select(h => ServiceHostPattern.Parse(h)!)];

    /// <summary>Whether replies may go there: https, a host of the list, and nothing in the address that two readers could read differently.</summary>
    public bool Allows(string? serviceUrl)
    {
        if (serviceUrl is not { Length: > 8 and <= LongestUrl } || !serviceUrl.All(IsPlain) || serviceUrl.Contains("..", StringComparison.Ordinal) || serviceUrl.IndexOf("//", 8, StringComparison.Ordinal) >= 0) return false;
        if (!Uri.TryCreate(serviceUrl, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Host.EndsWith('.')) return false;

        // Written as it is read: not 127.1 or 0x7f000001 for 127.0.0.1, and no colon without a port.
        var read = $"{uri.Scheme}://{uri.Host}";
        if (!serviceUrl.StartsWith(read, StringComparison.OrdinalIgnoreCase) || serviceUrl.AsSpan(read.Length) is [':'] or [':', '/', ..]) return false;
        if (uri.IsLoopback && uri.Scheme is "http" or "https" && IsOurOwnMachine(uri)) return true;
        return uri.Scheme == Uri.UriSchemeHttps && allowed.Any(a => a.Matches(uri));
    }

    /// <summary>Whether a connection may stay on this machine or its network: only where somebody wrote the host down for that.</summary>
    public bool MayBePrivate(Uri address) => IsOurOwnMachine(address) || options.BotFramework.AllowedServiceHosts.Any(h => ServiceHostPattern.Parse(h)!.Matches(address));

    private bool IsOurOwnMachine(Uri uri) => uri.IsLoopback && (options.BotFramework.IsOff || allowed.Any(a => a.IsLoopback && a.Matches(uri)));

    private static bool IsPlain(char c) => c is > ' ' and < (char)127 and not ('\\' or '@' or '#' or '?' or '%' or '<' or '>' or '"' or '`' or '{' or '}' or '|' or '^');
}
