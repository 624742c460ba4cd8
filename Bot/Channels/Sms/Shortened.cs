namespace FollowUpBot.Bot.Channels.Sms;

/// <summary>A text that is too long for a phone, cut at the end of a sentence, or at least of a word.</summary>
internal static class Shortened
{
    private const string Cut = "...";

    /// <param name="said">What was said.</param>
    /// <param name="ending">What must stand at its end, whatever becomes of the rest.</param>
    /// <param name="more">Where the rest can be read; null when it stands nowhere else, and then all is said that a message can hold.</param>
    public static string Of(string said, string ending, string? more)
    {
        if (Fits(said + ending, more)) return said + ending;
        var rest = (more is null ? Cut : $"{Cut} {more}") + ending;

        // More than this cannot fit, in pieces of seven bits as little as in one message.
        var room = Math.Min(said.Length, SmsText.Longest);
        var ends = Enumerable.Range(1, room).Where(i => i == said.Length || char.IsWhiteSpace(said[i])).ToList();
        var words = Longest(ends.Count, i => ends[i], end => Fits($"{said[..end]} {rest}", more));
        var sentence = ends.FindLast(end => end <= words && EndsSentence(said, end));

        // A first sentence that is long, or a word that is longer than a message, is not left out altogether.
        var at = sentence * 2 > words ? sentence : words;
        if (at == 0) at = Longest(room, i => char.IsHighSurrogate(said[i]) ? i : i + 1, end => Fits(said[..end] + rest, more));
        return said[..at].TrimEnd() is var kept && at == sentence ? $"{kept} {rest}" : kept + rest;
    }

    private static bool Fits(string text, string? more) => text.Length <= SmsText.Longest && (more is null || Gsm7.SegmentsOf(text).Count <= SmsText.MostSegments);

    private static bool EndsSentence(string said, int end)
    {
        if (end < said.Length && said[end] == '\n') return true;
        var last = said[end - 1] is '"' or ')' && end > 1 ? said[end - 2] : said[end - 1];
        return last is '.' or '!' or '?' or ':';
    }

    // The last of so many ends, in their order, up to which it fits; 0 when it fits up to none. Halved each time: what fits, fits shorter too.
    private static int Longest(int ends, Func<int, int> endAt, Func<int, bool> fits)
    {
        var (fitting, beyond) = (-1, ends);
        while (beyond - fitting > 1)
        {
            var middle = (fitting + beyond) / 2;
            if (fits(endAt(middle))) fitting = middle;
            else beyond = middle;
        }

        return fitting < 0 ? 0 : endAt(fitting);
    }
}
