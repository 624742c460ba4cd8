using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Reads how a language writes numbers, moments and ratings: <c>numbers.yaml</c>, <c>moments.yaml</c> and <c>ratings.yaml</c> in <c>Prompts/Understanding/&lt;locale&gt;</c>.</summary>
internal static class GrammarReader
{
    public static readonly IReadOnlyList<string> FileNames = ["numbers.yaml", "moments.yaml", "ratings.yaml"];

    // What the program asks a grammar for.
    private static readonly (string File, string Symbol)[] Wanted =
    [
        ("numbers.yaml", "number"), ("numbers.yaml", "ordinal"), ("numbers.yaml", "count"), ("numbers.yaml", "choice"),
        ("moments.yaml", "moment"), ("moments.yaml", "date-asked"), ("moments.yaml", "time-asked"),
        ("moments.yaml", "quiet"), ("moments.yaml", "quiet-asked"),
        ("ratings.yaml", "rating"), ("ratings.yaml", "rating-asked"),
    ];

    /// <summary>The grammar of each language that has one; the files of a language are one grammar, so a rule in one may use a symbol of another.</summary>
    public static IReadOnlyDictionary<string, Grammar> Read(IReadOnlyList<(string Path, string Locale, string Text)> files, Problems problems)
    {
        var grammars = new Dictionary<string, Grammar>();
        foreach (var language in files.GroupBy(f => f.Locale))
        {
            var lines = language.SelectMany(f => LinesOf(f.Path, f.Text, problems)).ToList();
            if (Build($"Prompts/Understanding/{language.Key}", [.. language.Select(f => Path.GetFileName(f.Path))], lines, problems) is { } grammar) grammars[language.Key] = grammar;
        }

        if (files.All(f => f.Locale != PromptLibrary.DefaultLocale))
            problems.Add($"Prompts/Understanding/{PromptLibrary.DefaultLocale}/numbers.yaml", 1, "this file is missing; it says how numbers are written");
        return grammars;
    }

    private static Grammar? Build(string folder, IReadOnlyCollection<string> present, List<Line> lines, Problems problems)
    {
        var symbols = lines.GroupBy(l => l.Symbol).ToDictionary(g => g.Key, g => (IReadOnlyList<GrammarRule>)[.. g.Select(l => l.Rule).OfType<GrammarRule>()]);
        var sound = lines.TrueForAll(l => l.Rule is not null);
        foreach (var line in lines)
        {
            if (line.Rule is null || Grammar.Check(line.Rule, symbols.Keys) is not { } fault) continue;
            problems.Add(line.Path, line.Number, fault);
            sound = false;
        }

        // The rules of both would be mixed, and "unit" of time be counted among units of ten.
        foreach (var twice in lines.GroupBy(l => l.Symbol).Where(g => g.Select(l => l.Path).Distinct().Count() > 1))
        {
            var second = twice.First(l => l.Path != twice.First().Path);
            problems.Add(second.Path, second.Number, $"'{twice.Key}' stands in {twice.First().Path} already; give one of them another name");
            sound = false;
        }

        foreach (var (file, symbol) in Wanted.Where(w => !symbols.ContainsKey(w.Symbol)))
        {
            problems.Add($"{folder}/{file}", 1, present.Contains(file) ? $"the symbol '{symbol}' is missing" : "this file is missing; it says how a language writes what the name says");
            sound = false;
        }

        if (sound && Grammar.Circle(symbols) is { } circle)
        {
            var at = lines.First(l => l.Symbol == circle);
            problems.Add(at.Path, at.Number, $"to read '{circle}', '{circle}' would have to be read first; begin one of its rules with a word");
            sound = false;
        }

        return sound ? new Grammar(symbols) : null;
    }

    private static IEnumerable<Line> LinesOf(string path, string text, Problems problems)
    {
        if (YamlReader.Parse(text, path, 0, problems) is not { } yaml) yield break;
        foreach (var symbol in yaml.Keys.ToList())
        {
            foreach (var (written, number) in yaml.Texts(symbol, required: true))
            {
                var (rule, fault) = GrammarRule.Parse(written);
                if (fault is not null) problems.Add(path, number, fault);
                yield return new Line(path, number, symbol, rule);
            }
        }
    }

    private sealed record Line(string Path, int Number, string Symbol, GrammarRule? Rule);
}
