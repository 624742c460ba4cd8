using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Voice;
using HandlebarsDotNet;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Reads the utterances and holds them against the replies that dialogs can make, both ways: used but missing, there but unused.</summary>
internal sealed class PromptFiles(PromptLibrary library, IReadOnlyCollection<string> locales, Problems problems)
{
    private const string Or = "<!-- or -->";

    private static readonly IReadOnlyDictionary<string, Type> Replies = typeof(Reply).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Reply)) && !t.IsAbstract && t.GetProperty(nameof(Reply.Prompt))!.DeclaringType == typeof(Reply))
        .ToDictionary(Reply.NameOf)
        .Append(KeyValuePair.Create("Questions/citation", typeof(Citation)))
        .ToDictionary();

    // Folders whose other prompts are named by files of product people, and the values those may use.
    private static readonly IReadOnlyDictionary<string, Type> Named = new Dictionary<string, Type>
    {
        ["CheckIn"] = typeof(PlannedContact),
        ["Segments"] = typeof(PlannedContact),
        ["News"] = typeof(PlannedContact),
        ["Rewards"] = typeof(Earned),
        ["Voice"] = typeof(YouSaidWeDid),
        [Macro.Feature] = typeof(Macro),
    };

    // Folders of whose prompts people choose one when they send it.
    private static readonly string[] ByPeople = ["Voice", Macro.Feature];

    private readonly List<(string Name, string Locale, string Path, int Line, IReadOnlyList<string> Variants, bool Retired)> contacts = [];
    private readonly HashSet<string> sent = [];

    // Known by their file, even when what stands in it is wrong and could not be compiled.
    private readonly HashSet<string> found = [];

    /// <summary>The reply that a prompt puts into words; null when none does.</summary>
    public static Type? ReplyOf(string name) => Replies.TryGetValue(name, out var reply) ? reply : Named.GetValueOrDefault(name.Split('/')[0]);

    /// <summary>Features whose folders hold utterances.</summary>
    public static IEnumerable<string> Features => Replies.Keys.Concat(Instruction.All.Keys).Select(name => name.Split('/')[0]).Concat(Named.Keys).Distinct();

    /// <summary>Reads one file, for example <c>Prompts/Welcome/thank-you.en.md</c>.</summary>
    public void Read(string path, string feature, string fileName, string text)
    {
        var parts = fileName.Split('.');
        if (parts.Length != 3 || parts[2] != "md")
        {
            problems.Add(path, 1, "a prompt is named <name>.<locale>.md, for example thank-you.en.md; an instruction to a language model <name>.system.md");
            return;
        }

        var (name, locale) = ($"{feature}/{parts[0]}", parts[1]);
        if (locale == "system")
        {
            ReadInstruction(path, name, text);
            return;
        }

        if (!locales.Contains(locale)) problems.Add(path, 1, $"the language '{locale}' has no file Prompts/Locales/{locale}.yaml");
        if (FrontMatter.Split(text, path, problems) is not { } split) return;
        var variants = split.Body.Split(Or);
        var head = PromptHead.Read(split.Head, path, variants.Length, problems);
        if (locale == PromptLibrary.DefaultLocale) found.Add(name);
        Type? contact = null;
        var isContact = !Replies.TryGetValue(name, out var reply) && Named.TryGetValue(feature, out contact);
        if (reply is null && !isContact)
        {
            problems.Add(path, 1, $"nothing says '{name}'; {Suggestion.For(name, Replies.Keys.Where(k => k.StartsWith(feature + '/', StringComparison.Ordinal)))}");
            return;
        }

        var values = PromptLibrary.ValuesOf(reply ?? contact!);
        var line = split.BodyLine;
        foreach (var variant in variants)
        {
            if (variant.Trim().Length == 0) problems.Add(path, line, "there is no text here");
            TemplateScan.Check(variant, values, path, line, problems);
            line += variant.Count(c => c == '\n');
        }

        foreach (var (above, at) in head.Texts) TemplateScan.Check(above, values, path, at, problems);

        // What a contact must have it must have on every channel.
        if (isContact) contacts.Add((name, locale, path, split.BodyLine, [.. variants, .. head.Sms.Select(s => s.Text)], head.IsRetired));
        Compile(name, locale, variants, head.Buttons, path, split.BodyLine);
        foreach (var (sms, at) in head.Sms) Guarded(path, at, () => library.AddSms(name, locale, sms));
        if (head.HasCard) Guarded(path, head.Texts.ElementAt(head.Sms.Count).Line, () => library.AddCard(name, locale, head.CardTitle?.Text, [.. head.CardFacts.Select(f => (f.Label, f.Value.Text))], head.CardScale));
    }

    // One instruction, in one language, without variants: which words a model was given must be plain from the file.
    private void ReadInstruction(string path, string name, string text)
    {
        found.Add($"{name}.system");
        if (!Instruction.All.TryGetValue(name, out var instruction))
        {
            problems.Add(path, 1, $"no language model is told '{name}'; {Suggestion.For(name, Instruction.All.Keys)}");
            return;
        }

        if (text.Trim().Length == 0) problems.Add(path, 1, "there is no text here");
        TemplateScan.Check(text, PromptLibrary.ValuesOf(instruction), path, 1, problems);
        if (!text.Contains("{{fence}}", StringComparison.Ordinal)) problems.Add(path, 1, "{{fence}} is missing: the model must be told which text is data");
        if (text.Contains(Or, StringComparison.Ordinal)) problems.Add(path, 1, $"an instruction has no variants: '{Or}' must go");
        Guarded(path, 1, () => library.AddInstruction(name, text));
    }

    /// <summary>Adds a text that stands as one line in a YAML file.</summary>
    public void AddLine(string name, string locale, string text, string path, int line, Type reply)
    {
        if (!locales.Contains(locale)) problems.Add(path, line, $"the language '{locale}' has no file Prompts/Locales/{locale}.yaml");
        TemplateScan.Check(text, PromptLibrary.ValuesOf(reply), path, line, problems);
        Compile(name, locale, [text], [], path, line);
    }

    /// <summary>Holds a journey's step against the message it sends.</summary>
    public void CheckContact(string says, CheckInQuestion asks, YamlReader step)
    {
        sent.Add(says);
        if (!contacts.Any(c => c.Name == says && c.Locale == PromptLibrary.DefaultLocale))
            step.Problem("says", $"there is no prompt 'Prompts/{says}.en.md'; {Suggestion.For(says, contacts.Select(c => c.Name).Distinct())}");
        foreach (var (contact, variant) in contacts.Where(c => c.Name == says).SelectMany(c => c.Variants.Select(v => (c, v))))
        {
            var questions = variant.Count(c => c == '?');
            var isGiven = variant.Contains("{{question}}", StringComparison.Ordinal);
            if (asks is CheckInQuestion.Loyalty or CheckInQuestion.Bought or CheckInQuestion.Matters && (!isGiven || questions > 0))
                problems.Add(contact.Path, contact.Line, $"its step asks '{asks}': every variant must have {{{{question}}}} where that question comes, and no other");
            else if (asks is CheckInQuestion.None or CheckInQuestion.Arrived && isGiven)
                problems.Add(contact.Path, contact.Line, $"{{{{question}}}} is empty here: its step {(asks == CheckInQuestion.None ? "asks nothing" : $"asks '{asks}', which the message words itself")}");
            else if (isGiven) questions++;
            if (asks == CheckInQuestion.None && questions > 0) problems.Add(contact.Path, contact.Line, "this message asks something, but its step in the journey has no 'asks', so the answer would be lost");
            if (asks is CheckInQuestion.Arrived or CheckInQuestion.Satisfied && questions != 1) problems.Add(contact.Path, contact.Line, $"its step asks '{asks}', so every variant must have exactly one question; this one has {questions}");
            if (!variant.Contains("{{source}}", StringComparison.Ordinal)) problems.Add(contact.Path, contact.Line, "a contact says where its tip comes from: {{source}} is missing");
        }
    }

    /// <summary>Holds the message that a segment, a perk or news names against the rules for contacts.</summary>
    /// <param name="says">Its name.</param>
    /// <param name="feature">The folder it must stand in.</param>
    /// <param name="hasSource">Whether it brings a section of a manual, which it must name.</param>
    /// <param name="yaml">The file that names it.</param>
    /// <param name="must">A value that every variant must have.</param>
    public void CheckOutreach(string says, string feature, bool hasSource, YamlReader yaml, string? must = null)
    {
        if (says.Length == 0) return;
        sent.Add(says);
        if (!says.StartsWith($"{feature}/", StringComparison.Ordinal)) yaml.Problem("says", $"the message stands in Prompts/{feature}, so write it like {feature}/{says.Split('/')[^1]}");
        else if (!contacts.Any(c => c.Name == says && c.Locale == PromptLibrary.DefaultLocale))
            yaml.Problem("says", $"there is no prompt 'Prompts/{says}.en.md'; {Suggestion.For(says, contacts.Select(c => c.Name).Where(c => c.StartsWith(feature, StringComparison.Ordinal)).Distinct())}");
        foreach (var (contact, variant) in contacts.Where(c => c.Name == says).SelectMany(c => c.Variants.Select(v => (c, v))))
        {
            if (variant.Contains('?', StringComparison.Ordinal)) problems.Add(contact.Path, contact.Line, "this message asks something, and nothing would understand the answer; only steps of a journey ask");
            if (must is not null && !variant.Contains(must, StringComparison.Ordinal)) problems.Add(contact.Path, contact.Line, $"{must} is missing: without it the customer has nothing in hand");
            if (hasSource && !variant.Contains("{{source}}", StringComparison.Ordinal)) problems.Add(contact.Path, contact.Line, "a contact says where its tip comes from: {{source}} is missing");
        }
    }

    /// <summary>Reports what is missing and what is unused, once everything is read.</summary>
    public void Finish()
    {
        foreach (var (name, reply) in Replies.Where(r => !found.Contains(r.Key)))
            problems.Add($"Prompts/{name}.en.md", 1, $"this file is missing; it may use: {string.Join(", ", PromptLibrary.ValuesOf(reply).Keys)}");
        foreach (var (name, instruction) in Instruction.All.Where(i => !found.Contains($"{i.Key}.system")))
            problems.Add($"Prompts/{name}.system.md", 1, $"this file is missing; it may use: {string.Join(", ", PromptLibrary.ValuesOf(instruction).Keys)}");
        foreach (var contact in contacts.Where(c => !sent.Contains(c.Name) && !c.Retired && !ByPeople.Contains(c.Name.Split('/')[0])))
            problems.Add(contact.Path, 1, $"nothing sends '{contact.Name}'; if earlier customers are still to get it, write 'retired: true' into its head");
    }

    private void Compile(string name, string locale, IReadOnlyList<string> variants, IReadOnlyList<string> buttons, string path, int line) =>
        Guarded(path, line, () => library.Add(name, locale, variants, buttons));

    private void Guarded(string path, int line, Action add)
    {
        // A text with a mistake that was reported above is not worth a second message from Handlebars.
        if (problems.Any) return;
        try
        {
            add();
        }
        catch (HandlebarsException error)
        {
            problems.Add(path, line, error.Message.ReplaceLineEndings(" "));
        }
    }
}
