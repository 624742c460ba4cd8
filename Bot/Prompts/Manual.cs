using System.Text;

namespace FollowUpBot.Bot.Prompts;

/// <summary>A document of the knowledge base.</summary>
/// <param name="Document">Path below the knowledge folder.</param>
/// <param name="Title">From its head.</param>
/// <param name="Products">The products it is about; empty means all.</param>
/// <param name="Url">Where customers can open it; null means the host's own page of it.</param>
/// <param name="Sections">Its parts by heading, in order.</param>
/// <param name="Body">The whole Markdown without its head.</param>
internal sealed record Manual(string Document, string Title, IReadOnlyList<string> Products, string? Url, IReadOnlyList<ManualSection> Sections, string Body)
{
    public static Manual? Load(string text, string path, string document, Problems problems)
    {
        if (FrontMatter.Split(text, path, problems) is not { } split) return null;
        if (split.Head is null)
        {
            problems.Add(path, 1, "a manual begins with a head: '---', 'title: …', 'products: [ … ]', '---'");
            return null;
        }

        if (YamlReader.Parse(split.Head, path, FrontMatter.LinesBeforeHead, problems) is not { } head) return null;
        var title = head.Text("title");
        var products = head.Texts("products").Select(p => p.Text).ToList();
        var url = head.OptionalText("url");
        head.Done();
        return new Manual(document, title, products, url, SectionsOf(split.Body, title), split.Body);
    }

    /// <summary>Whether there is such a heading, even with nothing below it.</summary>
    public bool HasHeading(string heading) => Body.Split('\n').Any(line => line.StartsWith('#') && line.TrimStart('#').Trim() == heading);

    private static List<ManualSection> SectionsOf(string body, string title)
    {
        var sections = new List<ManualSection>();
        var heading = title;
        var text = new StringBuilder();
        foreach (var line in body.Split('\n'))
        {
            if (!line.StartsWith('#'))
            {
                text.Append(line).Append('\n');
                continue;
            }

            Close();
            heading = line.TrimStart('#').Trim();
        }

        Close();
        return sections;

        void Close()
        {
            if (text.ToString().Trim() is { Length: > 0 } said) sections.Add(new ManualSection(heading, Anchor(heading), said));
            text.Clear();
        }
    }

    /// <summary>A heading as the fragment of a link: what Markdig's auto-identifiers make of it.</summary>
    public static string Anchor(string heading) => Markdig.Helpers.LinkHelper.Urilize(heading, allowOnlyAscii: true);
}

/// <summary>A heading and what stands below it up to the next.</summary>
internal sealed record ManualSection(string Heading, string Anchor, string Text);
