using System.CommandLine;
using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>knowledge</c>: the documents that answers come from. Also <c>knowledge remove</c>, which takes back an import.</summary>
internal static class KnowledgeCommand
{
    public static Command Create() => new("knowledge", "The documents that answers come from.") { KnowledgeImport.Create(), KnowledgeCheck.Create(), CreateRemove() };

    /// <summary>What a path is called as a source: the same folder is the same source wherever one stands.</summary>
    public static string SourceOf(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static Command CreateRemove()
    {
        var source = new Argument<string>("source") { Description = "The folder or file, as it was imported or as 'knowledge check' shows it." };
        var json = new Option<bool>("--json") { Description = "Print what was removed as JSON." };
        var remove = new Command("remove", "Take all documents of a source out of the index.") { source, json };
        remove.SetAction(parsed => Remove(parsed.GetValue(source)!, parsed.GetValue(json)));
        return remove;
    }

    private static int Remove(string source, bool json)
    {
        var index = Shelf.Open().Options.IndexPath;
        var documents = IndexContents.Read(index);
        List<string> sources = [.. documents.Select(d => d.Source).Distinct()];

        // A folder that is gone from the disk is still known by its name.
        var named = sources.Find(s => s == source) ?? sources.Find(s => s == SourceOf(source));
        if (named is null) return CommandLine.Report(sources.Count == 0 ? $"There is nothing in {index}." : $"Nothing was imported from '{source}'; {Suggestion.For(source, sources)}");
        if (named == KnowledgeIndex.ShopSource) return CommandLine.Fail($"{KnowledgeIndex.ShopSource} is read anew by every start of the host; take its files away instead.");
        var changes = new IndexBuilder(index, SentenceEncoder.Shared).Sync(named, []);
        var passages = documents.Where(d => d.Source == named).Sum(d => d.Passages);
        Console.WriteLine(json
            ? JsonLines.Write(new { source = named, removed = changes.Removed, passages, index })
            : $"{Counted.Of(changes.Removed, "document")} removed with {Counted.Of(passages, "passage")}. To have them again: knowledge import {named}");
        return CommandLine.Ok;
    }
}

/// <summary>A number with its word.</summary>
internal static class Counted
{
    public static string Of(int number, string word) => number == 1 ? $"1 {word}" : $"{number} {word}s";
}
