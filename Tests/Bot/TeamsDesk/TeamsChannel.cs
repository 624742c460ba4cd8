using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Bot.People;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Channels.BotFramework;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.TeamsDesk;

/// <summary>A host with a channel of a team before it: what people write and press there comes with signed tokens, what the bot says there is heard by the Connector of a stand-in.</summary>
internal sealed class TeamsChannel : IAsyncDisposable
{
    public const string Tenant = "7a0f4c1e-8f0b-4a55-9d0c-1a2b3c4d5e6f", Channel = "19:desk@thread.tacv2";
    public const string Lena = "5b0f4c1e-0000-4a55-9d0c-000000000001", Alex = "5b0f4c1e-0000-4a55-9d0c-000000000002", Kim = "5b0f4c1e-0000-4a55-9d0c-000000000003";

    private readonly string conversation;
    private int told;

    private TeamsChannel(BotCloudServer cloud, ConnectorServer connector, TestHost host, string conversation) => (Cloud, Connector, Host, this.conversation) = (cloud, connector, host, conversation);

    public BotCloudServer Cloud { get; }

    public ConnectorServer Connector { get; }

    public TestHost Host { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Lena leads; Alex and Kim are agents. All are known in Teams.</summary>
    public static async Task<TeamsChannel> OpenAsync(TimeProvider? clock = null, string? prompts = null, params string[] flags)
    {
        var cloud = await BotCloudServer.StartAsync();
        var connector = await ConnectorServer.StartAsync();
        var host = await TestHost.StartAsync(clock, prompts, [.. cloud.Flags, "--FollowUp:PublicUrl", "https://bot.shop.example", .. flags]);
        var accounts = host.Services.GetRequiredService<Accounts>();
        foreach (var (name, role, id) in new[] { ("Lena", Role.Lead, Lena), ("Alex", Role.Agent, Alex), ("Kim", Role.Agent, Kim) })
        {
            await accounts.CreateAsync(name, role);
            await accounts.ConnectAsync(name, TeamsPeople.IdOf(Tenant, id));
        }

        return new TeamsChannel(cloud, connector, host, $"{Channel};messageid=1");
    }

    /// <summary>Maria complains in the web chat, and is told that somebody writes within the hour.</summary>
    public async Task ComplainAsync()
    {
        var (status, _) = await Host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1001",
            purchasedAt = TestHost.Start,
            customer = new { id = "C-1", name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
            addresses = new[] { new { channel = "directline", user = "dl_customer" } },
            product = "TrailLight 300",
        });
        Assert.Equal(201, status);
        var (_, made) = await Host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_customer" } });
        var (_, opened) = await Host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString());
        await Host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{opened.GetProperty("conversationId").GetString()}/activities", opened.GetProperty("token").GetString(), new { type = "message", text = "the lamp is dark after an hour and I am disappointed" });
    }

    /// <summary>What Maria was told by people.</summary>
    public async Task<IReadOnlyList<string>> AnswersAsync() => [.. (await Host.Store.ReadTranscriptAsync("C-1", 100)).Where(l => l.Speaker == Speaker.Agent).Select(l => l.Text)];

    /// <summary>What stands in the audit of somebody.</summary>
    public async Task<IReadOnlyList<string>> AuditAsync(string who) => [.. (await Host.Services.GetRequiredService<AuditTrail>().ReadAfterAsync(0, 1000)).Where(e => e.Who == who).Select(e => $"{e.What} {e.About} {e.Details}".TrimEnd())];

    /// <summary>The hour passes in which nobody writes.</summary>
    public Task LateAsync() => Host.AdvanceAsync(TimeSpan.FromMinutes(60.5));

    /// <summary>Somebody writes to the bot in the channel; what it answers.</summary>
    public async Task<string> WriteAsync(string who, string text, object? more = null)
    {
        var before = Connector.Heard.Count;
        Assert.Equal(200, (await PostAsync(Message(who, text, more))).Status);
        Assert.Equal(before + 1, Connector.Heard.Count);
        return Connector.Heard[^1].Text;
    }

    public Dictionary<string, object?> Message(string who, string text, object? more = null) => Activity(who, "message", new
    {
        text = $"<at>Bot</at> {text}",
        entities = new[] { new { type = "mention", text = "<at>Bot</at>", mentioned = new { id = "28:bot" } } },
    }, more);

    /// <summary>Somebody presses a button of a card.</summary>
    public async Task<JsonElement> PressAsync(string who, JsonElement card, string title, string? words = null, object? more = null)
    {
        var (status, body) = await PostAsync(Press(who, card, title, words, more));
        Assert.Equal(200, status);
        return body;
    }

    public Dictionary<string, object?> Press(string who, JsonElement card, string title, string? words = null, object? more = null)
    {
        var button = card.GetProperty("actions").EnumerateArray().Single(a => a.GetProperty("title").GetString() == title);
        var data = JsonSerializer.Deserialize<Dictionary<string, object?>>(button.GetProperty("data"))!;

        // Teams puts what was typed beside what stands in the button.
        if (words is not null) data["words"] = words;
        return Activity(who, "invoke", new { name = "adaptiveCard/action", replyToId = "1", value = new { action = new { type = "Action.Execute", verb = button.GetProperty("verb").GetString(), data }, trigger = "manual" } }, more);
    }

    /// <summary>Brings an activity as Teams does.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(object activity, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = JsonContent.Create(activity) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Cloud.Token(Connector.Url, TestHost.Start));
        using var answer = await Host.Http.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>The card of the last thread, once there are so many and it is as it should be.</summary>
    public async Task<JsonElement> CardAsync(int threads, string? standing = null)
    {
        for (var patience = 0; patience < 800 && !IsThere(); patience++) await Task.Delay(25, Cancel);
        Assert.Equal(threads, Connector.Threads.Count);
        var card = CardOf(Connector.Threads[^1]);
        if (standing is not null) Assert.Equal(standing, StandingOf(card));
        return card;

        bool IsThere() => Connector.Threads.Count >= threads && (standing is null || StandingOf(CardOf(Connector.Threads[^1])) == standing);
    }

    public static JsonElement CardOf(ConnectorServer.Thread thread) => thread.Activity.GetProperty("attachments")[0].GetProperty("content");

    public static string StandingOf(JsonElement card) => card.GetProperty("body")[1].GetProperty("text").GetString()!;

    /// <summary>What somebody reads who pressed a button and is refused.</summary>
    public static string RefusalIn(JsonElement answer)
    {
        Assert.Equal("application/vnd.microsoft.activity.message", answer.GetProperty("type").GetString());
        return answer.GetProperty("value").GetString()!;
    }

    public static JsonElement CardIn(JsonElement answer)
    {
        Assert.Equal("application/vnd.microsoft.card.adaptive", answer.GetProperty("type").GetString());
        return answer.GetProperty("value");
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Connector.DisposeAsync();
        await Cloud.DisposeAsync();
    }

    private Dictionary<string, object?> Activity(string who, string type, object what, object? more)
    {
        var activity = new Dictionary<string, object?>
        {
            ["type"] = type,
            ["id"] = $"m{Interlocked.Increment(ref told)}",
            ["channelId"] = "msteams",
            ["serviceUrl"] = Connector.Url,
            ["from"] = new { id = $"29:{who}", name = "Somebody", aadObjectId = who },
            ["recipient"] = new { id = "28:bot", name = "Bot" },
            ["conversation"] = new { id = conversation, isGroup = true, conversationType = "channel", tenantId = Tenant },
            ["channelData"] = new { channel = new { id = Channel }, team = new { id = "19:team@thread.tacv2" }, tenant = new { id = Tenant } },
        };
        foreach (var part in new[] { what, more }.OfType<object>())
            foreach (var property in part.GetType().GetProperties()) activity[property.Name] = property.GetValue(part);
        return activity;
    }
}
