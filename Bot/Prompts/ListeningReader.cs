using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Prompts;

/// <summary>What is listened for in one language beside what a message is about.</summary>
/// <param name="Likelihood">How likely somebody is to do something, from never to surely.</param>
/// <param name="Reasons">Why somebody leaves.</param>
/// <param name="Criteria">What matters to somebody.</param>
/// <param name="Memories">What is worth knowing again.</param>
/// <param name="Forget">What is to be forgotten.</param>
/// <param name="Courtesy">How an agent writes.</param>
internal sealed record Listening(Phrasebook Likelihood, Phrasebook Reasons, Phrasebook Criteria, MemoryRules Memories, ForgetRequest Forget, Phrasebook Courtesy)
{
    public static Listening Nothing { get; } = new(Phrasebook.Empty, Phrasebook.Empty, Phrasebook.Empty, MemoryRules.None, ForgetRequest.None, Phrasebook.Empty);

    /// <summary>The steps of <see cref="Likelihood"/>, worst first: their place is the score.</summary>
    public static readonly IReadOnlyList<string> Scale = ["never", "hardly", "perhaps", "probably", "surely"];
}

/// <summary>Reads <c>likelihood.yaml</c>, <c>reasons.yaml</c>, <c>criteria.yaml</c>, <c>memories.yaml</c> and <c>courtesy.yaml</c> of a language's folder in <c>Prompts/Understanding/</c>.</summary>
internal static class ListeningReader
{
    private const string Hedges = "hedges", All = "forget all", Last = "forget last", Weekdays = "weekdays";

    public static IReadOnlyList<string> FileNames { get; } = ["likelihood.yaml", "reasons.yaml", "criteria.yaml", "memories.yaml", "courtesy.yaml"];

    private static readonly string[] Reasons = [.. Enum.GetNames<Dialogs.Customers.LeavingReason>().Where(n => n != nameof(Dialogs.Customers.LeavingReason.Other))];

    private static readonly string[] Courtesies = ["sorry", "thanks", "next", "curt"];

    public static IReadOnlyDictionary<string, Listening> Read(IEnumerable<(string Path, string Name, string Text)> files, Problems problems)
    {
        var all = new Dictionary<string, Listening>();
        files = [.. files];
        foreach (var missing in FileNames.Where(n => !files.Any(f => f.Name == PromptLibrary.DefaultLocale && Path.GetFileName(f.Path) == n)))
            problems.Add($"Prompts/Understanding/{PromptLibrary.DefaultLocale}/{missing}", 1, "this file is missing; it holds phrases that are listened for");
        foreach (var (path, locale, text) in files)
        {
            if (YamlReader.Parse(text, path, 0, problems) is not { } yaml) continue;
            var before = all.GetValueOrDefault(locale, Listening.Nothing);
            all[locale] = Path.GetFileName(path) switch
            {
                // "Probably not" holds "probably": the doubtful is looked for first.
                "likelihood.yaml" => before with { Likelihood = Book(yaml, path, problems, ["hardly", "never", "perhaps", "probably", "surely"]) },
                "reasons.yaml" => before with { Reasons = Book(yaml, path, problems, Reasons) },
                "criteria.yaml" => before with { Criteria = Book(yaml, path, problems, null) },
                "courtesy.yaml" => before with { Courtesy = Book(yaml, path, problems, Courtesies) },
                _ => before with { Memories = Memories(yaml, path, problems), Forget = new ForgetRequest(RuleOf(yaml, All, path, problems), RuleOf(yaml, Last, path, problems)) },
            };
            yaml.Done();
        }

        return all;
    }

    private static Phrasebook Book(YamlReader yaml, string path, Problems problems, IReadOnlyList<string>? names)
    {
        foreach (var missing in names?.Where(n => !yaml.Has(n)) ?? []) problems.Add(path, 1, $"'{missing}' is missing");
        return new Phrasebook([.. (names ?? [.. yaml.Keys]).Where(yaml.Has).Select(name => (name, RuleOf(yaml, name, path, problems)))]);
    }

    private static MemoryRules Memories(YamlReader yaml, string path, Problems problems)
    {
        var rules = new List<MemoryRule>();
        IReadOnlyList<IReadOnlyList<string>> days;
        foreach (var name in yaml.Keys.ToList())
        {
            if (name is Hedges or All or Last or Weekdays || yaml.Map(name) is not { } map) continue;
            var rule = new PhraseRule(RulesReader.Phrases(map, "phrases", required: true, path, problems), RulesReader.Phrases(map, "unless", required: false, path, problems));
            rules.Add(new MemoryRule(name, rule, map.Choice("reads", MemoryReads.Sentence), map.Has("keepDays") ? map.Number("keepDays", 1, 36_500) : 730, map.Choice("sensitive", Flag.no) == Flag.yes));
            map.Done();
        }

        days = [.. yaml.Texts(Weekdays, required: true).Select(d => (IReadOnlyList<string>)[.. d.Text.Split('|')])];
        if (days.Count != 7) yaml.Problem(Weekdays, $"'{Weekdays}' must have seven lines, Sunday first");
        return new MemoryRules(rules, days, RuleOf(yaml, Hedges, path, problems));
    }

    private static PhraseRule RuleOf(YamlReader yaml, string name, string path, Problems problems)
    {
        if (yaml.Map(name) is not { } map) return new PhraseRule([], []);
        var rule = new PhraseRule(RulesReader.Phrases(map, "phrases", required: true, path, problems), RulesReader.Phrases(map, "unless", required: false, path, problems));
        map.Done();
        return rule;
    }

    private enum Flag
    {
        no,
        yes,
    }
}
