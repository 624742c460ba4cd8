using System.Globalization;
using FollowUpBot.Bot.Insights.Themes;

namespace FollowUpBot.Bot.Insights.Figures;

/// <summary>What customers say, as themes: how much, how it is changing, in what mood, about what, and who answers for it.</summary>
internal static class VoiceFigures
{
    private const int MostProducts = 3, MostLines = 5;

    public static IReadOnlyList<Section> Of(Reading reading)
    {
        var said = reading.Themes.Where(t => !t.Care.Dismissed).Select(t => (Theme: t, Now: reading.SumOf(Whats.Theme, null, t.Id, false).Count)).Where(t => t.Now > 0)
            .OrderByDescending(t => t.Now).ThenBy(t => t.Theme.FoundAt).Select(t => t.Theme).ToList();
        return [Table(reading, said), Weeks(reading, said)];
    }

    /// <summary>The sections of one theme.</summary>
    public static IReadOnlyList<Section> Of(Reading reading, KnownTheme theme) => [Weeks(reading, [theme]), Products(reading, theme)];

    /// <summary>How far the work on a theme is.</summary>
    public static string State(ThemeCare care, DateOnly today) =>
        care.Dismissed ? "set aside" : care.DoneAt is not null ? "done" : care.Due < today ? "overdue" : care.Owner is not null || care.Due is not null ? "taken on" : "open";

    private static Section Table(Reading reading, List<KnownTheme> themes) => new(
        "themes", "Themes", "Sentences that mean alike, put together as they come. A theme keeps its name, its sentences and its owner from week to week; a new one appears when at least "
        + $"{ThemeFinder.FewestCustomers} customers say the same. Messages count once in each theme that they speak of. Mood goes from −1 to +1.",
        [
            new("Theme", "theme", false), new("Messages", "messages"), new("Mood", "mood"), new("Products", "products", false), new("Owner", "owner", false), new("Due", "due", false), new("State", "state", false),
        ],
        [.. themes.Select(t => new Line(
        [
            Cell.Say(t.Name, Address(reading.Filter, t.Id)), reading.Count(Whats.Theme, null, t.Id), reading.Mean(Whats.Theme, Unit.Mood, null, t.Id, 1), Cell.Say(ProductsOf(reading, t)),
            Cell.Say(t.Care.Owner ?? "nobody yet"), Cell.Say(t.Care.Due?.ToString("d MMM yyyy", CultureInfo.InvariantCulture) ?? "–"), Cell.Say(State(t.Care, reading.Today)),
        ]))],
        "Themes appear here once enough customers have written about the same thing: what they say, how many and who, with an owner and what was done.");

    /// <summary>The address of a theme's page.</summary>
    public static string Address(Filter filter, string id) => $"/insights/voice/{id}{filter.Query()}";

    private static string ProductsOf(Reading reading, KnownTheme theme)
    {
        var products = Shares(reading, theme);
        var named = products.Take(MostProducts).Select(p => string.Create(CultureInfo.InvariantCulture, $"{Reading.ProductName(p.Product)} {p.Count:N0}"));
        return string.Join(", ", named) + (products.Count > MostProducts ? $" and {products.Count - MostProducts} more" : "");
    }

    private static List<(string Product, long Count)> Shares(Reading reading, KnownTheme theme) =>
        [.. reading.Numbers("voice.").Places(Whats.Theme).Where(p => p.Step == theme.Id).Select(p => (p.Product, reading.SumOf(Whats.Theme, p.Product, theme.Id, false).Count)).Where(p => p.Count > 0).OrderByDescending(p => p.Count)];

    private static Section Weeks(Reading reading, List<KnownTheme> themes)
    {
        var shown = themes.Where(t => reading.SumOf(Whats.Theme, null, t.Id, false).Count > 0).Take(MostLines).ToList();
        var lines = shown.Count == 0 ? [] : Enumerable.Range(0, reading.Filter.Buckets).Select(bucket => new Line(
        [
            Cell.Say(reading.BucketName(bucket)), .. shown.Select(t => reading.At(bucket).Count(Whats.Theme, null, t.Id) with { Before = null }),
        ])).ToList();
        return new Section(
            "themes-over-time", themes.Count == 1 ? "Over time" : "The largest over time", $"Messages in each {(reading.Filter.Bucket == 7 ? "week" : "month")}.",
            [new("From", "from", false), .. shown.Select(t => new Column(t.Name, t.Id))], lines, "Nothing of it was said in this period.")
        { Chart = new Chart("line", [.. shown.Select(t => t.Id)]) };
    }

    private static Section Products(Reading reading, KnownTheme theme) => new(
        "theme-products", "By product", "What it was said about.", [new("Product", "product", false), new("Messages", "messages"), new("Mood", "mood")],
        [.. Shares(reading, theme).Select(p => new Line([Cell.Say(Reading.ProductName(p.Product)), reading.Count(Whats.Theme, p.Product, theme.Id), reading.Mean(Whats.Theme, Unit.Mood, p.Product, theme.Id, 1)]))],
        "Nobody said it in this period.");
}
