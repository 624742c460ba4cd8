namespace FollowUpBot.Bot.Prompts;

/// <summary>A sentence of <c>Prompts/Understanding/&lt;locale&gt;/intents/</c> and what it means; the classifier learns from them.</summary>
/// <param name="Text">As a customer would write it.</param>
/// <param name="Intent">What the message is for.</param>
/// <param name="Complaint">Whether it complains, whatever else it is.</param>
/// <param name="WantsHuman">Whether it asks for a person, whatever else it is.</param>
/// <param name="Path">The file it stands in.</param>
/// <param name="Line">Its line there.</param>
internal sealed record Example(string Text, string Intent, bool Complaint, bool WantsHuman, string Path, int Line);

/// <summary>Reads the example sentences of one language: every file is one intent, or one intent with its flags.</summary>
internal static class ExamplesReader
{
    /// <summary>The intent of what is none of our business.</summary>
    public const string OutOfScope = "out-of-scope";

    // Fewer say nothing about how else people put it.
    private const int Fewest = 8;

    private const string Complaint = "complaint", WantsHuman = "wantsHuman";

    public static IReadOnlyList<Example> Read(string locale, IEnumerable<(string Path, string Name, string Text)> files, Problems problems)
    {
        var examples = new List<Example>();
        var kinds = new Dictionary<string, string>();
        var seen = new Dictionary<string, Example>();
        foreach (var (path, _, text) in files)
        {
            if (YamlReader.Parse(text, path, 0, problems) is not { } yaml) continue;
            var intent = yaml.Text("intent");
            var flags = yaml.Texts("flags");
            foreach (var (flag, line) in flags.Where(f => f.Text is not (Complaint or WantsHuman)))
                problems.Add(path, line, $"'{flag}' is not a flag; {Suggestion.For(flag, [Complaint, WantsHuman])}");
            var kind = $"{intent} [{string.Join(", ", flags.Select(f => f.Text).Order())}]";
            if (!kinds.TryAdd(kind, path)) yaml.Problem("intent", $"the intent '{intent}' with these flags already stands in {kinds[kind]}; put all its sentences into one of the two files");
            var sentences = yaml.Texts("sentences", required: true);
            if (sentences.Count is > 0 and < Fewest) yaml.Problem("sentences", $"{sentences.Count} sentences are too few to learn from; write at least {Fewest}");
            yaml.Done();
            foreach (var (sentence, line) in sentences)
            {
                var example = new Example(sentence.Trim(), intent, flags.Any(f => f.Text == Complaint), flags.Any(f => f.Text == WantsHuman), path, line);
                if (example.Text.Length == 0) problems.Add(path, line, "an empty sentence; take the line out");
                else if (!seen.TryAdd(Dialogs.Understanding.Words.Normalize(example.Text), example) && seen[Dialogs.Understanding.Words.Normalize(example.Text)] is var first)
                    problems.Add(path, line, $"'{example.Text}' stands already at {first.Path}:{first.Line}; keep the one whose meaning is right");
                else examples.Add(example);
            }
        }

        if (locale == PromptLibrary.DefaultLocale && !examples.Exists(e => e.Intent == OutOfScope))
            problems.Add($"Prompts/Understanding/{locale}/intents/{OutOfScope}.yaml", 1, "this file is missing; without sentences that are none of our business everything becomes our business");
        return examples;
    }
}
