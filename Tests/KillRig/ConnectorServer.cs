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
    private readonly List<Thread> threads = [];
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

    /// <summary>What stands in channels: each thread that was begun there, with its first message as it is now and how often it was changed.</summary>
    public IReadOnlyList<Thread> Threads
    {
        get
        {
            lock (threads) return [.. threads];
        }
    }

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
        app.MapPost("/v3/conversations", server.BeginAsync);
        app.MapPut("/v3/conversations/{id}/activities/{activity}", (string id, string activity, HttpContext context) => server.ChangeAsync(id, activity, context));
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

        var fault = NextFault(context);
        if (await RefusesAsync(fault, context)) return;

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

    private Fault NextFault(HttpContext context)
    {
        var fault = faults.TryDequeue(out var next) ? next : Otherwise?.Invoke() ?? Fault.None;
        context.Response.StatusCode = fault switch { Fault.Busy => 429, Fault.PreconditionFailed => 412, Fault.Blocked => 403, Fault.NotThere => 404, Fault.BadGatewayAfterAccepting => 502, Fault.GatewayTimeoutAfterAccepting => 504, _ => 200 };
        return fault;
    }

    private static async Task<bool> RefusesAsync(Fault fault, HttpContext context)
    {
        if (fault == Fault.Busy) context.Response.Headers.RetryAfter = "0";
        if (fault is Fault.Blocked or Fault.NotThere) await context.Response.WriteAsync(fault == Fault.Blocked ? Blocked : NotThere);
        return fault is Fault.Busy or Fault.PreconditionFailed or Fault.Blocked or Fault.NotThere;
    }

    // A thread in a channel is named after its first message, as Teams does it.
    private async Task BeginAsync(HttpContext context)
    {
        Interlocked.Increment(ref calls);
        var asked = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        var fault = NextFault(context);
        if (await RefusesAsync(fault, context)) return;
        var channel = asked.GetProperty("channelData").GetProperty("channel").GetProperty("id").GetString()!;
        Thread made;
        lock (threads) threads.Add(made = new Thread(channel, $"{1_700_000_000_000 + threads.Count}", asked.GetProperty("activity"), 0) { Tenant = asked.GetProperty("tenantId").GetString() });
        if (fault is Fault.BadGatewayAfterAccepting or Fault.GatewayTimeoutAfterAccepting) return;
        await context.Response.WriteAsJsonAsync(new { id = $"{channel};messageid={made.Id}", activityId = made.Id });
    }

    private async Task ChangeAsync(string conversation, string activity, HttpContext context)
    {
        Interlocked.Increment(ref calls);
        var now = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        if (await RefusesAsync(NextFault(context), context)) return;
        lock (threads)
        {
            var place = threads.FindIndex(t => t.Id == activity && conversation == $"{t.Channel};messageid={t.Id}");
            if (place < 0) context.Response.StatusCode = 404;
            else threads[place] = threads[place] with { Activity = now, Changes = threads[place].Changes + 1 };
        }

        if (context.Response.StatusCode == 200) await context.Response.WriteAsJsonAsync(new { id = activity });
    }

    internal sealed record Thread(string Channel, string Id, JsonElement Activity, int Changes)
    {
        public string? Tenant { get; init; }
    }

    internal sealed record Said(string Conversation, string? ReplyTo, string Text, DateTimeOffset At)
    {
        public JsonElement Activity { get; init; }
    }
}
