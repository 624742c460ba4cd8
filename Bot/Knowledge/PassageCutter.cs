using System.Text;
using FollowUpBot.Bot.Knowledge.Import;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>A piece of a document that can be found and cited.</summary>
/// <param name="Heading">The nearest heading above it.</param>
/// <param name="Above">The headings above that one, outermost first, joined by a space.</param>
/// <param name="Anchor">The heading as the fragment of a link.</param>
/// <param name="Text">Its Markdown.</param>
internal sealed record CutPassage(string Heading, string Above, string Anchor, string Text);

/// <summary>Cuts a document into passages: what stands under one heading, and of that no more than a reader takes in at once.</summary>
internal static class PassageCutter
{
    // About three hundred words. A section that is longer becomes several passages under the same heading.
    private const int Longest = 1800;

    public static IReadOnlyList<CutPassage> Cut(SourceDocument document)
    {
        var passages = new List<CutPassage>();
        var headings = new List<(int Level, string Text)>();
        var text = new StringBuilder();
        foreach (var line in document.Markdown.Split('\n'))
        {
            if (!line.StartsWith('#'))
            {
                text.Append(line).Append('\n');
                continue;
            }

            Close();
            var level = line.Length - line.TrimStart('#').Length;
            headings.RemoveAll(h => h.Level >= level);
            headings.Add((level, line.Trim('#', ' ')));
        }

        Close();
        return passages;

        void Close()
        {
            var said = text.ToString().Trim();
            text.Clear();
            if (said.Length == 0) return;
            var heading = headings.Count > 0 ? headings[^1].Text : document.Title;
            var above = string.Join(' ', headings.SkipLast(1).Select(h => h.Text));
            foreach (var part in Parts(said)) passages.Add(new CutPassage(heading, above, Manual.Anchor(heading), part));
        }
    }

    // Whole paragraphs while they fit; a paragraph that does not fit alone is cut between its lines or sentences.
    private static IEnumerable<string> Parts(string text)
    {
        if (text.Length <= Longest) return [text];
        var parts = new List<string>();
        var part = new StringBuilder();
        foreach (var paragraph in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).SelectMany(Pieces))
        {
            if (part.Length > 0 && part.Length + paragraph.Text.Length > Longest)
            {
                parts.Add(part.ToString());
                part.Clear();
            }

            if (part.Length > 0) part.Append(paragraph.Separator);
            part.Append(paragraph.Text);
        }

        parts.Add(part.ToString());
        return parts;
    }

    private static IEnumerable<(string Text, string Separator)> Pieces(string paragraph)
    {
        if (paragraph.Length <= Longest) return [(paragraph, "\n\n")];
        var sentences = Passages.Split(paragraph).Select((s, i) => (s.Text, Separator: i == 0 ? "\n\n" : s.Kind == SentenceKind.Prose ? " " : "\n"));

        // Text without a single full stop is cut at a space, or anywhere when it has none.
        return sentences.SelectMany(s => s.Text.Length <= Longest ? [s] : Chunks(s.Text).Select(c => (c, " ")));
    }

    private static IEnumerable<string> Chunks(string text)
    {
        while (text.Length > Longest)
        {
            var cut = text.LastIndexOf(' ', Longest);
            if (cut < Longest / 2) cut = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
            yield return text[..cut];
            text = text[cut..].TrimStart();
        }

        if (text.Length > 0) yield return text;
    }
}
