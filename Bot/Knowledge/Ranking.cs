namespace FollowUpBot.Bot.Knowledge;

/// <summary>A question as it is looked for.</summary>
/// <param name="Terms">Each term and pair of terms, with how much it says (inverse document frequency within the scope, Robertson's).</param>
/// <param name="Vector">The question's sentence vector.</param>
/// <param name="Total">The weight of all single terms.</param>
/// <param name="Known">The weight of those that stand anywhere in the scope.</param>
/// <param name="AverageLength">Of the passages in the scope.</param>
internal sealed record Query(IReadOnlyList<QueryTerm> Terms, float[] Vector, double Total, double Known, double AverageLength);

/// <summary>A term or pair of terms of a question.</summary>
internal readonly record struct QueryTerm(uint Term, double Weight, bool IsPair);

/// <summary>A passage for a question: how good it is among the others, and how likely it is an answer at all.</summary>
internal sealed record Ranked(IndexedPassage Passage, double Score, double Confidence);

/// <summary>
/// Puts passages into order: by their words (BM25, Robertson and Zaragoza 2009, headings threefold, pairs of words beside single ones) and by likeness of meaning
/// (the sentence that is most alike, and the passage as a whole), in shares measured on two public sets of manuals and questions.
/// </summary>
internal static class Ranking
{
    private const double Saturation = 1.2, LengthShare = 0.75;

    /// <summary>What a pair of words weighs beside a single one.</summary>
    public const double PairWeight = 0.3;

    private const double WordsShare = 2.5, SentenceShare = 0.4, PassageShare = 0.3;

    // A logistic regression on the best passage's figures: answered questions of the public sets against small talk and questions about other products.
    private const double Constant = -11.49, ByWords = 4.26, ByCoverage = 4.13, BySentence = 6.28, ByPassage = 9.67, ByWeight = 0.67, ByKnown = 0.54;

    public static IReadOnlyList<Ranked> Rank(Query query, IReadOnlyCollection<IndexedPassage> passages, int most)
    {
        var all = Math.Max(query.Terms.Sum(t => t.Weight), 1e-9);
        return [.. passages.Select(p => Judge(query, p, all)).OrderByDescending(r => r.Score).ThenBy(r => r.Passage.Id).Take(most)];
    }

    private static Ranked Judge(Query query, IndexedPassage passage, double all)
    {
        double words = 0, covered = 0;
        foreach (var (term, weight, isPair) in query.Terms)
        {
            var frequency = passage.Frequency(term);
            if (frequency == 0) continue;
            words += weight * frequency / (frequency + (Saturation * (1 - LengthShare + (LengthShare * passage.Length / query.AverageLength))));
            if (!isPair) covered += weight;
        }

        words /= all;
        covered /= Math.Max(query.Total, 1e-9);
        var whole = Vector.Similarity(query.Vector, passage.Vector(0));
        var heading = Vector.Similarity(query.Vector, passage.Vector(1));
        var sentence = 0f;
        for (var i = 2; i < passage.Vectors; i++) sentence = Math.Max(sentence, Vector.Similarity(query.Vector, passage.Vector(i)));
        var score = (WordsShare * words) + (SentenceShare * sentence) + (PassageShare * whole);
        var logit = Constant + (ByWords * words) + (ByCoverage * covered) + (BySentence * Math.Max(sentence, heading)) + (ByPassage * whole)
            + (ByWeight * Math.Log(1 + query.Total)) + (ByKnown * query.Known / Math.Max(query.Total, 1e-9));
        return new Ranked(passage, score, 1 / (1 + Math.Exp(-logit)));
    }
}
