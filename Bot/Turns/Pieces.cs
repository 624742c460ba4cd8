namespace FollowUpBot.Bot.Turns;

/// <summary>A text that is longer than its channel takes, in several: at the end of a line or a sentence, or at least of a word.</summary>
internal static class Pieces
{
    private static readonly string[] Ends = ["\n", ". ", "! ", "? "];

    public static IReadOnlyList<string> Of(string text, int longest)
    {
        var pieces = new List<string>();
        for (text = text.Trim(); text.Length > longest; text = text[pieces[^1].Length..].TrimStart()) pieces.Add(text[..EndOf(text, longest)]);
        pieces.Add(text);
        return pieces;
    }

    private static int EndOf(string text, int longest)
    {
        var end = Ends.Max(e => text.LastIndexOf(e, longest - 1, StringComparison.Ordinal) + 1);
        if (end > longest / 2) return end;
        if (text.LastIndexOf(' ', longest - 1) is var space && space > longest / 2) return space;
        return char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
    }
}
