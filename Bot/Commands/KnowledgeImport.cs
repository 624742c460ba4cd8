using System.CommandLine;
using System.Diagnostics;
using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Knowledge.Import;
using FollowUpBot.Bot.Language;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>knowledge import</c>: makes the index hold what is below the paths. What cannot be read keeps its old version; a running host takes the new index by itself.</summary>
internal static class KnowledgeImport
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = $"Files, folders or zips: {DocumentReader.Formats}.", Arity = ArgumentArity.OneOrMore };
        var verbose = new Option<bool>("--verbose") { Description = "Print notes as well, not only what could not be read." };
        var json = new Option<bool>("--json") { Description = "Print what was done as JSON." };
        var import = new Command("import", "Import documents. Importing a folder again adds, changes and takes away until the index holds what the folder does.") { paths, verbose, json };
        import.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(paths)!, parsed.GetValue(verbose), parsed.GetValue(json), cancel));
        return import;
    }

    private static async Task<int> RunAsync(string[] paths, bool verbose, bool json, CancellationToken cancel)
    {
        var index = Shelf.Open().Options.IndexPath;

        // An index that cannot be added to is said before an hour of reading.
        IndexFile.IsCurrent(index);
        var began = Stopwatch.GetTimestamp();
        var imports = await ProgressBar.RunAsync(async report =>
        {
            var done = new List<Imported>();
            foreach (var path in paths.DistinctBy(KnowledgeCommand.SourceOf)) done.Add(await ImportAsync(path, index, report, cancel));
            return done;
        });
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        List<ImportProblem> problems = [.. imports.SelectMany(i => i.Problems)];
        foreach (var problem in problems.Where(p => p.IsError || verbose)) Console.Error.WriteLine(problem);
        foreach (var untouched in imports.Where(i => i.Changes is null)) Console.Error.WriteLine(untouched.Fate);
        Print(imports, index, seconds, verbose, json);
        return problems.Exists(p => p.IsError) ? CommandLine.Found : CommandLine.Ok;
    }

    private static async Task<Imported> ImportAsync(string path, string index, Action<string, int, int> report, CancellationToken cancel)
    {
        var source = KnowledgeCommand.SourceOf(path);
        var known = IndexContents.Read(index).Where(d => d.Source == source).Select(d => d.Path).ToList();
        var documents = new List<SourceDocument>();
        var problems = new List<ImportProblem>();
        var reader = new DocumentReader(new ImportLimits(), TimeProvider.System);
        var reading = new Told<ImportProgress>(p => report($"Reading {path}", p.Done, p.Found));
        await foreach (var result in reader.ReadAsync([path], reading, cancel))
        {
            if (result.Source is not null) documents.Add(result.Source);
            problems.AddRange(result.Problems);
        }

        if (documents.Count == 0) return new Imported(source, null, known.Count, problems);
        var kept = known.Where(k => problems.Exists(p => p.IsError && IsBelow(k, p.Document))).ToHashSet();
        var computing = new Told<(int Done, int All)>(p => report($"Indexing {path}", p.Done, p.All));
        var changes = await Task.Run(() => new IndexBuilder(index, SentenceEncoder.Shared).Sync(source, documents, kept, computing, cancel), cancel);
        return new Imported(source, changes, kept.Count, problems);
    }

    // A zip or a folder that cannot be opened stands for everything in it.
    private static bool IsBelow(string document, string path) => document == path || document.StartsWith(path + '/', StringComparison.Ordinal);

    private static void Print(List<Imported> imports, string index, double seconds, bool verbose, bool json)
    {
        List<Indexed> changes = [.. imports.Select(i => i.Changes).OfType<Indexed>()];
        List<ImportProblem> problems = [.. imports.SelectMany(i => i.Problems)];
        if (json)
        {
            Console.WriteLine(JsonLines.Write(new
            {
                index,
                seconds = Math.Round(seconds, 2),
                sources = imports.Select(i => new { i.Source, imported = i.Changes is not null, i.Changes?.Added, i.Changes?.Unchanged, i.Changes?.Removed, i.Kept, i.Changes?.Passages }),
                problems,
            }));
            return;
        }

        if (changes.Count == 0) return;
        var (kept, notes, passages) = (imports.Where(i => i.Changes is not null).Sum(i => i.Kept), problems.Count(p => !p.IsError), changes.Sum(c => c.Passages));
        Console.WriteLine(
            $"{Counted.Of(changes.Sum(c => c.Added), "document")} added, {changes.Sum(c => c.Unchanged)} unchanged, {changes.Sum(c => c.Removed)} removed"
            + $"{(kept == 0 ? "" : $", {kept} kept as before")}; {Counted.Of(passages, "passage")} in {seconds:0.0} s{(passages == 0 ? "" : $" ({passages / seconds:0}/s)")} → {index}");
        if (notes > 0 && !verbose) Console.WriteLine($"{Counted.Of(notes, "note")}; read {(notes == 1 ? "it" : "them")} with --verbose");
    }

    /// <summary>What became of one path.</summary>
    /// <param name="Source">The path as a source.</param>
    /// <param name="Changes">Null when nothing in it could be read, and nothing was touched.</param>
    /// <param name="Kept">Documents that keep their old version.</param>
    /// <param name="Problems">What is to be said.</param>
    private sealed record Imported(string Source, Indexed? Changes, int Kept, IReadOnlyList<ImportProblem> Problems)
    {
        public string Fate => Kept == 0
            ? $"Nothing of {Source} was imported."
            : $"Nothing of {Source} was imported; {(Kept == 1 ? "the document" : $"the {Kept} documents")} of it in the index stay{(Kept == 1 ? "s" : "")}. To take out what is gone: knowledge remove {Source}";
    }
}
