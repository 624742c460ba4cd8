using FollowUpBot.Bot.Insights;
using FollowUpBot.Bot.Insights.Figures;
using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpBot.Tests.Bot.Insights;

/// <summary>Cases by week, cause and product, counted by hand first: five cases, of which two were opened again and one is a task.</summary>
public sealed class CaseFiguresTests : IDisposable
{
    private const string Lamp = "TrailLight 300", Bottle = "BrookDrop 2";

    private static readonly TimeZoneInfo Madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");
    private static readonly Lazy<ShopContent> Content = new(() => ShopContent.Load(TestHost.PromptsFolder).Content!);

    // In Madrid it is Sunday, ten to midnight; the week that follows begins ten minutes later.
    private static readonly DateTimeOffset Sunday = At(1, 22, 50), Monday = At(1, 23, 10);

    private static readonly (string Customer, DateTimeOffset At, Fact Fact)[] Facts =
    [
        ("C-1", At(1, 9), new PurchaseNoted("A-1", Lamp, 1, 79, "EUR", false)),
        ("C-2", At(1, 9), new PurchaseNoted("A-2", Bottle, 1, 59, "EUR", false)),
        ("C-4", At(1, 9), new PurchaseNoted("A-4", Lamp, 1, 79, "EUR", false)),
        ("C-1", Sunday, new MessageHeard(null, null, Lamp, -0.6, true, "it came broken")),
        ("C-1", Sunday, Opened("K-1", CaseKind.Complaint)),
        ("C-2", Monday, Opened("K-2", CaseKind.Person)),
        ("C-2", Monday.AddMinutes(10), new CaseClaimed("K-2", "Jonas")),
        ("C-1", Sunday.AddMinutes(30), new CaseAnswered("K-1", "Jonas") { Words = "A new one leaves today." }),
        ("C-1", Sunday.AddMinutes(40), new CaseAnswered("K-1", "Jonas") { Words = "It has left." }),
        ("C-2", Monday.AddMinutes(60), new CaseResolved("K-2", "Jonas", "Done")),
        ("C-1", Sunday.AddHours(24), Closed("K-1", RootCause.Delivery)),
        ("C-1", Sunday.AddHours(36), new CaseReopened("K-1", 1, "the new one is broken too")),
        ("C-1", Sunday.AddHours(72), Closed("K-1", RootCause.Product)),
        ("C-3", At(3, 10), Opened("K-3", CaseKind.Question)),
        ("C-3", At(3, 11, 30), new CaseClaimed("K-3", "Amira")),
        ("C-3", At(3, 12), Closed("K-3", RootCause.Delivery)),
        ("C-4", At(10, 10), Opened("K-4", CaseKind.Complaint)),
        ("C-4", At(10, 20), Closed("K-4", RootCause.Delivery)),
        ("C-4", At(11, 10), new CaseReopened("K-4", 1, null)),
        ("C-4", At(12, 10), Opened("K-5", CaseKind.Task)),
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-cases-");

    public CaseFiguresTests() => SQLitePCL.Batteries_V2.Init();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_week_begins_on_Monday_in_the_shop_and_a_case_counts_where_it_was_opened()
    {
        var sections = await CountedAsync();
        Assert.Equal(["26 Oct | 1 | 1 | 100 %", "2 Nov | 2 | 2 | 0 %", "9 Nov | 1 | 1 | 100 %"], Lines(sections, "case-weeks"));
        Assert.Equal(["26 Oct | 30 min | 30 min", "2 Nov | 10 min | 1.5 h", "9 Nov | – | –"], Lines(sections, "first-word-weeks"));
        Assert.Equal(["26 Oct | 3.0 days | 3.0 days", "2 Nov | 60 min | 2.0 h", "9 Nov | – | –"], Lines(sections, "resolution-weeks"));
    }

    [Fact]
    public async Task A_cause_is_the_one_named_last_and_what_is_open_again_has_no_time()
    {
        var sections = await CountedAsync();
        Assert.Equal(
            [
                "the product itself | 1 | 3.0 days | 3.0 days | 100 % | 30 min | 30 min",
                "delivery | 2 | 2.0 h | 2.0 h | 50 % | 1.5 h | 1.5 h",
                "not said | 1 | 60 min | 60 min | 0 % | 10 min | 10 min",
            ],
            Lines(sections, "causes"));
        Assert.Equal([1L, 2L, 1L], sections.Single(s => s.Key == "causes").Lines.Select(l => l.Cells[4].Of));
        Assert.Equal(
            [
                $"{Lamp} | 2 | 2 | 30 min | 30 min | 3.0 days | 3.0 days | 100 %",
                "no product | 1 | 1 | 1.5 h | 1.5 h | 2.0 h | 2.0 h | 0 %",
                $"{Bottle} | 1 | 1 | 10 min | 10 min | 60 min | 60 min | 0 %",
            ],
            Lines(sections, "case-products"));
    }

    [Fact]
    public async Task Every_number_opens_the_cases_it_counts_with_the_words_that_opened_them()
    {
        var sections = await CountedAsync();
        Assert.Equal(["K-4", "K-3"], Behind(Cell("causes", 1, 1)).Select(s => s.Case));
        Assert.Equal(["K-4"], Behind(Cell("causes", 1, 4)).Select(s => s.Case));
        Assert.Equal(["K-2"], Behind(Cell("causes", 2, 1)).Select(s => s.Case));
        Assert.Equal(["K-3", "K-2"], Behind(Cell("case-weeks", 1, 1)).Select(s => s.Case));
        Assert.Equal([90.0, 10.0], Behind(Cell("first-word-weeks", 1, 1)).Select(s => s.Value));
        var first = Assert.Single(Behind(Cell("case-weeks", 0, 1)));
        Assert.Equal(("K-1", "it came broken", "Complaint"), (first.Case, first.Words, first.Reason));
        Assert.Equal("the new one is broken too", Assert.Single(Behind(Cell("case-weeks", 0, 3))).Words);
        foreach (var cell in sections.SelectMany(s => s.Lines).SelectMany(l => l.Cells).Where(c => c is { Unit: Unit.Minutes, Opens: not null })) Assert.Equal(cell.Of, Behind(cell).Count);

        Cell Cell(string section, int line, int column) => sections.Single(s => s.Key == section).Lines[line].Cells[column];
    }

    [Fact]
    public void A_long_period_is_cut_into_months_and_a_short_one_where_it_ends()
    {
        Assert.Equal(["30 Oct to 1 Nov", "2 Nov to 4 Nov"], Weeks.Of(Days("2026-10-30", "2026-11-04")).Select(w => $"{w.Name} to {w.To:d MMM}"));
        Assert.Equal(
            ["Dec 25: 15 to 31", "Jan 26: 1 to 31", "Feb 26: 1 to 28", "Mar 26: 1 to 31", "Apr 26: 1 to 30", "May 26: 1 to 2"],
            Weeks.Of(Days("2025-12-15", "2026-05-02")).Select(w => $"{w.Name}: {w.From.Day} to {w.To.Day}"));
        foreach (var filter in new[] { Days("2026-10-30", "2026-11-04"), Days("2025-12-15", "2026-05-02"), Days("2026-11-02", "2026-11-02") }) Assert.Equal(filter.Days, Weeks.Of(filter).Sum(w => w.To.DayNumber - w.From.DayNumber + 1));
    }

    private static Filter Days(string from, string to) => new(DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture));

    private static DateTimeOffset At(int day, int hour, int minute = 0) => new(2026, 11, day, hour, minute, 0, TimeSpan.Zero);

    private static CaseOpened Opened(string id, CaseKind kind) => new(id, $"{kind}", $"{kind}", -0.6);

    private static CaseResolved Closed(string id, RootCause cause) => new(id, "Jonas", "Done") { Cause = cause };

    private static IEnumerable<string> Lines(IReadOnlyList<Section> sections, string key) => sections.Single(s => s.Key == key).Lines.Select(l => string.Join(" | ", l.Cells.Select(c => c.Text)));

    private IReadOnlyList<Sentence> Behind(Cell cell)
    {
        using var model = ReadModel.Open(Path.Combine(folder.FullName, "insights.db"), Madrid);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(cell.Opens!.Split('?')[1]);
        string? Asked(string name) => query.TryGetValue(name, out var value) ? value == "-" ? "" : value.ToString() : null;
        var (filter, _) = Filter.Read(name => name == "product" ? null : query.TryGetValue(name, out var value) ? value.ToString() : null, default, default);
        return Sentences.Read(Reading(model) with { Filter = filter }, FollowUpBot.Bot.Insights.Behind.Find(Asked("what")!)!, Asked("product"), Asked("step"), 0, 100);
    }

    private async Task<IReadOnlyList<Section>> CountedAsync()
    {
        var path = Path.Combine(folder.FullName, "followup.db");
        await using var store = SqliteStore.Open(path);
        PlantedFacts.Write(path, Facts.OrderBy(f => f.At));
        using var model = ReadModel.Open(Path.Combine(folder.FullName, "insights.db"), Madrid);
        using var reader = new FactReader(store, model, new ThemeReader(new ThemeBook(store, TimeProvider.System), model, Content.Value), NullLogger<FactReader>.Instance);
        await reader.CatchUpAsync(cancel: TestContext.Current.CancellationToken);
        return CaseFigures.Of(Reading(model));
    }

    private static Reading Reading(ReadModel model) => new(model, Content.Value, Days("2026-10-26", "2026-11-15"), new DateOnly(2026, 11, 20));
}
