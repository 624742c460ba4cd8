namespace FollowUpBot.Bot.Prompts;

/// <summary>Splits a Markdown file into its YAML head, between two lines of <c>---</c>, and its body.</summary>
/// <param name="Head">The YAML, or null when the file begins with its body.</param>
/// <param name="Body">The rest.</param>
/// <param name="BodyLine">Line of the file on which the body begins.</param>
internal sealed record FrontMatter(string? Head, string Body, int BodyLine)
{
    /// <summary>Lines of the file that come before the head.</summary>
    public const int LinesBeforeHead = 1;

    /// <summary>Null, with a problem reported, when the head is never closed.</summary>
    public static FrontMatter? Split(string text, string path, Problems problems)
    {
        text = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        if (!text.StartsWith("---\n", StringComparison.Ordinal)) return new FrontMatter(null, text, 1);

        var lines = text.Split('\n');
        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == "---");
        if (end < 0)
        {
            problems.Add(path, 1, "the head opened by '---' is never closed by a second '---'");
            return null;
        }

        return new FrontMatter(string.Join('\n', lines[1..end]), string.Join('\n', lines[(end + 1)..]), end + 2);
    }
}
