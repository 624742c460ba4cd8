using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.KillRig;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Channels.BotFramework;

/// <summary>What is Teams' own: cards and what is pressed on them, edits, mentions, judgements, answers that grow, and who somebody is.</summary>
public class TeamsTests
{
    private const string Conversation = "a:conversation-1", Aad = "5b0f4c1e-8f0b-4a55-9d0c-1a2b3c4d5e6f";

    private static readonly string[] Off = ["--FollowUp:BotFramework:Authentication", "Off", "--FollowUp:BotFramework:PublicUrl", "https://bot.example.com"];

    [Fact]
    public async Task An_answer_cites_its_section_can_be_judged_and_opens_the_manual()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: Off);
        await PostAsync(host, Message(connector, "m1", "how do I charge the TrailLight 300?"));
        var activity = (await HeardAsync(connector, 1))[0].Activity;
        Assert.Contains("[1]", activity.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("](", activity.GetProperty("text").GetString(), StringComparison.Ordinal);
        var message = activity.GetProperty("entities").EnumerateArray().Single();
        Assert.Equal(("Message", 1, "TrailLight 300 manual"), (message.GetProperty("@type").GetString(), message.GetProperty("citation")[0].GetProperty("position").GetInt32(), message.GetProperty("citation")[0].GetProperty("appearance").GetProperty("name").GetString()));

        // The manual's own words are nobody's machine's.
        Assert.False(message.TryGetProperty("additionalType", out _));
        Assert.Equal("default", activity.GetProperty("channelData").GetProperty("feedbackLoop").GetProperty("type").GetString());
        var card = activity.GetProperty("attachments")[0].GetProperty("content");
        Assert.Equal(("AdaptiveCard", "1.5"), (card.GetProperty("type").GetString(), card.GetProperty("version").GetString()));
        Assert.StartsWith("https://bot.example.com/manuals/", card.GetProperty("actions")[0].GetProperty("url").GetString(), StringComparison.Ordinal);

        // Judged, twice by the same word: it counts once, and nothing is said to it.
        for (var i = 0; i < 2; i++)
        {
            var (status, _) = await PostAsync(host, Activity(connector, "invoke", $"i{i}", new
            {
                name = "message/submitAction",
                replyToId = "r1",
                value = new { actionName = "feedback", actionValue = new { reaction = "dislike", feedback = "{\"feedbackText\":\"I have the old model\"}" } },
            }));
            Assert.Equal(200, status);
        }

        var customer = (await host.Store.CustomerAtAsync("msteams", Aad))!;
        var rated = Assert.Single((await host.Store.ReadFactsAsync(customer)).Select(f => f.Fact).OfType<AnswerRated>());
        Assert.Equal((false, "I have the old model"), (rated.Helpful, rated.Words));
        Assert.Single(connector.Heard);
    }

    [Fact]
    public async Task That_an_agent_writes_is_shown()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: Off);
        await PostAsync(host, Message(connector, "m1", "thanks"));
        await HeardAsync(connector, 1);
        var customer = (await host.Store.CustomerAtAsync("msteams", Aad))!;
        var line = (await host.Store.ReadTranscriptAsync(customer, 5))[^1];
        host.Services.GetRequiredService<Typing>().TellOfAgent(new("msteams", line.Id[..line.Id.LastIndexOf('|')]));
        await TypedAsync(connector, 1);
        Assert.False(connector.Typed[0].TryGetProperty("text", out _));
    }

    [Fact]
    public async Task A_button_of_a_card_is_a_word_of_the_customers_and_is_pressed_once()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: Off);
        await PostAsync(host, Message(connector, "m1", "thanks"));
        await HeardAsync(connector, 1);
        for (var i = 0; i < 2; i++)
        {
            var (status, body) = await PostAsync(host, Activity(connector, "invoke", $"i{i}", new { name = "adaptiveCard/action", replyToId = "r1", value = new { action = new { type = "Action.Execute", verb = "say", data = new { say = "person", on = "Your *case*" } } } }));
            Assert.Equal((200, 200, "application/vnd.microsoft.card.adaptive"), (status, body.GetProperty("statusCode").GetInt32(), body.GetProperty("type").GetString()));
            Assert.Equal(["Your \\*case\\*", "✓ person"], body.GetProperty("value").GetProperty("body").EnumerateArray().Select(b => b.GetProperty("text").GetString()!));
        }

        Assert.Contains("service team", (await HeardAsync(connector, 2))[1].Text, StringComparison.Ordinal);

        // A client that knows no such action sends a message with the same data.
        await PostAsync(host, Activity(connector, "message", "m2", new { value = new { say = "thanks" } }));
        await PostAsync(host, Activity(connector, "message", "m3", new { value = new { other = 5 } }));
        await host.Services.GetRequiredService<Dispatcher>().IdleAsync();
        foreach (var nonsense in new object[] { new { }, new { action = 5 }, new { action = new { data = new { say = 5 } } }, new { action = new { data = new { say = "" } } }, new { action = new { data = new { say = new string('x', 5000) } } } })
            Assert.Equal(400, (await PostAsync(host, Activity(connector, "invoke", Guid.NewGuid().ToString(), new { name = "adaptiveCard/action", value = nonsense }))).Body.GetProperty("statusCode").GetInt32());
        var lines = await host.Store.ReadTranscriptAsync((await host.Store.CustomerAtAsync("msteams", Aad))!, 50);
        Assert.Equal(["thanks", "person", "thanks"], lines.Where(l => l.Speaker == Speaker.Customer).Select(l => l.Text));
    }

    [Fact]
    public async Task What_is_edited_is_answered_anew_if_it_says_something_else()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: Off);
        await PostAsync(host, Message(connector, "m1", "thanks"));
        await HeardAsync(connector, 1);
        await PostAsync(host, Activity(connector, "messageUpdate", "m1", new { text = " Thanks!" }));
        await PostAsync(host, Activity(connector, "messageUpdate", "m1", new { text = "how do I charge the TrailLight 300" }));
        await PostAsync(host, Activity(connector, "messageUpdate", "m1", new { text = "how do I charge the TrailLight 300" }));
        await PostAsync(host, Activity(connector, "messageUpdate", "never-heard", new { text = "how do I wash it" }));
        await PostAsync(host, Activity(connector, "messageDelete", "m1", new { }));
        Assert.Contains("[1]", (await HeardAsync(connector, 2))[1].Text, StringComparison.Ordinal);
        await host.Services.GetRequiredService<Dispatcher>().IdleAsync();
        Assert.Equal(2, connector.Heard.Count);
    }

    [Theory]
    [InlineData("<at>Bot</at> thanks", "thanks")]
    [InlineData("thanks <at>Bot</at>", "thanks")]
    [InlineData("thanks <at>Jonas</at>", "thanks <at>Jonas</at>")]
    public void A_mention_of_us_only_says_whom_it_is_to(string text, string words)
    {
        using var mention = JsonDocument.Parse("""{"type":"mention","text":"<at>Bot</at>","mentioned":{"id":"28:bot"}}""");
        using var other = JsonDocument.Parse("""{"type":"mention","text":"<at>Jonas</at>","mentioned":{"id":"29:jonas"}}""");
        Assert.Equal(words, TeamsText.Of(new Activity { Text = text, Recipient = new ChannelAccount("28:bot"), Entities = [mention.RootElement, other.RootElement] }));
    }

    [Fact]
    public void A_rating_can_be_touched_and_a_card_that_would_say_nothing_is_none()
    {
        var form = new Form("Loyalty/would-recommend") { Card = new Card("Would you *recommend* it?", [new CardFact("From", "0 to 10")]) { Scale = new CardScale(0, 10) } };
        var card = TeamsCard.Of(form, [], null)!.Value;
        var numbers = card.GetProperty("body").EnumerateArray().Where(b => b.GetProperty("type").GetString() == "ColumnSet").SelectMany(r => r.GetProperty("columns").EnumerateArray())
            .Select(c => c.GetProperty("selectAction").GetProperty("data").GetProperty("say").GetString());
        Assert.Equal(Enumerable.Range(0, 11).Select(n => n.ToString(CultureInfo.InvariantCulture)), numbers);
        Assert.Equal("Would you \\*recommend\\* it?", card.GetProperty("body")[0].GetProperty("text").GetString());
        Assert.Null(TeamsCard.Of(new Form("Questions/answered") { Card = new Card("From the manual", []) }, [], "https://bot.example.com"));
    }

    [Fact]
    public async Task Somebody_whom_the_shop_named_by_their_sign_in_name_is_that_customer()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: Off);
        var (status, _) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1",
            purchasedAt = "2026-11-22T10:00:00Z",
            customer = new { id = "C-1", name = "Maria" },
            addresses = new[] { new { channel = "msteams", user = "maria@shop.example" } },
            product = "TrailLight 300",
        });
        Assert.Equal(201, status);
        await PostAsync(host, Activity(connector, "conversationUpdate", "u1", new { from = new { id = "29:maria" }, membersAdded = new[] { new { id = "28:bot" } } }));
        await HeardAsync(connector, 1);
        connector.Members["29:maria"] = new { id = "29:maria", aadObjectId = Aad, userPrincipalName = "Maria@Shop.example", email = "somebody@else.example" };
        connector.Members["29:mallory"] = new { id = "29:mallory", userPrincipalName = "maria_shop.example#EXT#@evil.example", email = "maria@shop.example" };
        await PostAsync(host, Message(connector, "m1", "how do I charge it?"));

        // With the answer comes the thank-you, which had nowhere to go before.
        Assert.Contains(await HeardAsync(connector, 3), h => h.Text.Contains("[1]", StringComparison.Ordinal));
        Assert.Contains(connector.Heard, h => h.Text.StartsWith("Thank you, Maria", StringComparison.Ordinal));
        Assert.Equal("C-1", await host.Store.CustomerAtAsync("msteams", Aad));

        // An address that anybody may write into their directory proves nothing.
        await PostAsync(host, Activity(connector, "message", "m2", new { text = "thanks", from = new { id = "29:mallory", aadObjectId = "00000000-0000-0000-0000-000000000666" }, conversation = new { id = "a:conversation-2" } }));
        await HeardAsync(connector, 4);
        Assert.NotEqual("C-1", await host.Store.CustomerAtAsync("msteams", "00000000-0000-0000-0000-000000000666"));
    }

    [Fact]
    public async Task Somebody_whom_Teams_calls_otherwise_the_next_time_goes_on_in_their_conversation()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: Off);
        await PostAsync(host, Activity(connector, "conversationUpdate", "u1", new { from = new { id = "29:maria" }, membersAdded = new[] { new { id = "28:bot" } } }));
        await HeardAsync(connector, 1);
        Assert.Equal(200, (await PostAsync(host, Message(connector, "m1", "thanks"))).Status);
        await HeardAsync(connector, 2);
        Assert.Equal(3, (await host.Store.ReadTranscriptAsync((await host.Store.CustomerAtAsync("msteams", "29:maria"))!, 50)).Count);
    }

    [Fact]
    public async Task Who_took_the_app_away_or_blocked_us_is_not_written_to_until_they_are_back()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: Off);
        var (status, _) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1",
            purchasedAt = "2026-11-22T10:00:00Z",
            customer = new { id = "C-1", name = "Maria" },
            addresses = new[] { new { channel = "msteams", user = Aad } },
            product = "TrailLight 300",
        });
        Assert.Equal(201, status);
        await PostAsync(host, Activity(connector, "installationUpdate", "i1", new { action = "add" }));
        Assert.StartsWith("Thank you, Maria", (await HeardAsync(connector, 1))[0].Text, StringComparison.Ordinal);
        await PostAsync(host, Activity(connector, "installationUpdate", "i2", new { action = "remove" }));
        Assert.Equal(RestingReason.Unreachable, (await host.Store.LoadCustomerAsync("C-1")).File!.Resting);
        await PostAsync(host, Activity(connector, "installationUpdate", "i3", new { action = "add" }));
        Assert.NotNull((await host.Store.LoadCustomerAsync("C-1")).File!.Next);
        connector.Next(ConnectorServer.Fault.Blocked);
        await PostAsync(host, Message(connector, "m1", "thanks"));
        for (var patience = 0; patience < 400 && (await host.Store.LoadCustomerAsync("C-1")).File!.Resting is null; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Equal(RestingReason.Unreachable, (await host.Store.LoadCustomerAsync("C-1")).File!.Resting);
    }

    [Fact]
    public async Task An_answer_grows_in_one_stream_and_ends_it()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(TimeProvider.System, flags: Off);
        await PostAsync(host, Message(connector, "m1", "thanks"));
        await HeardAsync(connector, 1);
        var unfinished = host.Services.GetRequiredService<UnfinishedAnswers>();
        var streams = host.Services.GetRequiredService<TeamsStreams>();
        var key = (await host.Store.LatestConversationAsync((await host.Store.CustomerAtAsync("msteams", Aad))!))!.Value;
        unfinished.Show(key, "s1", "");
        await TypedAsync(connector, 1);
        unfinished.Show(key, "s1", "Charge it");
        await TypedAsync(connector, 2);
        unfinished.Show(key, "s1", "Charge it for two hours.");
        await TypedAsync(connector, 3);
        var stream = await streams.EndAsync(key);
        var typed = connector.Typed.Select(t => t.TryGetProperty("entities", out var e) ? $"{e[0].GetProperty("streamType")} {e[0].GetProperty("streamSequence")} {(e[0].TryGetProperty("streamId", out var id) ? id.GetString() == stream : null)}: {t.GetProperty("text")}" : "typing");
        Assert.Equal(["typing", "streaming 1 : Charge it", "streaming 2 True: Charge it for two hours."], typed);
        var last = TeamsStreams.LastOf(new Activity { Type = "message", Text = "Charge it for two hours. [1]" }, stream!);
        Assert.Equal("final", last.Entities![0].GetProperty("streamType").GetString());
        Assert.Null(await streams.EndAsync(key));

        // One that is not said after all leaves nothing behind: the next is a stream of its own.
        unfinished.End(key, "s1", wasSaid: true);
        unfinished.Show(key, "s2", "It lasts");
        await TypedAsync(connector, 4);
        unfinished.End(key, "s2", wasSaid: false);
        unfinished.Show(key, "s3", "It charges");
        await TypedAsync(connector, 5);
        Assert.Equal("stream-5", await streams.EndAsync(key));
    }

    private static object Message(ConnectorServer connector, string id, string text) => Activity(connector, "message", id, new { text });

    private static Dictionary<string, object?> Activity(ConnectorServer connector, string type, string id, object more)
    {
        var activity = new Dictionary<string, object?>
        {
            ["type"] = type,
            ["id"] = id,
            ["channelId"] = "msteams",
            ["serviceUrl"] = connector.Url,
            ["from"] = new { id = "29:maria", name = "Maria", aadObjectId = Aad },
            ["recipient"] = new { id = "28:bot", name = "Bot" },
            ["conversation"] = new { id = Conversation, conversationType = "personal", tenantId = "t" },
        };
        foreach (var property in more.GetType().GetProperties()) activity[property.Name] = property.GetValue(more);
        return activity;
    }

    private static async Task<(int Status, JsonElement Body)> PostAsync(TestHost host, object activity)
    {
        using var answer = await host.Http.PostAsJsonAsync("/api/messages", activity);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    private static async Task<IReadOnlyList<ConnectorServer.Said>> HeardAsync(ConnectorServer connector, int count)
    {
        for (var patience = 0; patience < 800 && connector.Heard.Count < count; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Equal(count, connector.Heard.Count);
        return connector.Heard;
    }

    private static async Task TypedAsync(ConnectorServer connector, int count)
    {
        for (var patience = 0; patience < 800 && connector.Typed.Count < count; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Equal(count, connector.Typed.Count);
    }
}
