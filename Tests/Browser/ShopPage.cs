using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FollowUpBot.Tests.Browser;

/// <summary>A page of somebody else's shop, on a site of its own, with styles and a policy of its own that must neither disturb the chat nor be disturbed.</summary>
internal sealed class ShopPage : IAsyncDisposable
{
    private readonly WebApplication app;

    private ShopPage(WebApplication app) => this.app = app;

    /// <summary>Where the page is: a site that is not the host's, since that one is called by its address.</summary>
    public string Url => app.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <param name="bot">Where the chat's script is.</param>
    /// <param name="attributes">What the shop's developer wrote into its element, asked for each time the page is loaded.</param>
    public static async Task<ShopPage> StartAsync(string bot, Func<string> attributes)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/", (HttpContext context) =>
        {
            // As strict as a careful shop's: our script and frame by name, and not one inline style.
            context.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; script-src {bot} 'unsafe-eval'; connect-src {bot}; frame-src {bot}; style-src 'self'; img-src 'self' data:";
            return Results.Content(Html(bot, attributes()), "text/html; charset=utf-8");
        });
        app.MapGet("/shop.css", () => Results.Text("button, iframe, h2 { all: unset !important; display: none !important } body { font: 20px serif; margin: 2rem } * { box-sizing: content-box }", "text/css"));
        app.MapGet("/favicon.ico", () => Results.NoContent());
        await app.StartAsync();
        return new ShopPage(app);
    }

    private static string Html(string bot, string attributes) =>
        $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Lamps and more</title><link rel="stylesheet" href="/shop.css">
        <script src="{bot}/chat.js" defer {attributes}></script></head>
        <body><main><h1>Lamps and more</h1><p><a href="#lamps">All lamps</a></p><p>The TrailLight 300 weighs 71 g and is back in stock.</p></main></body></html>
        """;

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
