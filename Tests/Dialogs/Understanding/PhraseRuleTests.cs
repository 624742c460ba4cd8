using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Tests.Dialogs.Understanding;

public class PhraseRuleTests
{
    [Theory]
    [InlineData("stop", "please stop now", true)]
    [InlineData("^ stop", "please stop now", false)]
    [InlineData("stop $", "please stop now", false)]
    [InlineData("^ stop $", "Stop!", true)]
    [InlineData("stop|quit texting", "quit texting", true)]
    [InlineData("talk * human", "talk to a real human", true)]
    [InlineData("talk * human", "talk to me about a human", false)]
    [InlineData("talk * human", "talk human", true)]
    [InlineData("doesnt work", "It doesn’t work", true)]
    [InlineData("cafe", "Café", true)]
    public void A_phrase_matches_as_its_signs_say(string phrase, string text, bool expected) =>
        Assert.Equal(expected, new PhraseRule([phrase], []).Matches(Words.Normalize(text)));

    [Fact]
    public void What_unless_covers_does_not_count_but_the_rest_does()
    {
        var rule = new PhraseRule(["broken"], ["not broken"]);
        Assert.False(rule.Matches(Words.Normalize("it is not broken")));
        Assert.True(rule.Matches(Words.Normalize("the lamp is not broken, the strap is broken")));
    }

    [Fact]
    public void A_long_message_of_gaps_costs_no_time()
    {
        var rule = new PhraseRule(["a * a * a * a * a * b"], []);
        Assert.False(rule.Matches(string.Concat(Enumerable.Repeat("a ", 2000))));
    }

    [Theory]
    [InlineData("Don't", "write it as 'dont'")]
    [InlineData("stop ^", "'^' stands for the beginning")]
    [InlineData("$ stop", "'$' stands for the end")]
    [InlineData("* stop", "'*' stands between words")]
    [InlineData("^ $", "no word")]
    public void A_phrase_that_can_never_match_is_named(string phrase, string expected) =>
        Assert.Contains(expected, PhraseRule.Check(phrase), StringComparison.Ordinal);
}
