using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Tests.Dialogs.Understanding;

/// <summary>The same words mean another thing after another question.</summary>
public class AnswerReaderTests
{
    private static readonly DateTime Now = new(2026, 11, 25, 14, 20, 0);
    private static readonly AnswerReader Answers = ShopContent.Load(TestHost.PromptsFolder).Content!.RecognisersFor("en").Answers;

    [Theory]
    [InlineData("7", Asked.Rating, ReadingKind.Rating, 7)]
    [InlineData("7", Asked.Number, ReadingKind.Number, 7)]
    [InlineData("7", Asked.None, ReadingKind.Number, 7)]
    [InlineData("7", Asked.Time, ReadingKind.Moment, null)]
    [InlineData("7", Asked.Date, ReadingKind.Moment, null)]
    [InlineData("4/5", Asked.Rating, ReadingKind.Rating, 8)]
    [InlineData("7 or 8", Asked.Rating, ReadingKind.Rating, null)]
    [InlineData("yes", Asked.Rating, ReadingKind.Yes, null)]
    [InlineData("no idea", Asked.Rating, ReadingKind.Unsure, null)]
    [InlineData("not on Friday", Asked.YesNo, ReadingKind.No, null)]
    [InlineData("lorem ipsum", Asked.YesNo, ReadingKind.None, null)]
    [InlineData("", Asked.Time, ReadingKind.None, null)]
    public void An_answer_is_read_in_the_light_of_the_question(string text, Asked asked, ReadingKind kind, int? value)
    {
        var reading = Answers.Read(text, new ReadingContext(Now, asked));
        Assert.Equal((kind, value), (reading.Kind, (int?)reading.Value));
    }

    [Theory]
    [InlineData("Hmm, not really!", "not really")]
    [InlineData("well, it came yesterday", "came yesterday")]
    [InlineData("Yes, thanks", "Yes")]
    public void It_says_which_words_it_was_read_from(string text, string expected) =>
        Assert.Equal(expected, Answers.Read(text, new ReadingContext(Now, Asked.YesNo)).Text);

    [Theory]
    [InlineData("yup", ReadingKind.Yes)]
    [InlineData("Yeah!!", ReadingKind.Yes)]
    [InlineData("sure thing", ReadingKind.Yes)]
    [InlineData("why not", ReadingKind.Yes)]
    [InlineData("I guess so", ReadingKind.Yes)]
    [InlineData("of course", ReadingKind.Yes)]
    [InlineData("can't complain", ReadingKind.Yes)]
    [InlineData("not bad at all", ReadingKind.Yes)]
    [InlineData("couldn't be better", ReadingKind.Yes)]
    [InlineData("so far so good", ReadingKind.Yes)]
    [InlineData("no complaints", ReadingKind.Yes)]
    [InlineData("oh yes", ReadingKind.Yes)]
    [InlineData("Yes. I never said no", ReadingKind.Yes)]
    [InlineData("👍🏽", ReadingKind.Yes)]
    [InlineData("go ahead", ReadingKind.Yes)]
    [InlineData("sounds good", ReadingKind.Yes)]
    [InlineData("nah", ReadingKind.No)]
    [InlineData("nope, nothing", ReadingKind.No)]
    [InlineData("not really", ReadingKind.No)]
    [InlineData("I don't think so", ReadingKind.No)]
    [InlineData("I doubt it", ReadingKind.No)]
    [InlineData("of course not", ReadingKind.No)]
    [InlineData("absolutely not", ReadingKind.No)]
    [InlineData("no way", ReadingKind.No)]
    [InlineData("I'm afraid not", ReadingKind.No)]
    [InlineData("I'd rather not", ReadingKind.No)]
    [InlineData("ok, it hasn't arrived", ReadingKind.No)]
    [InlineData("👎", ReadingKind.No)]
    [InlineData("yeah no", ReadingKind.No)]
    [InlineData("dunno", ReadingKind.Unsure)]
    [InlineData("no idea", ReadingKind.Unsure)]
    [InlineData("who knows", ReadingKind.Unsure)]
    [InlineData("hard to say", ReadingKind.Unsure)]
    [InlineData("maybe", ReadingKind.Unsure)]
    [InlineData("yes and no", ReadingKind.Unsure)]
    [InlineData("🤷", ReadingKind.Unsure)]
    [InlineData("I can't remember", ReadingKind.Unsure)]
    [InlineData("blue", ReadingKind.None)]
    public void Yes_no_and_unsure_have_many_words(string text, ReadingKind expected) =>
        Assert.Equal(expected, Answers.Read(text, new ReadingContext(Now, Asked.YesNo)).Kind);

    [Theory]
    [InlineData("quarter past <hour> => clock $2 15", "'$2' stands for nothing: the rule has 1 symbols")]
    [InlineData("quarter past =>  ", "nothing stands after")]
    [InlineData("Noon => fixed 12 0", "'Noon' never matches")]
    [InlineData("noon? => fixed 12 0", "at least one word or symbol that is not optional")]
    [InlineData("noon => (fixed 12 0", "an action is named first")]
    [InlineData("noon => at (day 0", "the bracket is never closed")]
    [InlineData("noon => 1 2", "'2' stands too much")]
    [InlineData("noon", "a rule is written")]
    public void A_rule_that_cannot_be_read_is_named(string line, string expected) =>
        Assert.Contains(expected, GrammarRule.Parse(line).Fault, StringComparison.Ordinal);
}
