using System.Text.RegularExpressions;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Language;

/// <summary>
/// A passage as what an answer may rest on. Sentences that do not sound like a manual — questions, words to whoever answers, sentences that have nothing
/// to do with their section — are neither shown to the model nor do they support anything: instructions that somebody planted in a document stand there.
/// </summary>
internal sealed partial class Evidence
{
    // Share of a sentence's words that the passage must have: who keeps to its words has nearly all, a digression hardly half.
    private const double Covered = 0.8;

    // Words from all over a long passage make any sentence; this share must stand together.
    private const double CoveredTogether = 0.5;

    // Shorter sentences need not share a word with the others: "No oven and no hair dryer."
    private const int ShortSentence = 5;

    private readonly List<Statement> statements = [];
    private readonly Statement heading;

    private Evidence(Passage passage, IReadOnlyList<Sentence> sentences, Dictionary<string, int> spread)
    {
        Source = passage.Source;
        heading = HeadingOf(passage);
        var kept = sentences.Where(s => !IsAddressed(s.Text) && !IsForeign(s.Statement, spread)).ToList();
        statements.AddRange(kept.Select(s => s.Statement));
        Text = string.Join('\n', kept.GroupBy(s => s.Line).Select(line => line.First().Marker + string.Join(' ', line.Select(s => s.Text))));
    }

    /// <summary>The passages of one question; they are read together, for what belongs to one subject shares its words.</summary>
    public static IReadOnlyList<Evidence> Of(IEnumerable<Passage> passages)
    {
        var read = passages.Select(p => (Passage: p, Sentences: SentencesOf(p.Text))).ToList();
        var spread = read.SelectMany(r => r.Sentences.Select(s => s.Statement).Append(HeadingOf(r.Passage))).SelectMany(s => s.Content).CountBy(word => word).ToDictionary();
        return [.. read.Select(r => new Evidence(r.Passage, r.Sentences, spread))];
    }

    public Citation Source { get; }

    /// <summary>What the model is given of the passage.</summary>
    public string Text { get; }

    /// <summary>Whether the passage says what this sentence says: its words, every number with its unit, and no "not" more or less.</summary>
    public bool Supports(Statement claim)
    {
        var named = statements.Append(heading).ToList();
        if (claim.Content.Count == 0) return false;
        if (!claim.Numbers.All(n => named.Any(s => s.Has(n))) || !claim.Codes.All(c => named.Any(s => s.Codes.Contains(c)))) return false;
        if (!claim.Restricting.All(r => statements.Any(s => s.Restricting.Contains(r)))) return false;
        var covered = claim.Content.Where(w => named.Any(s => s.Content.Contains(w))).ToList();
        if (covered.Count < Covered * claim.Content.Count) return false;
        var together = statements.Select((s, i) => claim.Content.Count(w => s.Content.Contains(w) || heading.Content.Contains(w) || (i > 0 && statements[i - 1].Content.Contains(w)))).DefaultIfEmpty().Max();
        if (together < CoveredTogether * claim.Content.Count) return false;

        // What the manual only denies is not to be affirmed, and what it does not deny is not to be denied.
        return claim.IsNegated
            ? statements.Where(s => s.IsNegated).Any(s => covered.Count(s.Content.Contains) >= Math.Min(2, covered.Count))
            : covered.All(w => heading.Content.Contains(w) || statements.Any(s => !s.IsNegated && s.Content.Contains(w)));
    }

    // Manuals tell what a thing does and what to do with it. They ask nothing, never say "I", and have nobody write, explain or translate.
    public static bool IsAddressed(string sentence) => sentence.Contains('?', StringComparison.Ordinal) || Addressed().IsMatch(sentence) || Commission().IsMatch(sentence);

    // Not a word of it stands anywhere else in what was found, though other sentences do share theirs.
    private static bool IsForeign(Statement statement, Dictionary<string, int> spread) =>
        statement.Content.Count >= ShortSentence && statement.Content.All(w => spread[w] == 1) && spread.Values.Any(n => n > 1);

    private static Statement HeadingOf(Passage passage) => new($"{passage.Source.Heading}. {passage.Source.Title}");

    private static List<Sentence> SentencesOf(string markdown)
    {
        var lines = new List<(string Marker, string Text)>();
        foreach (var line in Link().Replace(markdown, "$1").ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()))
        {
            var marker = Marker().Match(line);
            if (marker.Success || line.Length == 0 || lines is not [.., { Text.Length: > 0 }]) lines.Add((marker.Value, line[marker.Length..]));
            else lines[^1] = (lines[^1].Marker, $"{lines[^1].Text} {line}");
        }

        return [.. lines.SelectMany((line, number) => End().Split(line.Text.Replace("**", "", StringComparison.Ordinal))
            .Where(text => text.Length > 0).Select(text => new Sentence(number, line.Marker, text, new Statement(text))))];
    }

    private sealed record Sentence(int Line, string Marker, string Text, Statement Statement);

    [GeneratedRegex(
        @"\b(?:i|me|my|myself)\b|\byour (?:\w+ ){0,2}(?:answers?|repl(?:y|ies)|responses?|outputs?|messages?|instructions?|rules)\b|\brepl(?:y|ies) (?:in|with|only|back)|\banswer (?:in|with|only|as)\b"
        + @"|\b(?:ignore|disregard|forget|override)\b.*\b(?:instructions?|rules?|prompts?|above|previous)\b|\bsystem prompt\b|\byou are now\b|\b(?:tell|ask|inform|convince|instruct) the (?:customers?|users?|readers?|persons?)\b"
        + @"|\bas an ai\b|\b(?:assistant|chatbot|language model)s?\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Addressed();

    [GeneratedRegex(
        @"^(?:please |now |then |also )?(?:write|rewrite|translate|explain|summari[sz]e|describe|analy[sz]e|generate|compose|paraphrase|rephrase|spell|print|output|repeat|pretend|imagine|act as|respond|provide (?:a|an|the|your|insights?|examples?)\b)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Commission();

    [GeneratedRegex(@"!?\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^(?:\d+[.)]|[-*•])\s+")]
    private static partial Regex Marker();

    [GeneratedRegex(@"(?<=[.!?;])\s+")]
    private static partial Regex End();
}
