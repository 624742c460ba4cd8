using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Turns;

/// <summary>What somebody means to whom answers were offered by number, and who has no button to press.</summary>
internal static class Choice
{
    /// <summary>Whoever writes more than this says something and does not choose.</summary>
    public const int Longest = 60;

    // What the grammar reads the last one as: no number of an answer.
    private const double Last = -1;

    /// <summary>The answer that is meant: by its number, its place, or its words in any case. Null when it is none, and then the message is what it says.</summary>
    public static string? Of(string text, IReadOnlyList<string> offered, Numbers numbers)
    {
        if (text.Length > Longest) return null;
        if (offered.FirstOrDefault(o => Words.Same(o, text)) is { } named) return named;

        // Where numbers are the answers themselves, a two is a two and not the second.
        if (offered.Any(o => o.Any(char.IsAsciiDigit)) || text.TrimStart().StartsWith('-')) return null;
        if (numbers.FindChoice(Words.Normalize(text)) is not { } place) return null;
        var at = place == Last ? offered.Count : place;
        return at >= 1 && at <= offered.Count && at == Math.Floor(at) ? offered[(int)at - 1] : null;
    }
}
