using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Insights.Themes;

/// <summary>What a theme is called until staff, or a model, find something better: one or two phrases that most of its sentences share, as the customers write them.</summary>
internal static class ThemeLabel
{
    private const int LongestPhrase = 3;

    // What fewer say may be a name, and theirs alone.
    private const int FewestCustomers = 3;

    // The first phrase is what the theme is about, so many of its sentences have it; another one must add something.
    private const double LeastOfFirst = 0.35, LeastOfNext = 0.2;

    /// <summary>The phrases, the first with a capital letter; null when the sentences share none.</summary>
    public static string? Of(IReadOnlyList<Saying> sayings, SentenceCutter cutter)
    {
        var sentences = sayings.Select(s => Phrases(s, cutter)).ToList();
        if (Best(sentences, [], LeastOfFirst * sentences.Count) is not { } first) return null;

        // One word says too little, so another that stands beside it is as good as one for the sentences without it.
        var others = first.Terms.Count > 1 ? sentences.Where(s => !s.ContainsKey(first.Key)).ToList() : sentences;
        var second = Best(others, first.Terms, (first.Terms.Count > 1 ? LeastOfNext : LeastOfFirst) * sentences.Count);
        var label = second is null ? first.Words : string.Join(", ", new[] { first, second }.OrderBy(p => sentences.Average(s => s.TryGetValue(p.Key, out var said) ? said.Place : null)).Select(p => p.Words));
        return char.ToUpperInvariant(label[0]) + label[1..];
    }

    private static Phrase? Best(IReadOnlyList<Dictionary<string, Phrase>> sentences, IReadOnlyList<uint> taken, double least)
    {
        var best = sentences.SelectMany(s => s.Values).Where(p => !p.Terms.Any(taken.Contains)).GroupBy(p => p.Key).Where(g => g.Count() >= least && g.DistinctBy(p => p.Customer).Count() >= FewestCustomers)
            .OrderByDescending(g => g.Count() * Weight(g.First().Terms.Count)).ThenByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault();
        return best is null ? null : best.First() with { Words = best.CountBy(p => p.Words).MaxBy(w => w.Value).Key };
    }

    // Two words tell more than one, three a little more.
    private static double Weight(int terms) => terms switch { 1 => 1, 2 => 1.8, _ => 2.2 };

    // Words that stand side by side, from one that says something to one that does; what stands between them may say little.
    private static Dictionary<string, Phrase> Phrases(Saying saying, SentenceCutter cutter)
    {
        var words = Words.Normalize(saying.Text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var terms = words.Select(w => Terms.Of(w) is [var term] && !cutter.IsEmpty(term) && !w.Any(char.IsDigit) ? (uint?)term : null).ToArray();
        var found = new Dictionary<string, Phrase>();
        for (var from = 0; from < words.Length; from++)
        {
            for (var to = from; to < Math.Min(words.Length, from + LongestPhrase); to++)
            {
                if (terms[from] is null || terms[to] is null || words[from..(to + 1)].Any(w => w.Any(char.IsDigit))) continue;
                var said = terms[from..(to + 1)].OfType<uint>().ToList();
                var key = string.Join(' ', said);
                found.TryAdd(key, new Phrase(key, string.Join(' ', words[from..(to + 1)]), said, from, saying.Customer));
            }
        }

        return found;
    }

    private sealed record Phrase(string Key, string Words, IReadOnlyList<uint> Terms, int Place, long Customer);
}
