using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using FollowUpBot.KillRig;

namespace FollowUpBot.Loads;

/// <summary>A customer's chat that is open: what is said in it comes over its socket.</summary>
internal sealed class WebChatSocket : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource closing = new();
    private readonly string conversation, token;
    private Task reading = Task.CompletedTask;

    private WebChatSocket(HttpClient http, string user, string conversation, string token) => (this.http, User, this.conversation, this.token) = (http, user, conversation, token);

    public string User { get; }

    public static async Task<WebChatSocket> OpenAsync(HttpClient http, string user, Action<byte[]> heard)
    {
        var made = await PostAsync(http, "/v3/directline/tokens/generate", HostProcess.Secret, new { user = new { id = user } });
        var token = made.GetProperty("token").GetString()!;
        var opened = await PostAsync(http, "/v3/directline/conversations", token, null);
        var chat = new WebChatSocket(http, user, opened.GetProperty("conversationId").GetString()!, token);
        await chat.socket.ConnectAsync(new Uri(opened.GetProperty("streamUrl").GetString()!), CancellationToken.None);
        chat.reading = chat.ReadAsync(heard);
        return chat;
    }

    public Task SayAsync(string text) => PostAsync(http, $"/v3/directline/conversations/{conversation}/activities", token, new { type = "message", text });

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await reading;
        socket.Dispose();
        closing.Dispose();
    }

    private async Task ReadAsync(Action<byte[]> heard)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var length = 0;
                for (var more = true; more;)
                {
                    var part = await socket.ReceiveAsync(buffer.AsMemory(length), closing.Token);
                    (length, more) = (length + part.Count, !part.EndOfMessage && length < buffer.Length);
                }

                heard(buffer[..length]);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException)
        {
            // The measurement is over, or the host is.
        }
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, string bearer, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) }, Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{(int)answer.StatusCode} of {path}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
