using System.Text.RegularExpressions;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>The head of a Markdown document: <c>title</c>, <c>products</c> and <c>url</c>. Keys of other programs are ignored with a note.</summary>
/// <param name="Title">Null when the head has none.</param>
/// <param name="Products">The products it names.</param>
/// <param name="Url">Where customers can open the document.</param>
internal sealed partial record MarkdownHead(string? Title, IReadOnlyList<string> Products, string? Url)
{
    // The YAML reader recurses; more brackets than this are not a head but an attack on its stack.
    private const int MostBrackets = 400;
    private const int Longest = 32_000;

    private static readonly string[] Known = ["title", "products", "url"];

    /// <summary>Null when something is wrong with it; the problems say what.</summary>
    public static MarkdownHead? Read(string yaml, string document, List<ImportProblem> problems)
    {
        if (yaml.Trim().Length == 0) return new MarkdownHead(null, [], null);
        if (yaml.Length > Longest || yaml.AsSpan().Count('[') + yaml.AsSpan().Count('{') > MostBrackets || NestedList().IsMatch(yaml))
        {
            problems.Add(new ImportProblem(document, 1, "the head is too large or too deeply nested; it holds title, products and url", IsError: true));
            return null;
        }

        var found = new Problems();
        MarkdownHead? head = null;
        if (YamlReader.Parse(yaml, document, FrontMatter.LinesBeforeHead, found) is { } reader)
        {
            head = Read(reader);
            if (reader.Keys.Where(k => !Known.Contains(k)).ToList() is { Count: > 0 } foreign)
                problems.Add(new ImportProblem(document, reader.LineOfKey(foreign[0]), NoteOn(foreign), IsError: false));
        }

        problems.AddRange(found.Sorted().Select(p => new ImportProblem(p.Path, p.Line, p.Message, IsError: true)));
        return found.Any ? null : head;
    }

    private static MarkdownHead Read(YamlReader reader)
    {
        var title = reader.Keys.Contains("title") ? reader.Text("title") : null;
        var products = reader.Texts("products").Select(p => p.Text.Trim()).Where(p => p.Length > 0).ToList();
        if (!reader.Keys.Contains("url")) return new MarkdownHead(title, products, null);
        var url = WebAddress.Of(reader.Text("url"));
        if (url is null) reader.Problem("url", "'url' must be an address that customers can open, like https://example.com/manual");
        return new MarkdownHead(title, products, url);
    }

    private static string NoteOn(List<string> foreign)
    {
        var named = string.Join(", ", foreign.Take(10).Select(k => $"'{k}'"));
        var suggestion = foreign.Select(k => Suggestion.For(k, Known)).FirstOrDefault(s => s.StartsWith("did", StringComparison.Ordinal));
        return $"{named} in the head {(foreign.Count == 1 ? "is" : "are")} ignored; {suggestion ?? "title, products and url are read"}";
    }

    [GeneratedRegex(@"(?:[-?] +){20}")]
    private static partial Regex NestedList();
}
