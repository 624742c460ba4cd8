namespace FollowUpBot.Bot.Knowledge.Import;

/// <summary>What an import accepts at most, so that no file, by accident or on purpose, takes the memory or the time of the host.</summary>
internal sealed record ImportLimits
{
    /// <summary>Bytes of one file: manuals of a thousand pages with pictures are below 64 MB.</summary>
    public long File { get; init; } = 64L << 20;

    /// <summary>Bytes of a zip file itself, which is read in pieces.</summary>
    public long Archive { get; init; } = 1L << 30;

    /// <summary>Bytes of one file when unpacked from a zip.</summary>
    public long Unpacked { get; init; } = 50L << 20;

    /// <summary>Bytes of all files of a zip when unpacked.</summary>
    public long UnpackedTotal { get; init; } = 1L << 30;

    /// <summary>Files in a zip.</summary>
    public int Entries { get; init; } = 20_000;

    /// <summary>Unpacked bytes for one packed byte: text comes to 10, rarely to 50; bombs to 1,000.</summary>
    public int Ratio { get; init; } = 200;

    /// <summary>Bytes of XML in a DOCX. In memory they become ten times as many.</summary>
    public long DocxXml { get; init; } = 48L << 20;

    /// <summary>Bytes that pdftotext may say about one PDF: some 2,000 full pages.</summary>
    public long PdfText { get; init; } = 128L << 20;

    /// <summary>Time that pdftotext may take for one PDF.</summary>
    public TimeSpan PdfTime { get; init; } = TimeSpan.FromSeconds(30);
}
