using System.Net;
using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Bot.Channels.Twilio;
using FollowUpBot.KillRig;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>Who is not Twilio learns nothing: 403 and not a word, whatever is wrong.</summary>
public sealed class TwilioSignatureTests : IAsyncLifetime
{
    private const string Path = "/sms/twilio", Second = "the-token-that-comes-next";

    private static readonly KeyValuePair<string, string>[] Fields =
    [
        new("Body", "hello & goodbye=1 +é😀"), new("From", "+34600000001"), new("MessageSid", "SM-1"), new("NumMedia", "0"), new("To", TwilioServer.From), new("Empty", ""), new("Spaced", " x "),
    ];

    private TwilioServer twilio = null!;
    private TestHost host = null!;

    public async ValueTask InitializeAsync()
    {
        twilio = await TwilioServer.StartAsync(TestHost.Start);
        host = await TestHost.StartAsync(flags: [.. twilio.Flags, "--FollowUp:Twilio:AuthTokenSecondary", Second]);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await twilio.DisposeAsync();
    }

    [Fact]
    public async Task Each_of_fifty_wrong_signatures_is_refused_without_a_word()
    {
        var wrong = Wrong().ToList();
        Assert.True(wrong.Count >= 50, $"only {wrong.Count}");
        foreach (var (what, fields, signatures) in wrong)
        {
            var (status, body) = await PostAsync(fields, signatures);
            Assert.True(status == HttpStatusCode.Forbidden && body.Length == 0, $"{what}: {status} '{body}'");
        }

        Assert.Null(await host.Store.CustomerAtAsync("sms", "+34600000001"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{wrong.Count} wrong signatures, all 403 without a body");
    }

    [Fact]
    public async Task What_is_right_is_taken_in_any_order_with_or_without_the_port_and_by_either_token()
    {
        foreach (var (what, fields, signature) in new[]
        {
            ("as sent", Fields, TwilioCaller.Sign(Fields, Path)),
            ("in another order", [.. Fields.Reverse()], TwilioCaller.Sign(Fields, Path)),
            ("with the port", Fields, TwilioCaller.Sign(Fields, Path, url: TwilioServer.PublicUrl + ":443")),
            ("by the second token", Fields, TwilioCaller.Sign(Fields, Path, Second)),
            ("a field more, signed", [.. Fields, new("Later", "added")], TwilioCaller.Sign([.. Fields, new("Later", "added")], Path)),
            ("a field twice, signed", [.. Fields, new("Twice", "1"), new("Twice", "2")], TwilioCaller.Sign([.. Fields, new("Twice", "1"), new("Twice", "2")], Path)),
        })
        {
            var (status, body) = await PostAsync(fields, [signature]);
            Assert.True(status == HttpStatusCode.OK, $"{what}: {status}");
            Assert.Contains("<Response></Response>", body, StringComparison.Ordinal);
        }
    }

#pragma warning disable CA5350 // The provider's protocol.
    private static IEnumerable<(string What, KeyValuePair<string, string>[] Fields, string[] Signatures)> Wrong()
    {
        var right = TwilioCaller.Sign(Fields, Path);
        var bytes = Convert.FromBase64String(right);
        yield return ("missing", Fields, []);
        foreach (var (what, shown) in new[]
        {
            ("empty", ""), ("a space", " "), ("of nothing", "="), ("not base64", "!!!!"), ("truncated by one", right[..^1]), ("truncated to half", right[..14]), ("lower case", right.ToLowerInvariant()),
            ("upper case", right.ToUpperInvariant()), ("url-encoded", Uri.EscapeDataString(right)), ("base64url", right.Replace('+', '-').Replace('/', '_').TrimEnd('=') + "_"), ("hexadecimal", Convert.ToHexString(bytes)),
            ("quoted", $"\"{right}\""), ("behind a scheme", $"HMAC {right}"), ("twice in one", right + right), ("two with a comma", $"{right},{right}"), ("reversed", new string([.. right.Reverse()])),
            ("of zeros", Convert.ToBase64String(new byte[20])), ("a bit flipped", Convert.ToBase64String([(byte)(bytes[0] ^ 1), .. bytes[1..]])), ("a byte more", Convert.ToBase64String([.. bytes, 0])),
            ("a byte less", Convert.ToBase64String(bytes[..^1])), ("very long", new string('A', 8000)),
            ("another token", TwilioCaller.Sign(Fields, Path, "another-token")), ("no token", TwilioCaller.Sign(Fields, Path, "")), ("the token in lower case", TwilioCaller.Sign(Fields, Path, TwilioServer.Token.ToUpperInvariant())),
            ("the token with a space", TwilioCaller.Sign(Fields, Path, TwilioServer.Token + " ")), ("over http", TwilioCaller.Sign(Fields, Path, url: "http://bot.example")),
            ("another host", TwilioCaller.Sign(Fields, Path, url: "https://bot.example.org")), ("another port", TwilioCaller.Sign(Fields, Path, url: "https://bot.example:8443")),
            ("the port of http", TwilioCaller.Sign(Fields, Path, url: "https://bot.example:80")), ("a host in capitals", TwilioCaller.Sign(Fields, Path, url: "https://BOT.example")),
            ("a slash too many", TwilioCaller.Sign(Fields, Path, url: "https://bot.example/")), ("another path", TwilioCaller.Sign(Fields, "/sms/Twilio")), ("a slash at the end", TwilioCaller.Sign(Fields, Path + "/")),
            ("the address of reports", TwilioCaller.Sign(Fields, Path + "/status")), ("a query", TwilioCaller.Sign(Fields, Path + "?a=b")), ("an empty query", TwilioCaller.Sign(Fields, Path + "?")),
            ("a fragment", TwilioCaller.Sign(Fields, Path + "#a")), ("without its host", TwilioCaller.Sign(Fields, Path, url: "")), ("without any field", TwilioCaller.Sign([], Path)),
            ("of another message", TwilioCaller.Sign(Changed("MessageSid", "SM-2"), Path)), ("of another sender", TwilioCaller.Sign(Changed("From", "+34600000002"), Path)), ("of another body", TwilioCaller.Sign(Changed("Body", "stop"), Path)),
            ("with a value trimmed", TwilioCaller.Sign(Changed("Spaced", "x"), Path)), ("with a field missing", TwilioCaller.Sign(Fields[1..], Path)), ("with a field too many", TwilioCaller.Sign([.. Fields, new("Extra", "1")], Path)),
            ("with an empty field left out", TwilioCaller.Sign(Fields.Where(f => f.Value.Length > 0), Path)), ("with names in lower case", TwilioCaller.Sign(Fields.Select(f => new KeyValuePair<string, string>(f.Key.ToLowerInvariant(), f.Value)), Path)),
            ("over the fields unsorted", Mac(HMACSHA1.HashData, TwilioServer.PublicUrl + Path + string.Concat(Fields.Select(f => f.Key + f.Value)))),
            ("SHA-256 instead", Mac(HMACSHA256.HashData, Signed())), ("SHA-512 instead", Mac(HMACSHA512.HashData, Signed())), ("without a key", Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(TwilioServer.Token + Signed())))),
            ("over the raw body", Mac(HMACSHA1.HashData, TwilioServer.PublicUrl + Path + string.Join('&', Fields.Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value)}")))),
            ("in UTF-16", Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(TwilioServer.Token), Encoding.Unicode.GetBytes(Signed())))),
        }) yield return (what, Fields, [shown]);
        yield return ("two headers, both right", Fields, [right, right]);
        yield return ("two headers, one right", Fields, ["x", right]);
        yield return ("right for a body that was changed", Changed("Body", "stop"), [right]);
        yield return ("right, and a field added", [.. Fields, new("Extra", "1")], [right]);
        yield return ("right, and a field taken away", Fields[..^1], [right]);
        yield return ("right, and a field doubled", [.. Fields, Fields[0]], [right]);
        yield return ("right for two values in another order", [new("A", "2"), new("A", "1")], [TwilioCaller.Sign([new("A", "1"), new("A", "2")], Path)]);
        yield return ("right for fields that run together", [new("Bod", "yhello")], [TwilioCaller.Sign([new("Bod", "yhell"), new("o", "")], Path) + "x"]);
    }

#pragma warning restore CA5350
    private static KeyValuePair<string, string>[] Changed(string name, string value) => [.. Fields.Select(f => f.Key == name ? new(name, value) : f)];

    private static string Signed() => TwilioServer.PublicUrl + Path + string.Concat(Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Key + f.Value));

    private static string Mac(Func<byte[], byte[], byte[]> hash, string text) => Convert.ToBase64String(hash(Encoding.UTF8.GetBytes(TwilioServer.Token), Encoding.UTF8.GetBytes(text)));

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(KeyValuePair<string, string>[] fields, string[] signatures)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new FormUrlEncodedContent(fields) };
        foreach (var signature in signatures) request.Headers.TryAddWithoutValidation(TwilioSignature.Header, signature);
        using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
