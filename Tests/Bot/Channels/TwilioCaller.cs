using System.Net;
using FollowUpBot.Bot.Channels.Twilio;
using FollowUpBot.KillRig;
using Microsoft.Extensions.Primitives;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>Calls a host as Twilio does: forms, signed over the address it is configured with.</summary>
internal static class TwilioCaller
{
    public static Dictionary<string, string> Inbound(string id, string text, string from) => new() { ["MessageSid"] = id, ["From"] = from, ["To"] = TwilioServer.From, ["Body"] = text, ["NumMedia"] = "0" };

    public static Dictionary<string, string> Report(string id, string status, string to, int? code = null)
    {
        Dictionary<string, string> fields = new() { ["MessageSid"] = id, ["MessageStatus"] = status, ["To"] = to, ["From"] = TwilioServer.From };
        if (code is { } known) fields["ErrorCode"] = $"{known}";
        return fields;
    }

    public static string Sign(IEnumerable<KeyValuePair<string, string>> fields, string path, string token = TwilioServer.Token, string url = TwilioServer.PublicUrl) =>
        TwilioSignature.Of(token, url + path, fields.GroupBy(f => f.Key).Select(g => KeyValuePair.Create(g.Key, new StringValues([.. g.Select(f => f.Value)]))));

    public static async Task<HttpStatusCode> PostAsync(HttpClient http, string path, Dictionary<string, string> fields, string token = TwilioServer.Token, string url = TwilioServer.PublicUrl)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add(TwilioSignature.Header, Sign(fields, path, token, url));
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
