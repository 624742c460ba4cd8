using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Knowledge.Import;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpBot.Tests.Bot.Knowledge;

public sealed class KnowledgeIndexTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-knowledge-");
    // Vectors of the same manuals are computed once for all tests.
    private static readonly string SharedIndex = Path.Combine(TestHost.LearnedFolder, "knowledge-tests.db");

    private readonly ShopContent content = ShopContent.Load(TestHost.PromptsFolder).Content!;

    public KnowledgeIndexTests() => SQLitePCL.Batteries_V2.Init();

    [Theory]
    [InlineData("TL-300", "Can I leave it outside when it rains?", "Weather and water", "can stay outside in the rain")]
    [InlineData("TL-300", "It fell in the lake, what now?", "Weather and water", "lake")]
    [InlineData("TL-300", "The strap keeps slipping, how do I tighten it?", "Fit", "buckle")]
    [InlineData("TL-300", "Why is the beam so weak when I switch it on?", "The beam is dim or flickers", "A weak beam that stays dim has other causes:\n\n-")]
    [InlineData("TL-300", "how do I clean the lamp", "Cleaning the lamp", "1. Switch the lamp off")]
    [InlineData("TL-300", "Can I wash the headband in the washing machine?", "Cleaning the lamp", "in a net at 30 °C")]
    [InlineData("BD-2", "There is water inside the new cartridge, was it used before?", "First rinse", "test water")]
    [InlineData("BD-2", "The water tastes of plastic", "The water tastes or smells", "goes after two to four litres")]
    [InlineData("BD-2", "Does it remove viruses?", "What the filter removes", "The filter does not remove:\n\n- **Viruses:**")]
    [InlineData("LH-1", "How much wind can it take?", "Wind, rain and snow", "60 km/h")]
    [InlineData("LH-1", "Can I wash the tent in the washing machine?", "Cleaning the tent", "destroy the waterproof coating")]
    public void A_question_is_answered_from_the_right_section(string sku, string question, string heading, string words)
    {
        var found = Search(sku, question);
        Assert.NotNull(found);
        Assert.Equal(heading, found.Source.Heading);
        Assert.Contains(words, found.Quote.Text, StringComparison.Ordinal);
        Assert.InRange(found.Quote.Text.Length, 1, 700);
    }

    [Theory]
    [InlineData("TL-300", "Can I clip it to a climbing helmet?")]
    [InlineData("TL-300", "Is it legal as a bike light on public roads?")]
    [InlineData("BD-2", "Is it certified to a particular standard?")]
    [InlineData("BD-2", "Can I connect it to the tap or water tank in my camper van?")]
    [InlineData("LH-1", "Is there a two-person version, or which colours does it come in?")]
    [InlineData("LH-1", "What is the capital of France?")]
    [InlineData("LH-1", "?")]
    [InlineData("LH-1", "\" OR heading:* NEAR(")]
    public void What_the_manual_does_not_hold_is_not_answered(string sku, string question) => Assert.Null(Search(sku, question));

    [Fact]
    public void A_question_is_answered_from_the_manual_of_its_product() => Assert.All(
        content.Catalogue.Products,
        product => Assert.StartsWith(product.Name, Search(product.Sku, "what does the warranty cover?")!.Source.Title, StringComparison.Ordinal));

    [Fact]
    public void Only_what_changed_is_computed_anew_and_a_damaged_index_is_built_again()
    {
        var path = Path.Combine(folder.FullName, "knowledge.db");
        Assert.Equal(3, Open(content.Manuals).Added);
        Assert.Equal(new Indexed(0, 3, 0, 0), Open(content.Manuals));
        Assert.Equal(new Indexed(0, 2, 1, 0), Open([.. content.Manuals.Skip(1)]));
        Assert.Equal(1, Open([content.Manuals[0] with { Body = content.Manuals[0].Body + "\nOne more sentence.\n" }, .. content.Manuals.Skip(1)]).Added);
        File.WriteAllText(path, "not a database, but long enough to be taken for a file of one by its size alone");
        Assert.Equal(3, Open(content.Manuals).Added);
        Assert.Equal([path, $"{path}.lock", $"{path}.old"], Directory.EnumerateFiles(folder.FullName, "knowledge.db*").Order());

        Indexed Open(IReadOnlyList<Manual> manuals)
        {
            var (index, changes) = KnowledgeIndex.OpenWith(content with { Manuals = manuals }, path, SentenceEncoder.Shared, TimeProvider.System, NullLogger.Instance);
            index.Dispose();
            return changes;
        }
    }

    [Fact]
    public void Two_imports_at_once_both_stay()
    {
        var path = Path.Combine(folder.FullName, "both.db");
        Parallel.For(0, 4, i => new IndexBuilder(path, SentenceEncoder.Shared).Sync($"source {i}", [new SourceDocument($"{i}.md", $"Manual {i}", [], null, $"# Manual {i}\n\n## Care\n\nWipe number {i} with a cloth.")]));
        Assert.Equal(["source 0", "source 1", "source 2", "source 3"], IndexContents.Read(path).Select(d => d.Source));
    }

    [Fact]
    public void A_new_index_takes_the_old_ones_place_while_it_serves_and_a_newer_format_does_not()
    {
        var path = Path.Combine(folder.FullName, "knowledge.db");
        var clock = new SteppedClock();
        var log = new ListLogger();
        using var index = KnowledgeIndex.OpenWith(content, path, SentenceEncoder.Shared, clock, log).Index;
        Assert.Null(index.Search("Does the blue teapot whistle?", null, isQuestion: true, []).Finding);

        new IndexBuilder(path, SentenceEncoder.Shared).Sync("elsewhere", [new SourceDocument("teapot.md", "Teapot", [], null, "# Whistling\n\nThe blue teapot whistles when the water boils.")], cancel: TestContext.Current.CancellationToken);
        clock.Now += TimeSpan.FromSeconds(3);
        Assert.Equal("teapot.md", index.Search("Does the blue teapot whistle?", null, isQuestion: true, []).Finding?.Source.Document);

        using (var db = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=false"))
        {
            db.Open();
            using var newer = db.CreateCommand();
            newer.CommandText = "UPDATE about SET value = 99 WHERE name = 'format'; CREATE TABLE more (x); ";
            newer.ExecuteNonQuery();
        }

        clock.Now += TimeSpan.FromSeconds(3);
        Assert.NotNull(index.Search("Does the blue teapot whistle?", null, isQuestion: true, []).Finding);
        Assert.Contains(log.Lines, l => l.Contains("made by a newer FollowUpBot (its format is 99", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_questions_in_one_message_are_both_answered()
    {
        var product = content.Catalogue.Find("TL-300")!;
        using var index = Open();
        var found = index.Search("How do I clean the lamp and can it stay outside in the rain?", product.Name, isQuestion: true, [product.Name, product.Thing]).Finding;
        Assert.Equal("Cleaning the lamp", found?.Source.Heading);
        Assert.Equal("Weather and water", found?.Also?.Source.Heading);
    }

    [Theory]
    [InlineData("TL-300", "how do i clena the headbnad", "Cleaning the lamp")]
    [InlineData("LH-1", "What does the warrenty cover?", "Warranty and returns")]
    public void A_slip_of_the_finger_is_put_right(string sku, string question, string heading) => Assert.Equal(heading, Search(sku, question)?.Source.Heading);

    [Fact]
    public void What_is_about_another_product_is_no_answer()
    {
        using var index = Open();
        Assert.NotNull(index.Search("What does the filter remove?", "Brookdrop 2", isQuestion: true, []).Finding);
        Assert.Null(index.Search("What does the filter remove?", "A kettle we never sold", isQuestion: true, []).Finding);
    }

    [Fact]
    public void Among_many_passages_the_right_one_is_found_by_words_and_by_meaning()
    {
        var path = Path.Combine(folder.FullName, "many.db");
        var documents = Enumerable.Range(0, 900).Select(i => new SourceDocument($"{i}.md", $"Thing {i}", [], null, $"# Part {i}\n\nPart {i} of shelf {i * 7 % 31} holds {i * 13 % 97} screws."))
            .Append(new SourceDocument("kettle.md", "Kettle", [], null, "# Descaling\n\nPour in vinegar and let it stand overnight to take away the lime."));
        new IndexBuilder(path, SentenceEncoder.Shared).Sync("many", [.. documents], cancel: TestContext.Current.CancellationToken);
        using var index = KnowledgeIndex.Open(path, SentenceEncoder.Shared, TimeProvider.System, NullLogger.Instance);
        Assert.Equal("kettle.md", index.Search("Can vinegar take the lime away?", null, isQuestion: true, []).Best?.Passage.Document);
        Assert.Equal("kettle.md", index.Search("how to remove limescale", null, isQuestion: true, []).Best?.Passage.Document);
    }

    public void Dispose()
    {
        folder.Delete(recursive: true);
    }

    private KnowledgeIndex Open() => KnowledgeIndex.OpenWith(content, SharedIndex, SentenceEncoder.Shared, TimeProvider.System, NullLogger.Instance).Index;

    private FollowUpBot.Dialogs.Turns.Finding? Search(string sku, string question)
    {
        var product = content.Catalogue.Find(sku)!;
        using var index = Open();
        return index.Search(question, product.Name, isQuestion: true, [product.Name, product.Thing]).Finding;
    }

    private sealed class SteppedClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
