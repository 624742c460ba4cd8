using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Tests.Dialogs.Understanding;

/// <summary>Where somebody wants to be written to, as they say it.</summary>
public class PlaceTests
{
    private static readonly MessageRules Rules = ShopContent.Load(TestHost.PromptsFolder).Content!.Rules["en"];

    [Theory]
    [InlineData("text me")]
    [InlineData("Text me instead please")]
    [InlineData("can you text me?")]
    [InlineData("could you just text me the answer")]
    [InlineData("pls sms me")]
    [InlineData("I'd rather get texts")]
    [InlineData("I prefer text messages")]
    [InlineData("send it to me by text")]
    [InlineData("send me a text when you know")]
    [InlineData("via sms please")]
    [InlineData("text me at +34 600 000 002")]
    public void By_text(string message) => Assert.Equal((ReachPlace.Text, Intent.Reach), (Rules.Read(message).ReachOn!.Value, Rules.Read(message).Intent));

    [Theory]
    [InlineData("write to me on Teams")]
    [InlineData("in Teams please")]
    [InlineData("I prefer Teams")]
    [InlineData("can you message me via teams instead?")]
    public void In_Teams(string message) => Assert.Equal(ReachPlace.Teams, Rules.Read(message).ReachOn);

    [Theory]
    [InlineData("write me in the chat please")]
    [InlineData("on your website instead")]
    [InlineData("switch to the web chat")]
    public void In_the_chat_on_the_page(string message) => Assert.Equal(ReachPlace.WebChat, Rules.Read(message).ReachOn);

    [Theory]
    [InlineData("write to me here")]
    [InlineData("please message me here instead")]
    [InlineData("here instead please")]
    public void Here(string message) => Assert.Equal(ReachPlace.Here, Rules.Read(message).ReachOn);

    [Theory]
    [InlineData("nobody texts me back")]
    [InlineData("why did you text me")]
    [InlineData("you texted me twice yesterday")]
    [InlineData("I got a text from you")]
    [InlineData("chat with a person please")]
    [InlineData("is anybody here?")]
    [InlineData("our teams use it every day")]
    [InlineData("does it work with Teams?")]
    [InlineData("the text on the label is tiny")]
    [InlineData("I like it here in the mountains")]
    [InlineData("the lamp is here")]
    public void Nothing_of_the_kind(string message) => Assert.Null(Rules.Read(message).ReachOn);

    [Theory]
    [InlineData("dont text me")]
    [InlineData("stop texting me")]
    [InlineData("Please don't text me any more")]
    public void Stop_goes_first(string message) => Assert.Equal(Intent.Stop, Rules.Read(message).Intent);
}
