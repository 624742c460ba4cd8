namespace FollowUpBot.Bot.Knowledge;

/// <summary>A question as it is looked for.</summary>
/// <param name="Terms">Each term with its synonyms, and each pair of terms, with how much it says (inverse document frequency within the scope, Robertson's).</param>
/// <param name="Vector">The question's sentence vector.</param>
/// <param name="Total">The weight of all single terms.</param>
/// <param name="Known">The weight of those that stand anywhere in the scope.</param>
/// <param name="AverageLength">Of the passages in the scope.</param>
internal sealed record Query(IReadOnlyList<QueryTerm> Terms, float[] Vector, double Total, double Known, double AverageLength);

/// <summary>A term or pair of terms of a question.</summary>
/// <param name="Term">As the customer wrote it.</param>
/// <param name="Synonyms">What the manuals may call it.</param>
/// <param name="Weight">How much it says.</param>
/// <param name="IsPair">Whether it is two terms side by side.</param>
internal sealed record QueryTerm(uint Term, IReadOnlyList<uint> Synonyms, double Weight, bool IsPair)
{
    /// <summary>Whether these terms have it, by any name.</summary>
    public bool In(IReadOnlySet<uint> terms) => terms.Contains(Term) || Synonyms.Any(terms.Contains);
}

/// <summary>What speaks for a passage being the answer.</summary>
/// <param name="Words">Its BM25 score as a share of the best possible.</param>
/// <param name="Coverage">The share of the question's weight whose words it has.</param>
/// <param name="Sentence">Cosine of the sentence, or heading, that is most like the question.</param>
/// <param name="Whole">Cosine of the whole passage.</param>
/// <param name="Weight">The logarithm of how much the question says.</param>
/// <param name="Known">The share of the question's weight whose words stand anywhere in the scope.</param>
internal readonly record struct Signs(double Words, double Coverage, double Sentence, double Whole, double Weight, double Known);

/// <summary>A passage for a question: how good it is among the others, and how likely it is an answer at all.</summary>
internal sealed record Ranked(IndexedPassage Passage, double Score, double Confidence, Signs Signs);

/// <summary>
/// Puts passages into order: by their words (BM25, Robertson and Zaragoza 2009, headings threefold, pairs of words beside single ones) and by likeness of meaning
/// (the sentence that is most alike, and the passage as a whole), in shares measured on two public sets of manuals and questions.
/// </summary>
internal static class Ranking
{
    private const double Saturation = 1.2, LengthShare = 0.75;

    /// <summary>What a pair of words weighs beside a single one.</summary>
    public const double PairWeight = 0.3;

    // Another word for it is not quite the word itself.
    private const float SynonymShare = 0.5f;

    private const double WordsShare = 2.5, SentenceShare = 0.4, PassageShare = 0.3;

    // A logistic regression on the best passage's figures: answered questions of the public sets against small talk and questions about other products.
    private const double Constant = -8.81, ByWords = -0.08, ByCoverage = 4.67, BySentence = 8.13, ByPassage = 8.48, ByWeight = -0.75, ByKnown = 1.43;

    public static IReadOnlyList<Ranked> Rank(Query query, IReadOnlyCollection<IndexedPassage> passages, int most)
    {
        var all = Math.Max(query.Terms.Sum(t => t.Weight), 1e-9);
        return [.. passages.Select(p => Judge(query, p, all)).OrderByDescending(r => r.Score).ThenBy(r => r.Passage.Id).Take(most)];
    }

    /// <summary>How much a term says by standing in so few passages (inverse document frequency, Robertson's).</summary>
    public static double Rarity(int holders, int passages) => Math.Log(1 + ((Math.Max(passages - holders, 0) + 0.5) / (holders + 0.5)));

    /// <summary>What standing in a passage so often is worth, 0–1, for a passage so many times as long as the average.</summary>
    public static double Saturated(double frequency, double length) => frequency / (frequency + (Saturation * (1 - LengthShare + (LengthShare * length))));

    private static Ranked Judge(Query query, IndexedPassage passage, double all)
    {
        double words = 0, covered = 0;
        foreach (var (term, synonyms, weight, isPair) in query.Terms)
        {
            var frequency = passage.Frequency(term);
            for (var i = 0; i < synonyms.Count && frequency == 0; i++) frequency = SynonymShare * passage.Frequency(synonyms[i]);
            if (frequency == 0) continue;
            words += weight * Saturated(frequency, passage.Length / query.AverageLength);
            if (!isPair) covered += weight;
        }

        words /= all;
        covered /= Math.Max(query.Total, 1e-9);
        var whole = Vector.Similarity(query.Vector, passage.Vector(0));
        var heading = Vector.Similarity(query.Vector, passage.Vector(1));
        var sentence = 0f;
        for (var i = 2; i < passage.Vectors; i++) sentence = Math.Max(sentence, Vector.Similarity(query.Vector, passage.Vector(i)));
        var score = (WordsShare * words) + (SentenceShare * sentence) + (PassageShare * whole);
        var signs = new Signs(words, covered, Math.Max(sentence, heading), whole, Math.Log(1 + query.Total), query.Known / Math.Max(query.Total, 1e-9));
        return new Ranked(passage, score, Confidence(signs), signs);
    }

    private static double Confidence(Signs s) => 1 / (1 + Math.Exp(
        -(Constant + (ByWords * s.Words) + (ByCoverage * s.Coverage) + (BySentence * s.Sentence) + (ByPassage * s.Whole) + (ByWeight * s.Weight) + (ByKnown * s.Known))));
}
