namespace FollowUpBot.Dialogs.Understanding;

/// <summary>Things that a message may say, each by its phrases; a message may say several.</summary>
/// <param name="rules">By their names, in the order in which they are tried.</param>
public sealed class Phrasebook(IReadOnlyList<(string Name, PhraseRule Rule)> rules)
{
    /// <summary>A book without a phrase.</summary>
    public static Phrasebook Empty { get; } = new([]);

    /// <summary>Names of all that a message says, in the order of the book.</summary>
    public IReadOnlyList<string> NamesIn(string text)
    {
        var words = Words.Normalize(text);
        return [.. rules.Where(r => r.Rule.Matches(words)).Select(r => r.Name)];
    }

    /// <summary>The first of the book that a message says, and the words that say it; null when it says none.</summary>
    public (string Name, string Words)? FirstIn(string text)
    {
        var words = Words.Normalize(text);
        foreach (var (name, rule) in rules)
            if (rule.Find(words) is { } at) return (name, Words.Span(text, at.From, at.End));
        return null;
    }
}
