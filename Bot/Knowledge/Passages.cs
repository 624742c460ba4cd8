using System.Text.RegularExpressions;
using FollowUpBot.Bot.Language;

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

    /// <summary>The words of a piece of Markdown: on one line, without list markers, emphasis and the addresses of links.</summary>
    public static string Plain(string markdown)
    {
        var lines = markdown.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(l => Marker().Replace(l, ""));
        return Emphasis().Replace(Link().Replace(string.Join(' ', lines), "$1"), "");
    }

    /// <summary>The quote that answers: the sentences of the window, or the whole procedure, its steps in order.</summary>
    /// <param name="sentences">The section.</param>
    /// <param name="window">First and last of the sentences that hold the answer.</param>
    /// <param name="wholeProcedure">Whether a way to do what the section is about was asked for.</param>
    public static string Quote(IReadOnlyList<Sentence> sentences, (int First, int Last) window, bool wholeProcedure)
    {
        if (wholeProcedure && ProcedureOf(sentences) is { } procedure) return procedure;
        var (first, last) = window;
        if (last > first && LeadInOf(sentences, last) == first) return $"{sentences[first].Text}\n\n{sentences[last].Text}";

        // One sentence of a paragraph is often half of what it says.
        if (first == last && IsProse(first) && IsProse(first + 1) && sentences[first + 1].Block == sentences[first].Block && !sentences[first + 1].Text.EndsWith(':') && !Evidence.IsAddressed(sentences[first + 1].Text)) last++;

        // A lead-in brings its list.
        if (IsProse(last) && sentences[last].Text.EndsWith(':'))
            while (last + 1 < sentences.Count && sentences[last + 1].Kind != SentenceKind.Prose) last++;

        var picked = sentences.Skip(first).Take(last - first + 1).ToList();
        if (picked.Count == 1 || picked.Sum(s => s.Text.Length) > LongestQuote) return Bare(picked[0]);
        var prose = string.Join(' ', picked.Where(s => s.Kind == SentenceKind.Prose).Select(s => s.Text));
        var list = string.Join('\n', picked.Where(s => s.Kind != SentenceKind.Prose).Select(s => s.Text));
        return list.Length == 0 ? prose : $"{prose}\n\n{list}";

        bool IsProse(int at) => at < sentences.Count && sentences[at].Kind == SentenceKind.Prose;
    }

    /// <summary>The sentence, ending in a colon, under which a bullet stands; null for any other sentence.</summary>
    public static int? LeadInOf(IReadOnlyList<Sentence> sentences, int position)
    {
        if (sentences[position].Kind != SentenceKind.Bullet) return null;
        var above = position - 1;
        while (above >= 0 && sentences[above].Kind == SentenceKind.Bullet) above--;
        return above >= 0 && sentences[above] is { Kind: SentenceKind.Prose } lead && lead.Text.EndsWith(':') ? above : null;
    }

    private static string? ProcedureOf(IReadOnlyList<Sentence> sentences)
    {
        var steps = sentences.Where(s => s.Kind == SentenceKind.Step).ToList();
        if (steps.Count == 0) return null;
        var list = string.Join('\n', steps.Where(s => s.Block == steps[0].Block).Select(s => s.Text));
        var lead = sentences.LastOrDefault(s => s.Kind == SentenceKind.Prose && s.Block < steps[0].Block)?.Text;
        var whole = lead is null ? list : $"{lead}\n\n{list}";
        return whole.Length <= LongestQuote ? whole : list.Length <= LongestQuote ? list : null;
    }

    // A step or bullet that is quoted alone is a sentence, not a list of one.
    private static string Bare(Sentence sentence) => sentence.Kind == SentenceKind.Prose ? sentence.Text : Marker().Replace(sentence.Text, "");

    [GeneratedRegex(@"^\s*\d+\.\s")]
    private static partial Regex Step();

    [GeneratedRegex(@"^\s*[-*]\s")]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^\s*(?:\d+\.|[-*])\s+")]
    private static partial Regex Marker();

    [GeneratedRegex(@"(?<=[.!?])\s+(?=[\p{Lu}""(])")]
    private static partial Regex End();

    [GeneratedRegex(@"!?\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`|\\(?=[\\`*_{}\[\]()#+\-.!|<>])")]
    private static partial Regex Emphasis();
}
