using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FollowUpBot.Tests.Bot.Notices;

/// <summary>A receiver of webhooks on loopback that answers what it is told, one request after the other; 200 without an order.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    public const string Secret = "a-webhook-secret-of-32-characters!";

    private readonly WebApplication app;
    private readonly Queue<int> orders = new();
    private readonly List<(string Id, string Signature, string Body)> heard = [];

    private HookServer(WebApplication app) => this.app = app;

    public string Url => $"{app.Urls.First()}/followup";

    public IReadOnlyList<(string Id, string Signature, string Body)> Heard
    {
        get
        {
            lock (heard) return [.. heard];
        }
    }

    public static async Task<HookServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new HookServer(builder.Build());
        server.app.MapPost("/followup", server.TakeAsync);
        await server.app.StartAsync();
        return server;
    }

    public void Next(int status) => orders.Enqueue(status);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        lock (heard) heard.Add((context.Request.Headers["Followup-Id"].ToString(), context.Request.Headers["Followup-Signature"].ToString(), body));
        context.Response.StatusCode = orders.TryDequeue(out var status) ? status : 200;
        if (context.Response.StatusCode == 302) context.Response.Headers.Location = Url;
    }
}
