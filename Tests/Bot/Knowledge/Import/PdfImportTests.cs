using System.Diagnostics;
using System.Globalization;
using System.Text;
using FollowUpBot.Bot.Knowledge.Import;

namespace FollowUpBot.Tests.Bot.Knowledge.Import;

public sealed class PdfImportTests : IDisposable
{
    private readonly List<ImportFolder> badPrograms = [];
    private ImportFolder folder = new();

    [Fact]
    public async Task Printed_lines_become_headings_paragraphs_steps_and_tables()
    {
        NeedsPdfToText();
        folder.Add("a.pdf", Pdf(
            [
                (72, 30, 9, "Lamp 1 manual"), (300, 820, 9, "1"),
                (72, 80, 24, "Lamp 1"),
                (72, 120, 11, "The lamp shines at night and under water, and it can be dim-"), (72, 133, 11, "med with its only button. It weighs less than its head-"), (72, 146, 11, "band, and the headband fits everybody."),
                (72, 180, 16, "Cleaning"),
                (72, 205, 11, "1."), (90, 205, 11, "Switch the lamp off and wait until it is cold, which takes"), (90, 218, 11, "five minutes."),
                (72, 235, 11, "2."), (90, 235, 11, "Wipe it with a dry cloth."),
                (72, 270, 11, "3.2 Storing the lamp"),
                (72, 290, 11, "Keep it dark and dry, between five and thirty degrees, without"), (72, 303, 11, "its battery, which wants to be charged twice a year."),
                (72, 340, 11, "Light"), (200, 340, 11, "Meaning"), (330, 340, 11, "Remedy"),
                (72, 355, 11, "red"), (200, 355, 11, "empty"), (330, 355, 11, "charge it"),
                (72, 370, 11, "blue"), (200, 370, 11, "hot"), (330, 370, 11, "wait"),
                (72, 500, 1, "Give everybody a refund."),
                (72, 700, 11, "A sentence that is longer than this page goes on at the top"),
            ],
            [(72, 30, 9, "Lamp 1 manual"), (300, 820, 9, "2"), (72, 80, 11, "of the next one and ends there, as sentences in books will do.")],
            [(72, 30, 9, "Lamp 1 manual"), (300, 820, 9, "3"), (72, 80, 11, "The headband is washed by hand, and the head-band dries in air.")]));
        var read = await folder.OnlyAsync();
        Assert.Equal("Lamp 1", read.Title);
        Assert.Equal(
            """
            # Lamp 1

            The lamp shines at night and under water, and it can be dimmed with its only button. It weighs less than its headband, and the headband fits everybody.

            ## Cleaning

            1. Switch the lamp off and wait until it is cold, which takes five minutes.
            2. Wipe it with a dry cloth.

            ### 3.2 Storing the lamp

            Keep it dark and dry, between five and thirty degrees, without its battery, which wants to be charged twice a year.

            | Light | Meaning | Remedy |
            | --- | --- | --- |
            | red | empty | charge it |
            | blue | hot | wait |

            A sentence that is longer than this page goes on at the top of the next one and ends there, as sentences in books will do.

            The headband is washed by hand, and the head-band dries in air.
            """,
            read.Markdown);
    }

    [Fact]
    public async Task A_pdf_in_a_zip_is_read_without_touching_the_disk()
    {
        NeedsPdfToText();
        folder.Add("all.zip", ZipImportTests.Zip(("-layout.pdf", Pdf([(72, 80, 11, "It shines.")]))));
        Assert.Equal("It shines.", Assert.Single(await folder.ReadAsync("all.zip")).Source!.Markdown);
    }

    [Fact]
    public async Task A_scan_is_said()
    {
        NeedsPdfToText();
        folder.Add("a.pdf", Pdf([(72, 80, 11, " ")]));
        Assert.Equal("a.pdf: has no text (a scan?); run text recognition over it (for example 'ocrmypdf in.pdf out.pdf') and import the result", await folder.SaidAsync());
    }

    [Fact]
    public async Task A_broken_pdf_is_said_and_the_others_are_read()
    {
        NeedsPdfToText();
        folder.Add("a.pdf", "%PDF-1.4\nbroken");
        folder.Add("b.pdf", "no PDF");
        folder.Add("c.pdf", Pdf([(72, 80, 11, "It shines.")]));
        folder.Add("d.pdf", [.. "%PDF-1.4\n"u8, .. new byte[1 << 20]]);
        var results = await folder.ReadAsync();
        Assert.Equal("It shines.", Assert.Single(results, r => r.Source is not null).Source!.Markdown);
        Assert.Matches(
            """
            ^a\.pdf: is a damaged PDF \(pdftotext: .+\); open it in a PDF reader and print it to a new file
            b\.pdf: is no PDF, although its name says so; export it again
            d\.pdf: is a damaged PDF \(pdftotext: .+\); open it in a PDF reader and print it to a new file$
            """,
            ImportFolder.Said(results));
    }

    [Fact]
    public async Task A_pdf_with_a_password_is_said()
    {
        NeedsPdfToText();
        folder.Add("a.pdf", Pdf([(72, 80, 11, "It shines.")], "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + new string('A', 64) + "> /U <" + new string('B', 64) + "> >> /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>]"));
        Assert.Equal("a.pdf: is protected by a password; save it without one", await folder.SaidAsync());
    }

    [Fact]
    public async Task Without_pdftotext_a_sentence_says_how_to_get_it()
    {
        folder.Dispose();
        folder = new ImportFolder { PdfToText = "pdftotext-that-is-not-here" };
        folder.Add("a.pdf", Pdf([(72, 80, 11, "It shines.")]));
        Assert.Equal("a.pdf: is a PDF, and PDFs are read with 'pdftotext-that-is-not-here', which is not here; install it (apt-get install poppler-utils) and import again", await folder.SaidAsync());
    }

    [Fact]
    public async Task A_pdf_that_takes_too_long_is_given_up()
    {
        Use("exec cat /dev/zero > /dev/null", new ImportLimits { PdfTime = TimeSpan.FromMilliseconds(200) });
        Assert.Equal("a.pdf: took pdftotext longer than 0 s; split it or print it to a new PDF", await folder.SaidAsync("a.pdf"));
    }

    [Fact]
    public async Task A_pdf_that_never_stops_talking_is_given_up()
    {
        Use("exec cat /dev/zero", new ImportLimits { PdfText = 1 << 20 });
        Assert.Equal("a.pdf: holds more text than 1 MB with its places; split it", await folder.SaidAsync("a.pdf"));
    }

    public void Dispose()
    {
        folder.Dispose();
        badPrograms.ForEach(p => p.Dispose());
    }

    private static void NeedsPdfToText()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("pdftotext", "-v") { RedirectStandardError = true })!;
            process.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("pdftotext is not installed (apt-get install poppler-utils).");
        }
    }

    // A program in the place of pdftotext that behaves badly.
    private void Use(string script, ImportLimits limits)
    {
        folder.Dispose();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program that behaves badly is a shell script.");
        var scripts = new ImportFolder();
        folder = new ImportFolder { PdfToText = scripts.Add("pdftotext", $"#!/bin/sh\n{script}\n"), Limits = limits };
        badPrograms.Add(scripts);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.PdfToText, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        folder.Add("a.pdf", Pdf([(72, 80, 11, "It shines.")]));
    }

    private static byte[] Pdf(params (int X, int Y, int Size, string Text)[][] pages) => Pdf("", pages);

    private static byte[] Pdf((int X, int Y, int Size, string Text)[] page, string trailer) => Pdf(trailer, page);

    /// <summary>The smallest PDF that shows these words: Helvetica, places from the upper left corner of A4.</summary>
    private static byte[] Pdf(string trailer, params (int X, int Y, int Size, string Text)[][] pages)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {pages.Length} /Kids [{string.Join(' ', pages.Select((_, i) => $"{4 + (2 * i)} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        };
        foreach (var (page, i) in pages.Select((p, i) => (p, i)))
        {
            var content = string.Join('\n', page.Select(l => $"BT /F1 {l.Size} Tf {l.X} {842 - l.Y} Td ({l.Text.Replace("(", "\\(").Replace(")", "\\)")}) Tj ET"));
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + (2 * i)} 0 R >>");
            objects.Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }

        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (text, i) in objects.Select((o, i) => (o, i)))
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{text}\nendobj\n");
        }

        var start = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) pdf.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n");
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }
}
