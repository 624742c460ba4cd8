using System.CommandLine;
using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>knowledge check</c>: what is in the index, and what about it is likely a mistake.</summary>
internal static class KnowledgeCheck
{
    private const int MostNamed = 5;

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var check = new Command("check", "What is in the index, and what about it is likely a mistake.") { json };
        check.SetAction(parsed => Run(parsed.GetValue(json)));
        return check;
    }

    private static int Run(bool json)
    {
        var shelf = Shelf.Open();
        var index = shelf.Options.IndexPath;
        var documents = IndexContents.Read(index);
        if (documents.Count == 0)
        {
            return CommandLine.Report(File.Exists(index)
                ? $"The index {index} is empty, damaged or of an older version; make it again with: knowledge import PATH"
                : $"There is no index {index}; make it with: knowledge import PATH");
        }

        var sources = documents.GroupBy(d => d.Source).Select(g => new SourceReport(g.Key, g.Count(), g.Sum(d => d.Passages), [.. g.SelectMany(d => d.Products).Distinct().Order(StringComparer.Ordinal)])).ToList();
        var mistakes = Mistakes(documents, shelf.Content?.Catalogue).ToList();
        var notes = Notes(documents, shelf).ToList();
        if (json) Console.WriteLine(JsonLines.Write(new { index, documents = documents.Count, passages = documents.Sum(d => d.Passages), sources, problems = mistakes, notes }));
        else Print(index, documents, sources, mistakes, notes);
        return mistakes.Count == 0 ? CommandLine.Ok : CommandLine.Found;
    }

    private static IEnumerable<string> Mistakes(IReadOnlyList<IndexedDocument> documents, Catalogue? catalogue)
    {
        if (catalogue is not null)
        {
            foreach (var (document, product) in documents.SelectMany(d => d.Products.Select(p => (d, p))).Where(x => catalogue.Find(x.p) is null))
                yield return $"{document.Path} ({document.Source}) is about '{product}', which is not in the catalogue; {Suggestion.For(product, catalogue.Products.Select(p => p.Name))}";
        }

        foreach (var twice in documents.GroupBy(d => d.Path).Where(g => g.Count() > 1))
            yield return $"{twice.Key} is there from {string.Join(" and from ", twice.Select(d => d.Source))}; keep one and take the other source out with: knowledge remove SOURCE";
        foreach (var document in documents.Where(d => d.Passages == 0))
            yield return $"{document.Path} ({document.Source}) has no passage that could be found; write text under its headings";
    }

    private static IEnumerable<string> Notes(IReadOnlyList<IndexedDocument> documents, Shelf shelf)
    {
        if (shelf.Content is null) yield return $"Products were not held against the catalogue. {shelf.Fault}";

        // Where every document is for every product nobody meant to name one.
        var general = documents.Where(d => d.Products.Count == 0).ToList();
        if (general.Count == 0 || general.Count == documents.Count) yield break;
        var named = string.Join(", ", general.Take(MostNamed).Select(d => d.Path));
        yield return $"{Counted.Of(general.Count, "document")} name{(general.Count == 1 ? "s" : "")} no product and answer{(general.Count == 1 ? "s" : "")} for all: {named}{(general.Count > MostNamed ? " …" : "")}";
    }

    private static void Print(string index, IReadOnlyList<IndexedDocument> documents, List<SourceReport> sources, List<string> mistakes, List<string> notes)
    {
        Console.WriteLine($"{index}: {Counted.Of(documents.Count, "document")}, {Counted.Of(documents.Sum(d => d.Passages), "passage")}");
        foreach (var source in sources)
            Console.WriteLine($"  {source.Source}: {Counted.Of(source.Documents, "document")}, {Counted.Of(source.Passages, "passage")}, {(source.Products.Count == 0 ? "for all products" : string.Join(", ", source.Products))}");
        foreach (var note in notes) Console.WriteLine($"note: {note}");
        foreach (var mistake in mistakes) Console.WriteLine(mistake);
        Console.WriteLine(mistakes.Count == 0 ? "no mistakes" : Counted.Of(mistakes.Count, "mistake"));
    }

    private sealed record SourceReport(string Source, int Documents, int Passages, IReadOnlyList<string> Products);
}
