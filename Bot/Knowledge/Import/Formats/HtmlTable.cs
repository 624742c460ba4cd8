using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Collects the cells of a table. A cell that spans rows is said in each of them, so that a row makes sense alone.</summary>
internal sealed class HtmlTable
{
    private const int MostColumns = 50;
    private const int MostSpannedRows = 200;

    private readonly List<List<string>> rows = [];
    private readonly Dictionary<int, (int Rows, string Words)> spanning = [];
    private List<string>? row;
    private int cellDepth;
    private bool header;
    private bool allHeads;
    private (int Rows, int Columns) span;

    public bool InCell => cellDepth > 0;

    /// <summary>Whether a table only places things: it holds headings or other tables.</summary>
    public static bool IsLayout(IElement table)
    {
        for (INode? node = table.FirstChild; node is not null; node = HtmlVisibility.Next(node, table))
            if (node is IElement { LocalName: "h1" or "h2" or "h3" or "h4" or "table" }) return true;
        return false;
    }

    public void BeginRow()
    {
        if (InCell) return;
        EndRow();
        row = [];
        allHeads = true;
    }

    public void BeginCell(IElement cell, StringBuilder inline)
    {
        if (cellDepth++ > 0) return;
        inline.Clear();
        row ??= [];
        FillSpanned();
        allHeads &= cell.LocalName == "th";
        span = (SpanOf(cell, "rowspan", MostSpannedRows), SpanOf(cell, "colspan", MostColumns));
    }

    public void EndCell(StringBuilder inline)
    {
        if (--cellDepth > 0 || row is null) return;
        var words = MarkdownWriter.OneLine(inline.ToString());
        inline.Clear();
        if (row.Count >= MostColumns) return;
        if (span.Rows > 1) spanning[row.Count] = (span.Rows - 1, words);
        row.Add(words);
        for (var extra = 1; extra < span.Columns && row.Count < MostColumns; extra++) row.Add("");
    }

    public void Write(MarkdownWriter writer)
    {
        EndRow();
        writer.Table(rows, header);
    }

    private void EndRow()
    {
        if (row is null) return;
        FillSpanned();
        if (rows.Count == 0) header = allHeads && row.Count > 0;
        rows.Add(row);
        row = null;
    }

    private void FillSpanned()
    {
        while (row!.Count < MostColumns && spanning.Remove(row.Count, out var above))
        {
            if (above.Rows > 1) spanning[row.Count] = (above.Rows - 1, above.Words);
            row.Add(above.Words);
        }
    }

    private static int SpanOf(IElement cell, string attribute, int most) =>
        int.TryParse(cell.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var span) ? Math.Clamp(span, 1, most) : 1;
}
