using System.Globalization;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Insights.Figures;
using FollowUpBot.Bot.Insights.Views;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Turns;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FollowUpBot.Bot.Insights.Themes;

/// <summary><c>/insights/voice/ID</c>: a theme with its sentences, who answers for it, and the word to those who said it.</summary>
internal sealed class ThemeEndpoints(InsightsEndpoints insights, ThemeBook book, ShopContent content, Improvements improvements, TimeProvider clock)
{
    private const int Quotes = 8, LongestName = 80, LongestOwner = 60, MostTold = 10_000;

    public static void Map(WebApplication app)
    {
        var themes = app.Services.GetRequiredService<ThemeEndpoints>();
        app.MapGet("/insights/voice/{id}", (HttpContext context, string id) => themes.ShowAsync(context, id, null)).RequireAuthorization(Permission.Numbers);
        app.MapPost("/insights/voice/{id}", (HttpContext context, string id) => Forms.PostedAsync(context, form => themes.ChangeAsync(context, id, form))).RequireAuthorization(Permission.Numbers);
    }

    private async Task<IResult> ShowAsync(HttpContext context, string id, string? wrong, IFormCollection? typed = null)
    {
        var (reading, strange) = await insights.ReadAsync(context.Request);
        if (reading.Themes.FirstOrDefault(t => t.Id == id) is not { } theme) return Results.NotFound();
        var page = new Page("voice", theme.Name, reading.Filter, VoiceFigures.Of(reading, theme), insights.FrameOf(context, strange));
        var shown = new ThemePage(
            theme.Id, theme.Theme.Label, theme.Care, Fields(theme.Care, typed), VoiceFigures.State(theme.Care, reading.Today), QuoteOf(reading, theme), Sentences.Read(reading, Behind.Find(Whats.Theme)!, null, id, 0, Quotes), reading.Open(Whats.Theme, null, id),
            Messages(), Customers(reading, id).Count, wrong, context.Request.Query["said"]);
        return new RazorComponentResult(typeof(ThemeView), new Dictionary<string, object?> { ["Page"] = page, ["Theme"] = shown }) { StatusCode = wrong is null ? null : StatusCodes.Status400BadRequest };
    }

    private async Task<IResult> ChangeAsync(HttpContext context, string id, IFormCollection form)
    {
        if (await book.FindAsync(id) is null) return Results.NotFound();
        var said = "kept";
        switch ($"{form["do"]}")
        {
            case "keep" when Wrong(form) is { } wrong:
                return await ShowAsync(context, id, wrong, form);
            case "keep":
                var (name, owner, due) = (Text(form, "name"), Text(form, "owner"), Day(form));
                await book.ChangeAsync(id, care => care with { Name = name, Owner = owner, Due = due });
                break;
            case "done":
                await book.ChangeAsync(id, care => care with { DoneAt = clock.GetUtcNow() });
                break;
            case "open":
                await book.ChangeAsync(id, care => care with { DoneAt = null, Dismissed = false });
                break;
            case "dismiss":
                await book.ChangeAsync(id, care => care with { Dismissed = true });
                break;
            case "tell":
                if (Text(form, "says") is not { } says || !Messages().Contains(says)) return await ShowAsync(context, id, "Choose the message that says what was done.");
                said = await TellAsync(context, id, says);
                break;
            default:
                return await ShowAsync(context, id, "The page asked for something that it does not know: load it again.");
        }

        var (reading, _) = await insights.ReadAsync(context.Request);
        return Results.Redirect($"/insights/voice/{id}{reading.Filter.Query(("said", said))}");
    }

    // What was typed stays, right or wrong.
    private static (string? Name, string? Owner, string? Due) Fields(ThemeCare care, IFormCollection? typed) =>
        typed is null ? (care.Name, care.Owner, care.Due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : (typed["name"], typed["owner"], typed["due"]);

    // The words are in the file as long as the customer's are; in the store there is only where they stand.
    private static string? QuoteOf(Reading reading, KnownTheme theme) =>
        reading.Model.Readers.Scalar("SELECT text FROM words WHERE fact = $1", theme.Theme.Middle.Fact) is string words ? SentenceCutter.Sentence(words, theme.Theme.Middle.Part) : null;

    // Whoever closes the page does not stop it half-way; told again, those who know are left out.
    private async Task<string> TellAsync(HttpContext context, string id, string says)
    {
        var (reading, _) = await insights.ReadAsync(context.Request);
        var noted = await improvements.NoteAsync(says, Customers(reading, id), CancellationToken.None);
        await book.ChangeAsync(id, care => care with { Told = [.. care.Told.Append(says).Distinct()], DoneAt = care.DoneAt ?? clock.GetUtcNow() });
        return string.Create(CultureInfo.InvariantCulture, $"told-{noted.Noted}-{noted.NotedBefore}-{noted.Unknown.Count}");
    }

    private static List<string> Customers(Reading reading, string id) => reading.Model.Readers.Rows(
        """
        SELECT DISTINCT coalesce(o.name, c.name) FROM entry e JOIN customer c ON c.id = e.customer LEFT JOIN customer o ON o.id = c.goes_on_as
        WHERE e.cell IN (SELECT id FROM cell WHERE what = $1 AND step = $2) ORDER BY 1 LIMIT $3
        """,
        r => r.GetString(0), Whats.Theme, id, MostTold);

    private List<string> Messages() => [.. content.Prompts.Names.Where(n => n.StartsWith(Improvements.Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string? Wrong(IFormCollection form) =>
        $"{form["name"]}".Length > LongestName ? $"A name has {LongestName} characters at most."
        : $"{form["owner"]}".Length > LongestOwner ? $"An owner's name has {LongestOwner} characters at most."
        : Text(form, "due") is { } due && Day(form) is null ? $"'{due}' is no day: write it like 2026-12-01." : null;

    private static string? Text(IFormCollection form, string field) => $"{form[field]}".Trim() is { Length: > 0 } text ? text : null;

    private static DateOnly? Day(IFormCollection form) => DateOnly.TryParseExact($"{form["due"]}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
