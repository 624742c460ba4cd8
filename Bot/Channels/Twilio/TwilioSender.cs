using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FollowUpBot.Bot.Channels.Sms;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.Twilio;

/// <summary>Sends texts, and looks up whether one is there whose answer was lost.</summary>
internal sealed class TwilioSender(FollowUpOptions options, IHttpClientFactory http, TwilioAlarm alarm, FileLinks links, TravelClock clock) : IChannelSender
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "twilio";

    // What the provider may keep a text in its queue: later it would have lost its occasion, and arrive at night.
    private const int LongestValiditySeconds = 4 * 3600, ShortestValiditySeconds = 60;

    private const int MostFound = 50;

    // A name, its address on this host, and what stands between.
    private const int LongestName = 90;

    // Between our clock and the provider's.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    private FollowUpOptions.TwilioOptions Account => options.Twilio;

    private string Messages => $"{Account.ApiBase.TrimEnd('/')}/2010-04-01/Accounts/{Account.AccountSid}/Messages.json";

    // With room for what is added at its end.
    public int Longest => SmsText.Longest - 100;

    public int LongestLink => LongestName + Account.PublicUrl!.Length + FileLinks.Length;

    public bool Serves(string channel) => channel == Texts.Channel && Account.IsConfigured;

    public async Task<SendResult> SendAsync(Outgoing message, CancellationToken cancel)
    {
        if (message.User is not { } to) return new SendResult.Rejected("there is no number");
        var validity = message.NotAfter is { } end ? (int)Math.Clamp((end - clock.GetUtcNow()).TotalSeconds, ShortestValiditySeconds, LongestValiditySeconds) : LongestValiditySeconds;
        using var request = new HttpRequestMessage(HttpMethod.Post, Messages);
        var (pictures, linked) = MultimediaText.Split(links.Of(message.Files, message.CreatedAt), Account.From, to);
        request.Content = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("To", to),
            Account.MessagingServiceSid is { Length: > 0 } service ? KeyValuePair.Create("MessagingServiceSid", service) : KeyValuePair.Create("From", Account.From!),
            KeyValuePair.Create("Body", BodyOf(message, linked)),
            .. pictures.Select(p => KeyValuePair.Create("MediaUrl", Account.PublicUrl!.TrimEnd('/') + p.Path)),
            KeyValuePair.Create("StatusCallback", $"{Account.PublicUrl!.TrimEnd('/')}/sms/twilio/status"),
            KeyValuePair.Create("ValidityPeriod", validity.ToString(CultureInfo.InvariantCulture)),
        ]);
        using var answer = await AskAsync(request, cancel);
        if (answer.IsSuccessStatusCode)
            return await ReadAsync(answer, TwilioJson.Default.TwilioMessage, cancel) is { Sid: { Length: > 0 } sid } ? new SendResult.Accepted(sid) : new SendResult.Unclear("an answer that names no message");
        var code = (await ReadAsync(answer, TwilioJson.Default.TwilioError, cancel))?.Code;
        var result = SendResult.Of(answer, code?.ToString(CultureInfo.InvariantCulture), clock.RealNow);
        if (result is not SendResult.Rejected rejected) return result;
        var failure = TwilioFailures.Of(code);
        if (failure == TwilioFailure.Account) alarm.Ring(code);
        return failure == TwilioFailure.OptedOut ? new SendResult.Rejected("the customer told the provider to stop", OptedOut: true) : rejected with { Unreachable = failure == TwilioFailure.Unreachable };
    }

    // By recipient alone: a text that still waits in the provider's queue has no sending date by which it could be found.
    public async Task<IReadOnlyList<string>?> FindAsync(Outgoing message, CancellationToken cancel)
    {
        var since = clock.RealNow - message.SendingFor - Tolerance;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Messages}?To={Uri.EscapeDataString(message.User ?? "")}&PageSize={MostFound}");
        using var answer = await AskAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
        var list = await ReadAsync(answer, TwilioJson.Default.TwilioList, cancel) ?? throw new HttpRequestException("The provider's list cannot be read.");
        var body = BodyOf(message, MultimediaText.Split(links.Of(message.Files, message.CreatedAt), Account.From, message.User ?? "").Linked);
        return [.. list.Messages.Where(m => m is { Sid.Length: > 0 } && m.Body == body && m.To == message.User && !(CreatedAt(m) < since)).Reverse().Select(m => m.Sid!)];
    }

    private string BodyOf(Outgoing message, IEnumerable<LinkedFile> linked) => SmsText.Of(message.Text, message.Buttons, message.Form, Account.PublicUrl!, linked);

    private Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Account.AccountSid}:{Account.AuthToken}")));
        return http.CreateClient(Client).SendAsync(request, cancel);
    }

    private static DateTimeOffset? CreatedAt(TwilioMessage message) =>
        DateTimeOffset.TryParseExact(message.DateCreated, "ddd, dd MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancel)
        where T : class
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            return await JsonSerializer.DeserializeAsync(body, type, cancel);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record TwilioMessage(string? Sid, string? Body, string? To, string? DateCreated);

internal sealed record TwilioList(IReadOnlyList<TwilioMessage> Messages);

internal sealed record TwilioError(int? Code);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TwilioMessage))]
[JsonSerializable(typeof(TwilioList))]
[JsonSerializable(typeof(TwilioError))]
internal sealed partial class TwilioJson : JsonSerializerContext;
