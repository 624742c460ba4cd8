using System.Net.WebSockets;
using System.Text.Json;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Tests.Bot.Language;

/// <summary>An open chat of somebody who bought the lamp, with its socket.</summary>
internal sealed class Chat : IDisposable
{
    private readonly TestHost host;
    private readonly string token;
    private readonly ClientWebSocket socket = new();
    private readonly Queue<JsonElement> arrived = new();

    private Chat(TestHost host, string token, string conversation)
    {
        (this.host, this.token) = (host, token);
        Key = new ConversationKey("directline", conversation);
    }

    public ConversationKey Key { get; }

    public static async Task<Chat> OpenAsync(TestHost host, string customer = "maria")
    {
        var (bought, _) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = $"A-{customer}",
            purchasedAt = TestHost.Start,
            customer = new { id = customer, name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
            addresses = new[] { new { channel = "directline", user = $"dl_{customer}" } },
            product = "TrailLight 300",
        });
        Assert.Equal(201, bought);
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = $"dl_{customer}" } });
        var token = made.GetProperty("token").GetString()!;
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", token);
        var chat = new Chat(host, token, opened.GetProperty("conversationId").GetString()!);
        await chat.socket.ConnectAsync(new Uri(opened.GetProperty("streamUrl").GetString()!), TestContext.Current.CancellationToken);
        return chat;
    }

    public async Task SayAsync(string text)
    {
        var (status, _) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{Key.Id}/activities", token, new { type = "message", text });
        Assert.Equal(200, status);
    }

    /// <summary>Everything that arrives, up to the first that is looked for.</summary>
    public async Task<List<JsonElement>> ReadUntilAsync(Func<JsonElement, bool> wanted)
    {
        var seen = new List<JsonElement>();
        var buffer = new byte[64 * 1024];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            while (arrived.TryDequeue(out var activity))
            {
                seen.Add(activity);
                if (wanted(activity)) return seen;
            }

            var frame = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            if (frame.Count > 0)
                foreach (var activity in JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, frame.Count)).GetProperty("activities").EnumerateArray()) arrived.Enqueue(activity);
        }
    }

    public void Dispose() => socket.Dispose();
}
