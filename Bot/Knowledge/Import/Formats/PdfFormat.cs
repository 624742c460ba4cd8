using System.Xml;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>A PDF: printed lines, put back together into headings, paragraphs, steps and tables.</summary>
internal sealed class PdfFormat(PdfToText pdftotext)
{
    public async Task<Extract> ReadAsync(byte[] bytes, CancellationToken cancel)
    {
        if (bytes.AsSpan(0, Math.Min(bytes.Length, 1024)).IndexOf("%PDF-"u8) < 0) throw new UnreadableException("is no PDF, although its name says so; export it again");
        PdfLayout layout;
        try
        {
            layout = PdfLayout.Parse(await pdftotext.RunAsync(bytes, cancel), cancel);
        }
        catch (XmlException)
        {
            throw new UnreadableException("has text that cannot be taken apart; open it in a PDF reader and print it to a new file");
        }

        if (!layout.Pages.SelectMany(p => p.Blocks).SelectMany(b => b).Any(l => l.Text.Any(char.IsLetter)))
            throw new UnreadableException("has no text (a scan?); run text recognition over it (for example 'ocrmypdf in.pdf out.pdf') and import the result");
        layout.DropRunningLines();
        var blocks = new PdfBlocks(layout, cancel);
        blocks.Write();
        return new Extract(layout.Title ?? blocks.Headline ?? blocks.Writer.FirstHeading, [], null, blocks.Writer.ToString());
    }
}
