using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Bot.Knowledge.Import.Formats;

namespace FollowUpBot.Bot.Knowledge.Import;

/// <summary>Reads files, folders and zips as documents of one shape. A file that cannot be read is a sentence about that file; the others go on.</summary>
/// <param name="limits">What is accepted at most.</param>
/// <param name="clock">Measures how long a PDF takes.</param>
/// <param name="pdftotext">The program that reads PDFs, from Debian's poppler-utils.</param>
internal sealed class DocumentReader(ImportLimits limits, TimeProvider clock, string pdftotext = "pdftotext")
{
    /// <summary>What is read, as a person is told.</summary>
    public const string Formats = "Markdown (.md), web pages (.html), Word (.docx), PDF (.pdf), plain text (.txt), folders and zips of these";

    private readonly PdfFormat pdf = new(new PdfToText(pdftotext, limits, clock));

    /// <summary>Reads one after another, in the order of their names: a result for each document, and one for each path with remarks about it as a whole.</summary>
    /// <param name="paths">Files, folders and zips.</param>
    /// <param name="progress">Told after each file.</param>
    /// <param name="cancel">Stops between and within files.</param>
    public async IAsyncEnumerable<ImportResult> ReadAsync(IEnumerable<string> paths, IProgress<ImportProgress>? progress = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var import = new Import();
        foreach (var path in paths)
        {
            using var found = new FoundFiles(path, limits);
            var before = import.Done;
            foreach (var file in found.Files())
            {
                cancel.ThrowIfCancellationRequested();
                var result = import.Admit(await ReadAsync(file, cancel), path);
                import.Done++;
                progress?.Report(new ImportProgress(import.Done, before + found.Count, file.Document));
                yield return result;
            }

            if (found.Remarks(Formats) is { Count: > 0 } remarks) yield return new ImportResult(path, null, remarks);
        }
    }

    private async Task<ImportResult> ReadAsync(SourceFile file, CancellationToken cancel)
    {
        var problems = new List<ImportProblem>();
        try
        {
            var bytes = file.Read(cancel);
            if (await ExtractAsync(file, bytes, problems, cancel) is not { } extract) return new ImportResult(file.Document, null, problems);
            var markdown = PlainText.Clean(extract.Markdown);
            if (!markdown.Split('\n').Any(l => !l.StartsWith('#') && l.Any(char.IsLetterOrDigit))) throw new UnreadableException("holds no text; fill it or take it away");
            var title = MarkdownWriter.OneLine(PlainText.Clean(extract.Title ?? ""));
            var products = extract.Products.Select(p => MarkdownWriter.OneLine(PlainText.Clean(p))).Where(p => p.Length > 0).Distinct().ToList();
            return new ImportResult(file.Document, new SourceDocument(file.Document, title.Length > 0 ? title : PlainText.TitleOf(file.Document), products, extract.Url, markdown), problems);
        }
        catch (UnreadableException error)
        {
            problems.Add(new ImportProblem(file.Document, null, error.Message, IsError: true));
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            problems.Add(new ImportProblem(file.Document, null, $"cannot be read from the disk ({MarkdownWriter.OneLine(error.Message).TrimEnd('.')}); look at its rights and import again", IsError: true));
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            // Whatever a library thinks of a broken file, the next file is a different one.
            problems.Add(new ImportProblem(file.Document, null, $"cannot be taken apart ({error.GetType().Name}); open it in the program that made it and save it again", IsError: true));
        }

        return new ImportResult(file.Document, null, problems);
    }

    private async Task<Extract?> ExtractAsync(SourceFile file, byte[] bytes, List<ImportProblem> problems, CancellationToken cancel)
    {
        if (bytes.Length == 0) throw new UnreadableException("is empty; fill it or take it away");
        return file.Extension switch
        {
            ".html" or ".htm" or ".xhtml" => HtmlFormat.Read(bytes, cancel),
            ".docx" => DocxFormat.Read(bytes, limits, cancel),
            ".pdf" => await pdf.ReadAsync(bytes, cancel),
            ".txt" or ".text" => TextFormat.Read(bytes),
            _ => MarkdownFormat.Read(bytes, file.Document, problems, cancel),
        };
    }

    /// <summary>What is known across the files of one import.</summary>
    private sealed class Import
    {
        private readonly Dictionary<string, string> byContent = [];
        private readonly Dictionary<string, string> byName = [];

        public int Done { get; set; }

        public ImportResult Admit(ImportResult result, string path)
        {
            if (!byName.TryAdd(result.Document, path))
                return Refused(result, $"this name was imported from '{byName[result.Document]}' already; import the folder that holds both, so that their names differ", isError: true);
            if (result.Source is not { } source) return result;
            var content = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{string.Join('\u001F', source.Products.Order(StringComparer.Ordinal))}\u001E{source.Markdown}")));
            return byContent.TryAdd(content, source.Document) ? result : Refused(result, $"says the same as '{byContent[content]}', which is kept; this one is left out", isError: false);
        }

        private static ImportResult Refused(ImportResult result, string why, bool isError) =>
            result with { Source = null, Problems = [.. result.Problems, new ImportProblem(result.Document, null, why, isError)] };
    }
}
