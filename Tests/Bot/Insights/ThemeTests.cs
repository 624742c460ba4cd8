using FollowUpBot.Bot.Insights;
using FollowUpBot.Bot.Insights.Figures;
using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Tests.Bot.Language;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpBot.Tests.Bot.Insights;

/// <summary>Themes: what several customers say comes together, and what it was yesterday it is tomorrow.</summary>
public sealed class ThemeTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = TestHost.Start;

    private static readonly Lazy<ShopContent> Content = new(() => ShopContent.Load(TestHost.PromptsFolder).Content!);

    private static readonly string[] Strap =
    [
        "The strap slips down when it gets wet.", "My head strap keeps slipping in the rain.", "The strap is slipping all the time.", "Strap slips as soon as I sweat.", "Hello, the head strap slips. Thank you for your help!",
        "I wish the strap did not slip so much.", "When it is wet the strap slips.", "The strap slips again and again.",
    ];

    private static readonly string[] Battery =
    [
        "The battery is empty after an hour.", "Battery dies after one hour of light.", "The battery lasts an hour at most.", "After an hour the battery is empty.", "My battery runs empty far too fast, an hour and it is gone.",
        "An hour of light and the battery dies.", "The battery only lasts one hour.",
    ];

    private static readonly string[] Delivery =
    [
        "The parcel came three days late.", "My parcel was delivered late.", "The parcel arrived late, three days after the promise.", "Late delivery of the parcel.", "The parcel came late and the box was torn.", "Parcel delivered four days late.",
    ];

    private static readonly string[] Noise = ["Thank you very much for your help!", "Is there a red one for children?", "We walked the whole coast of Galicia with it.", "My dog was afraid of the box.", "Greetings from Lisbon to all of you.", "It hangs beside my bicycle in the garage."];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-themes-");

    private SqliteStore store = null!;

    private string Path => System.IO.Path.Combine(folder.FullName, "followup.db");

    [Fact]
    public async Task What_several_customers_say_comes_together_and_what_one_says_or_courtesy_does_not()
    {
        Plant(0, Strap, Battery, Noise);
        using var model = await ReadAsync("insights.db");
        var themes = await Book().ReadAsync();
        Assert.Equal(2, themes.Count);
        Assert.Equal(Strap.Length, Said(model, themes, "strap"));
        Assert.Equal(Battery.Length, Said(model, themes, "battery"));
    }

    [Fact]
    public async Task A_theme_keeps_its_id_its_sentences_and_its_owner_when_more_is_said_and_when_all_is_counted_anew()
    {
        Plant(0, Strap, Battery, Noise);
        using var model = await ReadAsync("insights.db");
        var first = await Book().ReadAsync();
        var strap = first.Single(t => t.Name.Contains("trap", StringComparison.Ordinal)).Id;
        await Book().ChangeAsync(strap, care => care with { Owner = "Ines", Due = new DateOnly(2026, 12, 1), Name = "Strap slips when wet" });
        var before = Sentences.Read(All(model, first), Behind.Find(Whats.Theme)!, null, strap, 0, 100).Select(s => s.Words).ToList();

        // A week later the same is said again, and something new.
        Plant(7, Strap[..2], Delivery, Battery[..1]);
        await CatchUpAsync(model);
        var second = await Book().ReadAsync();
        Assert.Equal(3, second.Count);
        Assert.Subset(second.Select(t => t.Id).ToHashSet(), first.Select(t => t.Id).ToHashSet());
        Assert.Equal(("Strap slips when wet", "Ines"), (second.Single(t => t.Id == strap).Name, second.Single(t => t.Id == strap).Care.Owner));
        var after = Sentences.Read(All(model, second), Behind.Find(Whats.Theme)!, null, strap, 0, 100).Select(s => s.Words).ToList();
        Assert.Equal(before, after[^before.Count..]);
        Assert.Equal(before.Count + 2, after.Count);
        Assert.Equal(Delivery.Length, Said(model, second, "parcel"));

        using var anew = await ReadAsync("anew.db");
        Assert.Equal(second.Select(t => t.Id), (await Book().ReadAsync()).Select(t => t.Id));
        foreach (var theme in second) Assert.Equal(All(model, second).SumOf(Whats.Theme, null, theme.Id, false), All(anew, second).SumOf(Whats.Theme, null, theme.Id, false));
    }

    [Fact]
    public async Task Several_hosts_that_count_the_same_find_a_theme_once()
    {
        Plant(0, Strap, Battery, Delivery, Noise);
        var models = Enumerable.Range(0, 4).Select(i => ReadModel.Open(System.IO.Path.Combine(folder.FullName, $"host-{i}.db"), TimeZoneInfo.Utc)).ToList();
        await Task.WhenAll(models.Select(m => Task.Run(() => CatchUpAsync(m))));
        var themes = await Book().ReadAsync();
        Assert.Equal(3, themes.Count);
        foreach (var model in models)
        {
            await CatchUpAsync(model);
            Assert.Equal(Strap.Length, Said(model, themes, "strap"));
            model.Dispose();
        }
    }

    [Theory]
    [InlineData("no document")]
    [InlineData("{}")]
    [InlineData("{\"label\":\"Strap\",\"meaning\":\"AAA=\",\"terms\":{},\"foundAt\":\"2026-11-23T10:00:00Z\",\"care\":{}}")]
    public async Task A_theme_that_cannot_be_read_stops_nobody_elses(string document)
    {
        Assert.True(await store.Notes.WriteAsync(new Note("theme", "abc", document, Start)));
        Assert.True(await store.Notes.WriteAsync(new Note("theme-look", "last", "nonsense", Start)));
        Plant(0, Strap);
        using var model = await ReadAsync("insights.db");
        Assert.Contains("strap", Assert.Single(await Book().ReadAsync()).Name, StringComparison.OrdinalIgnoreCase);
        Assert.Null(await Book().FindAsync("abc"));
        Assert.Null(await Book().ChangeAsync("abc", care => care));
    }

    [Fact]
    public void What_fewer_than_three_customers_say_names_no_theme()
    {
        Saying Said(long customer, string text) => new(customer, (customer, 0), text, new float[SentenceEncoder.Dimensions], [.. new SentenceCutter([]).Cut(text, "").SelectMany(s => s.Terms)]);
        var cutter = new SentenceCutter([]);
        Assert.Null(ThemeLabel.Of([Said(1, "Miriam Abravanel bicycle"), Said(1, "Miriam Abravanel bicycle"), Said(1, "Miriam Abravanel bicycle"), Said(2, "Miriam Abravanel garden")], cutter));
        Assert.DoesNotContain("4711", ThemeLabel.Of([Said(1, "order 4711 strap"), Said(2, "order 4711 strap"), Said(3, "order 4711 strap")], cutter), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_set_aside_is_shown_no_more_and_not_found_again()
    {
        Plant(0, Strap, Battery);
        using var model = await ReadAsync("insights.db");
        var strap = (await Book().ReadAsync()).Single(t => t.Name.Contains("trap", StringComparison.Ordinal)).Id;
        await Book().ChangeAsync(strap, care => care with { Dismissed = true });
        Plant(7, Strap);
        await CatchUpAsync(model);
        var themes = await Book().ReadAsync();
        Assert.Equal(2, themes.Count);
        Assert.DoesNotContain(VoiceFigures.Of(All(model, themes))[0].Lines, l => l.Cells[0].Text.Contains("trap", StringComparison.Ordinal));
        Assert.Equal(2 * Strap.Length, All(model, themes).SumOf(Whats.Theme, null, strap, false).Count);
    }

    [Theory]
    [InlineData("says Strap slips when wet", "Strap slips when wet")]
    [InlineData("says Strap slips 3 times a day", null)]
    [InlineData("says https://evil.example/strap is loose", null)]
    [InlineData("says -", null)]
    [InlineData("fails", null)]
    public async Task A_model_may_find_a_better_name_and_nothing_else(string behaviour, string? name)
    {
        await using var server = await OpenAiServer.StartAsync();
        server.Otherwise = _ => behaviour;
        Plant(0, Strap);
        using var model = await ReadAsync("insights.db", LanguageModelTests.ModelAt(server));
        var theme = Assert.Single(await Book().ReadAsync());
        if (name is null) Assert.Contains("strap", theme.Name, StringComparison.OrdinalIgnoreCase);
        else Assert.Equal(name, theme.Name);
    }

    [Fact]
    public void The_words_of_a_megabyte_are_cut_like_any_others()
    {
        var cutter = new SentenceCutter(Content.Value.EmptyWords);
        Assert.InRange(cutter.Cut(string.Concat(Enumerable.Repeat("The strap slips when wet. ", 40_000)), "").Count(), 1, 8);
        Assert.All(cutter.Cut(new string('x', 500_000) + " " + new string('y', 500_000), ""), s => Assert.True(s.Text.Length <= 300));
        Assert.Empty(cutter.Cut("Thank you for your help! 🦊 مرحبا", ""));
    }

    public ValueTask InitializeAsync()
    {
        SQLitePCL.Batteries_V2.Init();
        store = SqliteStore.Open(Path);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await store.DisposeAsync();

    // Everybody says one thing, an hour after each other.
    private void Plant(int day, params string[][] said)
    {
        var all = said.SelectMany(s => s).ToList();
        PlantedFacts.Write(Path, all.Select((words, i) => ($"C-{day}-{i}", Start.AddDays(day).AddHours(i % 20), (Fact)new MessageHeard(null, null, "TrailLight 300", -0.4, false, words))));
    }

    private ThemeBook Book() => new(store, new StillClock(Start));

    private async Task<ReadModel> ReadAsync(string name, LanguageModel? names = null)
    {
        var model = ReadModel.Open(System.IO.Path.Combine(folder.FullName, name), TimeZoneInfo.Utc);
        await CatchUpAsync(model, names);
        return model;
    }

    private async Task CatchUpAsync(ReadModel model, LanguageModel? names = null)
    {
        using var reader = new FactReader(store, model, new ThemeReader(Book(), model, Content.Value, names), NullLogger<FactReader>.Instance);
        await reader.CatchUpAsync();
        while (await reader.ReadThemesAsync(find: true)) Assert.Equal(1, reader.Done);
    }

    private static Reading All(ReadModel model, IReadOnlyList<KnownTheme> themes) => new(model, Content.Value, new Filter(new DateOnly(2026, 11, 1), new DateOnly(2026, 12, 31)), new DateOnly(2026, 12, 31)) { Themes = themes };

    private static long Said(ReadModel model, IReadOnlyList<KnownTheme> themes, string about) =>
        All(model, themes).SumOf(Whats.Theme, null, themes.Single(t => t.Name.Contains(about, StringComparison.OrdinalIgnoreCase)).Id, false).Count;
}
