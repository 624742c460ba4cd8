using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Reads what customers call things: <c>Prompts/Understanding/&lt;locale&gt;/synonyms.yaml</c>, a word or phrase and the words that manuals have for it.</summary>
internal static class SynonymsReader
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(IEnumerable<(string Path, string Name, string Text)> files, Problems problems)
    {
        var all = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (path, _, text) in files)
        {
            if (YamlReader.Parse(text, path, 0, problems) is not { } yaml) continue;
            foreach (var key in yaml.Keys.ToList())
            {
                var said = Words.Normalize(key).Trim();
                if (said != key) yaml.Problem(key, $"'{key}' is never met: write it as '{said}'");
                else all[said] = [.. yaml.Texts(key, required: true).Select(t => Words.Normalize(t.Text).Trim())];
            }
        }

        return all;
    }
}
