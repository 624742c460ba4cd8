using System.Globalization;
using System.Text;
using AngleSharp.Dom;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Walks the nodes of a page and writes its blocks. The walk is a loop with a state, never a recursion: depth is the author's choice.</summary>
internal sealed class HtmlBlocks(MarkdownWriter writer, CancellationToken cancel)
{
    private static readonly HashSet<string> BlockNames =
    [
        "address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "div", "fieldset", "figure", "figcaption", "form",
        "header", "hgroup", "hr", "main", "p", "section", "tbody", "thead", "tfoot", "table", "caption", "tr", "td", "th", "legend",
    ];

    private readonly StringBuilder inline = new();
    private readonly Stack<List> lists = new();
    private (int Depth, int? Number)? item;
    private HtmlTable? table;
    private string term = "";
    private int articles;
    private int preformatted;
    private int lastLevel = 1;

    /// <summary>The first h1; null when there is none.</summary>
    public string? FirstTopHeading { get; private set; }

    /// <summary>Whether text is written as it stands, without looking for list entries in it.</summary>
    public bool Verbatim { get; init; }

    public void Write(IElement root)
    {
        INode? node = root.FirstChild;
        while (node is not null)
        {
            cancel.ThrowIfCancellationRequested();
            if (Enter(node) && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }

            while (node is not null && node != root && node.NextSibling is null)
            {
                Leave(node);
                node = node.Parent;
            }

            if (node is null || node == root) break;
            Leave(node);
            node = node.NextSibling;
        }

        Flush();
    }

    // Whether the node's children are of interest. Leave is called either way.
    private bool Enter(INode node)
    {
        if (node is IText text)
        {
            inline.Append(preformatted > 0 ? text.Data : text.Data.ReplaceLineEndings(" "));
            return false;
        }

        if (node is not IElement element || HtmlVisibility.IsLeftOut(element, articles > 0)) return false;
        switch (element.LocalName)
        {
            case "br": inline.Append('\n'); return false;
            case "img": inline.Append(' ').Append(AltOf(element)).Append(' '); return false;
            case "main" or "article": articles++; break;
            case "pre" when table is not { InCell: true }: Flush(); preformatted++; return true;
            case "table" when table is null && !HtmlTable.IsLayout(element): Flush(); table = new HtmlTable(); return true;
            case "tr" when table is not null: table.BeginRow(); return true;
            case "td" or "th" when table is not null: table.BeginCell(element, inline); return true;
            case "q": inline.Append('"'); return true;
        }

        if (table is { InCell: true })
        {
            inline.Append(BlockNames.Contains(element.LocalName) || element.LocalName is "li" or "ul" or "ol" ? " " : "");
            return true;
        }

        EnterBlock(element);
        return true;
    }

    private void EnterBlock(IElement element)
    {
        switch (element.LocalName)
        {
            case "ul" or "ol" or "menu":
                Flush();
                var first = int.TryParse(element.GetAttribute("start"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var start) ? start : 1;
                lists.Push(new List(element.LocalName == "ol", first, item));
                item = null;
                break;
            case "li":
                Flush();
                item = lists.TryPeek(out var list) ? (lists.Count - 1, list.Ordered ? list.Next++ : null) : (0, null);
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "summary" or "dt" or "dd":
                Flush();
                break;
            case var name when BlockNames.Contains(name):
                Break();
                break;
        }
    }

    private void Leave(INode node)
    {
        if (node is not IElement element || HtmlVisibility.IsLeftOut(element, articles > 0)) return;
        switch (element.LocalName)
        {
            case "main" or "article": Flush(); articles--; return;
            case "pre" when table is not { InCell: true }:
                preformatted--;
                writer.Code(inline.ToString());
                inline.Clear();
                return;
            case "td" or "th" when table is not null: table.EndCell(inline); return;
            case "caption" when table is not null: writer.Paragraph(Taken()); return;
            case "table" when table is not null: table.Write(writer); table = null; inline.Clear(); return;
            case "q": inline.Append('"'); return;
        }

        if (table is { InCell: true }) return;
        switch (element.LocalName)
        {
            case "ul" or "ol" or "menu":
                Flush();
                item = lists.TryPop(out var list) ? list.Outer : null;
                if (item is { } outer) item = (outer.Depth + 1, null);
                break;
            case "li": Flush(); item = null; break;
            case ['h', >= '1' and <= '6']: Heading(element.LocalName[1] - '0'); break;
            case "summary": Heading(Math.Min(lastLevel + 1, 6), keep: true); break;
            case "dt": term = MarkdownWriter.OneLine($"{term} {Taken()}"); break;
            case "dd": Flush(); term = ""; break;
            case "dl": Flush(); writer.Paragraph(term); term = ""; break;
            case var name when BlockNames.Contains(name): Break(); break;
        }
    }

    private void Heading(int level, bool keep = false)
    {
        var words = MarkdownWriter.OneLine(Taken());
        if (words.Length == 0) return;
        if (level == 1) FirstTopHeading ??= words;
        if (!keep) lastLevel = level;
        writer.Heading(level, words);
    }

    // Paragraphs of one list entry stay one entry.
    private void Break()
    {
        if (item is null) Flush();
        else inline.Append(' ');
    }

    private void Flush()
    {
        var words = Taken();
        if (term.Length > 0)
        {
            words = words.Trim().Length == 0 ? "" : $"{term}{(term[^1] is '?' or ':' or '.' ? "" : ":")} {words}";
            if (words.Length > 0) term = "";
        }

        if (item is var (depth, number))
        {
            if (words.Trim().Length == 0) return;
            writer.Item(depth, number, words);
            item = (depth + 1, null);
        }
        else if (Verbatim)
        {
            writer.Paragraph(words);
        }
        else
        {
            LooseText.Write(writer, words.Split('\n'));
        }
    }

    private string Taken()
    {
        var words = inline.ToString();
        inline.Clear();
        return words;
    }

    // A file name says nothing.
    private static string AltOf(IElement image) =>
        HtmlVisibility.IsHidden(image) || image.GetAttribute("alt") is not { } alt || (Path.HasExtension(alt.TrimEnd('.')) && !alt.Contains(' ', StringComparison.Ordinal)) ? "" : alt;

    private sealed class List(bool ordered, int next, (int Depth, int? Number)? outer)
    {
        public bool Ordered { get; } = ordered;

        public int Next { get; set; } = next;

        public (int Depth, int? Number)? Outer { get; } = outer;
    }
}
