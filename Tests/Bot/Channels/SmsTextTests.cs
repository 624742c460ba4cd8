using FollowUpBot.Bot.Channels.Sms;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>What becomes of a line on its way to a phone: its alphabet, its pieces, its end.</summary>
public class SmsTextTests
{
    private const string Host = "https://bot.example";

    [Theory]
    [InlineData("", 1, false)]
    [InlineData("Hello", 1, false)]
    [InlineData("a*160", 1, false)]
    [InlineData("a*161", 2, false)]
    [InlineData("a*306", 2, false)]
    [InlineData("a*307", 3, false)]
    [InlineData("€*80", 1, false)]
    [InlineData("€*81", 2, false)]
    [InlineData("a*152 €*1", 1, false)]
    [InlineData("a*152 €*5", 2, false)]
    [InlineData("ç*70", 1, true)]
    [InlineData("ç*71", 2, true)]
    [InlineData("ç*134", 2, true)]
    [InlineData("ç*135", 3, true)]
    [InlineData("😀*35", 1, true)]
    [InlineData("😀*36", 2, true)]
    [InlineData("😀*67", 3, true)]
    public void A_text_is_counted_in_pieces(string text, int pieces, bool unicode) => Assert.Equal(new SmsSegments(pieces, unicode), Gsm7.SegmentsOf(Repeated(text)));

    [Fact]
    public void What_counts_twice_is_not_torn_apart_between_two_pieces()
    {
        // 152 letters and one that counts twice do not fit into a piece of 153, so the last letter stands in a third.
        var text = new string('a', 152) + "€" + new string('a', 152);
        Assert.Equal(3, Gsm7.SegmentsOf(text).Count);
        Assert.Equal(2, Gsm7.SegmentsOf(text[..^1]).Count);
    }

    [Theory]
    [InlineData("“Don’t” – wait… 2\u00A0h", "\"Don't\" - wait... 2 h")]
    [InlineData("a\u00ADb\u200Bc\uFEFF → d × 2 ½", "abc -> d x 2 1/2")]
    [InlineData("Below 2 °C, at 40° turn", "Below 2 C, at 40 deg turn")]
    [InlineData("Cafe\u0301 für Ñuño", "Café für Ñuño")]
    [InlineData("€ [a] {b} ~ | ^ \\", "€ [a] {b} ~ | ^ \\")]
    public void Typography_becomes_the_alphabet_of_phones(string text, string fitted)
    {
        Assert.Equal(fitted, Gsm7.Fit(text));
        Assert.False(Gsm7.SegmentsOf(fitted).IsUnicode);
    }

    [Theory]
    [InlineData("María “says” hello")]
    [InlineData("François")]
    [InlineData("Łódź…")]
    [InlineData("😀 “hi”")]
    [InlineData("\uD83D broken")]
    public void A_letter_that_phones_lack_is_never_taken_from_a_name(string text)
    {
        Assert.Equal(text, Gsm7.Fit(text));
        Assert.True(Gsm7.SegmentsOf(text).IsUnicode);
    }

    [Fact]
    public void A_long_answer_ends_with_a_sentence_and_says_where_the_rest_stands()
    {
        var form = new Form("Questions/answered") { Citations = [new CitedSection("Manual", "Rain", "/manuals/a#rain", "/m/abcdefgh")] };
        var answer = string.Concat(Enumerable.Range(1, 60).Select(i => $"Step {i} is to press the button. "));
        var text = SmsText.Of(answer, ["Yes", "No"], form, Host);
        Assert.InRange(Gsm7.SegmentsOf(text).Count, SmsText.MostSegments - 1, SmsText.MostSegments);
        Assert.EndsWith("press the button. ... https://bot.example/m/abcdefgh\n1 Yes 2 No", text, StringComparison.Ordinal);
        Assert.Equal("Short.", SmsText.Of("Short.", [], form, Host));
    }

    [Fact]
    public void What_stands_nowhere_else_is_said_as_far_as_a_message_goes_and_no_word_is_cut()
    {
        var words = string.Join(' ', Enumerable.Range(1, 900).Select(i => $"word{i}"));
        var text = SmsText.Of(words, [], new Form("Handoff/agent-said") { WayOut = "STOP to end." }, Host);
        Assert.InRange(text.Length, SmsText.Longest - 40, SmsText.Longest);
        Assert.Matches(@"word\d+\.\.\.\nSTOP to end\.$", text);
        var last = text[..text.IndexOf("...", StringComparison.Ordinal)].Split(' ')[^1];
        Assert.Contains($" {last} ", words, StringComparison.Ordinal);

        // Without a single space it is cut between letters, and never through one.
        Assert.False(char.IsHighSurrogate(SmsText.Of(string.Concat(Enumerable.Repeat("😀", 900)), [], null, Host)[..^3][^1]));
    }

    [Fact]
    public void The_short_form_goes_before_the_text_and_the_way_out_ends_it()
    {
        var form = new Form("CheckIn/x") { Sms = "Short: [Manual](/m/abcdefgh)", WayOut = "STOP to hear no more." };
        Assert.Equal("Short: Manual (https://bot.example/m/abcdefgh)\n1 Yes 2 No\nSTOP to hear no more.", SmsText.Of("Long.", ["Yes", "No"], form, Host));
    }

    [Fact]
    public void Lists_in_lists_deeper_than_anybody_reads_are_sent_as_they_were_written()
    {
        var deep = string.Concat(Enumerable.Repeat("- ", 500)) + "end";
        Assert.EndsWith("end", SmsText.Of(deep, [], null, Host), StringComparison.Ordinal);
    }

    private static string Repeated(string pattern) =>
        pattern.Contains('*', StringComparison.Ordinal) ? string.Concat(pattern.Split(' ').Select(p => p.Split('*')).Select(p => string.Concat(Enumerable.Repeat(p[0], int.Parse(p[1]))))) : pattern;
}
