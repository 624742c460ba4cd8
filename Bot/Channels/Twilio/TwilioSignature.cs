using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Bot.Http;
using Microsoft.Extensions.Primitives;

namespace FollowUpBot.Bot.Channels.Twilio;

/// <summary>The signature that Twilio puts on what it sends: HMAC-SHA1, by the account's token, over the address as Twilio called it and every field of the form in the order of their names.</summary>
internal static class TwilioSignature
{
    public const string Header = "X-Twilio-Signature";

    private const int LongestHeader = 200;

    public static string Of(string token, string url, IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        var signed = new StringBuilder(url);
        foreach (var (name, values) in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
            foreach (var value in values) signed.Append(name).Append(value);
#pragma warning disable CA5350 // The provider's protocol.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(signed.ToString())));
#pragma warning restore CA5350
    }

    /// <summary>Whether a request is Twilio's. The address is the configured one: behind a proxy the request's own is another. Twilio signs it now with its port and now without.</summary>
    /// <param name="request">The request.</param>
    /// <param name="form">Its form.</param>
    /// <param name="tokens">The account's tokens: while one takes the place of another, two.</param>
    /// <param name="publicUrl">Where Twilio reaches this host.</param>
    public static bool IsRight(HttpRequest request, IFormCollection form, IReadOnlyList<string> tokens, string publicUrl)
    {
        if (request.Headers[Header] is not [{ Length: > 0 and <= LongestHeader } shown]) return false;
        var isRight = false;

        // All of them each time: how long it takes tells nothing of which was nearly right.
        foreach (var host in HostsOf(publicUrl))
            foreach (var token in tokens) isRight |= Keys.Same(shown, Of(token, $"{host}{request.Path}{request.QueryString}", form));
        return isRight;
    }

    private static string[] HostsOf(string publicUrl)
    {
        var address = new Uri(publicUrl);
        var host = publicUrl.TrimEnd('/');
        if (!address.IsDefaultPort) return [host];
        var bare = $"{address.Scheme}://{address.Host}";
        return [host, $"{bare}:{address.Port}", bare];
    }
}
