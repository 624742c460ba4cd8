using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Language;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpBot.Bot.Commands.Bench;

/// <summary><c>bench ask</c>: questions to an index of many passages, and how fast documents are imported.</summary>
internal static class BenchAsk
{
    private const int Questions = 500, WarmUp = 50;
    private const int Imported = 500, SectionsOfImported = 4;

    public static Command Create()
    {
        var passages = new Option<int>("--passages") { Description = "How many passages the index has.", DefaultValueFactory = _ => 100_000 };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var command = new Command("ask", "Measure questions to an index of synthetic manuals, kept in the folder 'bench' of the data folder, and an import of 500 documents.") { passages, json };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(passages), parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(int passages, bool json, CancellationToken cancel)
    {
        if (passages < 100) return CommandLine.Fail("--passages is 100 or more.");
        var folder = Path.Combine(Shelf.Open().Options.Data!, "bench");
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"knowledge-{passages}.db"));
        var made = await ProgressBar.RunAsync(report => Task.Run(() => Build(path, passages, report, cancel), cancel));
        using var index = KnowledgeIndex.Open(path, SentenceEncoder.Shared, TimeProvider.System, NullLogger.Instance);
        for (var i = 0; i < WarmUp; i++) Ask(index, -1 - i);
        var (times, answered) = (new List<double>(), 0);
        for (var i = 0; i < Questions; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            if (Ask(index, i)) answered++;
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var of = new Percentiles(times);
        var memory = Environment.WorkingSet >> 20;
        var size = new FileInfo(path).Length >> 20;
        var perSecond = await ProgressBar.RunAsync(report => Task.Run(() => Import(folder, report, cancel), cancel));
        if (json)
        {
            Console.WriteLine(JsonLines.Write(new { passages = index.Count, documents = index.Documents, p50 = of.At(0.5), p99 = of.At(0.99), worst = of.At(1), answered, workingSetMb = memory, indexMb = size, importPassagesPerSecond = perSecond }));
            return CommandLine.Ok;
        }

        Console.WriteLine($"Index: {index.Count} passages of {index.Documents} synthetic manuals, {size} MB; {SyntheticManuals.ManualsOfFamily} models of a series share their text{(made is { } seconds ? $"; made in {seconds:0} s" : "; made before")}");
        Console.WriteLine($"Questions: {of.Count} without a product, one at a time, {answered} answered: p50 {of.At(0.5)} ms, p99 {of.At(0.99)} ms, worst {of.At(1)} ms; working set {memory} MB");
        Console.WriteLine($"Import: {Imported} documents that share no sentence, {perSecond} passages/s");
        return CommandLine.Ok;
    }

    // Without a product everything is looked through: the slowest way to ask.
    private static bool Ask(KnowledgeIndex index, int number) => index.Search(SyntheticManuals.Question(number), null, isQuestion: true, []).Finding is not null;

    // The seconds it took; null when the index was there.
    private static double? Build(string path, int passages, Action<string, int, int> report, CancellationToken cancel)
    {
        if (IndexFile.IsCurrent(path)) return null;
        var began = Stopwatch.GetTimestamp();
        new IndexBuilder(path, SentenceEncoder.Shared).Sync("bench", SyntheticManuals.OfPassages(passages), progress: Progress("Making the index", report), cancel: cancel);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static int Import(string folder, Action<string, int, int> report, CancellationToken cancel)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.db");
        try
        {
            var documents = SyntheticManuals.Distinct(Imported, SectionsOfImported);
            var began = Stopwatch.GetTimestamp();
            var changes = new IndexBuilder(path, SentenceEncoder.Shared).Sync("bench", documents, progress: Progress("Importing", report), cancel: cancel);
            return (int)(changes.Passages / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Told<(int Done, int All)> Progress(string what, Action<string, int, int> report) => new(p => report(what, p.Done, p.All));
}
