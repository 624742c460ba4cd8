using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FollowUpBot.Bot;
using FollowUpBot.Bot.Channels.BotFramework;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Channels.BotFramework;

/// <summary>What strangers can send to <c>/api/messages</c>, more than half a million times nearly right.</summary>
[Collection(nameof(Alone))]
public class ActivityFuzzTests
{
    private static readonly byte[][] Activities = Bytes(
        """{"type":"message","id":"m1","timestamp":"2026-11-23T10:00:00.000Z","serviceUrl":"https://smba.trafficmanager.net/teams/","channelId":"msteams","from":{"id":"29:maria","name":"Maria","aadObjectId":"5b0f4c1e-8f0b-4a55-9d0c-1a2b3c4d5e6f"},"conversation":{"conversationType":"personal","tenantId":"t","id":"a:1"},"recipient":{"id":"28:bot","name":"Bot"},"entities":[{"type":"clientInfo","locale":"en-US"},{"type":"mention","text":"<at>Bot</at>","mentioned":{"id":"28:bot"}}],"channelData":{"tenant":{"id":"t"}},"text":"<at>Bot</at> thanks","locale":"en-US"}""",
        """{"type":"invoke","name":"adaptiveCard/action","id":"i1","serviceUrl":"https://smba.trafficmanager.net/teams/","channelId":"msteams","from":{"id":"29:maria"},"conversation":{"id":"a:1"},"value":{"action":{"type":"Action.Execute","verb":"say","data":{"say":"Yes","on":"Your case"}},"trigger":"manual"}}""",
        """{"type":"invoke","name":"message/submitAction","replyToId":"r1","from":{"id":"29:maria"},"conversation":{"id":"a:1"},"value":{"actionName":"feedback","actionValue":{"reaction":"like","feedback":"{\"feedbackText\":\"fine\"}"}}}""",
        """{"type":"conversationUpdate","membersAdded":[{"id":"28:bot"},null],"conversation":{"id":"a:1","isGroup":false},"from":{"id":"29:maria"},"somethingNew":{"a":[1,2.5e3,null,true]}}""",
        """{"type":"message","attachments":[{"contentType":"image/png","contentUrl":"https://smba.trafficmanager.net/x.png","content":{"a":1},"name":"a.png"}],"suggestedActions":{"actions":[{"type":"imBack","title":"Yes","value":"Yes"}],"to":["29:maria"]},"reactionsAdded":[{"type":"like"}],"deliveryMode":"expectReplies","value":{"say":"Yes"}}""");

    private static readonly byte[][] Urls = Bytes("https://smba.trafficmanager.net/teams/", "http://127.0.0.1:9010/", "https://user@smba.trafficmanager.net:443/../x?y#z", "https://[::ffff:127.0.0.1]/");

    [Theory]
    [InlineData("activity", 200_000)]
    [InlineData("service url", 200_000)]
    [InlineData("cut", 50_000)]
    public Task Nothing_that_is_sent_breaks_or_stalls_a_parser(string parser, int inputs) => Fuzz.RunAsync(parser, parser switch { "activity" => Activity, "service url" => ServiceUrl, _ => Cut }, inputs);

    [Fact]
    public async Task No_token_that_is_nearly_right_is_taken()
    {
        await using var cloud = await BotCloudServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: cloud.Flags);
        var tokens = host.Services.GetRequiredService<InboundTokens>();
        var good = cloud.Token("https://smba.trafficmanager.net/teams/", TestHost.Start);
        var seeds = Bytes($"Bearer {good}", $"Bearer {good.Split('.')[0]}.{BotCloudServer.Part("{}")}.{good.Split('.')[2]}", "Bearer e30.e30.e30");
        await Fuzz.RunAsync("token", mutations =>
        {
            var context = new DefaultHttpContext();
            var shown = mutations.TextOf(seeds);
            context.Request.Headers.Authorization = shown;
            return async () =>
            {
                // The same words with the scheme in another case, or more space around them, are the same.
                var token = await tokens.ReadAsync(context.Request, CancellationToken.None);
                Assert.True(token is null || shown.Contains(good, StringComparison.Ordinal), $"Somebody came in with {shown}");
            };
        }, 200_000);
    }

    [Fact]
    public async Task Nothing_that_is_sent_over_the_wire_is_an_error_of_ours()
    {
        var seed = Environment.TickCount;
        var mutations = new Mutations(seed);
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:BotFramework:Authentication", "Off"]);
        for (var i = 0; i < 2000; i++)
        {
            using var content = new ByteArrayContent(mutations.Of(Activities));
            content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
            using var answer = await host.Http.PostAsync("/api/messages", content, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode is < 500 or 501, $"Seed {seed}, input {i}: {(int)answer.StatusCode}");
        }

        Assert.Equal("ready", (await host.Http.GetStringAsync("/readyz", TestContext.Current.CancellationToken))[..5]);
    }

    [Fact]
    public void What_is_not_of_the_schema_is_kept()
    {
        var activity = JsonSerializer.Deserialize(Activities[3], BotFrameworkJson.Default.Activity)!;
        Assert.Contains("\"somethingNew\":{\"a\":[1,2.5e3,null,true]}", JsonSerializer.Serialize(activity, BotFrameworkJson.Default.Activity), StringComparison.Ordinal);
    }

    private static Func<Task> Activity(Mutations mutations)
    {
        var bytes = mutations.Of(Activities);
        return async () =>
        {
            if (await MessagesEndpoint.ReadAsync(new MemoryStream(bytes), CancellationToken.None) is not { } activity) return;
            _ = MessagesEndpoint.Reference(activity);
            _ = TeamsText.Of(activity);
            if (activity.Value is { } value) _ = Invoke.ChoiceIn(value) + Invoke.FeedbackIn(value) + Invoke.TextIn(value, Invoke.Title);
        };
    }

    private static Func<Task> ServiceUrl(Mutations mutations)
    {
        var url = mutations.TextOf(Urls);
        return () =>
        {
            // What is allowed is one host by any reading.
            if (new ServiceHosts(new FollowUpOptions()).Allows(url)) Assert.Matches("(?i)^https://(smba\\.trafficmanager\\.net|[a-z0-9.-]+\\.botframework\\.com)(:443)?(/|$)", url);
            return Task.CompletedTask;
        };
    }

    private static Func<Task> Cut(Mutations mutations)
    {
        var text = mutations.TextOf(Activities);
        return () =>
        {
            if (TextParts.Halve(text) is var (first, second)) Assert.True(first.Length < text.Length && second.Length < text.Length && first.Length + second.Length <= text.Length);
            return Task.CompletedTask;
        };
    }

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
