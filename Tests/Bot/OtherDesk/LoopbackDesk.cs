using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FollowUpBot.Tests.Bot.OtherDesk;

/// <summary>
/// Another helpdesk on loopback, with the faults of real ones, one for each request as told: a status (<c>500</c>, <c>410</c>, <c>302</c>), <c>hang</c> (no answer), <c>drop</c> (it has taken the event,
/// and the connection ends before it says so). While it is down every connection ends at once. It takes an event once, whatever comes again under the same id.
/// </summary>
internal sealed class LoopbackDesk : IAsyncDisposable
{
    public const string Secret = "the-secret-of-the-other-desk-0123456789", Key = "the-key-of-the-other-desk-0123456789ab", Name = "Contoso Care";

    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly Queue<string> orders = new();
    private readonly TaskCompletionSource closing = new();
    private readonly Dictionary<string, JsonElement> taken = [];
    private readonly List<string> order = [], wrong = [];

    private LoopbackDesk(WebApplication app) => this.app = app;

    public bool IsDown { get; set; }

    /// <summary>How often somebody came.</summary>
    public int Calls { get; private set; }

    /// <summary>What it has taken, each once, in the order in which it came: by request or read again.</summary>
    public IReadOnlyList<JsonElement> Taken
    {
        get
        {
            lock (gate) return [.. order.Select(id => taken[id])];
        }
    }

    public string Kinds => string.Join(", ", Taken.Select(e => e.GetProperty("kind").GetString()));

    public string[] Flags =>
    [
        "--FollowUp:OtherDesk:Kind", "Webhook", "--FollowUp:OtherDesk:Url", $"{app.Urls.First()}/events", "--FollowUp:OtherDesk:Secret", Secret, "--FollowUp:OtherDesk:Key", Key,
        "--FollowUp:OtherDesk:Name", Name, "--FollowUp:OtherDesk:TimeoutSeconds", "1",
    ];

    public static async Task<LoopbackDesk> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var desk = new LoopbackDesk(builder.Build());
        desk.app.MapPost("/events", desk.PostedAsync);
        await desk.app.StartAsync();
        return desk;
    }

    public void Next(params string[] next)
    {
        lock (gate)
            foreach (var one in next) orders.Enqueue(one);
    }

    /// <summary>Takes an event; the same again changes nothing.</summary>
    public void Take(JsonElement read)
    {
        lock (gate)
        {
            var id = read.GetProperty("id").GetString()!;
            if (taken.TryAdd(id, read)) order.Add(id);
        }
    }

    /// <summary>Every request was signed by its time and body, and of each case came one event after the other.</summary>
    public void Check(bool inOrder = true)
    {
        Assert.Empty(wrong);
        if (!inOrder) return;
        foreach (var of in Taken.GroupBy(e => e.GetProperty("caseId").GetString())) Assert.Equal(Enumerable.Range(1, of.Count()), of.Select(e => e.GetProperty("sequence").GetInt32()));
    }

    public async ValueTask DisposeAsync()
    {
        closing.TrySetResult();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task PostedAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        string? what;
        lock (gate)
        {
            Calls++;
            if (!orders.TryDequeue(out what)) what = IsDown ? "down" : "200";
            if (!IsSigned(context.Request.Headers["Followup-Signature"].ToString(), body)) wrong.Add(body);
        }

        if (what is "down")
        {
            context.Abort();
            return;
        }

        if (what is "hang")
        {
            await closing.Task;
            return;
        }

        var read = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal(read.GetProperty("id").GetString(), context.Request.Headers["Followup-Id"].ToString());
        if (what is "200" or "drop") Take(read);
        if (what is "drop") context.Abort();
        else context.Response.StatusCode = int.Parse(what, System.Globalization.CultureInfo.InvariantCulture);
        if (what is "302") context.Response.Headers.Location = $"{app.Urls.First()}/events";
    }

    private static bool IsSigned(string signature, string body)
    {
        var parts = signature.Split(',').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        return parts["v1"] == Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{parts["t"]}.{body}")));
    }
}
