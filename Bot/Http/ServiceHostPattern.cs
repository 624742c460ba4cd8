using System.Globalization;
using System.Net;

namespace FollowUpBot.Bot.Http;

/// <summary>A host that may be called, as options name it: <c>host</c>, <c>host:port</c>, or <c>*.example.com</c> for every host below.</summary>
/// <param name="Host">Lower case; begins with a dot when it stands for every host below.</param>
/// <param name="Port">Null is the scheme's own port.</param>
internal sealed record ServiceHostPattern(string Host, int? Port)
{
    public static bool IsRight(string text) => Parse(text) is not null;

    /// <summary>Null when it is no such thing.</summary>
    public static ServiceHostPattern? Parse(string text)
    {
        int? port = null;
        var host = text;
        if (text.LastIndexOf(':') is var colon and > 0 && !text.EndsWith(']'))
        {
            if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535) return null;
            (host, port) = (text[..colon], number);
        }

        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        var kind = Uri.CheckHostName(name);
        if (kind == UriHostNameType.Unknown || (kind != UriHostNameType.Dns && name != host)) return null;
        return new ServiceHostPattern((name == host ? name : host[1..]).ToLowerInvariant(), port);
    }

    /// <summary>Whether it names a host of this machine.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether it names the host of an address. Without a port it means the scheme's own; on this machine any.</summary>
    public bool Matches(Uri address) =>
        (Host[0] == '.' ? address.IdnHost.EndsWith(Host, StringComparison.OrdinalIgnoreCase) : address.Host.Equals(Host, StringComparison.OrdinalIgnoreCase) || address.IdnHost.Equals(Host, StringComparison.OrdinalIgnoreCase))
        && (Port is { } port ? address.Port == port : address.IsDefaultPort || IsLoopback);
}
