using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Tests.Bot.Knowledge;

public sealed class KnowledgeIndexTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-knowledge-");
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
    public void The_index_is_reused_until_a_manual_changes_and_a_damaged_one_is_built_anew()
    {
        var path = Path.Combine(folder.FullName, "knowledge.db");
        Assert.False(KnowledgeIndex.Open(path, content.Manuals).Reused);
        Assert.True(KnowledgeIndex.Open(path, content.Manuals).Reused);
        Assert.False(KnowledgeIndex.Open(path, [.. content.Manuals.Skip(1)]).Reused);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.WriteAllText(path, "not a database, but long enough to be taken for a file of one by its size alone");
        Assert.False(KnowledgeIndex.Open(path, content.Manuals).Reused);
        Assert.Equal([path], Directory.EnumerateFiles(folder.FullName, "knowledge.db*"));
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private FollowUpBot.Dialogs.Turns.Finding? Search(string sku, string question)
    {
        var product = content.Catalogue.Find(sku)!;
        return KnowledgeIndex.Open(Path.Combine(folder.FullName, "knowledge.db"), content.Manuals).Search(question, product.Name, isQuestion: true, [product.Name, product.Thing]);
    }
}
