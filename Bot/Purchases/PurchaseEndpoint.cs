using System.Text.Json.Nodes;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Purchases;

/// <summary><c>POST /api/purchases</c>: a shop reports a sale. The same order again is answered 200, a contradiction 409 with the difference.</summary>
internal sealed class PurchaseEndpoint(PurchaseKey key, ShopContent content, IStore store, Sales sales, WebChatUsers users, FollowUpOptions options, TimeProvider clock)
{
    private const int MostBytes = 256 * 1024;

    // Where a sale may say that its customer is to be reached. On other channels they have the first word.
    private List<string> Channels => ["directline", .. options.Twilio.IsConfigured ? ["sms"] : Array.Empty<string>(), .. options.BotFramework.IsConfigured || options.BotFramework.IsOff ? ["msteams"] : Array.Empty<string>()];

    public static void Map(WebApplication app) =>
        app.MapPost("/api/purchases", (HttpRequest request, PurchaseEndpoint endpoint, CancellationToken cancel) => endpoint.PostAsync(request, cancel)).AllowAnonymous();

    private async Task<IResult> PostAsync(HttpRequest request, CancellationToken cancel)
    {
        if (Keys.Refusal(request, key.Value, "FollowUp:Purchases:ApiKey") is { } refused) return refused;
        var (body, error) = await JsonBody.ReadAsync(request, MostBytes, cancel);
        if (body is null) return error!;
        var report = PurchaseReport.Read(body, content, Channels, clock.GetUtcNow(), options.WebChat.HandOverKeys.Count > 0);
        if (body.Errors.Count > 0) return Results.ValidationProblem(body.Errors.ToDictionary(e => e.Key, e => e.Value.ToArray()), title: "The purchase cannot be taken as it is");

        var document = Sales.DocumentOf(report);
        if (await store.FindPurchaseAsync(report.OrderId) is { } before) return await AgainAsync(report, before, document);

        if (report.Addresses.Count == 0) report = report with { InChat = new ReportedAddress("directline", await users.OfCustomerAsync(report.Customer.Id)) };
        string? stranger = null;
        foreach (var (address, i) in report.Reached.Select((a, i) => (a, i)))
        {
            if (await store.CustomerAtAsync(address.Channel, address.User) is not { } owner || owner == report.Customer.Id) continue;
            if (!owner.StartsWith(CustomerFile.StrangerPrefix, StringComparison.Ordinal)) return Taken(i);
            stranger ??= owner;
        }

        TurnResult result;
        try
        {
            result = await sales.TakeAsync(report, stranger, cancel);
        }
        catch (AddressTakenException)
        {
            return Taken(0);
        }

        return result is TurnResult.Done done
            ? Results.Json(Answer(report, done.File), statusCode: StatusCodes.Status201Created)
            : await AgainAsync(report, (await store.FindPurchaseAsync(report.OrderId))!, document);
    }

    private async Task<IResult> AgainAsync(PurchaseReport report, ReportedPurchase before, string document)
    {
        var differences = Differences(JsonNode.Parse(before.Document)!.AsObject(), JsonNode.Parse(document)!.AsObject(), "");
        if (differences.Count == 0) return Results.Ok(Answer(report, (await store.LoadCustomerAsync(before.CustomerId)).File!));
        return Results.Problem(
            title: "This order was reported before, and differently",
            detail: $"Order {report.OrderId} is on record with another {string.Join(", ", differences.Keys)}. Report a changed order under a new orderId.",
            statusCode: StatusCodes.Status409Conflict,
            extensions: new Dictionary<string, object?> { ["differences"] = differences });
    }

    private static IResult Taken(int address) => Results.Problem(
        title: "This address belongs to another customer",
        detail: $"addresses[{address}] is on record for somebody else. An address has one owner, or one customer would read what is meant for another.",
        statusCode: StatusCodes.Status409Conflict);

    private static object Answer(PurchaseReport report, CustomerFile file) => new
    {
        orderId = report.OrderId,
        customerId = file.Id,
        nextContact = file.Next is { } next ? new { at = next.At, step = next.Step } : null,
        restingReason = file.Resting?.ToString(),
    };

    private static Dictionary<string, object> Differences(JsonObject before, JsonObject now, string path)
    {
        var all = new Dictionary<string, object>();
        foreach (var name in before.Select(p => p.Key).Union(now.Select(p => p.Key)))
        {
            var (old, @new) = (before[name], now[name]);
            if (JsonNode.DeepEquals(old, @new)) continue;
            if (old is JsonObject a && @new is JsonObject b)
                foreach (var (key, value) in Differences(a, b, $"{path}{name}.")) all[key] = value;
            else
                all[path + name] = new { onRecord = old, reported = @new };
        }

        return all;
    }
}

/// <summary>The key that shops show.</summary>
internal sealed record PurchaseKey(string Value);
