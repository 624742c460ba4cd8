using System.Net;
using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>The inside of a paragraph: pictures become their description, links that lead nowhere outside the document their words, HTML its text.</summary>
internal sealed partial class MarkdownInline
{
    private readonly Dictionary<string, string> definitions = new(StringComparer.OrdinalIgnoreCase);

    public static MarkdownInline For(string[] lines)
    {
        var inline = new MarkdownInline();
        foreach (var line in lines)
            if (line.Contains("]:", StringComparison.Ordinal) && Definition().Match(line) is { Success: true } match) inline.definitions.TryAdd(match.Groups["label"].Value, match.Groups["address"].Value);
        return inline;
    }

    /// <summary>Whether the line only says where a link of the form <c>[words][label]</c> leads.</summary>
    public bool IsDefinition(string line) => definitions.Count > 0 && Definition().IsMatch(line);

    public string Of(string words)
    {
        if (words.Contains('[', StringComparison.Ordinal))
        {
            words = Picture().Replace(words, "${alt}");
            words = Link().Replace(words, m => Linked(m.Groups["words"].Value, m.Groups["address"].Value));
            if (definitions.Count > 0)
                words = Reference().Replace(words, m => definitions.TryGetValue(m.Groups["label"].Length > 0 ? m.Groups["label"].Value : m.Groups["words"].Value, out var address) ? Linked(m.Groups["words"].Value, address) : m.Value);
        }

        if (words.Contains('<', StringComparison.Ordinal) && Tag().IsMatch(words)) return HtmlFormat.Visible(Stray().Replace(words, "&lt;"));
        return words.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(words) : words;
    }

    public static string WithoutEmphasis(string words) => Links().Replace(Emphasis().Replace(words, ""), "${words}");

    private static string Linked(string words, string address) => WebAddress.Of(address.Trim('<', '>')) is { } outside && outside[0] != '/' ? $"[{words}]({outside})" : words;

    [GeneratedRegex(@"^ {0,3}\[(?<label>[^\]^][^\]]*)\]:\s+<?(?<address>\S+?)>?(?:\s+[""'(].*)?\s*$")]
    private static partial Regex Definition();

    [GeneratedRegex(@"!\[(?<alt>[^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")]
    private static partial Regex Picture();

    [GeneratedRegex(@"\[(?<words>[^\[\]]+)\]\(\s*(?<address>[^()\s]*(?:\([^()\s]*\)[^()\s]*)?)(?:\s+(?:""[^""]*""|'[^']*'))?\s*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[(?<words>[^\[\]]+)\](?:\[(?<label>[^\[\]]*)\])?(?!\()")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\[(?<words>[^\[\]]+)\]\([^()\s]*\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)|`")]
    private static partial Regex Emphasis();

    [GeneratedRegex($"</?{Names}(?=[\\s/>])[^<>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    // "<serial number>" and "< 5 °C" are words, not tags.
    [GeneratedRegex($"<(?!/?{Names}(?=[\\s/>]))", RegexOptions.IgnoreCase)]
    private static partial Regex Stray();

    private const string Names = "(?:a|abbr|b|bdi|bdo|big|br|cite|code|del|dfn|div|em|font|hr|i|img|ins|kbd|label|li|mark|ol|p|q|s|samp|script|small|span|strike|strong|style|sub|summary|sup|svg|table|td|th|tr|tt|u|ul|var|details|center|button|input|iframe|video|audio|template)";
}
