using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>
/// Goes through Markdown line by line. The words stay as they were written, because answers quote them; only the frame becomes uniform:
/// headings, steps and cells are found by one cutter, whatever way of writing them the author chose.
/// </summary>
internal sealed partial class MarkdownBlocks(MarkdownWriter writer, string[] lines, CancellationToken cancel)
{
    // A longer line is no heading, step or cell that anyone wrote.
    private const int LongestLine = 20_000;

    private readonly MarkdownInline inline = MarkdownInline.For(lines);
    private readonly MarkdownHtml html = new();
    private readonly StringBuilder open = new();
    private readonly List<(int Indent, int Number)> counts = [];
    private (int Depth, int? Number)? item;
    private bool noMoreComments;
    private int at;

    public void Write()
    {
        for (at = 0; at < lines.Length; at++)
        {
            cancel.ThrowIfCancellationRequested();
            WithoutComments();
            var line = Unquoted(lines[at]);
            if (line.Length == 0 || string.IsNullOrWhiteSpace(line)) BlankLine();
            else if (line.Length > LongestLine) Add(line);
            else if (Fence().Match(line) is { Success: true } fence) Code(fence.Groups["fence"].Value);
            else if (line[0] is '#' or ' ' && Atx().Match(line) is { Success: true } atx) Heading(atx.Groups["level"].Length, atx.Groups["words"].Value);
            else if (open.Length > 0 && item is null && Underline().Match(line) is { Success: true } under) Heading(under.Groups["bar"].Value[0] == '=' ? 1 : 2, Taken());
            else if (Rule().IsMatch(line) || Fenced().IsMatch(line)) Close();
            else if (inline.IsDefinition(line)) continue;
            else if (at + 1 < lines.Length && line.Contains('|', StringComparison.Ordinal) && Delimiter().IsMatch(Unquoted(lines[at + 1]))) Table();
            else if (html.BlockAt(lines, at) is { } block) Html(block);
            else if (Entry().Match(line) is { Success: true } entry) Item(entry);
            else if (item is null && open.Length == 0 && IsIndented(line)) IndentedCode();
            else Add(line);
        }

        Close();
    }

    private void Add(string line) => open.Append(open.Length > 0 ? " " : "").Append(line.Trim().TrimEnd('\\'));

    private void Heading(int level, string words)
    {
        Close();
        writer.Heading(level, MarkdownInline.WithoutEmphasis(inline.Of(HeadingId().Replace(words, ""))));
    }

    private void BlankLine()
    {
        // What is indented below an empty line still belongs to the entry above it.
        var next = at + 1;
        while (next < lines.Length && string.IsNullOrWhiteSpace(lines[next])) next++;
        if (item is not null && next < lines.Length && lines[next].StartsWith("  ", StringComparison.Ordinal)) return;
        Close();
    }

    private void Code(string fence)
    {
        Close();
        var code = new StringBuilder();
        while (++at < lines.Length && !IsEnd(lines[at])) code.Append(lines[at]).Append('\n');
        writer.Code(code.ToString());

        bool IsEnd(string line) => line.Trim() is var bare && bare.Length >= fence.Length && bare.All(c => c == fence[0]);
    }

    private void IndentedCode()
    {
        var code = new StringBuilder();
        for (; at < lines.Length && (IsIndented(lines[at]) || string.IsNullOrWhiteSpace(lines[at])); at++) code.Append(lines[at].Length > 4 ? lines[at][(lines[at][0] == '\t' ? 1 : 4)..] : "").Append('\n');
        at--;
        writer.Code(code.ToString());
    }

    private void Html((int Last, string Text) block)
    {
        Close();
        HtmlFormat.Write(writer, block.Text);
        at = block.Last;
    }

    private void Table()
    {
        Close();
        var rows = new List<IReadOnlyList<string>> { Cells(Unquoted(lines[at])) };
        for (at += 2; at < lines.Length && lines[at].Contains('|', StringComparison.Ordinal); at++) rows.Add(Cells(Unquoted(lines[at])));
        at--;
        writer.Table(rows, header: rows[0].Any(c => c.Length > 0));
    }

    private void Item(Match entry)
    {
        Close();
        var indent = entry.Groups["indent"].Value.Replace("\t", "    ", StringComparison.Ordinal).Length;
        counts.RemoveAll(c => c.Indent > indent);
        var depth = counts.Count(c => c.Indent < indent - 1);
        var number = entry.Groups["number"] is { Success: true } typed ? int.Parse(typed.Value, CultureInfo.InvariantCulture) : (int?)null;
        var same = counts.FindIndex(c => c.Indent >= indent - 1);

        // "1. 1. 1." is read by browsers as 1, 2, 3.
        if (number is not null && same >= 0 && counts[same].Number >= number && number <= 1) number = counts[same].Number + 1;
        if (same >= 0) counts.RemoveRange(same, counts.Count - same);
        counts.Add((indent, number ?? -1));
        item = (depth, number);
        open.Append(entry.Groups["words"].Value.Trim());
    }

    private void Close()
    {
        var words = inline.Of(Taken());
        if (item is var (depth, number))
        {
            writer.Item(depth, number, words);
        }
        else if (words.Length > 0)
        {
            writer.Paragraph(words);
            counts.Clear();
        }

        item = null;
    }

    private string Taken()
    {
        var words = open.ToString();
        open.Clear();
        return words;
    }

    // A comment is not read by anyone. One that is never closed hides the rest of the page if it begins a line; elsewhere it is a slip.
    private void WithoutComments()
    {
        while (!noMoreComments && lines[at].IndexOf("<!--", StringComparison.Ordinal) is >= 0 and var start)
        {
            var last = at;
            while (last < lines.Length && lines[last].IndexOf("-->", last == at ? start + 4 : 0, StringComparison.Ordinal) < 0) last++;
            if (last == lines.Length && lines[at].TrimStart().StartsWith("<!--", StringComparison.Ordinal)) last--;
            noMoreComments = last == lines.Length;
            if (noMoreComments) return;
            var end = lines[last].IndexOf("-->", last == at ? start + 4 : 0, StringComparison.Ordinal);
            var rest = lines[at][..start] + (end < 0 ? "" : lines[last][(end + 3)..]);
            at = last;
            lines[at] = rest;
        }
    }

    private static List<string> SplitCells(string row) => [.. CellEnd().Split(row).Select(c => c.Replace("\\|", "|", StringComparison.Ordinal).Trim())];

    private IReadOnlyList<string> Cells(string row)
    {
        row = row.Trim();
        if (row.StartsWith('|')) row = row[1..];
        if (row.EndsWith('|') && !row.EndsWith("\\|", StringComparison.Ordinal)) row = row[..^1];
        return SplitCells(row).ConvertAll(inline.Of);
    }

    private static string Unquoted(string line) => line.Length > 0 && line.TrimStart().StartsWith('>') ? Alert().Replace(Quote().Replace(line, ""), "${kind}:") : line;

    private static bool IsIndented(string line) => line.StartsWith("    ", StringComparison.Ordinal) || line.StartsWith('\t');

    [GeneratedRegex(@"^\s*(?<fence>`{3,}|~{3,})[^`]*$")]
    private static partial Regex Fence();

    // Without the space only two and more: "#1 choice" is text.
    [GeneratedRegex(@"^ {0,3}(?<level>#{1,6})(?:(?:[ \t]+|(?<=##)(?=\p{L}))(?<words>.*?))?(?:[ \t]+#+)?[ \t]*$")]
    private static partial Regex Atx();

    [GeneratedRegex(@"^ {0,3}(?<bar>=+|-{2,})\s*$")]
    private static partial Regex Underline();

    [GeneratedRegex(@"^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")]
    private static partial Regex Rule();

    // Marks of site generators: ":::warning", "{% include x %}".
    [GeneratedRegex(@"^\s*(?::{3,}.*|\{%.*%\})\s*$")]
    private static partial Regex Fenced();

    [GeneratedRegex(@"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$|^\s*\|\s*:?-+:?\s*\|\s*$")]
    private static partial Regex Delimiter();

    [GeneratedRegex(@"^(?<indent>[ \t]*)(?:[-*+]|(?<number>[0-9]{1,9})[.)])[ \t]+(?<words>\S.*)$")]
    private static partial Regex Entry();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellEnd();

    [GeneratedRegex(@"^[ \t]*(?:> ?)+")]
    private static partial Regex Quote();

    [GeneratedRegex(@"^\s*\[!(?<kind>[A-Za-z]+)\]")]
    private static partial Regex Alert();

    [GeneratedRegex(@"\s*\{[#.:][^}]*\}\s*$")]
    private static partial Regex HeadingId();
}
