using System.Net.WebSockets;
using System.Text.Json;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using Microsoft.Extensions.DependencyInjection;

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
    public async Task Who_writes_is_seen_on_both_sides_and_kept_on_neither()
    {
        await using var host = await TestHost.StartAsync();
        var (token, opened) = await OpenAsync(host, "dl_maria");
        var conversation = opened.GetProperty("conversationId").GetString()!;
        using var socket = await ConnectAsync(opened.GetProperty("streamUrl").GetString()!);
        await ReceiveAsync(socket, 1);
        var typing = host.Services.GetRequiredService<Typing>();

        // However often they say so, it is shown once in a while.
        for (var i = 0; i < 5; i++) typing.TellOfAgent(new ConversationKey("directline", conversation));
        var seen = (await ReceiveAsync(socket, 1))[0];
        Assert.Equal(("typing", "bot"), (seen.GetProperty("type").GetString(), seen.GetProperty("from").GetProperty("role").GetString()));

        using var watch = typing.WatchCustomer((await host.Store.FindConversationAsync(new("directline", conversation)))!.CustomerId);
        var (status, _) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", token, new { type = "typing" });
        Assert.Equal((200, true), (status, await watch.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)));

        // Lines go on as before, and nothing of it is one.
        await SayAsync(host, conversation, token, "hello", "client-1");
        Assert.Equal("hello", (await ReceiveAsync(socket, 2))[0].GetProperty("text").GetString());
        Assert.Equal(3, (await host.Store.ReadLinesAsync(new("directline", conversation), 0, 10)).Count);
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

    [Fact]
    public async Task A_socket_is_opened_only_from_the_pages_of_its_token()
    {
        await using var host = await TestHost.StartAsync();
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" }, trustedOrigins = new[] { "https://shop.example" } });
        using var request = TestHost.Request(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString());
        request.Headers.Add("Origin", "https://shop.example");
        using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var stream = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("streamUrl").GetString()!;
        foreach (var (origin, opens) in new[] { ("https://evil.example", false), (null, false), ("https://shop.example", true) })
        {
            using var socket = new ClientWebSocket();
            if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
            if (opens) await socket.ConnectAsync(new Uri(stream), TestContext.Current.CancellationToken);
            else Assert.Contains("403", (await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri(stream), TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("shop.example")]
    [InlineData("https://shop.example/")]
    [InlineData("https://shop.example/path")]
    [InlineData("https://user@shop.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("*")]
    [InlineData("")]
    public async Task What_is_no_origin_is_refused_in_a_token(string origin)
    {
        await using var host = await TestHost.StartAsync();
        var (status, body) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" }, trustedOrigins = new[] { origin } });
        Assert.Equal(400, status);
        Assert.Contains("trustedOrigins", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(400, (await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { trustedOrigins = Enumerable.Repeat("https://shop.example", 21) })).Status);
    }

    [Fact]
    public async Task A_mark_of_a_longer_conversation_hides_nothing_in_a_shorter()
    {
        await using var host = await TestHost.StartAsync();
        var (token, opened) = await OpenAsync(host, "dl_maria");
        var conversation = opened.GetProperty("conversationId").GetString()!;
        var (_, set) = await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities?watermark=57", token);
        Assert.Equal("1", set.GetProperty("watermark").GetString());
        await SayAsync(host, conversation, token, "hello", "client-1");
        (_, set) = await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities?watermark={set.GetProperty("watermark").GetString()}", token);
        Assert.Equal("hello", set.GetProperty("activities")[0].GetProperty("text").GetString());
        foreach (var mark in new[] { "-1", "1.5", "0x1", "٣", "99999999999999999999", "1;2" })
            Assert.Equal(400, (await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities?watermark={Uri.EscapeDataString(mark)}", token)).Status);
        foreach (var mark in new[] { "", "null", "undefined" })
            Assert.Equal(200, (await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities?watermark={mark}", token)).Status);
    }

    [Fact]
    public async Task Who_ends_a_conversation_and_comes_again_is_the_same_customer_in_a_new_one()
    {
        await using var host = await TestHost.StartAsync();
        Assert.Equal(201, (await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, Sale("A-1"))).Status);
        var (token, opened) = await OpenAsync(host, "dl_maria");
        var first = opened.GetProperty("conversationId").GetString()!;
        using var socket = await ConnectAsync(opened.GetProperty("streamUrl").GetString()!);
        await ReceiveAsync(socket, 1);
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{first}/activities", token, new { type = "endOfConversation", from = new { id = "dl_maria" } })).Status);

        // The socket says so and closes; nothing of it is open to the old token.
        Assert.Equal("endOfConversation", (await ReceiveAsync(socket, 1))[0].GetProperty("type").GetString());
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken)).MessageType);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        foreach (var path in new[] { "", "/activities" }) Assert.Equal(404, (await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{first}{path}", token)).Status);
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{first}/activities", token, new { type = "message", text = "hello?" })).Status);

        // A contact that comes due meanwhile stands in the new conversation already.
        await host.AdvanceAsync(TimeSpan.FromDays(4));
        var (_, again) = await OpenAsync(host, "dl_maria");
        var second = again.GetProperty("conversationId").GetString()!;
        Assert.NotEqual(first, second);
        var lines = await host.Store.ReadLinesAsync(new("directline", second), 0, 100);
        Assert.Contains(lines, l => l.Text.Contains("battery", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Text.Contains("Thank you", StringComparison.Ordinal));
        Assert.Equal("C-1", await host.Store.CustomerAtAsync("directline", "dl_maria"));
        Assert.Contains(await host.Store.ReadTranscriptAsync("C-1", 100), l => l.Text.Contains("Thank you", StringComparison.Ordinal));

        // The old token opens the new conversation, since both are the user's; without a user there is nobody to open one for.
        Assert.Equal(second, (await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", token)).Body.GetProperty("conversationId").GetString());
        var (_, anonymous) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret);
        var (nobody, id) = (anonymous.GetProperty("token").GetString(), anonymous.GetProperty("conversationId").GetString());
        Assert.Equal(201, (await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", nobody)).Status);
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{id}/activities", nobody, new { type = "endOfConversation" })).Status);
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", nobody)).Status);
    }

    [Fact]
    public async Task Typing_events_and_what_nobody_knows_are_taken_and_say_nothing()
    {
        await using var host = await TestHost.StartAsync();
        var (token, opened) = await OpenAsync(host, "dl_maria");
        var conversation = opened.GetProperty("conversationId").GetString()!;
        foreach (var body in new object[]
        {
            new { type = "typing" }, new { type = "event", name = "webchat/join", value = new { language = "en" } }, new { type = "messageReaction", reactionsAdded = Array.Empty<object>() },
            new { type = "x-of-tomorrow", entities = new[] { new { type = "ClientCapabilities" } }, attachments = 7 },
        })
            Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", token, body)).Status);
        Assert.Single(await host.Store.ReadLinesAsync(new("directline", conversation), 0, 10));
    }

    [Fact]
    public async Task What_the_bot_cannot_handle_is_a_502()
    {
        await using var host = await TestHost.StartAsync();
        var (token, opened) = await OpenAsync(host, "dl_maria");
        await using (var store = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={host.StorePath};Pooling=False"))
        {
            await store.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = store.CreateCommand();
            command.CommandText = "CREATE TRIGGER broken BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'broken'); END";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var (status, body) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{opened.GetProperty("conversationId").GetString()}/activities", token, new { type = "message", text = "hello" });
        Assert.Equal(502, status);
        Assert.Equal("BotError", body.GetProperty("error").GetProperty("code").GetString());
        Assert.DoesNotContain("broken", body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_opens_without_end_is_held_and_a_secret_is_not()
    {
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:DirectLine:OpeningsPerMinute", "5"]);
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" } });
        var token = made.GetProperty("token").GetString();
        for (var i = 0; i < 5; i++) Assert.InRange((await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", token)).Status, 200, 201);
        using var held = await host.Http.SendAsync(TestHost.Request(HttpMethod.Post, "/v3/directline/conversations", token), TestContext.Current.CancellationToken);
        Assert.Equal(429, (int)held.StatusCode);
        Assert.InRange(held.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(429, (await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", "guessed-secret-0123456789")).Status);

        // Whoever says to be somebody else is not believed where no proxy is known; a shop's server opens as it likes.
        using var forged = TestHost.Request(HttpMethod.Post, "/v3/directline/conversations", token);
        forged.Headers.Add("X-Forwarded-For", "203.0.113.9");
        Assert.Equal(429, (int)(await host.Http.SendAsync(forged, TestContext.Current.CancellationToken)).StatusCode);
        for (var i = 0; i < 20; i++) Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret)).Status);
    }

    [Fact]
    public async Task A_known_proxy_says_who_asks_and_how_the_host_is_called()
    {
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:DirectLine:OpeningsPerMinute", "1", "--FollowUp:TrustedProxies:0", "127.0.0.0/8"]);
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" } });
        foreach (var (customer, expected) in new[] { ("203.0.113.9", 201), ("203.0.113.10", 200), ("203.0.113.9", 429), ("2001:db8::1", 200), ("2001:db8::2", 429) })
        {
            using var request = TestHost.Request(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString());
            request.Headers.Add("X-Forwarded-For", customer);
            request.Headers.Add("X-Forwarded-Proto", "https");
            request.Headers.Add("X-Forwarded-Host", "bot.example");
            using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode == expected, $"{customer}: {(int)answer.StatusCode}");
            if (expected < 300) Assert.Contains("\"streamUrl\":\"wss://bot.example/", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    internal static object Sale(string order, string customer = "C-1", string? user = "dl_maria") => new
    {
        orderId = order,
        purchasedAt = TestHost.Start,
        customer = new { id = customer, name = "Maria Lopez", timeZone = "Europe/Madrid" },
        addresses = user is null ? [] : new[] { new { channel = "directline", user } },
        product = "TrailLight 300",
    };

    internal static async Task<(string Token, JsonElement Opened)> OpenAsync(TestHost host, string user)
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
