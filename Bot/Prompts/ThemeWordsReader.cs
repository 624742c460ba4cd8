namespace FollowUpBot.Bot.Prompts;

/// <summary>Reads <c>themes.yaml</c> of each language's folder in <c>Prompts/Understanding/</c>: the words that say nothing about what a customer means.</summary>
internal static class ThemeWordsReader
{
    private const string Empty = "empty";

    /// <summary>The words of all languages together; what a customer reads is not known where their words are counted.</summary>
    public static IReadOnlyList<string> Read(IEnumerable<(string Path, string Name, string Text)> files, Problems problems)
    {
        var words = new List<string>();
        foreach (var (path, _, text) in files)
        {
            if (YamlReader.Parse(text, path, 0, problems) is not { } yaml) continue;
            foreach (var (line, number) in yaml.Texts(Empty, required: true))
            {
                foreach (var word in line.Split('|', StringSplitOptions.TrimEntries))
                {
                    if (word.Length == 0 || word.Any(c => !char.IsLetter(c))) problems.Add(path, number, $"'{word}' is not a word; write single words in small letters with | between them, contractions without their apostrophe");
                    else words.Add(word.ToLowerInvariant());
                }
            }

            yaml.Done();
        }

        return words;
    }
}
