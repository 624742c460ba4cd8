using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace FollowUpBot.Bot.SampleShop;

/// <summary>What the sample shop shows of itself to the API: the keys a shop's own server would hold.</summary>
internal sealed record SampleShopKeys(string Purchases, string DirectLine);

/// <summary>
/// <c>/</c> in Development: a shop in which to be a customer. Its server side is a client like any shop's: it reports sales to
/// <c>POST /api/purchases</c> and gets chat tokens from Direct Line over HTTP, with the keys; only the token reaches the browser.
/// </summary>
internal sealed class SampleShopEndpoints(ShopContent content, IStore store, SampleShopKeys keys, IDataProtectionProvider protection, IServer server, TimeProvider clock, IHttpClientFactory clients)
{
    private const string Cookie = "sample-shop";
    private const int MostBytes = 16 * 1024;

    private readonly IDataProtector visits = protection.CreateProtector("sample shop visit");

    public static void Map(WebApplication app)
    {
        var shop = app.Services.GetRequiredService<SampleShopEndpoints>();
        app.MapGet("/", () => Results.File(Path.Combine(AppContext.BaseDirectory, "web", "shop.html"), "text/html; charset=utf-8")).AllowAnonymous();
        app.MapGet("/shop/catalogue", shop.Catalogue).AllowAnonymous();
        app.MapPost("/shop/orders", shop.BuyAsync).AllowAnonymous();
        app.MapPost("/shop/visits", shop.VisitAsync).AllowAnonymous();
        app.MapGet("/shop/me", shop.ReturnAsync).AllowAnonymous();
        app.MapDelete("/shop/me", (HttpResponse response) => response.Cookies.Delete(Cookie)).AllowAnonymous();
    }

    private object Catalogue() => new
    {
        shop = content.ShopName,
        locales = content.Prompts.Locales.Select(l => new { tag = l.Tag, name = l.Name }),
        products = content.Catalogue.Products.Select(p => new { p.Name, p.Sku, p.Summary, p.Price, p.Currency, manual = p.Steps[0].About.Url.Split('#')[0] }),
    };

    private async Task<IResult> BuyAsync(HttpContext context, CancellationToken cancel)
    {
        var (body, error) = await JsonBody.ReadAsync(context.Request, MostBytes, cancel);
        if (body is null) return error!;
        var product = body.Text("product", 200);
        var name = body.Text("name", 200);
        var locale = body.Text("locale", 35);
        var zone = body.Text("timeZone", 64);
        if (body.Errors.Count > 0) return Results.ValidationProblem(body.Errors.ToDictionary(e => e.Key, e => e.Value.ToArray()));

        // Who comes back buys again as the same customer, and who asked first as a stranger is recognised.
        var visit = VisitOf(context.Request) ?? new Visit($"dl_{NewId()}", null);
        visit = visit with { Customer = visit.Customer ?? $"C-{NewId()[..8]}" };
        var sale = new
        {
            orderId = $"A-{RandomNumberGenerator.GetInt32(100_000, 1_000_000)}",
            purchasedAt = clock.GetUtcNow(),
            customer = new { id = visit.Customer, name, locale, timeZone = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? zone : "UTC" },
            addresses = new[] { new { channel = "directline", user = visit.User } },
            product,
            quantity = 1,
            price = content.Catalogue.Find(product) is { } found ? new { amount = found.Price, currency = found.Currency } : null,
        };
        using var answer = await PostAsync("/api/purchases", keys.Purchases, sale, cancel);
        if (!answer.IsSuccessStatusCode) return Results.Content(await answer.Content.ReadAsStringAsync(cancel), "application/problem+json", statusCode: (int)answer.StatusCode);
        Remember(context, visit);
        return await ChatAsync(visit, cancel);
    }

    private async Task<IResult> VisitAsync(HttpContext context, CancellationToken cancel)
    {
        if (!context.Request.HasJsonContentType()) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var visit = new Visit($"dl_{NewId()}", null);
        Remember(context, visit);
        return await ChatAsync(visit, cancel);
    }

    private async Task<IResult> ReturnAsync(HttpContext context, CancellationToken cancel) =>
        VisitOf(context.Request) is { } visit ? await ChatAsync(visit, cancel) : Results.Ok(new { });

    private async Task<IResult> ChatAsync(Visit visit, CancellationToken cancel)
    {
        using var answer = await PostAsync("/v3/directline/tokens/generate", keys.DirectLine, new { user = new { id = visit.User } }, cancel);
        answer.EnsureSuccessStatusCode();
        using var token = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancel), default, cancel);
        var file = visit.Customer is null ? null : (await store.LoadCustomerAsync(visit.Customer)).File;
        return Results.Ok(new
        {
            token = token.RootElement.GetProperty("token").GetString(),
            user = visit.User,
            name = file?.Name,
            product = file?.Product,
            now = clock.GetUtcNow(),
            next = file?.Next is { } next ? new { at = next.At, step = next.Step } : null,
            resting = file?.Resting?.ToString(),
        });
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string key, object body, CancellationToken cancel)
    {
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First()
            .Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal);
        using var client = clients.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, address + path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await client.SendAsync(request, cancel);
    }

    private Visit? VisitOf(HttpRequest request)
    {
        if (request.Cookies[Cookie] is not { } kept) return null;
        try
        {
            return JsonSerializer.Deserialize<Visit>(visits.Unprotect(kept));
        }
        catch (CryptographicException)
        {
            // A cookie of another installation: a new visitor.
            return null;
        }
    }

    private void Remember(HttpContext context, Visit visit) => context.Response.Cookies.Append(
        Cookie, visits.Protect(JsonSerializer.Serialize(visit)), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, MaxAge = TimeSpan.FromDays(365) });

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private sealed record Visit(string User, string? Customer);
}
