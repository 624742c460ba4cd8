using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FollowUpBot.KillRig;

/// <summary>A Bot Framework channel's Connector on loopback, with the faults of the real ones. It cannot be asked what it has taken; what customers heard is kept here, outside the host, and nowhere else.</summary>
internal sealed class ConnectorServer : IAsyncDisposable
{
    // As Teams says them.
    private const string Blocked = """{"errorCode":209,"message":"{\"subCode\":\"MessageWritesBlocked\",\"details\":\"Thread is not writable.\",\"errorCode\":null}"}""";
    private const string NotThere = """{"error":{"code":"ConversationNotFound","message":"Conversation not found."}}""";

    private readonly ConcurrentQueue<Fault> faults = new();
    private readonly ConcurrentQueue<Said> heard = new();
    private readonly ConcurrentQueue<JsonElement> typed = new();
    private readonly TaskCompletionSource released = new();
    private readonly WebApplication app;
    private int calls, underWay;

    private ConnectorServer(WebApplication app) => this.app = app;

    public enum Fault
    {
        None,
        Busy,
        PreconditionFailed,
        BadGatewayAfterAccepting,
        HangAfterAccepting,
        ResetAfterAccepting,
        SlowAfterAccepting,
        SlowBeforeAccepting,
        AcceptingLate,
        Blocked,
        GatewayTimeoutAfterAccepting,
        NotThere,
    }

    public string Url => app.Urls.First();

    public IReadOnlyList<Said> Heard => [.. heard];

    public int Calls => Volatile.Read(ref calls);

    /// <summary>How many calls are not over yet. One whose caller is gone may still be accepted.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <summary>What happens to calls for which nothing is planned.</summary>
    public Func<Fault>? Otherwise { get; set; }

    /// <summary>How long a slow call takes.</summary>
    public Func<TimeSpan> Slowness { get; set; } = () => TimeSpan.FromMilliseconds(500);

    /// <summary>The token that is wanted now; null takes any call.</summary>
    public Func<string>? Wants { get; set; }

    /// <summary>What was shown while it was being written; nobody counts on having heard it.</summary>
    public IReadOnlyList<JsonElement> Typed => [.. typed];

    /// <summary>Who is in a conversation, by their id on the channel.</summary>
    public Dictionary<string, object> Members { get; } = [];

    /// <summary>The longest text that is taken; null takes any.</summary>
    public int? LongestText { get; set; }

    public static async Task<ConnectorServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ConnectorServer(app);
        app.MapPost("/v3/conversations/{id}/activities", (string id, HttpContext context) => server.TakeAsync(id, null, context));
        app.MapPost("/v3/conversations/{id}/activities/{replyTo}", (string id, string replyTo, HttpContext context) => server.TakeAsync(id, replyTo, context));
        app.MapGet("/v3/conversations/{id}/members/{user}", (string user) => server.Members.TryGetValue(user, out var member) ? Results.Json(member) : Results.NotFound());
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

    private async Task TakeAsync(string conversation, string? replyTo, HttpContext context)
    {
        Interlocked.Increment(ref underWay);
        try
        {
            await PostAsync(conversation, replyTo, context);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The caller is gone.
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }

    private async Task PostAsync(string conversation, string? replyTo, HttpContext context)
    {
        Interlocked.Increment(ref calls);
        if (Wants is not null && context.Request.Headers.Authorization != $"Bearer {Wants()}")
        {
            context.Response.StatusCode = 401;
            return;
        }

        var activity = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        if (activity.GetProperty("type").GetString() == "typing")
        {
            typed.Enqueue(activity);
            await context.Response.WriteAsJsonAsync(new { id = $"stream-{typed.Count}" });
            return;
        }

        var fault = faults.TryDequeue(out var next) ? next : Otherwise?.Invoke() ?? Fault.None;
        context.Response.StatusCode = fault switch { Fault.Busy => 429, Fault.PreconditionFailed => 412, Fault.Blocked => 403, Fault.NotThere => 404, Fault.BadGatewayAfterAccepting => 502, Fault.GatewayTimeoutAfterAccepting => 504, _ => 200 };
        if (fault == Fault.Busy) context.Response.Headers.RetryAfter = "0";
        if (fault is Fault.Busy or Fault.PreconditionFailed) return;
        if (fault is Fault.Blocked or Fault.NotThere)
        {
            await context.Response.WriteAsync(fault == Fault.Blocked ? Blocked : NotThere);
            return;
        }

        if (activity.GetProperty("text").GetString()!.Length > LongestText)
        {
            context.Response.StatusCode = 413;
            await context.Response.WriteAsync("{\"error\":{\"code\":\"MessageSizeTooBig\",\"message\":\"Message size too large.\"}}");
            return;
        }

        if (fault == Fault.SlowBeforeAccepting) await Task.Delay(Slowness(), context.RequestAborted);
        if (fault == Fault.AcceptingLate) await Task.Delay(Slowness());
        heard.Enqueue(new Said(conversation, replyTo, activity.GetProperty("text").GetString()!, DateTimeOffset.UtcNow) { Activity = activity });
        if (fault == Fault.ResetAfterAccepting)
        {
            context.Abort();
            return;
        }

        if (fault == Fault.SlowAfterAccepting) await Task.Delay(Slowness(), context.RequestAborted);
        if (fault is Fault.BadGatewayAfterAccepting or Fault.GatewayTimeoutAfterAccepting) return;
        if (fault == Fault.HangAfterAccepting)
        {
            var gone = new TaskCompletionSource();
            await using var registered = context.RequestAborted.Register(gone.SetResult);
            await Task.WhenAny(gone.Task, released.Task);
            return;
        }

        await context.Response.WriteAsJsonAsync(new { id = $"r-{Guid.NewGuid():n}" });
    }

    internal sealed record Said(string Conversation, string? ReplyTo, string Text, DateTimeOffset At)
    {
        public JsonElement Activity { get; init; }
    }
}
