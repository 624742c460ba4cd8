using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Bot.Channels.Twilio;
using Microsoft.Extensions.Primitives;

namespace FollowUpBot.KillRig;

/// <summary>
/// Customers who talk. What they write is an order number of their own that no shop has: the reply repeats it, so each message has one reply that can be told from all others.
/// </summary>
internal abstract class Talker(string channel, string customer, string prefix, int number, Door door, Ledger ledger, Random random)
{
    public string Channel => channel;

    public string Customer => customer;

    protected Door Door => door;

    protected Ledger Ledger => ledger;

    protected Random Random => random;

    /// <summary>Talks until it is time to stop; a message that was begun is sent again until it is taken or nobody takes anything any more.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken giveUp)
    {
        if (!await BeginAsync(giveUp)) return;
        for (var said = 1; !stop.IsCancellationRequested; said++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number:0000}-{said}");
            var due = ledger.Expect(channel, customer, text);
            if (!await SayAsync(text, giveUp)) return;
            due.Take();
            await Task.Delay(random.Next(300, 1500), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    protected virtual Task<bool> BeginAsync(CancellationToken giveUp) => Task.FromResult(true);

    protected abstract Task<bool> SayAsync(string text, CancellationToken giveUp);
}

/// <summary>A customer who writes texts: the provider's signed calls, with the same id until they are answered.</summary>
internal sealed class Texter(int number, Door door, Ledger ledger, Random random) : Talker("sms", string.Create(CultureInfo.InvariantCulture, $"+346{number:00000000}"), "S", number, door, ledger, random)
{
    private const string Path = "/sms/twilio";

    protected override async Task<bool> SayAsync(string text, CancellationToken giveUp)
    {
        Dictionary<string, string> fields = new() { ["MessageSid"] = $"SM-{text}", ["From"] = Customer, ["To"] = TwilioServer.From, ["Body"] = text, ["NumMedia"] = "0" };
        var signature = TwilioSignature.Of(TwilioServer.Token, TwilioServer.PublicUrl + Path, fields.Select(f => KeyValuePair.Create(f.Key, new StringValues(f.Value))));
        return await Door.InsistAsync(Random, host => new HttpRequestMessage(HttpMethod.Post, new Uri(host, Path)) { Content = new FormUrlEncodedContent(fields), Headers = { { TwilioSignature.Header, signature } } }, giveUp) is not null;
    }
}

/// <summary>A customer on a Bot Framework channel.</summary>
internal sealed class Teammate(int number, string serviceUrl, Door door, Ledger ledger, Random random) : Talker("msteams", string.Create(CultureInfo.InvariantCulture, $"teams-{number:0000}"), "T", number, door, ledger, random)
{
    protected override async Task<bool> SayAsync(string text, CancellationToken giveUp)
    {
        var activity = new
        {
            type = "message",
            id = text,
            text,
            serviceUrl,
            channelId = Channel,
            from = new { id = Customer, name = "Maria" },
            recipient = new { id = "28:bot", name = "Bot" },
            conversation = new { id = Customer },
        };

        // With its length said, which the host asks for.
        var body = JsonSerializer.SerializeToUtf8Bytes(activity);
        return await Door.InsistAsync(Random, host => new HttpRequestMessage(HttpMethod.Post, new Uri(host, "/api/messages")) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } }, giveUp) is not null;
    }
}

/// <summary>A customer in a web chat: what they hear is what their client reads, as it goes on.</summary>
internal sealed class Chatter(int number, Door door, Ledger ledger, Random random) : Talker("directline", string.Create(CultureInfo.InvariantCulture, $"dl_web-{number:0000}"), "W", number, door, ledger, random)
{
    private const int MessagesBetweenLooks = 5;

    private WebChat? chat;
    private int said;

    public WebChat Chat => chat ??= new WebChat(Customer, Door, Random);

    protected override async Task<bool> BeginAsync(CancellationToken giveUp)
    {
        var greeting = Ledger.Expect(Channel, Customer, Speech.Greeting);
        if (!await Chat.OpenAsync(giveUp)) return false;
        greeting.Take();
        return true;
    }

    protected override async Task<bool> SayAsync(string text, CancellationToken giveUp)
    {
        var own = Ledger.Expect(Channel, Customer, Speech.Own(text));
        if (!await Chat.PostAsync(text, giveUp)) return false;
        own.Take();
        if (++said % MessagesBetweenLooks == 0) await Chat.ReadOnAsync(giveUp);
        return true;
    }
}

/// <summary>A Direct Line client.</summary>
internal sealed class WebChat(string user, Door door, Random random)
{
    private const int PageSize = 200;

    private static readonly TimeSpan TokenGoodFor = TimeSpan.FromMinutes(15);

    private readonly List<Line> lines = [];
    private string? conversation, token;
    private DateTimeOffset tokenMade;

    /// <summary>What was read so far, in order.</summary>
    public IReadOnlyList<Line> Lines => lines;

    /// <summary>Opens the conversation; a newcomer is greeted.</summary>
    public async Task<bool> OpenAsync(CancellationToken giveUp)
    {
        if (!await SignInAsync(giveUp)) return false;
        var opened = await door.InsistAsync(random, host => Request(HttpMethod.Post, host, "/v3/directline/conversations"), giveUp);
        if (opened is null) return false;
        conversation = JsonDocument.Parse(opened).RootElement.GetProperty("conversationId").GetString();
        return true;
    }

    public async Task<bool> PostAsync(string text, CancellationToken giveUp)
    {
        if (!await SignInAsync(giveUp)) return false;
        return await door.InsistAsync(
            random, host => Request(HttpMethod.Post, host, Activities, new { type = "message", text, channelData = new { clientActivityID = text } }), giveUp) is not null;
    }

    /// <summary>Reads what came since the last time.</summary>
    public async Task ReadOnAsync(CancellationToken giveUp)
    {
        if (await ReadAsync(lines.Count == 0 ? 0 : lines[^1].Sequence, giveUp) is { } more) lines.AddRange(more);
    }

    /// <summary>Reads everything anew, beside what was read as it came; null when nobody answers.</summary>
    public Task<List<Line>?> TranscriptAsync(CancellationToken giveUp) => ReadAsync(0, giveUp);

    private string Activities => $"/v3/directline/conversations/{conversation}/activities";

    private async Task<List<Line>?> ReadAsync(long after, CancellationToken giveUp)
    {
        if (!await SignInAsync(giveUp)) return null;
        for (var read = new List<Line>(); ;)
        {
            var watermark = read.Count == 0 ? after : read[^1].Sequence;
            if (await door.InsistAsync(random, host => Request(HttpMethod.Get, host, string.Create(CultureInfo.InvariantCulture, $"{Activities}?watermark={watermark}")), giveUp) is not { } set) return null;
            var page = JsonDocument.Parse(set).RootElement.GetProperty("activities").EnumerateArray().Select(Of).ToList();
            read.AddRange(page);
            if (page.Count < PageSize) return read;
        }
    }

    private async Task<bool> SignInAsync(CancellationToken giveUp)
    {
        if (token is not null && DateTimeOffset.UtcNow - tokenMade < TokenGoodFor) return true;
        token = null;
        if (await door.InsistAsync(random, host => Request(HttpMethod.Post, host, "/v3/directline/tokens/generate", new { user = new { id = user } }), giveUp) is not { } made) return false;
        var answer = JsonDocument.Parse(made).RootElement;
        (token, tokenMade) = (answer.GetProperty("token").GetString(), DateTimeOffset.UtcNow);
        conversation ??= answer.GetProperty("conversationId").GetString();
        return true;
    }

    private HttpRequestMessage Request(HttpMethod method, Uri host, string path, object? body = null) => new(method, new Uri(host, path))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token ?? HostProcess.Secret) },
        Content = body is null ? null : JsonContent.Create(body),
    };

    private static Line Of(JsonElement activity)
    {
        var id = activity.GetProperty("id").GetString()!;
        var own = activity.GetProperty("from").GetProperty("role").GetString() == "user";
        return new Line(long.Parse(id.AsSpan(id.LastIndexOf('|') + 1), CultureInfo.InvariantCulture), own, activity.GetProperty("text").GetString()!);
    }

    internal sealed record Line(long Sequence, bool IsOwn, string Text);
}
