using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>One quotable piece of a section.</summary>
/// <param name="Text">Its Markdown, list marker included.</param>
/// <param name="Kind">Where it stands.</param>
/// <param name="Block">Number of the paragraph or list it belongs to.</param>
internal sealed record Sentence(string Text, SentenceKind Kind, int Block);

internal enum SentenceKind
{
    Prose,
    Bullet,
    Step,
}

/// <summary>Cuts the Markdown of a section into sentences and list entries, so that an answer can quote as little as answers.</summary>
internal static partial class Passages
{
    // An answer longer than this is not read; the link opens the rest.
    private const int LongestQuote = 600;

    public static IReadOnlyList<Sentence> Split(string section)
    {
        var sentences = new List<Sentence>();
        var block = 0;
        foreach (var paragraph in section.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var prose = new List<string>();
            foreach (var line in paragraph.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var kind = Step().IsMatch(line) ? SentenceKind.Step : Bullet().IsMatch(line) ? SentenceKind.Bullet : SentenceKind.Prose;
                if (kind == SentenceKind.Prose) prose.Add(line.Trim());
                else sentences.Add(new Sentence(line.Trim(), kind, block));
            }

            sentences.AddRange(End().Split(string.Join(' ', prose)).Where(s => s.Length > 0).Select(s => new Sentence(s, SentenceKind.Prose, block)));
            block++;
        }

        return sentences;
    }

    /// <summary>The quote around the sentence that answers best: a step brings its whole procedure in order, a sentence the one after it.</summary>
    /// <param name="sentences">The section.</param>
    /// <param name="best">Positions of the sentences that answer, best first.</param>
    /// <param name="procedure">Whether a way to do something was asked for.</param>
    public static string Quote(IReadOnlyList<Sentence> sentences, IReadOnlyList<int> best, bool procedure)
    {
        var first = sentences[best[0]];
        var steps = sentences.Where(s => s.Kind == SentenceKind.Step).ToList();
        if (steps.Count > 0 && (procedure || first.Kind == SentenceKind.Step))
        {
            var block = first.Kind == SentenceKind.Step ? first.Block : steps[0].Block;
            var list = string.Join('\n', steps.Where(s => s.Block == block).Select(s => s.Text));
            var lead = first.Kind == SentenceKind.Prose ? first : sentences.LastOrDefault(s => s.Kind == SentenceKind.Prose && s.Block == block - 1);
            if ((lead?.Text.Length ?? 0) + list.Length <= LongestQuote) return lead is null ? list : $"{lead.Text}\n\n{list}";
        }

        var chosen = best.Take(2).ToHashSet();
        if (first.Kind == SentenceKind.Prose && best[0] + 1 < sentences.Count && sentences[best[0] + 1] is { Kind: SentenceKind.Prose } next && next.Block == first.Block)
            chosen = [best[0], best[0] + 1];
        var picked = chosen.Order().Select(i => sentences[i]).ToList();
        var text = string.Join(picked.Any(s => s.Kind != SentenceKind.Prose) ? "\n\n" : " ", picked.Select(s => s.Text));
        return text.Length <= LongestQuote ? text : first.Text;
    }

    [GeneratedRegex(@"^\s*\d+\.\s")]
    private static partial Regex Step();

    [GeneratedRegex(@"^\s*[-*]\s")]
    private static partial Regex Bullet();

    [GeneratedRegex(@"(?<=[.!?])\s+(?=[\p{Lu}""(])")]
    private static partial Regex End();
}
