using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>A Bot Framework channel's Connector on loopback, with the faults of the real ones. It cannot be asked what it has taken; what customers heard is kept here for the tests alone.</summary>
internal sealed class ConnectorServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<Fault> faults = new();
    private readonly ConcurrentQueue<Said> heard = new();
    private readonly TaskCompletionSource released = new();
    private readonly WebApplication app;
    private int calls;

    private ConnectorServer(WebApplication app) => this.app = app;

    public enum Fault
    {
        None,
        Busy,
        PreconditionFailed,
        BadGatewayAfterAccepting,
        HangAfterAccepting,
        Blocked,
    }

    public string Url => app.Urls.First();

    public IReadOnlyList<Said> Heard => [.. heard];

    public int Calls => Volatile.Read(ref calls);

    public static async Task<ConnectorServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ConnectorServer(app);
        app.MapPost("/v3/conversations/{id}/activities", (string id, HttpContext context) => server.PostAsync(id, null, context));
        app.MapPost("/v3/conversations/{id}/activities/{replyTo}", (string id, string replyTo, HttpContext context) => server.PostAsync(id, replyTo, context));
        await app.StartAsync();
        return server;
    }

    public void Next(params Fault[] next)
    {
        foreach (var fault in next) faults.Enqueue(fault);
    }

    public async ValueTask DisposeAsync()
    {
        released.TrySetResult();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task PostAsync(string conversation, string? replyTo, HttpContext context)
    {
        Interlocked.Increment(ref calls);
        var activity = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        var fault = faults.TryDequeue(out var next) ? next : Fault.None;
        context.Response.StatusCode = fault switch { Fault.Busy => 429, Fault.PreconditionFailed => 412, Fault.Blocked => 403, Fault.BadGatewayAfterAccepting => 502, _ => 200 };
        if (fault is Fault.Busy or Fault.PreconditionFailed or Fault.Blocked) return;
        heard.Enqueue(new Said(conversation, replyTo, activity.GetProperty("text").GetString()!));
        if (fault == Fault.BadGatewayAfterAccepting) return;
        if (fault == Fault.HangAfterAccepting)
        {
            var gone = new TaskCompletionSource();
            await using var registered = context.RequestAborted.Register(gone.SetResult);
            await Task.WhenAny(gone.Task, released.Task);
            return;
        }

        await context.Response.WriteAsJsonAsync(new { id = $"r-{Guid.NewGuid():n}" });
    }

    internal sealed record Said(string Conversation, string? ReplyTo, string Text);
}
