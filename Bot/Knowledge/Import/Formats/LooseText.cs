using System.Globalization;
using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Lines of a text that has no markup: finds the list entries that are only typed as such.</summary>
internal static partial class LooseText
{
    /// <summary>Writes the lines of one block. A line without a marker continues what is above it; an empty line ends it.</summary>
    public static void Write(MarkdownWriter writer, IEnumerable<string> lines)
    {
        var open = new List<string>();
        (int? Number, bool Item) kind = default;
        foreach (var line in lines)
        {
            if (Marker(line) is var (number, words))
            {
                Close();
                kind = (number, true);
                open.Add(words);
            }
            else if (string.IsNullOrWhiteSpace(line))
            {
                Close();
            }
            else
            {
                open.Add(line);
            }
        }

        Close();

        void Close()
        {
            var words = string.Join(' ', open);
            if (kind.Item) writer.Item(0, kind.Number, words);
            else writer.Paragraph(words);
            open.Clear();
            kind = default;
        }
    }

    /// <summary>The number (null for a bullet) and the words of a line that begins like a list entry; null for any other.</summary>
    public static (int? Number, string Words)? Marker(string line)
    {
        var match = Entry().Match(line);
        if (!match.Success) return null;
        var number = match.Groups["number"];
        return (number.Success ? int.Parse(number.Value, CultureInfo.InvariantCulture) : null, line[match.Length..]);
    }

    /// <summary>Whether a line consists of a marker and nothing else.</summary>
    public static bool IsMarker(string line) => Entry().Match(line + " ") is { Success: true } match && match.Length == line.Length + 1;

    // U+F0B7 and U+F0A7 are what Word's Symbol and Wingdings bullets become in a PDF.
    [GeneratedRegex(@"^\s*(?:(?<number>[0-9]{1,3})[.)]|[•▪●◦‣·■□➢►\uF0B7\uF0A7\-–*])\s+")]
    private static partial Regex Entry();
}
