using FollowUpBot.Bot.Language;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>Finds the one to three sentences of a passage that answer.</summary>
internal static class Quotes
{
    // Likeness of meaning beside the share of the question's words that a sentence holds.
    private const double LikenessShare = 0.7;

    // A second sentence must bring something to be quoted.
    private const double ForASecond = 0.08;

    /// <summary>The quote for a question, as Markdown.</summary>
    public static string Of(Query query, IndexedPassage passage, string question)
    {
        var sentences = passage.Sentences;
        if (sentences.Count == 0) return passage.Text;
        var held = sentences.Select(s => Terms.Of(s.Text).ToHashSet()).ToList();
        var (window, weight) = Best(query, passage, held);
        var single = query.Terms.Where(t => !t.IsPair).ToList();
        var headingAnswers = single.Where(t => t.In(passage.HeadingTerms)).Sum(t => t.Weight) >= weight / 2;
        return Passages.Quote(sentences, window, wholeProcedure: headingAnswers && Terms.AsksHow(question));
    }

    /// <summary>The sentence of these passages, best first, that answers the second half of a question and was not part of the answer to the first; null when there is none.</summary>
    public static (IndexedPassage Passage, string Quote)? OfSecondHalf(Query half, Query whole, IEnumerable<IndexedPassage> passages, string told)
    {
        (IndexedPassage Passage, int Sentence, double Score)? best = null;
        foreach (var passage in passages)
        {
            for (var i = 0; i < passage.Sentences.Count; i++)
            {
                var text = passage.Sentences[i].Text;
                if (Evidence.IsAddressed(text) || told.Contains(text, StringComparison.Ordinal)) continue;
                var terms = Terms.Of(text).ToHashSet();
                var weight = half.Terms.Where(t => !t.IsPair && t.In(terms)).Sum(t => t.Weight);
                if (weight < half.Total / 5) continue;
                var score = (weight / Math.Max(half.Total, 1e-9)) + Likeness(whole, passage, i);
                if (best is null || score > best.Value.Score) best = (passage, i, score);
            }

            // What stands beside the first answer is more likely meant than what stands elsewhere.
            if (best is not null) break;
        }

        return best is not var (found, at, _) ? null : (found, Passages.Quote(found.Sentences, (Passages.LeadInOf(found.Sentences, at) ?? at, at), wholeProcedure: false));
    }

    private static double Likeness(Query query, IndexedPassage passage, int sentence) => sentence + 2 < passage.Vectors ? Vector.Similarity(query.Vector, passage.Vector(sentence + 2)) : 0;

    private static ((int First, int Last) Window, double Weight) Best(Query query, IndexedPassage passage, List<HashSet<uint>> held)
    {
        var sentences = passage.Sentences;
        var total = Math.Max(query.Total, 1e-9);
        ((int First, int Last) Window, double Score, double Weight) best = ((0, 0), double.MinValue, 0);
        for (var i = 0; i < sentences.Count; i++)
        {
            // What speaks to a program and not to a reader was planted, or is no answer.
            if (Evidence.IsAddressed(sentences[i].Text)) continue;
            Offer(i, i, 0);

            // A bullet is read under its lead-in: "The filter does not remove:" belongs to every entry below it.
            if (Passages.LeadInOf(sentences, i) is { } lead) Offer(lead, i, 0);
            if (i + 1 < sentences.Count && sentences[i].Block == sentences[i + 1].Block && sentences[i].Kind == SentenceKind.Prose && !Evidence.IsAddressed(sentences[i + 1].Text)) Offer(i, i + 1, ForASecond);
        }

        return (best.Window, best.Weight);

        void Offer(int first, int last, double cost)
        {
            var weight = query.Terms.Where(t => !t.IsPair && (t.In(held[first]) || t.In(held[last]))).Sum(t => t.Weight);
            var likeness = Math.Max(Likeness(query, passage, first), Likeness(query, passage, last));
            var score = (weight / total) + (LikenessShare * likeness) - cost;
            if (score > best.Score + 1e-9) best = ((first, last), score, weight);
        }
    }
}
