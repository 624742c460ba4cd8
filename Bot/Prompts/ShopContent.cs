using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Everything that product people edit, loaded and checked: what the bot says, when, and what it knows.</summary>
internal sealed record ShopContent
{
    public required string ShopName { get; init; }

    public required PromptLibrary Prompts { get; init; }

    public required Catalogue Catalogue { get; init; }

    public required IReadOnlyList<Manual> Manuals { get; init; }

    public required IReadOnlyDictionary<string, MessageRules> Rules { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<Example>> Examples { get; init; }

    /// <summary>What customers call things, in all languages, and the words that manuals have for it.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Synonyms { get; init; }

    public required IReadOnlyDictionary<string, Grammar> Grammars { get; init; }

    public required IReadOnlyDictionary<string, ServiceHours> Hours { get; init; }

    /// <summary>What the shop has decided for all its customers.</summary>
    public required ShopRules Shop { get; init; }

    public required IReadOnlyDictionary<string, Listening> Listenings { get; init; }

    /// <summary>Words that say nothing about what a customer means, by which themes are not found.</summary>
    public required IReadOnlyList<string> EmptyWords { get; init; }

    /// <summary>Changes with every change in the files, so that one sees whether two conversations were led with the same words.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The shop's zone: whose zone is not known is taken to live there.</summary>
    public string TimeZone => Hours[PromptLibrary.DefaultLocale].TimeZone;

    /// <summary>What can be said of the staff to a reader of this language.</summary>
    public StaffWord StaffAt(DateTimeOffset now, string locale, IReadOnlyList<string> present) => Hours[Prompts.Speak(locale)].At(now, present);

    /// <summary>The language by whose rules the messages of a customer who reads this one are understood.</summary>
    public string UnderstoodAs(string locale) => Rules.ContainsKey(Prompts.Speak(locale)) ? Prompts.Speak(locale) : PromptLibrary.DefaultLocale;

    /// <summary>The rules for messages of a customer who reads this language.</summary>
    public MessageRules RulesFor(string locale) => Rules[UnderstoodAs(locale)];

    /// <summary>The example sentences of a language; those of English for one that has none, as the encoder was trained on English.</summary>
    public IReadOnlyList<Example> ExamplesFor(string locale) => Examples.TryGetValue(locale, out var own) && own.Count > 0 ? own : Examples[PromptLibrary.DefaultLocale];

    /// <summary>What is listened for in the messages of a customer who reads this language.</summary>
    public Listening ListeningFor(string locale) => Listenings.GetValueOrDefault(Prompts.Speak(locale)) ?? Listenings.GetValueOrDefault(PromptLibrary.DefaultLocale) ?? Listening.Nothing;

    /// <summary>What reads numbers, moments, ratings and answers in the messages of a customer who reads this language.</summary>
    public Recognisers RecognisersFor(string locale)
    {
        var spoken = Prompts.Speak(locale);
        return new Recognisers(Grammars.TryGetValue(spoken, out var grammar) ? grammar : Grammars[PromptLibrary.DefaultLocale], RulesFor(spoken));
    }

    /// <summary>Loads the folder. With problems there is no content: the host does not start on a text that would fail in front of a customer.</summary>
    public static (ShopContent? Content, IReadOnlyList<Problem> Problems) Load(string folder)
    {
        var problems = new Problems();
        if (!Directory.Exists(folder)) return (null, [new Problem(folder, 1, "there is no such folder; name yours with FollowUp:Prompts")]);

        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var locales = Files("Locales")
            .Select(f => Locale.Load(f.Text, f.Path, f.Name, problems))
            .OfType<Locale>()
            .ToDictionary(l => l.Tag);
        if (!locales.ContainsKey(PromptLibrary.DefaultLocale)) problems.Add("Prompts/Locales/en.yaml", 1, "this file is missing; it says how moments are written");

        var library = new PromptLibrary(locales);
        var prompts = new PromptFiles(library, locales.Keys, problems);
        foreach (var feature in PromptFiles.Features)
            foreach (var (path, _, text) in Files(feature, "*.md"))
                prompts.Read(path, feature, Path.GetFileName(path), text);

        var manuals = Files("Knowledge", "*.md").Select(f => Manual.Load(f.Text, f.Path, Path.GetFileName(f.Path), problems)).OfType<Manual>().ToList();
        var catalogue = new CatalogueReader(name => Files(name), manuals, prompts, problems).Read();
        var rules = RulesReader.Read(OfEachLanguage("rules.yaml"), problems);
        var synonyms = SynonymsReader.Read(OfEachLanguage("synonyms.yaml"), problems);
        var examples = locales.Keys.ToDictionary(l => l, l => ExamplesReader.Read(l, Files($"Understanding/{l}/intents"), problems));
        var grammars = GrammarReader.Read([.. GrammarReader.FileNames.SelectMany(OfEachLanguage)], problems);
        var listenings = ListeningReader.Read([.. ListeningReader.FileNames.SelectMany(OfEachLanguage)], problems);
        var emptyWords = ThemeWordsReader.Read(OfEachLanguage("themes.yaml"), problems);
        var shopFile = Path.Combine(folder, "shop.yaml");
        if (File.Exists(shopFile)) read[ServiceReader.Path] = File.ReadAllText(shopFile);
        var (shop, hours, mostContacts, escalation, assignment) = ServiceReader.Read(read.GetValueOrDefault(ServiceReader.Path), locales.Keys, problems);

        // The host has no use for it; whoever checks the folder wants to hear of it all the same.
        if (Path.Combine(folder, "teams.yaml") is var teams && File.Exists(teams)) _ = TeamsApp.Read(File.ReadAllText(teams), problems);
        var timeZone = hours.TryGetValue(PromptLibrary.DefaultLocale, out var known) ? known.TimeZone : "UTC";
        var shopRules = new ShopRulesReader(name => Files(name), catalogue, manuals, prompts, timeZone, problems).Read(mostContacts);
        prompts.Finish();
        CheckMentions();
        ReportForeignFolders();
        if (problems.Any) return (null, problems.Sorted());
        return (new ShopContent
        {
            ShopName = shop,
            Prompts = library,
            Catalogue = catalogue,
            Manuals = manuals,
            Rules = rules,
            Examples = examples,
            Synonyms = synonyms,
            Grammars = grammars,
            Hours = hours,
            Shop = (escalation.Count == 0 ? shopRules : shopRules with { Escalation = escalation }) with { Assignment = assignment },
            Listenings = listenings,
            EmptyWords = emptyWords,
            Fingerprint = FingerprintOf(read),
        }, []);

        IEnumerable<(string Path, string Name, string Text)> Files(string below, string pattern = "*.yaml")
        {
            var at = Path.Combine(folder, below);
            if (!Directory.Exists(at)) yield break;
            foreach (var file in Directory.EnumerateFiles(at, pattern).Order(StringComparer.Ordinal))
            {
                var path = $"Prompts/{below}/{Path.GetFileName(file)}";
                yield return (path, Path.GetFileNameWithoutExtension(file), read[path] = File.ReadAllText(file));
            }
        }

        // A language is understood by the files of its folder.
        IEnumerable<(string Path, string Name, string Text)> OfEachLanguage(string name) =>
            locales.Keys.Order(StringComparer.Ordinal).SelectMany(locale => Files($"Understanding/{locale}", name).Select(f => (f.Path, locale, f.Text)));

        void CheckMentions()
        {
            var kinds = listenings.Values.SelectMany(l => l.Memories.Kinds).Distinct().ToList();
            foreach (var product in catalogue.Products)
                foreach (var (step, line) in product.Steps.Zip(product.StepLines))
                    if (step.Mentions is { } kind && !kinds.Contains(kind)) problems.Add(product.JourneyPath, line, $"'mentions' names '{kind}', which nothing listens for; {Suggestion.For(kind, kinds)}");
        }

        void ReportForeignFolders()
        {
            string[] known = [.. PromptFiles.Features, "Locales", "Products", "Journeys", "Knowledge", "Understanding", "Gestures"];
            foreach (var name in Directory.EnumerateDirectories(folder).Select(d => Path.GetFileName(d)!).Where(d => !known.Contains(d)))
                problems.Add($"Prompts/{name}", 1, $"nothing reads this folder; {Suggestion.For(name, known)}");
        }
    }

    private static string FingerprintOf(SortedDictionary<string, string> files) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files.Select(f => $"{f.Key}\0{f.Value}\0")))))[..12];
}
