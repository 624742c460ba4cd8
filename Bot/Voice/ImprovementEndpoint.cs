using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Voice;

/// <summary>
/// <c>POST /api/improvements</c>, under the key of the purchases: something was done about what these customers had said, and a message in <c>Prompts/Voice</c> tells it. Each of them is told once,
/// when a contact may go; the same again changes nothing.
/// </summary>
internal sealed class ImprovementEndpoint(Improvements improvements, ShopContent content, FollowUpOptions options)
{
    private const int MostBytes = 1024 * 1024, MostCustomers = 10_000, LongestId = 64;

    public static void Map(WebApplication app) =>
        app.MapPost("/api/improvements", (HttpRequest request, ImprovementEndpoint endpoint, CancellationToken cancel) => endpoint.PostAsync(request, cancel)).AllowAnonymous();

    private async Task<IResult> PostAsync(HttpRequest request, CancellationToken cancel)
    {
        if (Keys.Refusal(request, options.Purchases.ApiKey!, "FollowUp:Purchases:ApiKey") is { } refused) return refused;
        var (body, error) = await JsonBody.ReadAsync(request, MostBytes, cancel);
        if (body is null) return error!;
        var says = body.Text("says", 100);
        var known = content.Prompts.Names.Where(n => n.StartsWith(Improvements.Folder, StringComparison.Ordinal)).ToList();
        if (says.Length > 0 && !known.Contains(says)) body.Wrong("says", $"'{says}' is no message in Prompts/Voice; {Suggestion.For(says, known)}");
        var customers = body.Texts("customers", MostCustomers, LongestId);
        if (customers.Count == 0) body.Wrong("customers", "must name at least one customer; the insights list who said it");
        if (body.Errors.Count > 0) return Results.ValidationProblem(body.Errors.ToDictionary(e => e.Key, e => e.Value.ToArray()), title: "The improvement cannot be taken as it is");

        var (noted, notedBefore, unknown) = await improvements.NoteAsync(says, customers, cancel);
        return Results.Json(new { says, noted, notedBefore, unknown });
    }
}
