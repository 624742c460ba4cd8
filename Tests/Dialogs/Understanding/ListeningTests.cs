using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Tests.Dialogs.Understanding;

/// <summary>What the English files hear beside what a message is about.</summary>
public class ListeningTests
{
    private static readonly Listening English = ShopContent.Load(TestHost.PromptsFolder).Content!.ListeningFor("en");

    [Theory]
    [InlineData("definitely", "surely")]
    [InlineData("yes of course", "surely")]
    [InlineData("sure thing", "surely")]
    [InlineData("in a heartbeat", "surely")]
    [InlineData("👍", "surely")]
    [InlineData("i'd stay", "surely")]
    [InlineData("probably", "probably")]
    [InlineData("i guess so", "probably")]
    [InlineData("most likely yes", "probably")]
    [InlineData("I think so", "probably")]
    [InlineData("why not", "probably")]
    [InlineData("maybe", "perhaps")]
    [InlineData("depends on the price", "perhaps")]
    [InlineData("not sure", "perhaps")]
    [InlineData("hmm hard to say", "perhaps")]
    [InlineData("if you have what i need", "perhaps")]
    [InlineData("🤷", "perhaps")]
    [InlineData("probably not", "hardly")]
    [InlineData("i don't think so", "hardly")]
    [InlineData("I doubt it", "hardly")]
    [InlineData("unlikely tbh", "hardly")]
    [InlineData("i'd switch", "hardly")]
    [InlineData("not really", "hardly")]
    [InlineData("never again", "never")]
    [InlineData("definitely not", "never")]
    [InlineData("no way", "never")]
    [InlineData("nope", "never")]
    [InlineData("of course not", "never")]
    [InlineData("👎", "never")]
    public void How_likely_somebody_is_to_do_something(string text, string likely) => Assert.Equal(likely, English.Likelihood.FirstIn(text)?.Name);

    [Theory]
    [InlineData("nobody ever answered my emails", LeavingReason.Service)]
    [InlineData("your support is useless", LeavingReason.Service)]
    [InlineData("they were rude on the phone", LeavingReason.Service)]
    [InlineData("took ages until it arrived", LeavingReason.Service)]
    [InlineData("the lamp broke after a month", LeavingReason.Product)]
    [InlineData("it leaks", LeavingReason.Product)]
    [InlineData("quality went downhill", LeavingReason.Product)]
    [InlineData("it doesn't last a night", LeavingReason.Product)]
    [InlineData("too expensive", LeavingReason.Price)]
    [InlineData("got it cheaper elsewhere", LeavingReason.Price)]
    [InlineData("i can't afford it", LeavingReason.Price)]
    [InlineData("found a better one", LeavingReason.Competition)]
    [InlineData("they have a brighter model", LeavingReason.Competition)]
    [InlineData("i like the other brand more", LeavingReason.Competition)]
    [InlineData("moving abroad in june", LeavingReason.Moved)]
    [InlineData("we live in canada now, different country", LeavingReason.Moved)]
    [InlineData("you don't deliver to norway", LeavingReason.Moved)]
    [InlineData("i don't need it anymore", LeavingReason.NeedGone)]
    [InlineData("sold it", LeavingReason.NeedGone)]
    [InlineData("we stopped camping", LeavingReason.NeedGone)]
    [InlineData("the kids have grown out of it", LeavingReason.NeedGone)]
    [InlineData("my knees are bad", LeavingReason.NeedGone)]
    public void Why_somebody_leaves(string text, LeavingReason reason) => Assert.Equal($"{reason}", English.Reasons.FirstIn(text)?.Name);

    [Theory]
    [InlineData("just because")]
    [InlineData("personal reasons")]
    [InlineData("that is none of your business")]
    public void A_reason_that_is_none_of_the_known_ones_is_not_guessed(string text) => Assert.Null(English.Reasons.FirstIn(text));

    [Theory]
    [InlineData("Please call me Mia", "name", "Mia")]
    [InlineData("everyone calls me Bob, they call me Bob", "name", "Bob")]
    [InlineData("I only have Fridays", "days", "Friday")]
    [InlineData("I'm only free on mondays and thursdays", "days", "Monday Thursday")]
    [InlineData("i'm off every wed", "days", "Wednesday")]
    [InlineData("I use it for night hikes with the scouts. Great thing", "use", "night hikes with the scouts")]
    [InlineData("we bought it for caving, mostly", "use", "caving")]
    [InlineData("we run six of these", "fleet", null)]
    [InlineData("My son is allergic to latex", "health", null)]
    [InlineData("my daughter uses it at scout camp", "children", null)]
    [InlineData("I'm vegan so no down please", "beliefs", null)]
    [InlineData("i'd rather get a text than an email", "preference", null)]
    [InlineData("we live in a cabin near Narvik", "place", null)]
    public void What_is_worth_knowing_again(string text, string kind, string? value)
    {
        var noticed = Assert.Single(English.Memories.Find(text), n => n.Kind == kind);
        Assert.Equal(value, noticed.Value);
        Assert.Equal(kind is "health" or "children" or "beliefs", noticed.Sensitive);
    }

    [Theory]
    [InlineData("can you call me back")]
    [InlineData("call me tomorrow")]
    [InlineData("does it work for children?")]
    [InlineData("how long does the battery last")]
    [InlineData("the lamp is two years old")]
    [InlineData("thanks")]
    [InlineData("yes")]
    [InlineData("it arrived on friday")]
    [InlineData("i only have one left")]
    [InlineData("i'd rather have my money back")]
    [InlineData("i use it")]
    [InlineData("it's for the first time broken")]
    public void What_is_not(string text) => Assert.Empty(English.Memories.Find(text));

    [Fact]
    public void Doubt_makes_it_doubtful()
    {
        Assert.Equal(0.9, Assert.Single(English.Memories.Find("I use it for caving")).Confidence);
        Assert.Equal(0.6, Assert.Single(English.Memories.Find("I think I use it for caving")).Confidence);
    }

    [Fact]
    public void A_letter_of_a_megabyte_is_read_as_far_as_something_is_told_in_passing() =>
        Assert.Empty(English.Memories.Find(new string('x', 1_000_000) + ". Call me Mia"));

    [Theory]
    [InlineData("forget that", new[] { 3 })]
    [InlineData("forget everything", new[] { 1, 2, 3 })]
    [InlineData("please forget the allergy", new[] { 2 })]
    [InlineData("forget what i said about friday", new[] { 1 })]
    [InlineData("forget the moon landing", new int[0])]
    public void What_is_to_be_forgotten(string text, int[] expected) => Assert.Equal(expected, English.Forget.In(text,
    [
        new Memory(1, "days", "I only have Fridays", default, 0.9, default),
        new Memory(2, "health", "my son is allergic to latex", default, 1, default),
        new Memory(3, "use", "we use it for caving", default, 0.9, default),
    ]));

    [Theory]
    [InlineData("the weight, and that it charges by usb", new[] { "battery", "weight" })]
    [InlineData("price", new[] { "price" })]
    [InlineData("that it lasts", new[] { "durability" })]
    [InlineData("i just liked it", new string[0])]
    public void What_matters_to_somebody(string text, string[] criteria) => Assert.Equal(criteria, English.Criteria.NamesIn(text));

    [Theory]
    [InlineData("I am sorry, that should not have happened. A new one leaves today.", "sorry next")]
    [InlineData("Thank you for telling us. You will have the money back by Friday.", "thanks next")]
    [InlineData("As I said, you should have read the manual.", "curt")]
    [InlineData("It is your own fault, calm down", "curt")]
    [InlineData("That is not our fault, there is nothing we can do.", "curt")]
    [InlineData("The filter fits the bottle.", "")]
    [InlineData("Sorry but that is company policy", "curt")]
    [InlineData("We apologise. A technician comes within two days.", "sorry next")]
    public void How_an_agent_writes_is_noticed(string text, string tones) => Assert.Equal(tones, string.Join(' ', English.Courtesy.NamesIn(text).OrderBy(t => Array.IndexOf(Tones, t))));

    private static readonly string[] Tones = ["sorry", "thanks", "next", "curt"];
}
