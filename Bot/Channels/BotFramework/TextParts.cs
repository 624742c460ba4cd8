namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Cuts a text that is too large for a channel.</summary>
internal static class TextParts
{
    private const int Shortest = 200;

    // The best place to cut first.
    private static readonly string[] Places = ["\n\n", "\n", ". ", "? ", "! ", " "];

    /// <summary>Two parts of about the same length, cut where one would breathe; null when the text is too short for that to help.</summary>
    public static (string First, string Second)? Halve(string text)
    {
        if (text.Length < Shortest) return null;
        var (from, span) = (text.Length / 4, text.Length / 2);
        foreach (var place in Places)
        {
            // The place nearest to the middle.
            var (before, after) = (text.LastIndexOf(place, text.Length / 2, (text.Length / 2) - from, StringComparison.Ordinal), text.IndexOf(place, text.Length / 2, span / 2, StringComparison.Ordinal));
            var cut = before < 0 ? after : after < 0 || (text.Length / 2) - before <= after - (text.Length / 2) ? before : after;
            if (cut >= 0) return (text[..(cut + place.TrimEnd().Length)].TrimEnd(), text[(cut + place.Length)..].TrimStart());
        }

        var middle = text.Length / 2;
        if (char.IsLowSurrogate(text[middle])) middle--;
        return (text[..middle], text[middle..]);
    }
}
