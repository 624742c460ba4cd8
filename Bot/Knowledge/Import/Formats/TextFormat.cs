using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Plain text: paragraphs between empty lines, headings where they are plainly meant.</summary>
internal static partial class TextFormat
{
    public static Extract Read(ReadOnlySpan<byte> bytes)
    {
        var writer = new MarkdownWriter();
        foreach (var block in EmptyLines().Split(PlainText.Clean(PlainText.Decode(bytes))))
        {
            var lines = block.Split('\n').Where(l => l.Trim().Length > 0).ToList();
            if (lines.Count >= 2 && Underline().IsMatch(lines[1]))
            {
                writer.Heading(lines[1].TrimStart()[0] == '=' ? 1 : 2, lines[0]);
                lines.RemoveRange(0, 2);
            }
            else if (lines.Count == 1 && HeadingLine.LevelOf(lines[0]) is { } level)
            {
                writer.Heading(level, lines[0]);
                lines.Clear();
            }

            LooseText.Write(writer, lines);
        }

        return new Extract(writer.FirstHeading, [], null, writer.ToString());
    }

    [GeneratedRegex(@"\n[ \t]*\n")]
    private static partial Regex EmptyLines();

    [GeneratedRegex(@"^\s*(={3,}|-{3,})\s*$")]
    private static partial Regex Underline();
}
