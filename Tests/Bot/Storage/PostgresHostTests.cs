using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace FollowUpBot.Tests.Bot.Storage;

/// <summary>Whole hosts on one PostgreSQL.</summary>
public class PostgresHostTests
{
    [Fact]
    public async Task A_chat_open_at_one_host_shows_at_once_what_is_said_at_another()
    {
        var schema = await PostgresServer.NewSchemaAsync();
        await using var here = await PostgresServer.StartHostAsync(schema);
        await using var there = await PostgresServer.StartHostAsync(schema);
        var (token, conversation) = await OpenAsync(here);
        var (_, opened) = await there.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}?watermark=1", token);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(opened.GetProperty("streamUrl").GetString()!), TestContext.Current.CancellationToken);

        // The socket looks by itself only every twenty seconds.
        await SayAsync(here, conversation, token, "hello", "client-1");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var buffer = new byte[64 * 1024];
        var frame = await socket.ReceiveAsync(buffer, patience.Token);
        Assert.Contains("client-1", Encoding.UTF8.GetString(buffer, 0, frame.Count), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_sent_to_two_hosts_at_once_is_answered_once()
    {
        var schema = await PostgresServer.NewSchemaAsync();
        await using var here = await PostgresServer.StartHostAsync(schema);
        await using var there = await PostgresServer.StartHostAsync(schema);
        var (token, conversation) = await OpenAsync(here);
        for (var round = 0; round < 5; round++)
        {
            var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SayAsync(i % 2 == 0 ? here : there, conversation, token, "hello", $"message-{round}")));
            Assert.All(statuses, s => Assert.Equal(200, s));
        }

        // The greeting, and five times a message with its answer.
        var lines = await here.Store.ReadLinesAsync(new("directline", conversation), 0, 100);
        Assert.Equal(11, lines.Count);
        Assert.Equal(5, lines.Select(l => l.ClientId).OfType<string>().Distinct().Count());
    }

    [Fact]
    public async Task A_host_whose_database_is_away_says_503_and_goes_on_when_it_is_back()
    {
        using var wire = new Wire(await PostgresServer.NewSchemaAsync());
        await using var host = await PostgresServer.StartHostAsync(wire.ConnectionString);
        var (token, conversation) = await OpenAsync(host);
        Assert.Equal(200, await SayAsync(host, conversation, token, "hello", "one"));

        wire.Cut();
        Assert.Equal(503, await SayAsync(host, conversation, token, "hello", "two"));
        Assert.Equal(503, (await host.SendAsync(HttpMethod.Get, "/readyz", null)).Status);
        Assert.Equal(200, (int)(await host.Http.GetAsync("/healthz", TestContext.Current.CancellationToken)).StatusCode);

        wire.Mend();
        for (var patience = Stopwatch.StartNew(); await SayAsync(host, conversation, token, "hello", "two") != 200;) Assert.True(patience.Elapsed < TimeSpan.FromSeconds(15), "The host did not find its database again.");
        using var ready = await host.Http.GetAsync("/readyz", TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)ready.StatusCode);
        Assert.Equal(5, (await host.Store.ReadLinesAsync(new("directline", conversation), 0, 100)).Count);
    }

    [Fact]
    public async Task A_message_whose_commit_got_no_answer_is_answered_once()
    {
        using var wire = new Wire(await PostgresServer.NewSchemaAsync());
        await using var host = await PostgresServer.StartHostAsync(wire.ConnectionString);
        var (token, conversation) = await OpenAsync(host);
        for (var round = 0; round < 5; round++)
        {
            wire.LoseTheAnswerTo = Encoding.UTF8.GetBytes($"message-{round}");
            Assert.Equal(200, await SayAsync(host, conversation, token, "hello", $"message-{round}"));
        }

        Assert.Equal(5, wire.Lost);
        Assert.Equal(11, (await host.Store.ReadLinesAsync(new("directline", conversation), 0, 100)).Count);
    }

    private static async Task<(string Token, string Conversation)> OpenAsync(TestHost host)
    {
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" } });
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString());
        return (opened.GetProperty("token").GetString()!, opened.GetProperty("conversationId").GetString()!);
    }

    private static async Task<int> SayAsync(TestHost host, string conversation, string token, string text, string clientId) =>
        (await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", token, new { type = "message", text, channelData = new { clientActivityID = clientId } })).Status;
}
