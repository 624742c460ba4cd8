using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Turns;
using FollowUpBot.KillRig;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Channels.BotFramework;

/// <summary>The Bot Framework's channels: messages in, replies by the Connector.</summary>
public class MessagesEndpointTests
{
    private static readonly string[] Off = ["--FollowUp:BotFramework:Authentication", "Off"];

    [Fact]
    public async Task A_message_is_answered_by_the_connector_once_however_often_it_comes()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: Off);
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, Message(connector.Url, "m1", "hello"))).Status);
        await HeardAsync(connector, 1);
        Assert.Equal(("conversation-1", "m1"), (connector.Heard[0].Conversation, connector.Heard[0].ReplyTo));
        await host.Services.GetRequiredService<Dispatcher>().IdleAsync();
        Assert.Equal(1, connector.Calls);
    }

    [Theory]
    [InlineData("https://bot.example.com", "Rinse it first. *([BrookDrop 2 manual](https://bot.example.com/manuals/brookdrop#rinse))*")]
    [InlineData("https://bot.example.com/", "Rinse it first. *([BrookDrop 2 manual](https://bot.example.com/manuals/brookdrop#rinse))*")]
    [InlineData(null, "Rinse it first. *(BrookDrop 2 manual)*")]
    public void A_link_to_a_manual_leads_to_this_host_or_is_no_link(string? publicUrl, string text)
    {
        var here = new ConversationReference("https://smba.example.com", "conversation-1", new ChannelAccount("bot"), new ChannelAccount("user"));
        Assert.Equal(text, ConnectorSender.ActivityOf("Rinse it first. *([BrookDrop 2 manual](/manuals/brookdrop#rinse))*", [], null, "webchat", null, here, publicUrl).Text);
    }

    [Fact]
    public async Task Who_expects_replies_has_them_in_the_answer_and_a_second_time_when_they_ask_again()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: Off);
        for (var i = 0; i < 2; i++)
        {
            var (status, body) = await PostAsync(host, Message(connector.Url, "m1", "thanks", deliveryMode: "expectReplies"));
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal("m1", Assert.Single(body.GetProperty("activities").EnumerateArray()).GetProperty("replyToId").GetString());
        }

        Assert.Equal(0, connector.Calls);
    }

    [Fact]
    public async Task Who_was_added_is_greeted_and_other_updates_and_groups_are_not()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: Off);
        await PostAsync(host, Message(connector.Url, "u1", null, type: "conversationUpdate"));
        await PostAsync(host, Message(connector.Url, "m1", "hello", isGroup: true));
        await PostAsync(host, Message(connector.Url, "t1", null, type: "typing"));
        await PostAsync(host, Message(connector.Url, "u2", null, type: "conversationUpdate", added: true));
        await HeardAsync(connector, 1);
        Assert.Null(connector.Heard[0].ReplyTo);
    }

    [Theory]
    [InlineData(ConnectorServer.Fault.BadGatewayAfterAccepting)]
    [InlineData(ConnectorServer.Fault.HangAfterAccepting)]
    internal async Task Where_nobody_knows_whether_it_was_heard_it_is_counted_and_not_sent_again(ConnectorServer.Fault fault)
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: Off);
        connector.Next(fault);
        await PostAsync(host, Message(connector.Url, "m1", "hello"));
        var ready = "ready";
        for (var patience = 0; patience < 800 && ready == "ready"; patience++)
        {
            ready = await host.Http.GetStringAsync("/readyz", TestContext.Current.CancellationToken);
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.Equal("ready; messages of which nobody knows whether they were heard: 1", ready);
        await PostAsync(host, Message(connector.Url, "m2", "thanks"));
        await HeardAsync(connector, 2);
        Assert.Equal("m2", connector.Heard[1].ReplyTo);
    }

    [Fact]
    public async Task What_was_provably_refused_is_sent_again()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(clock, flags: Off);
        connector.Next(ConnectorServer.Fault.Busy, ConnectorServer.Fault.PreconditionFailed);
        await PostAsync(host, Message(connector.Url, "m1", "hello"));
        for (var patience = 0; patience < 400 && connector.Heard.Count == 0; patience++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            clock.Now += TimeSpan.FromSeconds(1);
        }

        Assert.Single(connector.Heard);
        Assert.Equal(3, connector.Calls);
    }

    [Fact]
    public async Task Without_the_token_checks_every_call_is_refused()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(host, Message(connector.Url, "m1", "hello"))).Status);
    }

    [Fact]
    public async Task A_body_that_is_no_activity_is_refused_with_a_word()
    {
        await using var host = await TestHost.StartAsync(flags: Off);
        foreach (var (body, expected) in new[]
        {
            ("{", 400), ("", 400), ("null", 400), ("[]", 400), ("{\"type\":1}", 400), ("{\"type\":\"message\"}", 400), ("{\"type\":\"message\",\"text\":\"\\ud800\"}", 400), ("{\"type\":\"invoke\"}", 400),
            (string.Concat(Enumerable.Repeat("{\"a\":", 5000)), 400), ($"{{\"text\":\"{new string('x', 300_000)}\"}}", 413), ("{}", 200),
        })
        {
            using var answer = await host.Http.PostAsync("/api/messages", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode == expected, $"{(int)answer.StatusCode}, not {expected}, to {body[..Math.Min(40, body.Length)]}");
        }
    }

    private static object Message(string serviceUrl, string id, string? text, string type = "message", string? deliveryMode = null, bool added = false, bool isGroup = false) => new
    {
        type,
        id,
        text,
        deliveryMode,
        serviceUrl,
        channelId = "msteams",
        from = new { id = "29:maria", name = "Maria" },
        recipient = new { id = "28:bot", name = "Bot" },
        conversation = new { id = "conversation-1", isGroup },
        membersAdded = added ? new[] { new { id = "28:bot" } } : null,
    };

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(TestHost host, object activity)
    {
        using var content = JsonContent.Create(activity);
        await content.LoadIntoBufferAsync();
        using var answer = await host.Http.PostAsync("/api/messages", content);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    private static async Task HeardAsync(ConnectorServer connector, int count)
    {
        for (var patience = 0; patience < 800 && connector.Heard.Count < count; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Equal(count, connector.Heard.Count);
    }
}
