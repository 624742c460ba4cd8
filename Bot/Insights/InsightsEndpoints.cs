using System.Globalization;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Insights.Figures;
using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Bot.Insights.Views;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FollowUpBot.Bot.Insights;

/// <summary><c>/insights</c>: the numbers and the sentences behind them, for whoever is signed in at the desk.</summary>
internal sealed class InsightsEndpoints(ReadModel model, FactReader reader, ThemeBook book, ShopContent content, TimeProvider clock)
{
    private const int MostInFile = 10_000;

    private static readonly Dictionary<string, Type> Pages = new()
    {
        ["overview"] = typeof(Overview),
        ["touchpoints"] = typeof(Touchpoints),
        ["loyalty"] = typeof(Loyalty),
        ["leaving"] = typeof(Leaving),
        ["perks"] = typeof(Perks),
        ["cases"] = typeof(CasesView),
        ["service"] = typeof(Service),
        ["contacts"] = typeof(Contacts),
        ["voice"] = typeof(ThemesView),
    };

    // What stands beside a number of a touchpoint.
    private static readonly (string What, string Title)[] Beside =
    [
        (Whats.Said, "What they wrote"), (Whats.Complaint, "Complaints"), (Whats.Sent, "Sent"), (Whats.Skipped, "Skipped"), (Whats.Replied, "Answered"), ("silent", "Silence"), (Whats.OptOut, "Stops"),
    ];

    private IReadOnlyList<KnownTheme> themes = [];

    public static void Map(WebApplication app)
    {
        var insights = app.Services.GetRequiredService<InsightsEndpoints>();
        app.MapGet("/insights", (HttpContext context, InsightsEndpoints pages) => pages.ShowAsync(context, "overview")).RequireAuthorization(Permission.Numbers);
        app.MapGet("/insights/words", (HttpContext context, InsightsEndpoints pages) => pages.ShowWordsAsync(context)).RequireAuthorization(Permission.Numbers).Audited("words.read");
        app.MapGet("/insights/{view}", (HttpContext context, string view) => insights.ShowAsync(context, view)).RequireAuthorization(Permission.Numbers);
        app.MapGet("/insights/words.csv", insights.WordsFileAsync).RequireAuthorization(Permission.Numbers).Audited("words.exported");
        app.MapGet("/insights/{view}.csv", insights.FileAsync).RequireAuthorization(Permission.Numbers).Audited("numbers.exported");
        app.MapGet("/api/insights/progress", insights.Progress).RequireAuthorization(Permission.Numbers);
    }

    private object Progress() => new { done = reader.Done, trouble = reader.Trouble };

    private async Task<IResult> ShowAsync(HttpContext context, string key)
    {
        if (View.Find(key) is not { } view) return Results.NotFound();
        var (reading, wrong) = await ReadAsync(context.Request);
        var page = new Page(view.Key, view.Title, reading.Filter, view.Of(reading), FrameOf(context, wrong));
        return new RazorComponentResult(Pages[view.Key], new Dictionary<string, object?> { ["Page"] = page });
    }

    private async Task<IResult> FileAsync(HttpRequest request, string view)
    {
        if (View.Find(view) is not { } found) return Results.NotFound();
        var (reading, _) = await ReadAsync(request);
        return Results.File(Csv.Of(found.Of(reading)), "text/csv; charset=utf-8", $"{found.Key}-{reading.Filter.From:yyyy-MM-dd}-{reading.Filter.To:yyyy-MM-dd}.csv");
    }

    private async Task<IResult> ShowWordsAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var (reading, wrong) = await ReadAsync(context.Request, words: true);
        var (what, product, step) = ($"{query["what"]}", Asked(query["product"]), Asked(query["step"]));
        var number = int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, WordsPage.MostPages) : 1;
        if (Find(reading, what, product, step, (number - 1) * WordsPage.Size, WordsPage.Size) is not var (title, total, sentences)) return Results.NotFound();
        var beside = what.StartsWith("touch.", StringComparison.Ordinal) || what == "silent" ? Beside.Select(b => (b.Title, reading.Open(b.What, product, step), b.What == what)).ToList() : [];
        var words = new WordsPage(number, total, sentences, what, product, step, beside, Local);
        var page = new Page("words", title, reading.Filter, [], FrameOf(context, wrong));
        return new RazorComponentResult(typeof(Words), new Dictionary<string, object?> { ["Page"] = page, ["Behind"] = words });
    }

    private async Task<IResult> WordsFileAsync(HttpRequest request)
    {
        var (reading, _) = await ReadAsync(request, words: true);
        var found = Find(reading, $"{request.Query["what"]}", Asked(request.Query["product"]), Asked(request.Query["step"]), 0, MostInFile);
        return found is var (_, _, sentences) ? Results.File(Csv.Of(sentences, Local), "text/csv; charset=utf-8", "words.csv") : Results.NotFound();
    }

    // The load of customers and who is in a segment are behind no tally.
    private static (string Title, long Total, IReadOnlyList<Sentence> Sentences)? Find(Reading reading, string what, string? product, string? step, int skip, int most)
    {
        if (what == "load" && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var contacts))
        {
            var total = Entries.Load(reading).FirstOrDefault(l => l.Contacts == contacts).Customers;
            var with = Entries.WithLoad(reading, contacts, skip, most).Select(c => new Sentence(DateTimeOffset.FromUnixTimeMilliseconds(c.Last), c.Customer, "", "", null, null));
            return ($"Customers with {contacts} {(contacts == 1 ? "contact" : "contacts")} in thirty days", total, [.. with]);
        }

        if (what == "members" && step is { Length: > 0 })
        {
            var with = Entries.Members(reading, step, skip, most).Select(m => new Sentence(DateTimeOffset.FromUnixTimeMilliseconds(m.Joined), m.Customer, "", "", null, null));
            return ($"In the segment {step} on {reading.Filter.To.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}, by the day they joined", Segments.SizeOn(reading.Model, step, reading.Filter.To), [.. with]);
        }

        if (Behind.Find(what) is not { } behind) return null;
        var title = behind.What == Whats.Theme && reading.Themes.FirstOrDefault(t => t.Id == step) is { } theme ? $"What customers say: {theme.Name}" : behind.Title;
        return (title, Sentences.Count(reading, behind, product, step), Sentences.Read(reading, behind, product, step, skip, most));
    }

    /// <summary>What a request looks at; what in it makes no sense is said.</summary>
    public async Task<(Reading Reading, string? Wrong)> ReadAsync(HttpRequest request, bool words = false)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), model.Zone).DateTime);
        var newest = model.About("newest") is { } at ? Days.Date(Days.Of(long.Parse(at, CultureInfo.InvariantCulture), model.Zone)) : today;
        var (filter, wrong) = Filter.Read(name => request.Query[name], newest, today);

        // Behind a number the product may be that of the number, which may be none.
        var reading = new Reading(model, content, words && filter.Product == Reading.Nothing ? filter with { Product = null } : filter, today) { Themes = await ThemesAsync() };
        return (reading, wrong);
    }

    // The numbers are here and can be looked at while the store is away.
    private async Task<IReadOnlyList<KnownTheme>> ThemesAsync()
    {
        try
        {
            return themes = await book.ReadAsync();
        }
        catch (StoreUnavailableException)
        {
            return themes;
        }
    }

    /// <summary>What is around a page.</summary>
    public Frame FrameOf(HttpContext context, string? wrong)
    {
        var known = model.Readers.Rows("SELECT DISTINCT product FROM cell WHERE what = $1 AND product <> ''", r => r.GetString(0), Whats.Bought);
        var products = content.Catalogue.Products.Select(p => p.Name).Union(known).Order(StringComparer.Ordinal).ToList();
        return new Frame(content.ShopName, context.User.Identity!.Name!, model.Zone.Id, products, Segments.Names(model), [.. View.All.Select(v => (v.Key, v.Title))], model.IsOurs ? reader.Done : 1, reader.Trouble, wrong) { ReadsCases = Roles.May(StaffCookie.RoleOf(context.User), Permission.Read) };
    }

    private string Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, model.Zone).ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    private static string? Asked(string? text) => text switch { null or "" => null, Reading.Nothing => "", _ => text };
}
