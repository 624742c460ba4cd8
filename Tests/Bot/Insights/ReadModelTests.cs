using System.Globalization;
using FollowUpBot.Bot.Insights;
using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpBot.Tests.Bot.Insights;

/// <summary>What is counted is what stands in the table of facts, however it is cut into batches, and what opens is what was counted.</summary>
public sealed class ReadModelTests : IDisposable
{
    private static readonly DateTimeOffset End = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");
    private static readonly Lazy<ShopContent> Content = new(() => ShopContent.Load(TestHost.PromptsFolder).Content!);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-insights-");

    public ReadModelTests() => SQLitePCL.Batteries_V2.Init();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_figures_are_those_of_plain_SQL()
    {
        await using var store = await StoreAsync(300);
        using var model = await CountAsync(store, "insights.db");
        var reading = All(model);
        Assert.Equal(Sql("SELECT count(*) FROM fact WHERE kind = 'CheckInSent' AND json_extract(document, '$.step') = 'fit'"), reading.SumOf(Whats.Sent, null, "fit", false).Count);
        Assert.Equal(Sql("SELECT count(*) FROM fact WHERE kind IN ('CheckInSent', 'ContactMade', 'CustomerWelcomed', 'RewardIssued', 'RewardReminded')"), reading.SumOf(Whats.Sent, null, null, false).Count);
        Assert.Equal(Sql("SELECT count(*) FROM fact WHERE kind = 'CheckInWithheld'"), reading.SumOf(Whats.Skipped, null, null, false).Count);
        var heard = reading.SumOf(Whats.Said, "TrailLight 300", "fit", false);
        Assert.Equal(Sql("SELECT count(*) FROM fact WHERE kind = 'MessageHeard' AND json_extract(document, '$.step') = 'fit' AND json_extract(document, '$.product') = 'TrailLight 300'"), heard.Count);
        Assert.Equal(Sql("SELECT cast(round(1000 * sum(json_extract(document, '$.mood'))) AS INTEGER) FROM fact WHERE kind = 'MessageHeard' AND json_extract(document, '$.step') = 'fit' AND json_extract(document, '$.product') = 'TrailLight 300'"), heard.Total);
        Assert.Equal(Sql("SELECT count(*) FROM fact WHERE kind = 'MessageHeard' AND json_extract(document, '$.complaint')"), reading.SumOf(Whats.Complaint, null, null, false).Count);
        Assert.Equal(Sql("SELECT count(*) FROM fact WHERE kind = 'LoyaltyAnswered' AND json_extract(document, '$.group') = 'High' AND json_extract(document, '$.measure') = 'Recommend'"), reading.SumOf(Whats.In(LoyaltyGroup.High), null, "Recommend", false).Count);
        Assert.Equal(Sql("SELECT count(*) FROM fact WHERE kind = 'LeavingReasonGiven' AND json_extract(document, '$.reason') = 'Product'"), reading.SumOf(Whats.Reason, null, "Product", false).Count);
        Assert.Equal(Sql("SELECT count(*) FROM fact WHERE kind = 'RewardRedeemed'"), reading.SumOf(Whats.Redeemed, null, null, false).Count);

        // Silence is what nothing follows within a week.
        Assert.Equal(
            Sql("""
                SELECT count(*) FROM fact c WHERE kind = 'CheckInSent' AND json_extract(document, '$.step') = 'care' AND at < 1794610800000 AND NOT EXISTS (
                    SELECT 1 FROM fact h WHERE h.customer_id = c.customer_id AND h.kind IN ('MessageHeard', 'CustomerOptedOut') AND h.id > c.id AND h.at <= c.at + 604800000)
                """),
            reading.SumOf("silent", null, "care", false).Count);
    }

    [Fact]
    public async Task Counted_bit_by_bit_is_the_same_as_counted_anew()
    {
        var facts = new PlantedFacts(2, End).Of(200);
        var path = Path.Combine(folder.FullName, "followup.db");
        await using var store = SqliteStore.Open(path);
        using var bitByBit = ReadModel.Open(Path.Combine(folder.FullName, "bits.db"), Madrid);
        for (var at = 0; at < facts.Count;)
        {
            var count = 1 + (at * 7 % 400);
            PlantedFacts.Write(path, facts.Skip(at).Take(count));

            // Another reader each time, as after a restart.
            await ReadAsync(store, bitByBit);
            at += count;
        }

        using var anew = await CountAsync(store, "anew.db");
        foreach (var table in new[] { "cell", "segments", "entry", "tally", "words", "about_case", "customer", "about" }) Assert.Equal(Dump(anew.Path, table), Dump(bitByBit.Path, table));
        Assert.True(Dump(anew.Path, "entry").Count > 1000);
    }

    [Fact]
    public async Task Every_number_opens_exactly_what_it_counts()
    {
        await using var store = await StoreAsync(150);
        using var model = await CountAsync(store, "insights.db");
        var reading = All(model);
        var opened = 0;
        foreach (var cell in View.All.SelectMany(v => v.Of(reading)).SelectMany(s => s.Lines).SelectMany(l => l.Cells).Where(c => c is { Unit: Unit.Count, Opens: not null }))
        {
            var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(cell.Opens!.Split('?')[1]);
            string? Asked(string name) => query.TryGetValue(name, out var value) ? value == "-" ? "" : value.ToString() : null;
            if (Asked("what") == "load") continue;
            var (filter, wrong) = Filter.Read(name => name == "product" ? null : query.TryGetValue(name, out var value) ? value.ToString() : null, reading.Today, reading.Today);
            Assert.Null(wrong);
            if (Asked("what") == "members")
            {
                Assert.Equal(cell.Value, Entries.Members(reading with { Filter = filter }, Asked("step")!, 0, 100_000).Count);
                opened++;
                continue;
            }

            var sentences = Sentences.Read(reading with { Filter = filter }, Behind.Find(Asked("what")!)!, Asked("product"), Asked("step"), 0, 100_000);
            Assert.True(cell.Value == sentences.Count, $"{cell.Opens}: {cell.Value} and {sentences.Count}");
            opened++;
        }

        Assert.True(opened > 60, $"{opened}");
        var words = Sentences.Read(reading, Behind.Find(Whats.Complaint)!, "TrailLight 300", "fit", 0, 100_000).Where(s => s.Words is not null).Select(s => s.Words!).Order().ToList();
        Assert.Equal(
            Texts("SELECT json_extract(document, '$.words') FROM fact WHERE kind = 'MessageHeard' AND json_extract(document, '$.complaint') AND json_extract(document, '$.step') = 'fit' AND json_extract(document, '$.product') = 'TrailLight 300' AND json_extract(document, '$.words') IS NOT NULL").Order(),
            words);
    }

    [Fact]
    public async Task The_load_opens_the_customers_it_counts()
    {
        await using var store = await StoreAsync(200);
        using var model = await CountAsync(store, "insights.db");
        var reading = All(model);
        var load = Entries.Load(reading);
        Assert.NotEmpty(load);
        Assert.All(load, l => Assert.Equal(l.Customers, Entries.WithLoad(reading, l.Contacts, 0, 100_000).Count));
    }

    [Fact]
    public async Task A_segment_looks_at_those_who_were_in_it_then()
    {
        await using var store = await StoreAsync(200);
        using var model = await CountAsync(store, "insights.db");
        var all = All(model);
        var parts = new[] { "loyal", "new-owner", "business" }.Sum(s => (all with { Filter = all.Filter with { Segment = s } }).SumOf(Whats.Sent, null, "fit", false).Count);
        var none = (all with { Filter = all.Filter with { Segment = "nobody" } }).SumOf(Whats.Sent, null, "fit", false).Count;
        Assert.InRange(parts, 1, all.SumOf(Whats.Sent, null, "fit", false).Count - 1);
        Assert.Equal(0, none);
    }

    [Fact]
    public async Task Another_store_and_another_format_are_counted_anew()
    {
        await using (var store = await StoreAsync(20)) (await CountAsync(store, "insights.db")).Dispose();
        File.Delete(Path.Combine(folder.FullName, "followup.db"));
        await using var other = await StoreAsync(5, seed: 9);
        using (var model = await CountAsync(other, "insights.db")) Assert.Equal(Sql("SELECT count(*) FROM fact WHERE kind = 'PurchaseNoted'"), All(model).SumOf(Whats.Bought, null, null, false).Count);
        await using (var db = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "insights.db")};Pooling=False"))
        {
            await db.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = db.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var again = ReadModel.Open(Path.Combine(folder.FullName, "insights.db"), Madrid);
        Assert.Equal(0, again.Watermark);
    }

    [Fact]
    public async Task Whoever_comes_second_reads_what_the_first_has_counted()
    {
        await using var store = await StoreAsync(20);
        using var first = await CountAsync(store, "insights.db");
        using var second = await CountAsync(store, "insights.db");
        Assert.True(first.IsOurs);
        Assert.False(second.IsOurs);
        Assert.Equal(All(first).SumOf(Whats.Sent, null, null, false), All(second).SumOf(Whats.Sent, null, null, false));
    }

    [Fact]
    public async Task What_a_stranger_said_opens_under_the_customer_they_turned_out_to_be()
    {
        var path = Path.Combine(folder.FullName, "followup.db");
        await using var store = SqliteStore.Open(path);
        PlantedFacts.Write(path, [("stranger-1", End.AddDays(-2), new MessageHeard(null, null, null, -0.5, true, "it is broken")), ("C-1", End.AddDays(-1), new StrangerRecognised("stranger-1"))]);
        using var model = await CountAsync(store, "insights.db");
        var said = Assert.Single(Sentences.Read(All(model), Behind.Find(Whats.Complaint)!, null, null, 0, 10));
        Assert.Equal(("C-1", "it is broken"), (said.Customer, said.Words));
    }

    [Fact]
    public async Task With_nothing_in_the_store_every_view_says_what_will_stand_there()
    {
        await using var store = SqliteStore.Open(Path.Combine(folder.FullName, "followup.db"));
        using var model = await CountAsync(store, "insights.db");
        var sections = View.All.SelectMany(v => v.Of(All(model))).ToList();
        Assert.All(sections, s => Assert.True(s.IsEmpty && s.Empty.Length > 20, s.Key));
        Assert.Equal(3, Csv.Of(sections).Length);
    }

    private static Reading All(ReadModel model) => new(model, Content.Value, new Filter(new DateOnly(2026, 4, 1), new DateOnly(2026, 11, 20)), new DateOnly(2026, 11, 20));

    private static async Task ReadAsync(IStore store, ReadModel model)
    {
        using var reader = new FactReader(store, model, new ThemeReader(new ThemeBook(store, TimeProvider.System), model, Content.Value), NullLogger<FactReader>.Instance);
        await reader.CatchUpAsync(cancel: TestContext.Current.CancellationToken);
        Assert.Equal(1, reader.Done);
    }

    private async Task<SqliteStore> StoreAsync(int customers, int seed = 1)
    {
        var path = Path.Combine(folder.FullName, "followup.db");
        var store = SqliteStore.Open(path);
        PlantedFacts.Write(path, new PlantedFacts(seed, End).Of(customers));
        await Task.CompletedTask;
        return store;
    }

    private async Task<ReadModel> CountAsync(IStore store, string name)
    {
        var model = ReadModel.Open(Path.Combine(folder.FullName, name), Madrid);
        await ReadAsync(store, model);
        return model;
    }

    private long Sql(string sql) => long.Parse(Texts(sql).Single(), CultureInfo.InvariantCulture);

    private List<string> Texts(string sql) => Query(Path.Combine(folder.FullName, "followup.db"), sql);

    private static List<string> Dump(string path, string table) => Query(path, $"SELECT * FROM {table} ORDER BY 1, 2");

    private static List<string> Query(string path, string sql)
    {
        using var db = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        return rows;
    }
}
