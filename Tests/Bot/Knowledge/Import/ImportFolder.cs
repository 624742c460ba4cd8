using System.Text;
using FollowUpBot.Bot.Knowledge.Import;

namespace FollowUpBot.Tests.Bot.Knowledge.Import;

/// <summary>A folder of a test's own documents, and what the import makes of it.</summary>
internal sealed class ImportFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-import-");

    public string Root => folder.FullName;

    public ImportLimits Limits { get; init; } = new();

    public string PdfToText { get; init; } = "pdftotext";

    public string Add(string document, string text) => Add(document, Encoding.UTF8.GetBytes(text));

    public string Add(string document, byte[] bytes)
    {
        var path = Path.Combine(Root, document);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public async Task<List<ImportResult>> ReadAsync(params string[] documents)
    {
        var paths = documents.Length == 0 ? [Root] : documents.Select(d => Path.Combine(Root, d));
        return await new DocumentReader(Limits, TimeProvider.System, PdfToText).ReadAsync(paths, cancel: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The only document, which has no problem.</summary>
    public async Task<SourceDocument> OnlyAsync()
    {
        var result = Assert.Single(await ReadAsync());
        Assert.Empty(result.Problems);
        return result.Source!;
    }

    /// <summary>What is said about everything, a sentence a line.</summary>
    public async Task<string> SaidAsync(params string[] documents) => Said(await ReadAsync(documents));

    public static string Said(IEnumerable<ImportResult> results) => string.Join('\n', results.SelectMany(r => r.Problems));

    public void Dispose() => folder.Delete(recursive: true);
}
