using System.Net;
using System.Net.Sockets;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Connects to public addresses only: a name on the list of allowed hosts may resolve to anything, and the address that was looked at is the one that is called.</summary>
internal static class PublicAddresses
{
    // 0/8, 10/8, 100.64/10, 127/8, 169.254/16, 172.16/12, 192.0.0/24, 192.168/16, 198.18/15, 224/3: what the IANA registry of special addresses keeps from the open net.
    private static readonly IPNetwork[] NotPublic4 =
    [
        .. new[] { "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3" }.Select(n => IPNetwork.Parse(n)),
    ];

    // Only 2000::/3 is given out to the open net; of it these carry an IPv4 address inside, or are for documentation.
    private static readonly IPNetwork Public6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] NotPublic6 = [IPNetwork.Parse("2001::/32"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16")];

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !NotPublic4.Any(n => n.Contains(address))
            : Public6.Contains(address) && !NotPublic6.Any(n => n.Contains(address));
    }

    /// <summary>The connection of an HTTP client. A proxy is the operator's own choice and may be anywhere.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, Func<Uri, bool> mayBePrivate, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var target = context.InitialRequestMessage.RequestUri!;
        var anywhere = !host.Equals(target.IdnHost, StringComparison.OrdinalIgnoreCase) || mayBePrivate(target);
        var addresses = (await Dns.GetHostAddressesAsync(host.Trim('[', ']'), cancel)).Where(a => anywhere || IsPublic(a)).ToArray();
        if (addresses.Length == 0) throw new HttpRequestException(HttpRequestError.ConnectionError, "the host has no public address");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
