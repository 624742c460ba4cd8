using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Reads the phrases by which messages are understood: <c>Prompts/Understanding/&lt;locale&gt;/rules.yaml</c>.</summary>
internal static class RulesReader
{
    public static IReadOnlyDictionary<string, MessageRules> Read(IEnumerable<(string Path, string Name, string Text)> files, Problems problems)
    {
        var all = new Dictionary<string, MessageRules>();
        foreach (var (path, locale, text) in files)
        {
            if (YamlReader.Parse(text, path, 0, problems) is not { } yaml) continue;
            var rules = new Dictionary<string, PhraseRule>();
            foreach (var name in MessageRules.Names)
            {
                if (!yaml.Keys.Contains(name))
                {
                    problems.Add(path, 1, $"the rule '{name}' is missing");
                    continue;
                }

                if (yaml.Map(name) is not { } map) continue;
                var phrases = Phrases(map, "phrases", required: true, path, problems);
                var unless = Phrases(map, "unless", required: false, path, problems);
                map.Done();
                rules[name] = new PhraseRule(phrases, unless);
            }

            yaml.Done();
            all[locale] = new MessageRules(rules);
        }

        if (!all.ContainsKey(PromptLibrary.DefaultLocale)) problems.Add("Prompts/Understanding/en/rules.yaml", 1, "this file is missing; it holds the phrases by which messages are understood");
        return all;
    }

    /// <summary>A list of phrases; one that is not well formed is reported and left out.</summary>
    public static List<string> Phrases(YamlReader map, string key, bool required, string path, Problems problems)
    {
        var good = new List<string>();
        foreach (var (phrase, line) in map.Texts(key, required))
        {
            if (PhraseRule.Check(phrase) is { } fault) problems.Add(path, line, fault);
            else good.Add(phrase);
        }

        return good;
    }
}
