using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FollowUpBot.KillRig;

/// <summary>
/// Twilio on loopback: it checks who calls, takes forms, and fails as the real one can. What it has accepted is what customers hear; that list is kept here, outside the host, so that it
/// can be counted whatever became of the host.
/// </summary>
internal sealed class TwilioServer : IAsyncDisposable
{
    public const string Account = "AC00000000000000000000000000000001";
    public const string Token = "twilio-token-of-the-tests";
    public const string From = "+15005550006";
    public const string PublicUrl = "https://bot.example";

    private readonly ConcurrentQueue<Func<Fault>> faults = new();
    private readonly ConcurrentQueue<(int Status, int Code)> refusals = new();
    private readonly ConcurrentQueue<Text> heard = new();
    private readonly TaskCompletionSource released = new();
    private readonly WebApplication app;
    private readonly DateTimeOffset? standsAt;
    private int calls, underWay;

    private TwilioServer(WebApplication app, DateTimeOffset? standsAt) => (this.app, this.standsAt) = (app, standsAt);

    public enum Fault
    {
        None,
        Busy,
        BusyForAges,
        ErrorAfterAccepting,
        ErrorBeforeAccepting,
        HangAfterAccepting,
        HangBeforeAccepting,
        ResetAfterAccepting,
        GarbageAfterAccepting,
        SlowAfterAccepting,
        SlowBeforeAccepting,
        AcceptingLate,
        OptedOut,
        NoSuchNumber,
    }

    public string Url => app.Urls.First();

    /// <summary>What customers heard, in order.</summary>
    public IReadOnlyList<Text> Heard => [.. heard];

    /// <summary>How often sending was tried.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>How many calls are not over yet. One whose caller is gone may still be accepted.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <summary>What happens to calls for which nothing is planned.</summary>
    public Func<Fault>? Otherwise { get; set; }

    /// <summary>How long a slow call takes.</summary>
    public Func<TimeSpan> Slowness { get; set; } = () => TimeSpan.FromMilliseconds(500);

    /// <summary>The options of a host that sends here.</summary>
    public string[] Flags =>
    [
        "--FollowUp:Twilio:AccountSid", Account, "--FollowUp:Twilio:AuthToken", Token, "--FollowUp:Twilio:From", From, "--FollowUp:Twilio:PublicUrl", PublicUrl, "--FollowUp:Twilio:ApiBase", Url,
        "--FollowUp:Dispatch:SettleSeconds", "1", "--FollowUp:Dispatch:PerSecond:sms", "10000",
    ];

    /// <summary>Runs as soon as something is accepted, before it is answered.</summary>
    public Action? OnAccepted { get; set; }

    /// <param name="standsAt">Where the provider's clock stands; when null it goes.</param>
    public static async Task<TwilioServer> StartAsync(DateTimeOffset? standsAt = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new TwilioServer(app, standsAt);
        app.MapPost($"/2010-04-01/Accounts/{Account}/Messages.json", server.TakeAsync);
        app.MapGet($"/2010-04-01/Accounts/{Account}/Messages.json", server.ListAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>What happens to the next calls, one each.</summary>
    public void Next(params Fault[] next)
    {
        foreach (var fault in next) faults.Enqueue(() => fault);
    }

    /// <summary>The next call is refused with this code.</summary>
    public void Refuse(int status, int code) => refusals.Enqueue((status, code));

    public async ValueTask DisposeAsync()
    {
        released.TrySetResult();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        Interlocked.Increment(ref underWay);
        try
        {
            await PostAsync(context);
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

    private async Task PostAsync(HttpContext context)
    {
        if (!await LetInAsync(context)) return;
        Interlocked.Increment(ref calls);
        var form = await context.Request.ReadFormAsync();
        if (refusals.TryDequeue(out var refusal))
        {
            await RefuseAsync(context, refusal.Status, refusal.Code, null);
            return;
        }

        var fault = faults.TryDequeue(out var next) ? next() : Otherwise?.Invoke() ?? Fault.None;
        switch (fault)
        {
            case Fault.Busy: await RefuseAsync(context, 429, 20429, "0"); return;
            case Fault.BusyForAges: await RefuseAsync(context, 429, 20429, "Fri, 31 Dec 9999 23:59:59 GMT"); return;
            case Fault.OptedOut: await RefuseAsync(context, 400, 21610, null); return;
            case Fault.NoSuchNumber: await RefuseAsync(context, 400, 21211, null); return;
            case Fault.ErrorBeforeAccepting: await RefuseAsync(context, 500, 20500, null); return;
            case Fault.HangBeforeAccepting: await HangAsync(context); return;
            case Fault.SlowBeforeAccepting: await Task.Delay(Slowness(), context.RequestAborted); break;
            case Fault.AcceptingLate: await Task.Delay(Slowness()); break;
        }

        if (form["To"].Count != 1 || form["Body"].ToString() is not { Length: > 0 and <= 1600 } body || form["From"] != From || form["StatusCallback"] != $"{PublicUrl}/sms/twilio/status"
            || !int.TryParse(form["ValidityPeriod"], CultureInfo.InvariantCulture, out var validity) || validity is < 1 or > 36000)
        {
            await RefuseAsync(context, 400, 21604, null);
            return;
        }

        var text = new Text($"SM{Guid.NewGuid():n}", form["To"].ToString(), body, validity, standsAt ?? DateTimeOffset.UtcNow) { Media = [.. form["MediaUrl"].Select(m => m!)] };
        heard.Enqueue(text);
        OnAccepted?.Invoke();
        switch (fault)
        {
            case Fault.ErrorAfterAccepting: await RefuseAsync(context, 500, 20500, null); return;
            case Fault.HangAfterAccepting: await HangAsync(context); return;
            case Fault.ResetAfterAccepting: context.Abort(); return;
            case Fault.SlowAfterAccepting: await Task.Delay(Slowness(), context.RequestAborted); break;
            case Fault.GarbageAfterAccepting: await context.Response.WriteAsync("<html>gateway</html>"); return;
        }

        context.Response.StatusCode = 201;
        await context.Response.WriteAsJsonAsync(Of(text));
    }

    private async Task ListAsync(HttpContext context)
    {
        if (!await LetInAsync(context)) return;
        var to = context.Request.Query["To"].ToString();
        await context.Response.WriteAsJsonAsync(new { messages = heard.Where(h => h.To == to).Reverse().Take(50).Select(Of) });
    }

    private static async Task<bool> LetInAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Account}:{Token}"))}") return true;
        await RefuseAsync(context, 401, 20003, null);
        return false;
    }

    private static Task RefuseAsync(HttpContext context, int status, int code, string? retryAfter)
    {
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { code, message = "of the tests", status });
    }

    private async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registered = context.RequestAborted.Register(gone.SetResult);
        await Task.WhenAny(gone.Task, released.Task);
    }

    private static object Of(Text text) => new { sid = text.Sid, body = text.Body, to = text.To, from = From, status = "queued", date_created = text.At.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture), date_sent = (string?)null };

    internal sealed record Text(string Sid, string To, string Body, int Validity, DateTimeOffset At)
    {
        /// <summary>Where its pictures are to be fetched.</summary>
        public IReadOnlyList<string> Media { get; init; } = [];
    }
}
