using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>A Word document: what is printed of it, by style, list and table.</summary>
internal static class DocxFormat
{
    public static Extract Read(byte[] bytes, ImportLimits limits, CancellationToken cancel)
    {
        DocxGuard.Check(bytes, limits, cancel);
        using var stream = new MemoryStream(bytes, writable: false);
        using var package = Open(stream);
        if (package.MainDocumentPart is not { } main)
            throw new UnreadableException("is no Word document: its main part is missing; open it in Word and save it again");

        // The guard has looked into every .xml; a document that hides its text elsewhere was not made by Word.
        if (new OpenXmlPart?[] { main, main.StyleDefinitionsPart, main.NumberingDefinitionsPart }.Any(p => p?.Uri.OriginalString.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) == false))
            throw new UnreadableException("is no ordinary Word document; open it in Word and save it again");
        var styles = new DocxStyles(main.StyleDefinitionsPart?.Styles);
        if (main.Document?.Body is not { } body) throw new UnreadableException("is a Word document without a body; open it in Word and save it again");
        var blocks = new DocxBlocks(new MarkdownWriter(), styles, new DocxNumbering(main.NumberingDefinitionsPart?.Numbering, styles), cancel);
        blocks.Write(body);
        return new Extract(TitleOf(package.PackageProperties.Title) ?? blocks.Title ?? blocks.Writer.FirstHeading, [], null, blocks.Writer.ToString());
    }

    private static WordprocessingDocument Open(Stream stream)
    {
        try
        {
            return WordprocessingDocument.Open(stream, isEditable: false, new OpenSettings { AutoSave = false });
        }
        catch (Exception error) when (error is OpenXmlPackageException or InvalidDataException or FileFormatException or System.Xml.XmlException or ArgumentException)
        {
            throw new UnreadableException("is a damaged Word document; open it in Word and save it again");
        }
    }

    // What templates and converters leave as a title is none.
    private static string? TitleOf(string? title) =>
        string.IsNullOrWhiteSpace(title) || title.StartsWith("Microsoft Word", StringComparison.OrdinalIgnoreCase) || title.Trim().ToUpperInvariant() is "UNTITLED" or "DOCUMENT" or "TITLE" or "DOCUMENT1" ? null : title.Trim();
}

/// <summary>Walks the body of a Word document.</summary>
internal sealed class DocxBlocks(MarkdownWriter writer, DocxStyles styles, DocxNumbering numbering, CancellationToken cancel)
{
    public MarkdownWriter Writer => writer;

    /// <summary>The paragraph in the style Title; null when there is none.</summary>
    public string? Title { get; private set; }

    /// <summary>Recursion is safe here: the guard has refused documents that are nested deep.</summary>
    public void Write(OpenXmlElement parent)
    {
        foreach (var child in parent.ChildElements)
        {
            cancel.ThrowIfCancellationRequested();
            if (child is Paragraph paragraph) Write(paragraph);
            else if (child is Table table) Write(table);
            else if (child is SdtBlock or SdtContentBlock or CustomXmlBlock or InsertedRun || child.LocalName is "ins" or "moveTo") Write(child);
        }
    }

    private void Write(Paragraph paragraph)
    {
        var words = new DocxText(styles).Of(paragraph, out var boxes);
        if (MarkdownWriter.OneLine(words).Length > 0)
        {
            if (styles.HeadingLevelOf(paragraph) is { } level)
            {
                if (level == 0) Title ??= MarkdownWriter.OneLine(words);
                writer.Heading(Math.Max(1, level), words);
            }
            else if (numbering.Of(paragraph) is var (depth, number))
            {
                writer.Item(depth, number, words);
            }
            else
            {
                LooseText.Write(writer, words.Split('\n'));
            }
        }

        foreach (var box in boxes) Write(box);
    }

    private void Write(Table table)
    {
        var rows = new List<IReadOnlyList<string>>();
        var header = false;
        var above = new List<string>();
        foreach (var row in table.Elements<TableRow>())
        {
            cancel.ThrowIfCancellationRequested();
            if (row.TableRowProperties?.GetFirstChild<Deleted>() is not null) continue;
            var cells = new List<string>();
            foreach (var cell in row.Descendants<TableCell>().Where(c => c.Ancestors<TableRow>().First() == row))
            {
                // A cell merged with the one above it is said again, so that a row makes sense alone.
                var merge = cell.TableCellProperties?.VerticalMerge;
                var continued = merge is not null && merge.Val?.Value != MergedCellValues.Restart && cells.Count < above.Count;
                cells.Add(continued ? above[cells.Count] : TextOf(cell));
                for (var extra = cell.TableCellProperties?.GridSpan?.Val?.Value ?? 1; extra is > 1 and < 50; extra--) cells.Add("");
            }

            if (rows.Count == 0) header = IsHeader(row, cells.Count);
            rows.Add(cells);
            above = cells;
        }

        writer.Table(rows, header);
    }

    private string TextOf(TableCell cell) =>
        string.Join("; ", cell.Descendants<Paragraph>().Select(p => MarkdownWriter.OneLine(new DocxText(styles).Of(p, out _))).Where(t => t.Length > 0)).Replace(".; ", ". ", StringComparison.Ordinal).Replace(":; ", ": ", StringComparison.Ordinal);

    // Word calls nearly every first row one of a special look; a row of bold cells or three columns mean it.
    private static bool IsHeader(TableRow row, int columns) =>
        row.TableRowProperties?.GetFirstChild<TableHeader>() is not null || columns > 2
        || (row.Descendants<Run>().Any() && row.Descendants<Run>().All(r => r.RunProperties?.Bold is not null));
}
