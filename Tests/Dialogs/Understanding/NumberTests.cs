using System.Globalization;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Tests.Dialogs.Understanding;

public class NumberTests
{
    private static readonly Recognisers Read = ShopContent.Load(TestHost.PromptsFolder).Content!.RecognisersFor("en");

    [Theory]
    [InlineData("7", "7")]
    [InlineData("-7.25", "-7.25")]
    [InlineData("1,250", "1250")]
    [InlineData("1,250,000.5", "1250000.5")]
    [InlineData("12 500", "12500")]
    [InlineData("0,5", "0.5")]
    [InlineData(".75", "0.75")]
    [InlineData("thirty-four", "34")]
    [InlineData("four hundred and seven", "407")]
    [InlineData("two thousand three hundred and eleven", "2311")]
    [InlineData("1.5 million", "1500000")]
    [InlineData("3k", "3000")]
    [InlineData("minus four", "-4")]
    [InlineData("a dozen", "12")]
    [InlineData("three dozen", "36")]
    [InlineData("two thirds", "0.666666666666667")]
    [InlineData("three and a half", "3.5")]
    [InlineData("3/4", "0.75")]
    [InlineData("2 ½", "2.5")]
    [InlineData("six point oh two", "6.02")]
    [InlineData("2.5e3", "2500")]
    [InlineData("one out of eight", "0.125")]
    [InlineData("７", "7")]
    [InlineData("٧", "7")]
    [InlineData("we need 3 straps and two lamps", "3 2")]
    [InlineData("the one you sent", "")]
    [InlineData("the 500ml bottle", "")]
    [InlineData("TL300", "")]
    [InlineData("someone", "")]
    public void Numbers_are_read(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read.Numbers.FindAll(text).Select(n => n.Value.ToString("G15", CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData("just me", 1)]
    [InlineData("me and my wife", 2)]
    [InlineData("my wife, two kids and me", 4)]
    [InlineData("there are five of us", 5)]
    [InlineData("2 adults and 3 children", 5)]
    [InlineData("I would like 4", 4)]
    [InlineData("two couples", 4)]
    public void People_are_counted(string text, double expected) => Assert.Equal(expected, Read.Numbers.FindCounts(text)[0].Value);

    [Fact]
    public void A_rank_is_told_from_a_number() => Assert.Equal([21, 3], Read.Numbers.FindOrdinals("the twenty-first, or the 3rd").Select(n => n.Value));

    [Theory]
    [InlineData("1")]
    [InlineData("1 ")]
    [InlineData("one and ")]
    [InlineData("two hundred ")]
    [InlineData("from 1 to ")]
    [InlineData("monday ")]
    [InlineData("((((")]
    [InlineData("a.")]
    [InlineData("1-")]
    [InlineData("1/2/")]
    [InlineData("\ud83d")]
    [InlineData("👍🏽")]
    [InlineData("me and ")]
    [InlineData("★")]
    [InlineData("a@")]
    [InlineData("http://a.")]
    public void A_megabyte_of_anything_is_read_at_once(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        foreach (var asked in Enum.GetValues<Asked>())
            Assert.NotNull(Read.Answers.Read(text, new ReadingContext(new DateTime(2026, 11, 25), asked)));
        Assert.NotNull(Contacts.FindAll(text));
    }
}
