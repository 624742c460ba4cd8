using System.Globalization;
using System.Text;
using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Turns;
using FollowUpBot.KillRig;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Channels.BotFramework;

/// <summary>Each way in which the Connector fails, and what becomes of a message then: told in one line each.</summary>
public class ConnectorFaultTests
{
    [Theory]
    [InlineData("None", "1 call: sent; heard 1")]
    [InlineData("Busy", "2 calls: sent; heard 1")]
    [InlineData("PreconditionFailed", "2 calls: sent; heard 1")]
    [InlineData("Busy Busy PreconditionFailed Busy", "5 calls: sent; heard 1")]
    [InlineData("BadGatewayAfterAccepting", "1 call: unknown (HTTP 502); heard 1")]
    [InlineData("GatewayTimeoutAfterAccepting", "1 call: unknown (HTTP 504); heard 1")]
    [InlineData("ResetAfterAccepting", "1 call: unknown (Unknown); heard 1")]
    [InlineData("HangAfterAccepting", "1 call: unknown (no answer in time); heard 1")]
    [InlineData("Blocked", "1 call: failed (HTTP 403, MessageWritesBlocked); heard 0")]
    [InlineData("NotThere", "1 call: failed (HTTP 404, ConversationNotFound); heard 0")]
    public async Task What_becomes_of_a_message(string faults, string told) => Assert.Equal(told, await TellAsync(faults));

    [Theory]
    [InlineData("BadGatewayAfterAccepting", "2 calls: sent; heard 2")]
    [InlineData("GatewayTimeoutAfterAccepting", "2 calls: sent; heard 2")]
    public async Task Whoever_would_rather_be_heard_twice_than_not_at_all_says_so(string faults, string told) => Assert.Equal(told, await TellAsync(faults, "--FollowUp:Dispatch:Unknown", "resend"));

    [Fact]
    public async Task A_token_that_the_connector_refuses_is_replaced_and_the_message_is_heard_once()
    {
        var taken = "";
        Assert.Equal("3 calls: sent; heard 2", await TellAsync("", async (host, connector, cloud) =>
        {
            connector.Wants = () => cloud.Current;
            await SayAsync(host, connector, "m1");
            await EndedAsync(host, 1);
            taken = cloud.Current;

            // The cloud takes back what it gave: only what comes now is good.
            connector.Wants = () => cloud.Given > 1 ? cloud.Current : "another";
            await SayAsync(host, connector, "m2");
            await EndedAsync(host, 2);
        }));
        Assert.Equal("app-token-1", taken);
    }

    [Fact]
    public async Task Without_a_token_a_message_waits_and_nothing_is_called()
    {
        Assert.Equal("0 calls: pending (there is no token for the Connector: the token endpoint answered 401); heard 0", await TellAsync("", async (host, connector, _) =>
        {
            await SayAsync(host, connector, "m1");
            for (var patience = 0; patience < 200 && !(await StateAsync(host)).StartsWith("pending (", StringComparison.Ordinal); patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        }, "--FollowUp:BotFramework:AppSecret", "another secret"));
    }

    [Fact]
    public async Task What_is_too_large_for_the_channel_is_said_in_parts()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:BotFramework:Authentication", "Off"]);
        connector.LongestText = 140;
        await SayAsync(host, connector, "m1", "how do I charge the TrailLight 300?");
        await EndedAsync(host, 1);
        var texts = connector.Heard.Select(h => h.Text).ToList();
        Assert.True(texts.Count > 1 && texts.All(t => t.Length is > 0 and <= 140), string.Join(" | ", texts));
    }

    [Theory]
    [InlineData("First sentence is here. Second one follows. Third one is longer than the others are. Fourth. And a fifth sentence, which is the last one of all of them here, ends what had to be said about it, all told.", "Third one is longer than the others are. Fourth.")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "xxxxx")]
    public void A_text_is_cut_where_one_breathes(string text, string endOfFirst)
    {
        var (first, second) = TextParts.Halve(text)!.Value;
        Assert.EndsWith(endOfFirst, first, StringComparison.Ordinal);
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), (first + second).Replace(" ", "", StringComparison.Ordinal));
        Assert.InRange(first.Length, text.Length / 4, text.Length * 3 / 4);
    }

    private static Task<string> TellAsync(string faults, params string[] flags) => TellAsync(faults, async (host, connector, _) =>
    {
        await SayAsync(host, connector, "m1");
        await EndedAsync(host, 1);
    }, flags);

    private static async Task<string> TellAsync(string faults, Func<TestHost, ConnectorServer, BotCloudServer, Task> story, params string[] flags)
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var cloud = await BotCloudServer.StartAsync();
        await using var connector = await ConnectorServer.StartAsync();
        connector.Next([.. faults.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<ConnectorServer.Fault>)]);
        await using var host = await TestHost.StartAsync(clock, flags: [.. cloud.Flags, "--FollowUp:BotFramework:Authentication", "Off", .. flags]);
        using var stop = new CancellationTokenSource();
        var time = Task.Run(async () =>
        {
            // Back-off is by the clock; half a minute of it is a moment here.
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(50);
                clock.Now += TimeSpan.FromMilliseconds(500);
            }
        });
        await story(host, connector, cloud);
        await stop.CancelAsync();
        await time;
        var told = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{connector.Calls} {(connector.Calls == 1 ? "call" : "calls")}: {await StateAsync(host)}; heard {connector.Heard.Count}").ToString();
        TestContext.Current.TestOutputHelper?.WriteLine($"{(faults.Length == 0 ? "tokens" : faults)} {string.Join(' ', flags)} → {told}");
        return told;
    }

    private static async Task SayAsync(TestHost host, ConnectorServer connector, string id, string text = "thanks")
    {
        var (status, _) = await host.SendAsync(HttpMethod.Post, "/api/messages", null, new
        {
            type = "message",
            id,
            text,
            serviceUrl = connector.Url,
            channelId = "msteams",
            from = new { id = "29:maria" },
            recipient = new { id = "28:bot" },
            conversation = new { id = "conversation-1" },
        });
        Assert.Equal(200, status);
    }

    private static async Task EndedAsync(TestHost host, int count)
    {
        for (var patience = 0; patience < 1200 && await CountAsync(host, "state IN ('sent', 'failed', 'unknown')") < count; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Equal(count, await CountAsync(host, "state IN ('sent', 'failed', 'unknown')"));
        await host.Services.GetRequiredService<Departures>().UnderWayAsync();
    }

    private static async Task<string> StateAsync(TestHost host) => (await ScalarAsync(host, "SELECT state || CASE WHEN state <> 'sent' AND reason IS NOT NULL THEN ' (' || reason || ')' ELSE '' END FROM outgoing ORDER BY id DESC LIMIT 1"))?.ToString() ?? "nothing";

    private static async Task<long> CountAsync(TestHost host, string where) => (long)(await ScalarAsync(host, $"SELECT count(*) FROM outgoing WHERE {where}"))!;

    private static async Task<object?> ScalarAsync(TestHost host, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={host.StorePath};Mode=ReadOnly");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
