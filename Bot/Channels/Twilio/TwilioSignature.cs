using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Bot.Http;
using Microsoft.Extensions.Primitives;

namespace FollowUpBot.Bot.Channels.Twilio;

/// <summary>The signature that Twilio puts on what it sends: HMAC-SHA1, by the account's token, over the address as Twilio called it and every field of the form in the order of their names.</summary>
internal static class TwilioSignature
{
    public const string Header = "X-Twilio-Signature";

    public static string Of(string token, string url, IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        var signed = new StringBuilder(url);
        foreach (var (name, values) in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
            foreach (var value in values) signed.Append(name).Append(value);
#pragma warning disable CA5350 // The provider's protocol.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(signed.ToString())));
#pragma warning restore CA5350
    }

    /// <summary>Whether a request is Twilio's. The address is the configured one: behind a proxy the request's own is another.</summary>
    public static bool IsRight(HttpRequest request, IFormCollection form, string token, string publicUrl) =>
        request.Headers[Header] is [{ } shown] && Keys.Same(shown, Of(token, $"{publicUrl.TrimEnd('/')}{request.Path}{request.QueryString}", form));
}
