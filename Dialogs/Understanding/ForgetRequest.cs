using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>Finds what a wish to forget means: everything, what was told last, or what shares its words.</summary>
/// <param name="everything">How the language says that all is meant.</param>
/// <param name="last">How it says that the last is meant: "that".</param>
public sealed class ForgetRequest(PhraseRule everything, PhraseRule last)
{
    // Words that nothing is told by.
    private const int ShortestWord = 4;

    /// <summary>A language without such rules.</summary>
    public static ForgetRequest None { get; } = new(new PhraseRule([], []), new PhraseRule([], []));

    /// <summary>Numbers of the memories that are meant; empty when it is not clear.</summary>
    public IReadOnlyList<int> In(string text, IReadOnlyList<Memory> memories)
    {
        var words = Words.Normalize(text);
        if (everything.Matches(words)) return [.. memories.Select(m => m.Id)];
        var said = TellingWords(words);
        var shared = memories
            .Select(m => (m.Id, Count: TellingWords(Words.Normalize($"{m.Words} {m.Kind}")).Count(w => said.Any(s => Alike(s, w)))))
            .Where(m => m.Count > 0)
            .ToList();
        if (shared.Count > 0) return [.. shared.Where(s => s.Count == shared.Max(m => m.Count)).Select(s => s.Id)];
        return last.Matches(words) && memories.Count > 0 ? [memories[^1].Id] : [];
    }

    private static List<string> TellingWords(string words) => [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length >= ShortestWord).Distinct()];

    // "Friday" means "Fridays", and "allergy" means "allergic".
    private static bool Alike(string one, string other) => one.AsSpan().CommonPrefixLength(other) >= Math.Max(ShortestWord, Math.Min(one.Length, other.Length) - 2);
}
