using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FollowUpBot.Tests.Bot.OtherDesk;

/// <summary>A channel of the Bot Framework on loopback with a hub behind it: its Connector takes what the host says, and the hub answers hand-overs as it is told.</summary>
internal sealed class LoopbackHub : IAsyncDisposable
{
    public const string Name = "Contoso Care", Conversation = "conversation-1", User = "customer-1";

    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly Queue<int> orders = new();
    private readonly List<JsonElement> heard = [];
    private int sent;

    private LoopbackHub(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    public static string[] Flags => ["--FollowUp:OtherDesk:Kind", "Hub", "--FollowUp:OtherDesk:Name", Name, "--FollowUp:OtherDesk:TimeoutSeconds", "1"];

    /// <summary>The hand-overs that it was told of; one whose answer was a fault among them.</summary>
    public IReadOnlyList<JsonElement> Events => Of("event");

    public IReadOnlyList<string> Texts => [.. Of("message").Select(m => m.GetProperty("text").GetString()!)];

    public static async Task<LoopbackHub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var hub = new LoopbackHub(builder.Build());
        hub.app.MapPost("/v3/conversations/{id}/activities/{replyTo?}", hub.TakeAsync);
        await hub.app.StartAsync();
        return hub;
    }

    /// <summary>How the Connector answers the next events.</summary>
    public void Next(params int[] statuses)
    {
        lock (gate)
            foreach (var status in statuses) orders.Enqueue(status);
    }

    /// <summary>The customer writes on the channel.</summary>
    public Task<int> SayAsync(TestHost host, string text) => PostAsync(host, new { type = "message", id = $"m{++sent}", text, serviceUrl = Url, channelId = "webchat", from = new { id = User }, recipient = new { id = "bot" }, conversation = new { id = Conversation } });

    /// <summary>The hub says what became of a hand-over.</summary>
    public Task<int> ReportAsync(TestHost host, object? value, string conversation = Conversation, string? id = null, string from = "hub", string name = "handoff.status") =>
        PostAsync(host, new { type = "event", name, id = id ?? $"e{++sent}", value, serviceUrl = Url, channelId = "webchat", from = new { id = from }, recipient = new { id = "bot" }, conversation = new { id = conversation } });

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static async Task<int> PostAsync(TestHost host, object activity) => (await host.SendAsync(HttpMethod.Post, "/api/messages", null, activity)).Status;

    private List<JsonElement> Of(string type)
    {
        lock (gate) return [.. heard.Where(a => a.GetProperty("type").GetString() == type)];
    }

    private async Task TakeAsync(HttpContext context)
    {
        var activity = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        lock (gate)
        {
            heard.Add(activity);
            if (activity.GetProperty("type").GetString() == "event" && orders.TryDequeue(out var status)) context.Response.StatusCode = status;
        }

        await context.Response.WriteAsJsonAsync(new { id = "r" });
    }
}
