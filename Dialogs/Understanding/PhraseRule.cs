namespace FollowUpBot.Dialogs.Understanding;

/// <summary>
/// Phrases that mean one thing. A phrase is words as <see cref="Words.Normalize"/> leaves them; <c>a|b</c> is either word, <c>*</c> up to three words,
/// <c>^</c> and <c>$</c> the beginning and the end of the message. What an <c>unless</c> phrase covers does not count: "not broken" hides "broken".
/// </summary>
public sealed class PhraseRule
{
    private const int WidestGap = 3;

    // By the words a phrase can begin with, so that a message costs as much as its own words and not as much as the list.
    private readonly Dictionary<string, List<Phrase>> phrases = [];
    private readonly Dictionary<string, List<Phrase>> unless = [];

    private readonly string text;

    /// <summary>Reads a rule; throws <see cref="FormatException"/> when a phrase is not well formed (see <see cref="Check"/>).</summary>
    public PhraseRule(IEnumerable<string> phrases, IEnumerable<string> unless)
    {
        var (all, but) = (phrases.ToList(), unless.ToList());
        Add(all, this.phrases);
        Add(but, this.unless);
        text = $"{string.Join(';', all)} unless {string.Join(';', but)}";
    }

    /// <summary>The rule as it was written, on one line.</summary>
    public override string ToString() => text;

    /// <summary>Whether the message, already normalized, has one of the phrases.</summary>
    public bool Matches(string normalized) => Find(normalized) is not null;

    /// <summary>The words of the message, already normalized, that are the first of the phrases in it: from one, before the other. Null when there is none.</summary>
    public (int From, int End)? Find(string normalized)
    {
        var words = normalized.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; unless.Count > 0 && i < words.Length; i++)
        {
            // What is hidden keeps its place, so that words around it do not become neighbours.
            for (var end = Longest(unless, words, i); end > i; end--) words[end - 1] = "";
        }

        for (var i = 0; i < words.Length; i++)
            if (Longest(phrases, words, i) is var end && end > i) return (i, end);
        return null;
    }

    /// <summary>Says what is wrong with a phrase; null when nothing is.</summary>
    public static string? Check(string phrase)
    {
        var tokens = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!tokens.Any(t => t is not ("^" or "$" or "*"))) return "the phrase has no word";
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i] == "^" && i > 0) return "'^' stands for the beginning, so it can only come first";
            if (tokens[i] == "$" && i < tokens.Length - 1) return "'$' stands for the end, so it can only come last";
            if (tokens[i] == "*" && (i == 0 || tokens[i - 1] == "^" || i == tokens.Length - 1)) return "'*' stands between words";
            if (tokens[i] is "^" or "$" or "*") continue;
            foreach (var word in tokens[i].Split('|'))
            {
                if (Words.Normalize(word) != word + " ")
                    return $"'{word}' never matches: write it as '{Words.Normalize(word).Trim()}' (lower case, no accents, no punctuation; '^', '$' and '*' stand alone)";
            }
        }

        return null;
    }

    private static void Add(IEnumerable<string> texts, Dictionary<string, List<Phrase>> byFirst)
    {
        foreach (var text in texts)
        {
            if (Check(text) is { } fault) throw new FormatException(fault);
            var tokens = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var parts = tokens.Where(t => t is not ("^" or "$")).Select(t => t == "*" ? null : t.Split('|')).ToList();
            var phrase = new Phrase(tokens[0] == "^", tokens[^1] == "$", parts);
            foreach (var first in parts[0]!.Distinct())
            {
                if (!byFirst.TryGetValue(first, out var list)) byFirst[first] = list = [];
                list.Add(phrase);
            }
        }
    }

    private static int Longest(Dictionary<string, List<Phrase>> rules, string[] words, int start)
    {
        var longest = 0;
        if (!rules.TryGetValue(words[start], out var candidates)) return longest;
        foreach (var phrase in candidates)
            if (!phrase.AtStart || start == 0) longest = Math.Max(longest, End(phrase, 0, words, start));
        return longest;
    }

    // Where the phrase ends when its part stands at this word; 0 when it does not.
    private static int End(Phrase phrase, int part, string[] words, int at)
    {
        if (part == phrase.Parts.Count) return !phrase.AtEnd || at == words.Length ? at : 0;
        if (phrase.Parts[part] is { } choices)
            return at < words.Length && choices.Contains(words[at]) ? End(phrase, part + 1, words, at + 1) : 0;
        for (var gap = 0; gap <= WidestGap; gap++)
            if (End(phrase, part + 1, words, at + gap) is var end and > 0) return end;
        return 0;
    }

    // A part is the words it may be, or null for a gap.
    private sealed record Phrase(bool AtStart, bool AtEnd, IReadOnlyList<string[]?> Parts);
}
