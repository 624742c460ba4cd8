using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Knowledge.Import.Formats;

/// <summary>Markdown as people write it, into Markdown as it is indexed.</summary>
internal static class MarkdownFormat
{
    /// <summary>Null when its head is wrong; the problems say how.</summary>
    public static Extract? Read(ReadOnlySpan<byte> bytes, string document, List<ImportProblem> problems, CancellationToken cancel)
    {
        var text = PlainText.Clean(PlainText.Decode(bytes));
        var unclosed = new Problems();
        if (FrontMatter.Split(text, document, unclosed) is not { } split)
        {
            // A document that begins with a rule has no head; only what looks like a head has lost its end.
            if (text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && text.AsSpan(4, colon - 4).IndexOfAny(' ', '\n') < 0)
            {
                problems.AddRange(unclosed.Sorted().Select(p => new ImportProblem(document, p.Line, p.Message, IsError: true)));
                return null;
            }

            split = new FrontMatter(null, text, 1);
        }

        var head = new MarkdownHead(null, [], null);
        if (split.Head is not null)
        {
            if (MarkdownHead.Read(split.Head, document, problems) is not { } read) return null;
            head = read;
        }

        var writer = new MarkdownWriter();
        new MarkdownBlocks(writer, split.Body.Split('\n'), cancel).Write();
        return new Extract(head.Title ?? writer.FirstHeading, head.Products, head.Url, writer.ToString());
    }
}
