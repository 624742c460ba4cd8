using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Poppler's <c>pdftotext</c> as a process of its own: a PDF that breaks it breaks nothing else.</summary>
internal sealed class PdfToText(string program, ImportLimits limits, TimeProvider clock)
{
    private const int LongestComplaint = 4_000;

    /// <summary>Runs it on a document and returns its words with their places, as XHTML.</summary>
    public async Task<byte[]> RunAsync(byte[] pdf, CancellationToken cancel)
    {
        using var process = Start();
        using var timeout = new CancellationTokenSource(limits.PdfTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            var writing = WriteAsync(process, pdf, either.Token);
            var complaint = ReadAsync(process.StandardError.BaseStream, LongestComplaint, toItsEnd: true, either.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, limits.PdfText, toItsEnd: false, either.Token);
            if (output.Length > limits.PdfText) throw new UnreadableException($"holds more text than {PlainText.Size(limits.PdfText)} with its places; split it");
            await writing;
            await process.WaitForExitAsync(either.Token);
            if (process.ExitCode != 0) throw new UnreadableException(Reason(Encoding.UTF8.GetString(await complaint)));
            return output;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new UnreadableException($"took pdftotext longer than {limits.PdfTime.TotalSeconds:0} s; split it or print it to a new PDF");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };

        // The document goes through a pipe: no name of a file can be taken for an option, and what comes from a zip is never written to disk.
        foreach (var argument in new[] { "-bbox-layout", "-enc", "UTF-8", "-", "-" }) start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new UnreadableException($"is a PDF, and PDFs are read with '{program}', which is not here; install it (apt-get install poppler-utils) and import again");
        }
    }

    private static async Task WriteAsync(Process process, byte[] pdf, CancellationToken cancel)
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            await input.WriteAsync(pdf, cancel);
        }
        catch (IOException)
        {
            // It has ended before it read everything; its exit code says why.
        }
    }

    // One byte more than allowed tells that there was more. The rest of the text is not wanted; the rest of the complaints is read and thrown away, for a full pipe would stop the writer.
    private static async Task<byte[]> ReadAsync(Stream stream, long most, bool toItsEnd, CancellationToken cancel)
    {
        using var all = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while ((toItsEnd || all.Length <= most) && (read = await stream.ReadAsync(buffer, cancel)) > 0)
        {
            if (all.Length <= most) all.Write(buffer, 0, (int)Math.Min(read, most + 1 - all.Length));
        }

        return all.ToArray();
    }

    private static string Reason(string complaint)
    {
        if (complaint.Contains("password", StringComparison.OrdinalIgnoreCase) || complaint.Contains("encrypt", StringComparison.OrdinalIgnoreCase))
            return "is protected by a password; save it without one";
        if (complaint.Contains("not allowed", StringComparison.OrdinalIgnoreCase)) return "forbids copying its text; save it without that restriction";
        var lines = complaint.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var first = lines.LastOrDefault(l => l.Contains("Error", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "no reason given";
        return $"is a damaged PDF (pdftotext: {PlainText.Clean(first[..Math.Min(first.Length, 200)])}); open it in a PDF reader and print it to a new file";
    }
}
