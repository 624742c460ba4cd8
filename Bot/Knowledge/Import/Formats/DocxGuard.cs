using System.IO.Compression;
using System.Xml;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Refuses a DOCX that would take the memory or the stack of whoever reads it.</summary>
internal static class DocxGuard
{
    // Word's own documents stay below 60; the reader recurses into every level.
    private const int Deepest = 250;

    public static void Check(byte[] bytes, ImportLimits limits, CancellationToken cancel)
    {
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw new UnreadableException("is protected by a password or an old Word file (.doc); save it as .docx without a password");
        if (!bytes.AsSpan().StartsWith("PK"u8)) throw new UnreadableException("is no Word document; open it in Word and save it as .docx");
        using var stream = new MemoryStream(bytes, writable: false);
        try
        {
            ZipBounds.CheckDirectory(stream, limits);
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            var parts = zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || e.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)).ToList();

            // The framework reads no more of a part than its head declares, so that the sum holds even when the head lies.
            if (parts.Aggregate(0L, (sum, part) => sum > limits.DocxXml ? sum : sum + Math.Max(0, part.Length)) is var size && size > limits.DocxXml)
                throw new UnreadableException($"unpacks to more than {PlainText.Size(limits.DocxXml)} of text; split the document");
            foreach (var part in parts) CheckDepth(part, cancel);
        }
        catch (Exception error) when (error is InvalidDataException or XmlException)
        {
            throw new UnreadableException("is a damaged Word document; open it in Word and save it again");
        }
    }

    private static void CheckDepth(ZipArchiveEntry part, CancellationToken cancel)
    {
        using var stream = part.Open();
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersFromEntities = 0 });
        while (reader.Read())
        {
            cancel.ThrowIfCancellationRequested();
            if (reader.Depth > Deepest) throw new UnreadableException("is nested deeper than Word can show; open it in Word and save it again");
        }
    }
}
