using System.Net.WebSockets;
using System.Text.Json;

namespace FollowUpBot.Tests.Bot.Channels;

public class DirectLineTests
{
    [Fact]
    public async Task The_socket_brings_every_line_in_order_and_goes_on_from_a_watermark()
    {
        await using var host = await TestHost.StartAsync();
        var (token, opened) = await OpenAsync(host, "dl_maria");
        var conversation = opened.GetProperty("conversationId").GetString()!;
        using (var socket = await ConnectAsync(opened.GetProperty("streamUrl").GetString()!))
        {
            Assert.Contains("assistant", (await ReceiveAsync(socket, 1))[0].GetProperty("text").GetString(), StringComparison.Ordinal);
            await SayAsync(host, conversation, token, "hello", "client-1");
            var lines = await ReceiveAsync(socket, 2);
            Assert.Equal("client-1", lines[0].GetProperty("channelData").GetProperty("clientActivityID").GetString());
            Assert.Equal("dl_maria", lines[0].GetProperty("from").GetProperty("id").GetString());
            Assert.Equal("bot", lines[1].GetProperty("from").GetProperty("role").GetString());
        }

        // Away from the socket something is said; the reconnect brings just that.
        await SayAsync(host, conversation, token, "thanks", "client-2");
        var (_, again) = await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}?watermark=3", token);
        using var second = await ConnectAsync(again.GetProperty("streamUrl").GetString()!);
        Assert.Equal(["thanks"], (await ReceiveAsync(second, 2)).Take(1).Select(a => a.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_user_comes_back_to_the_same_conversation()
    {
        await using var host = await TestHost.StartAsync();
        var (_, first) = await OpenAsync(host, "dl_maria");
        var (_, second) = await OpenAsync(host, "dl_maria");
        Assert.Equal(first.GetProperty("conversationId").GetString(), second.GetProperty("conversationId").GetString());
    }

    [Fact]
    public async Task A_message_sent_again_under_its_id_is_taken_once()
    {
        await using var host = await TestHost.StartAsync();
        var (token, opened) = await OpenAsync(host, "dl_maria");
        var conversation = opened.GetProperty("conversationId").GetString()!;
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SayAsync(host, conversation, token, "hello", "same")));
        Assert.Single(ids.Distinct());
        var (_, set) = await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities", token);
        Assert.Equal(3, set.GetProperty("activities").GetArrayLength());
    }

    [Fact]
    public async Task Two_hundred_messages_at_once_are_each_answered_once()
    {
        await using var host = await TestHost.StartAsync();
        var (token, opened) = await OpenAsync(host, "dl_maria");
        var conversation = opened.GetProperty("conversationId").GetString()!;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => SayAsync(host, conversation, token, "hello", $"m{i}")));
        var lines = await host.Store.ReadLinesAsync(new("directline", conversation), 1, 1000);
        Assert.Equal(400, lines.Count);
        Assert.Equal(200, lines.Where((_, i) => i % 2 == 0).Select(l => l.ClientId).Distinct().Count());
    }

    [Fact]
    public async Task A_token_for_one_origin_is_refused_elsewhere()
    {
        await using var host = await TestHost.StartAsync();
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" }, trustedOrigins = new[] { "https://shop.example" } });
        foreach (var (origin, expected) in new[] { ("https://shop.example", 201), ("https://evil.example", 403), (null, 403) })
        {
            using var request = TestHost.Request(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString());
            if (origin is not null) request.Headers.Add("Origin", origin);
            using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(expected, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task An_expired_token_is_403_and_cannot_be_refreshed()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var host = await TestHost.StartAsync(clock);
        var (token, _) = await OpenAsync(host, "dl_maria");
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/refresh", token)).Status);
        clock.Now += TimeSpan.FromMinutes(31);
        var (status, body) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/refresh", token);
        Assert.Equal(403, status);
        Assert.Equal("TokenExpired", body.GetProperty("error").GetProperty("code").GetString());
    }

    private static async Task<(string Token, JsonElement Opened)> OpenAsync(TestHost host, string user)
    {
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = user } });
        var token = made.GetProperty("token").GetString()!;
        return (token, (await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", token)).Body);
    }

    private static async Task<string> SayAsync(TestHost host, string conversation, string token, string text, string clientId)
    {
        var (status, body) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", token, new { type = "message", text, from = new { id = "dl_forged" }, channelData = new { clientActivityID = clientId } });
        Assert.Equal(200, status);
        return body.GetProperty("id").GetString()!;
    }

    private static async Task<ClientWebSocket> ConnectAsync(string url)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(url), TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<List<JsonElement>> ReceiveAsync(ClientWebSocket socket, int count)
    {
        var all = new List<JsonElement>();
        var buffer = new byte[64 * 1024];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (all.Count < count)
        {
            var frame = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            if (frame.Count > 0) all.AddRange(JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, frame.Count)).GetProperty("activities").EnumerateArray());
        }

        return all;
    }
}
