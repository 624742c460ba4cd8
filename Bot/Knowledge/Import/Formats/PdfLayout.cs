using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>A line of a page with its place, in points from the upper left corner.</summary>
internal sealed record PdfLine(string Text, double Left, double Top, double Right, double Bottom)
{
    public double Height => Bottom - Top;

    public double Width => Right - Left;

    /// <summary>Whether both stand on one row of the page.</summary>
    public bool IsLevelWith(PdfLine other) => Math.Abs(Top + Bottom - other.Top - other.Bottom) < 0.7 * Math.Min(Height, other.Height);
}

/// <summary>A page: its lines in blocks, in reading order.</summary>
internal sealed record PdfPage(double Height, List<List<PdfLine>> Blocks);

/// <summary>What pdftotext found in a PDF: words with their places. The sizes of lines tell headings from text, which its plain output cannot.</summary>
internal sealed partial class PdfLayout
{
    // Smaller than anybody reads.
    private const double SmallestLine = 3;

    public string? Title { get; private set; }

    public List<PdfPage> Pages { get; } = [];

    public static PdfLayout Parse(byte[] xhtml, CancellationToken cancel)
    {
        var layout = new PdfLayout();
        using var reader = XmlReader.Create(new MemoryStream(xhtml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, CheckCharacters = false });
        var words = new StringBuilder();
        (double Left, double Top, double Right, double Bottom) line = default;
        var before = 0.0;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "line") layout.Add(new PdfLine(words.ToString(), line.Left, line.Top, line.Right, line.Bottom));
            if (reader.NodeType != XmlNodeType.Element) continue;
            switch (reader.LocalName)
            {
                case "title": layout.Title = Said(reader.ReadString()); break;
                case "page": cancel.ThrowIfCancellationRequested(); layout.Pages.Add(new PdfPage(Number("height"), [])); break;
                case "block": layout.Pages[^1].Blocks.Add([]); break;
                case "line": words.Clear(); line = (Number("xMin"), Number("yMin"), Number("xMax"), Number("yMax")); break;
                case "word":
                    var (left, right, height) = (Number("xMin"), Number("xMax"), Number("yMax") - Number("yMin"));

                    // Kerning makes two words of "sev" "eral"; their letters touch.
                    if (words.Length > 0 && (left - before > 0.02 * height || left < before - height)) words.Append(' ');
                    words.Append(reader.ReadString());
                    before = right;
                    break;
            }
        }

        return layout;

        double Number(string name) => double.TryParse(reader.GetAttribute(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    /// <summary>Takes out what stands at the edge of the pages: running heads, feet and page numbers; and tables of contents, which name everything and answer nothing.</summary>
    public void DropRunningLines()
    {
        const double Edge = 0.09;
        var repeated = Pages.SelectMany(p => p.Blocks.SelectMany(b => b).Where(l => IsAtEdge(p, l)).Select(l => KeyOf(l.Text)).Distinct())
            .CountBy(key => key).Where(c => c.Value >= Math.Max(3, Pages.Count * 0.3)).Select(c => c.Key).ToHashSet();
        foreach (var page in Pages)
        {
            foreach (var block in page.Blocks) block.RemoveAll(l => IsAtEdge(page, l) && (repeated.Contains(KeyOf(l.Text)) || PageNumber().IsMatch(l.Text)));
            foreach (var block in page.Blocks) block.RemoveAll(l => Leader().IsMatch(l.Text));
            page.Blocks.RemoveAll(b => b.Count == 0);
        }

        static bool IsAtEdge(PdfPage page, PdfLine line) => line.Bottom < page.Height * Edge || line.Top > page.Height * (1 - Edge);
    }

    /// <summary>Height of the lines that most of the text is set in.</summary>
    public double BodyHeight() =>
        Pages.SelectMany(p => p.Blocks).SelectMany(b => b).AggregateBy(l => Rounded(l.Height), 0, (sum, l) => sum + l.Text.Length).OrderByDescending(h => h.Value).Select(h => h.Key).FirstOrDefault();

    public static double Rounded(double height) => Math.Round(height * 2, MidpointRounding.AwayFromZero) / 2;

    private void Add(PdfLine line)
    {
        if (line.Height >= SmallestLine && line.Text.Length > 0) Pages[^1].Blocks[^1].Add(line);
    }

    private static string KeyOf(string text) => Digits().Replace(text, "#");

    [GeneratedRegex(@"(?:[.…·_]\s?){5,}\s*(?:\d{1,4}|[ivxlc]{1,6})?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Leader();

    // What word processors write when nobody gave a title.
    private static string? Said(string title) =>
        string.IsNullOrWhiteSpace(title) || title.StartsWith("Microsoft Word", StringComparison.OrdinalIgnoreCase) || title.Contains("untitled", StringComparison.OrdinalIgnoreCase) || FileName().IsMatch(title) ? null : title.Trim();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^\W*(?:page|seite|página|pagina)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex PageNumber();

    [GeneratedRegex(@"\.(?:docx?|pdf|indd|odt|tex|dvi|qxd|fm|book|xml|html?|pmd)$|^[\w-]+$|[/\\]", RegexOptions.IgnoreCase)]
    private static partial Regex FileName();
}
