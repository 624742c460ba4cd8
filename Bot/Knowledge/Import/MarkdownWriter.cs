using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Knowledge.Import;

/// <summary>Writes what every format is turned into: headings, paragraphs, list entries on one line each, tables as rows.</summary>
internal sealed partial class MarkdownWriter
{
    private readonly StringBuilder text = new();
    private bool inList;

    /// <summary>The first heading written; null before.</summary>
    public string? FirstHeading { get; private set; }

    /// <summary>Whether anything was written below a heading.</summary>
    public bool HasText { get; private set; }

    public void Heading(int level, string words)
    {
        words = OneLine(words);
        if (words.Length == 0) return;
        FirstHeading ??= words;
        Block($"{new string('#', Math.Clamp(level, 1, 6))} {words}");
    }

    public void Paragraph(string words)
    {
        words = OneLine(words);
        if (words.Length == 0) return;
        HasText = true;
        Block(Harmless(words));
    }

    /// <param name="depth">From 0.</param>
    /// <param name="number">Of a step; null for a bullet.</param>
    /// <param name="words">The entry.</param>
    public void Item(int depth, int? number, string words)
    {
        words = OneLine(words);
        if (words.Length == 0) return;
        HasText = true;
        var line = $"{new string(' ', Math.Clamp(depth, 0, 8) * 3)}{(number is null ? "-" : $"{number}.")} {words}";
        if (inList) text.Append('\n').Append(line);
        else Block(line);
        inList = true;
    }

    /// <param name="rows">Cells by row.</param>
    /// <param name="header">Whether the first row names the columns.</param>
    public void Table(IReadOnlyList<IReadOnlyList<string>> rows, bool header)
    {
        var filled = rows.Select(r => r.Select(c => OneLine(c).Replace("|", "\\|", StringComparison.Ordinal)).ToList()).Where(r => r.Any(c => c.Length > 0)).ToList();
        if (filled.Count == 0) return;
        var columns = filled.Max(r => r.Count);

        // One column is layout, not data.
        if (columns == 1)
        {
            foreach (var row in filled) Paragraph(row[0]);
            return;
        }

        HasText = true;
        var lines = filled.ConvertAll(r => Row([.. r, .. Enumerable.Repeat("", columns - r.Count)]));
        lines.Insert(header ? 1 : 0, Row(Enumerable.Repeat("---", columns)));
        if (!header) lines.Insert(0, Row(Enumerable.Repeat("", columns)));
        Block(string.Join('\n', lines));
    }

    /// <summary>Lines kept as they are. None of them can be taken for a heading or end the block.</summary>
    public void Code(string lines)
    {
        var kept = lines.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0).Select(l => l[0] == '#' || l.StartsWith("```", StringComparison.Ordinal) ? " " + l : l).ToList();
        if (kept.Count == 0) return;
        HasText = true;
        Block($"```\n{string.Join('\n', kept)}\n```");
    }

    public override string ToString() => text.ToString();

    /// <summary>A text on one line, its spaces single.</summary>
    public static string OneLine(string words) => Spaces().Replace(words, " ").Trim();

    private void Block(string block)
    {
        if (text.Length > 0) text.Append("\n\n");
        text.Append(block);
        inList = false;
    }

    // "#4 screws" at the start of a paragraph is no heading.
    private static string Harmless(string words) => words[0] == '#' ? "\\" + words : words;

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
