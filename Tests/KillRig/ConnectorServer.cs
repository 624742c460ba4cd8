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
    private readonly ConcurrentQueue<Fault> faults = new();
    private readonly ConcurrentQueue<Said> heard = new();
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

    public static async Task<ConnectorServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ConnectorServer(app);
        app.MapPost("/v3/conversations/{id}/activities", (string id, HttpContext context) => server.TakeAsync(id, null, context));
        app.MapPost("/v3/conversations/{id}/activities/{replyTo}", (string id, string replyTo, HttpContext context) => server.TakeAsync(id, replyTo, context));
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
        var activity = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        var fault = faults.TryDequeue(out var next) ? next : Otherwise?.Invoke() ?? Fault.None;
        context.Response.StatusCode = fault switch { Fault.Busy => 429, Fault.PreconditionFailed => 412, Fault.Blocked => 403, Fault.BadGatewayAfterAccepting => 502, _ => 200 };
        if (fault == Fault.Busy) context.Response.Headers.RetryAfter = "0";
        if (fault is Fault.Busy or Fault.PreconditionFailed or Fault.Blocked) return;
        if (fault == Fault.SlowBeforeAccepting) await Task.Delay(Slowness(), context.RequestAborted);
        if (fault == Fault.AcceptingLate) await Task.Delay(Slowness());
        heard.Enqueue(new Said(conversation, replyTo, activity.GetProperty("text").GetString()!, DateTimeOffset.UtcNow));
        if (fault == Fault.ResetAfterAccepting)
        {
            context.Abort();
            return;
        }

        if (fault == Fault.SlowAfterAccepting) await Task.Delay(Slowness(), context.RequestAborted);
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

    internal sealed record Said(string Conversation, string? ReplyTo, string Text, DateTimeOffset At);
}
