namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Where replies may be sent. The address comes with each activity, so it is somebody else's word, and what goes there are customers' conversations.</summary>
internal sealed class ServiceHosts(FollowUpOptions options)
{
    private static readonly string[] OfTheCloud = ["smba.trafficmanager.net", "*.botframework.com"];

    public bool Allows(string? serviceUrl)
    {
        if (serviceUrl is not { Length: < 2048 } || !Uri.TryCreate(serviceUrl, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0) return false;
        if (options.BotFramework.IsOff && uri is { Scheme: "http" or "https", IsLoopback: true }) return true;
        return uri is { Scheme: "https", HostNameType: UriHostNameType.Dns } && OfTheCloud.Concat(options.BotFramework.AllowedServiceHosts).Any(allowed => Matches(allowed, uri.IdnHost));
    }

    private static bool Matches(string allowed, string host) => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(allowed, StringComparison.OrdinalIgnoreCase);
}
