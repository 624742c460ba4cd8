namespace FollowUpBot.Bot.Knowledge;

/// <summary>Puts right the words of a question that stand in no document, by the nearest word that does.</summary>
internal sealed class Spelling
{
    // Shorter words have too many neighbours; longer ones may carry two slips.
    private const int Shortest = 5, TwoSlipsFrom = 9;

    private readonly HashSet<string> known;
    private readonly ILookup<char, (string Word, string Stem)> byFirst;

    public Spelling(IReadOnlyCollection<string> words)
    {
        known = [.. words];
        byFirst = words.Where(w => w.Length >= Shortest - 1).OrderBy(w => w, StringComparer.Ordinal).ToLookup(w => w[0], w => (w, PorterStemmer.Stem(w)));
    }

    /// <summary>The word itself, or the one it was most likely meant to be.</summary>
    public string Correct(string word)
    {
        if (word.Length < Shortest || known.Contains(word) || word.Any(char.IsDigit)) return word;
        var (best, slips) = (word, word.Length >= TwoSlipsFrom ? 3 : 2);
        var stem = PorterStemmer.Stem(word);
        foreach (var (other, itsStem) in byFirst[word[0]])
        {
            if (Math.Abs(other.Length - word.Length) >= slips) continue;

            // Another form of the same word is no slip.
            if (itsStem == stem) return word;
            if (Distance(word, other, slips) is var distance && distance < slips) (best, slips) = (other, distance);
        }

        return best;
    }

    // Insertions, deletions, changes and swapped neighbours (Damerau 1964).
    private static int Distance(string one, string other, int enough)
    {
        Span<int> before = stackalloc int[other.Length + 1], last = stackalloc int[other.Length + 1], now = stackalloc int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++) last[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            now[0] = i;
            var least = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = one[i - 1] == other[j - 1] ? 0 : 1;
                now[j] = Math.Min(Math.Min(last[j] + 1, now[j - 1] + 1), last[j - 1] + change);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) now[j] = Math.Min(now[j], before[j - 2] + 1);
                least = Math.Min(least, now[j]);
            }

            if (least >= enough) return enough;
            last.CopyTo(before);
            now.CopyTo(last);
        }

        return last[other.Length];
    }
}
