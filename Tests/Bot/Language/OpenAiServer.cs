using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FollowUpBot.Tests.Bot.Language;

/// <summary>
/// A model's API on loopback that does what it is told, one request after the other: <c>says TEXT</c>, <c>hangs</c>, <c>busy SECONDS</c> (429), <c>fails</c> (500),
/// <c>breaks TEXT</c> (the connection ends in the middle), <c>ends TEXT</c> (the stream ends without an end), <c>filters TEXT</c> (finish_reason content_filter),
/// <c>refuses</c> (400, content_filter), <c>garbles</c> (a stream that is no JSON), <c>floods TEXT</c> (the text without end). Without an order it says NONE.
/// In a text, <c>\n</c> is a new line. It is streamed in small pieces, as models do.
/// </summary>
internal sealed partial class OpenAiServer : IAsyncDisposable
{
    public const string Key = "sk-test-model-key-0123456789";

    private readonly WebApplication app;
    private readonly Queue<string> orders = new();
    private readonly List<ModelRequest> requests = [];
    private readonly CancellationTokenSource closing = new();

    private OpenAiServer(WebApplication app) => this.app = app;

    /// <summary>What it was sent, oldest first.</summary>
    public IReadOnlyList<ModelRequest> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    /// <summary>Flags of a host that uses it.</summary>
    public IReadOnlyList<string> Flags =>
    [
        "--FollowUp:LanguageModel:Endpoint", $"{app.Urls.First()}/v1/", "--FollowUp:LanguageModel:ApiKey", Key, "--FollowUp:LanguageModel:Model", "test-model",
        "--FollowUp:LanguageModel:TimeoutSeconds", "3", "--FollowUp:LanguageModel:FirstTokenSeconds", "1", "--FollowUp:LanguageModel:OpinionMilliseconds", "3000",
    ];

    /// <summary>What the model does when it is asked without an order.</summary>
    public Func<ModelRequest, string> Otherwise { get; set; } = _ => "says NONE";

    /// <summary>Holds a streamed answer back at the end of its second sentence until the test lets it go on.</summary>
    public TaskCompletionSource? Pause { get; set; }

    public static async Task<OpenAiServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new OpenAiServer(builder.Build());
        server.app.MapPost("/v1/chat/completions", server.CompleteAsync);
        await server.app.StartAsync();
        return server;
    }

    public void Next(string order) => orders.Enqueue(order);

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        closing.Dispose();
    }

    private async Task CompleteAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new ModelRequest(await reader.ReadToEndAsync(closing.Token), context.Request.Headers.Authorization.ToString());
        lock (requests) requests.Add(request);
        var (verb, text) = (orders.TryDequeue(out var order) ? order : Otherwise(request)).Split(' ', 2) is [var first, .. var rest] ? (first, string.Concat(rest).Replace("\\n", "\n", StringComparison.Ordinal)) : ("", "");
        switch (verb)
        {
            case "hangs":
                await Task.Delay(TimeSpan.FromMinutes(1), CancellationTokenSource.CreateLinkedTokenSource(closing.Token, context.RequestAborted).Token).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "busy":
                context.Response.Headers.RetryAfter = text;
                await ErrorAsync(context, 429, "rate_limit_exceeded");
                break;
            case "fails":
                await ErrorAsync(context, 500, "server_error");
                break;
            case "refuses":
                await ErrorAsync(context, 400, "content_filter");
                break;
            default:
                if (request.Body.GetProperty("messages").GetArrayLength() > 0 && request.Body.TryGetProperty("stream", out var stream) && stream.GetBoolean()) await StreamAsync(context, verb, text);
                else await context.Response.WriteAsJsonAsync(new { id = "1", @object = "chat.completion", created = 1, model = "test-model", choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = "stop" } }, usage = Usage });
                break;
        }
    }

    private static object Usage => new { prompt_tokens = 400, completion_tokens = 60, total_tokens = 460 };

    // OpenAI's form. Real servers repeat the key they were given and parts of the prompt here.
    private static async Task ErrorAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new { error = new { message = $"Incorrect: {context.Request.Headers.Authorization}", type = code, param = (string?)null, code } });
    }

    private async Task StreamAsync(HttpContext context, string verb, string text)
    {
        context.Response.ContentType = "text/event-stream";
        if (verb == "garbles")
        {
            await context.Response.WriteAsync("data: {\"choices\": [{\"delta\"\n\ndata: what?\n\n");
            return;
        }

        await SendAsync(new { role = "assistant", content = "" }, null);
        var cited = 0;
        for (var round = 0; round < (verb == "floods" ? 20_000 : 1) && !context.RequestAborted.IsCancellationRequested; round++)
            foreach (Match piece in Piece().Matches(text))
            {
                await SendAsync(new { content = piece.Value }, null);
                if (piece.Value.Contains(']', StringComparison.Ordinal) && ++cited == 2 && Pause is { } pause) await pause.Task;
            }

        if (verb == "breaks")
        {
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        if (verb == "ends") return;
        await SendAsync(new { }, verb == "filters" ? "content_filter" : "stop");
        await WriteAsync(JsonSerializer.Serialize(new { id = "1", @object = "chat.completion.chunk", created = 1, model = "test-model", choices = Array.Empty<object>(), usage = Usage }));
        await WriteAsync("[DONE]");

        Task SendAsync(object delta, string? finish) => WriteAsync(JsonSerializer.Serialize(new { id = "1", @object = "chat.completion.chunk", created = 1, model = "test-model", choices = new[] { new { index = 0, delta, finish_reason = finish } } }));

        async Task WriteAsync(string data)
        {
            await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"data: {data}\n\n"));
            await context.Response.Body.FlushAsync();
        }
    }

    [GeneratedRegex(@"[\s\S]{1,7}")]
    private static partial Regex Piece();
}

/// <summary>A request as it went over the wire.</summary>
internal sealed partial class ModelRequest(string raw, string authorization)
{
    public string Raw => raw;

    public string Authorization => authorization;

    public JsonElement Body { get; } = JsonSerializer.Deserialize<JsonElement>(raw);

    public string System => Body.GetProperty("messages")[0].GetProperty("content").GetString()!;

    public string User => Body.GetProperty("messages")[1].GetProperty("content").GetString()!;

    /// <summary>The mark around the data of this request.</summary>
    public string Fence => Mark().Match(User).Groups[1].Value;

    /// <summary>The data, with the mark replaced by what does not change from run to run.</summary>
    public string Data => User.Replace(Fence, "MARK", StringComparison.Ordinal);

    [GeneratedRegex(@"^\[([0-9a-f]+) ")]
    private static partial Regex Mark();
}
