using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Tests.Dialogs.Understanding;

/// <summary>What the English rules make of messages as people write them.</summary>
public class MessageRulesTests
{
    private static readonly Meaning Unread = new(new CustomerWrote("x"), new StaffWord("our service team", [], true, default, default));
    private static readonly MessageRules Rules = ShopContent.Load(TestHost.PromptsFolder).Content!.RulesFor("en");

    [Theory]
    [InlineData("STOP")]
    [InlineData("Stop.")]
    [InlineData("STOP!!!")]
    [InlineData("stopp")]
    [InlineData("stop please")]
    [InlineData("Please stop")]
    [InlineData("pls stop texting me")]
    [InlineData("please stop writing to me")]
    [InlineData("Stop messaging me now")]
    [InlineData("stop sending me these")]
    [InlineData("stop the messages")]
    [InlineData("stop it")]
    [InlineData("STOP STOP STOP")]
    [InlineData("S\u200BTOP")]
    [InlineData("stop 🙏")]
    [InlineData("unsubscribe")]
    [InlineData("Unsubscribe me please")]
    [InlineData("opt out")]
    [InlineData("I want to opt out")]
    [InlineData("opt me out")]
    [InlineData("QUIT")]
    [InlineData("END")]
    [InlineData("cancel")]
    [InlineData("REVOKE")]
    [InlineData("STOPALL")]
    [InlineData("don't text me")]
    [InlineData("do not contact me")]
    [InlineData("no more messages please")]
    [InlineData("leave me alone")]
    [InlineData("remove me from your list")]
    [InlineData("take me off this list")]
    [InlineData("never write me again")]
    [InlineData("lose my number")]
    [InlineData("ＳＴＯＰ")]
    public void Stop_is_understood(string text) => Assert.Equal(Intent.Stop, Read(text).Intent);

    [Theory]
    [InlineData("don't stop")]
    [InlineData("don't stop, I like it")]
    [InlineData("how do I stop the strap slipping?")]
    [InlineData("the water does not stop running")]
    [InlineData("when will the rain stop?")]
    [InlineData("how do I end the red light mode?")]
    [InlineData("can I cancel the lock?")]
    [InlineData("You did not contact me as promised")]
    [InlineData("you never write me back")]
    [InlineData("Why did you not email me?")]
    public void What_only_holds_the_word_is_not_a_stop(string text) => Assert.NotEqual(Intent.Stop, Read(text).Intent);

    [Theory]
    [InlineData("thanks, but it still doesn't work")]
    [InlineData("meh, battery dies after an hour")]
    [InlineData("this is rubbish")]
    [InlineData("it arrived broken")]
    [InlineData("You sent me the wrong tent")]
    [InlineData("I want my money back")]
    [InlineData("very disappointed")]
    [InlineData("never buying here again")]
    [InlineData("the zip came off")]
    [InlineData("it's leaking everywhere")]
    [InlineData("not happy with it at all")]
    public void A_complaint_is_heard(string text) => Assert.True(Read(text).Complaint >= Meaning.Likely);

    [Theory]
    [InlineData("no problem")]
    [InlineData("can't complain")]
    [InlineData("not bad")]
    [InlineData("works perfectly")]
    [InlineData("what if it breaks?")]
    [InlineData("can I leave it outside when it rains")]
    [InlineData("does it work with the old bike mount?")]
    [InlineData("how long does it charge?")]
    [InlineData("nothing wrong, thanks")]
    [InlineData("The inside is wet in the morning, is it leaking?")]
    [InlineData("Is the tent fire retardant?")]
    [InlineData("Can I drink melted snow through it?")]
    [InlineData("Is the BrookDrop gravity-fed?")]
    [InlineData("Hi, this is Sue")]
    public void What_is_no_complaint_is_not_taken_for_one(string text) => Assert.True(Read(text).Complaint < Meaning.Likely);

    [Theory]
    [InlineData("person")]
    [InlineData("can I talk to a human please")]
    [InlineData("I need a real person")]
    [InlineData("get me your manager")]
    [InlineData("agent!")]
    [InlineData("please call me back")]
    [InlineData("I don't want to talk to a bot")]
    [InlineData("where is my order?")]
    public void A_wish_for_a_person_is_heard(string text) => Assert.True(Read(text).WantsHuman >= Meaning.Likely);

    [Theory]
    [InlineData("are you a real person?", Intent.Machine)]
    [InlineData("is this a bot", Intent.Machine)]
    [InlineData("help", Intent.Help)]
    [InlineData("START", Intent.Start)]
    [InlineData("hi there", Intent.Greeting)]
    [InlineData("hi, how do I clean it?", Intent.Question)]
    [InlineData("How do I change the filter?", Intent.Question)]
    [InlineData("How do I stop this leak?", Intent.Question)]
    [InlineData("Is there a washing machine setting for the headband?", Intent.Question)]
    [InlineData("thx", Intent.Thanks)]
    [InlineData("bye", Intent.Goodbye)]
    [InlineData("lorem ipsum", Intent.None)]
    public void The_intent_is_read(string text, Intent expected)
    {
        var meaning = Read(text);
        Assert.Equal(expected, meaning.Intent);
        Assert.True(meaning.WantsHuman < Meaning.Likely);
    }

    [Theory]
    [InlineData("yes", Answer.Yes)]
    [InlineData("Yep!", Answer.Yes)]
    [InlineData("it came yesterday", Answer.Yes)]
    [InlineData("It was delivered yesterday", Answer.Yes)]
    [InlineData("yes, a bit late", Answer.Yes)]
    [InlineData("👍", Answer.Yes)]
    [InlineData("works perfectly", Answer.Yes)]
    [InlineData("can't complain", Answer.Yes)]
    [InlineData("no", Answer.No)]
    [InlineData("nah", Answer.No)]
    [InlineData("not really", Answer.No)]
    [InlineData("not yet", Answer.No)]
    [InlineData("it hasn't arrived", Answer.No)]
    [InlineData("meh", Answer.Unsure)]
    [InlineData("not sure", Answer.Unsure)]
    [InlineData("yes and no", Answer.Unsure)]
    [InlineData("haven't tried it yet", Answer.Unsure)]
    [InlineData("what colour is it", Answer.None)]
    public void A_yes_or_no_is_read(string text, Answer expected) => Assert.Equal(expected, Read(text).Answer);

    private static Meaning Read(string text) => Rules.Read(text, Unread);
}
