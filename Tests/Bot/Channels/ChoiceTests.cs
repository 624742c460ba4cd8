using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>What somebody means who was offered answers by number.</summary>
public class ChoiceTests
{
    private static readonly ShopContent Content = ShopContent.Load(TestHost.PromptsFolder).Content!;

    [Theory]
    [InlineData("2")]
    [InlineData("2.")]
    [InlineData("2)")]
    [InlineData("(2)")]
    [InlineData("#2")]
    [InlineData(" 2 ")]
    [InlineData("2!")]
    [InlineData("2️⃣")]
    [InlineData("２")]
    [InlineData("option 2")]
    [InlineData("Option two")]
    [InlineData("number 2 please")]
    [InlineData("no. 2")]
    [InlineData("two")]
    [InlineData("Two.")]
    [InlineData("second")]
    [InlineData("second one")]
    [InlineData("the second")]
    [InlineData("The second one, please")]
    [InlineData("2nd")]
    [InlineData("the 2nd option")]
    [InlineData("PROBABLY")]
    [InlineData("probably.")]
    public void The_second_answer_is_meant(string text) => Assert.Equal("Probably", Of(text, "Yes", "Probably", "Probably not", "No"));

    [Theory]
    [InlineData("the last one")]
    [InlineData("last")]
    [InlineData("Last option please")]
    [InlineData("4")]
    [InlineData("no")]
    public void The_last_answer_is_meant(string text) => Assert.Equal("No", Of(text, "Yes", "Probably", "Probably not", "No"));

    [Theory]
    [InlineData("5")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    [InlineData("2 weeks ago")]
    [InlineData("2 of them are broken")]
    [InlineData("yes but the second one is torn")]
    [InlineData("1 or 2")]
    [InlineData("the second time it broke")]
    [InlineData("")]
    [InlineData("?")]
    public void What_only_holds_a_number_is_what_it_says(string text) => Assert.Null(Of(text, "Yes", "Probably", "Probably not", "No"));

    [Fact]
    public void Where_numbers_are_the_answers_a_two_is_a_two()
    {
        string[] rating = [.. Enumerable.Range(0, 11).Select(i => $"{i}")];
        Assert.Equal("2", Of("2", rating));
        Assert.Equal("0", Of("0", rating));
        Assert.Null(Of("two", rating));
        Assert.Null(Of("the second", rating));
    }

    private static string? Of(string text, params string[] offered) => Choice.Of(text, offered, Content.RecognisersFor("en").Numbers);
}
