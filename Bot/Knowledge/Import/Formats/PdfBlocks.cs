using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Writes the blocks of a PDF.</summary>
internal sealed partial class PdfBlocks
{
    private readonly PdfLayout layout;
    private readonly CancellationToken cancel;
    private readonly double body;
    private readonly List<double> sizes;
    private readonly HashSet<string> vocabulary;
    private readonly List<string> open = [];

    public PdfBlocks(PdfLayout layout, CancellationToken cancel)
    {
        this.layout = layout;
        this.cancel = cancel;
        body = layout.BodyHeight();
        var lines = layout.Pages.SelectMany(p => p.Blocks).SelectMany(b => b).ToList();
        sizes = [.. lines.Where(IsLarge).Select(l => PdfLayout.Rounded(l.Height)).Distinct().OrderDescending()];
        vocabulary = [.. lines.SelectMany(l => l.Text.Split(' ').SkipLast(1)).Select(w => w.Trim('.', ',', ';', ':', '(', ')').ToLowerInvariant())];
    }

    public MarkdownWriter Writer { get; } = new();

    /// <summary>The largest line of the first page; null when no line is larger than the text.</summary>
    public string? Headline { get; private set; }

    public void Write()
    {
        foreach (var page in layout.Pages)
        {
            cancel.ThrowIfCancellationRequested();
            PdfRows.JoinMarkers(page.Blocks);
            for (var at = 0; at < page.Blocks.Count; at++)
            {
                if (PdfRows.TableAt(page.Blocks, at) is var (rows, columns))
                {
                    Close();
                    Writer.Table(rows, header: columns > 2);
                    at += columns - 1;
                }
                else
                {
                    Write(page.Blocks[at], at + 1 < page.Blocks.Count ? page.Blocks[at + 1] : null, at > 0 ? page.Blocks[at - 1] : null);
                }
            }
        }

        Close();
    }

    private void Write(List<PdfLine> block, List<PdfLine>? next, List<PdfLine>? previous)
    {
        // A sentence that a column or a page has cut in two goes on.
        if (open.Count > 0 && !(char.IsLower(block[0].Text[0]) && open[^1][^1] is not ('.' or ':' or '!' or '?'))) Close();
        var widest = block.Max(l => l.Width);

        // Where lines end is seen from a few of them; a short block is measured with its neighbours.
        var right = (block.Count > 4 ? block : block.Concat(previous ?? []).Concat(next ?? [])).Where(l => l.Left < block[0].Right).Max(l => l.Right);

        // Many programs draw their bullets; what is left of a list is a block that stands further in than the one above.
        var indented = previous is not null && block.Min(l => l.Left) - previous.Min(l => l.Left) is var indent && indent > block[0].Height && indent < 5 * block[0].Height;
        var listed = indented && block.Where((_, at) => at > 0 && IsStart(block, at, right)).Any() && block.All(l => LooseText.Marker(l.Text) is null);
        for (var at = 0; at < block.Count; at++)
        {
            if ((listed && !IsLarge(block[at])) || HeadingAt(block, at, widest, next, previous) is not { } level)
            {
                if (at > 0 && IsStart(block, at, right)) Close();
                Add(listed && (at == 0 || IsStart(block, at, right)) ? "• " + block[at].Text : block[at].Text);
                continue;
            }

            Close();
            var words = block[at].Text;
            while (IsLarge(block[at]) && at + 1 < block.Count && PdfLayout.Rounded(block[at + 1].Height) == PdfLayout.Rounded(block[at].Height)) words += " " + block[++at].Text;
            if (level == 1 && IsLarge(block[at])) Headline ??= MarkdownWriter.OneLine(words);
            Writer.Heading(level, words);
        }
    }

    // A line begins anew when its first word would have had room at the end of the line above.
    private static bool IsStart(List<PdfLine> block, int at, double right)
    {
        var (line, above) = (block[at], block[at - 1]);
        var first = line.Text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? end : line.Text.Length;
        var word = line.Width * (first + 1) / line.Text.Length;
        return !char.IsLower(line.Text[0]) && above.Right + word + (2 * line.Height) < right;
    }

    private int? HeadingAt(List<PdfLine> block, int at, double widest, List<PdfLine>? next, List<PdfLine>? previous)
    {
        var line = block[at];
        if (IsLarge(line)) return Math.Min(1 + sizes.IndexOf(PdfLayout.Rounded(line.Height)), 4);
        var alone = block.Count == 1;
        var broken = at + 1 < block.Count && line.Width < 0.6 * widest && block[at + 1].Width > 0.75 * widest
            && (at == 0 || block[at - 1].Text[^1] is '.' or '!' or '?') && !char.IsLower(block[at + 1].Text[0]);
        if (!alone && !broken) return null;
        if (HeadingLine.LevelOf(line.Text) is { } level) return Math.Min(level + Math.Min(sizes.Count, 1), 6);
        if (!HeadingLine.MayBe(line.Text)) return null;
        var below = Math.Min(sizes.Count + 2, 5);
        if (broken) return at == 0 && !line.Text.Contains(':', StringComparison.Ordinal) ? below : null;

        // A heading belongs to what is below it: text that is longer, and nearer than what is above.
        if (next is null || (next.Count == 1 && next[0].Width < line.Width * 1.5 && LooseText.Marker(next[0].Text) is null)) return null;
        var gap = next[0].Top - line.Bottom;
        var above = previous is null ? double.MaxValue : line.Top - previous[^1].Bottom;
        return gap >= -line.Height && gap < 2.5 * line.Height && (above < 0 || above > gap) ? below : null;
    }

    private bool IsLarge(PdfLine line) => line.Height > body * 1.14 && line.Text.Length <= 120 && line.Text.Count(char.IsLetter) >= 2;

    private void Add(string line)
    {
        if (open.Count > 0 && open[^1] is [.., var letter, '-'] && char.IsLetter(letter) && char.IsLower(line[0]))
        {
            var first = open[^1][(open[^1].LastIndexOf(' ') + 1)..];
            var second = LastLetters().Match(line).Value;

            // "self-" "cleaning" keeps its hyphen where the document writes it so in the middle of a line.
            var keeps = vocabulary.Contains((first + second).ToLowerInvariant()) && !vocabulary.Contains((first[..^1] + second).ToLowerInvariant());
            open[^1] = (keeps ? open[^1] : open[^1][..^1]) + line;
        }
        else
        {
            open.Add(line);
        }
    }

    private void Close()
    {
        LooseText.Write(Writer, open);
        open.Clear();
    }

    [GeneratedRegex(@"^\p{L}+")]
    private static partial Regex LastLetters();
}
