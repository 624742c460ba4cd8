using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Finds the HTML that stands in Markdown.</summary>
internal sealed partial class MarkdownHtml
{
    // An element that is never closed is not looked for to the end of the document again and again.
    private readonly HashSet<string> unclosed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The block of HTML that begins on this line, and its last line; null when none does.</summary>
    public (int Last, string Text)? BlockAt(string[] lines, int at)
    {
        var line = lines[at];
        if (!line.Contains('<', StringComparison.Ordinal) || Opening().Match(line) is not { Success: true } opening) return null;
        var name = opening.Groups["name"].Value;

        // What lists and tables hold stays together over empty lines; so does what is hidden, or its middle would be seen.
        var hidden = opening.Groups["unread"].Success || (!opening.Groups["close"].Success && !opening.Groups["void"].Success && IsHiding(line));
        var last = hidden || opening.Groups["whole"].Success ? EndOf(lines, at, name) : null;
        if (last is null && hidden) last = lines.Length - 1;
        if (last is null)
        {
            last = at;
            while (last.Value + 1 < lines.Length && !string.IsNullOrWhiteSpace(lines[last.Value + 1])) last++;
        }

        return (last.Value, string.Join('\n', lines[at..(last.Value + 1)]));
    }

    // Null when it is not closed.
    private int? EndOf(string[] lines, int at, string name)
    {
        if (unclosed.Contains(name)) return null;
        var depth = 0;
        for (var last = at; last < lines.Length; last++)
        {
            foreach (var tag in Tag().EnumerateMatches(lines[last]))
            {
                var said = lines[last].AsSpan(tag.Index, tag.Length);
                if (said.TrimStart("</").Equals(name, StringComparison.OrdinalIgnoreCase)) depth += said[1] == '/' ? -1 : 1;
            }

            if (depth <= 0) return last;
        }

        unclosed.Add(name);
        return null;
    }

    private static bool IsHiding(string line) =>
        Hiding().Match(line) is { Success: true } match && (!match.Groups["style"].Success || HtmlVisibility.IsHidingStyle(match.Groups["style"].Value));

    [GeneratedRegex(
        @"^ {0,3}<(?<close>/)?(?<name>(?<unread>script|style|template|noscript)|(?<whole>pre|table|ul|ol|dl|svg|iframe|form|nav)|(?<void>br|hr|img|link|meta)|address|article|aside|blockquote|body|center|details|dialog|div|fieldset|figcaption|figure|footer|h[1-6]|header|html|head|li|main|p|section|span|summary|title|tr|td|th|tbody|thead)(?=[\s/>]|$)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Opening();

    [GeneratedRegex(@"<[^<>]*?(?:\shidden(?=[\s>=])|aria-hidden\s*=\s*[""']?true|style\s*=\s*(?:""(?<style>[^""]*)|'(?<style>[^']*)))", RegexOptions.IgnoreCase)]
    private static partial Regex Hiding();

    [GeneratedRegex(@"</?[A-Za-z][A-Za-z0-9]*")]
    private static partial Regex Tag();
}
