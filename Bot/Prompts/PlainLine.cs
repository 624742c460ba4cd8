using Markdig;
using Markdig.Parsers;

namespace FollowUpBot.Bot.Prompts;

/// <summary>A line of Markdown as plain text: links keep their words, escapes are undone.</summary>
internal static class PlainLine
{
    // Of blocks only paragraphs: "24. November" is a day and no list.
    private static readonly MarkdownPipeline Pipeline = Create();

    public static string Of(string markdown) => Markdown.ToPlainText(markdown.ReplaceLineEndings(" ").Trim(), Pipeline).Trim();

    private static MarkdownPipeline Create()
    {
        var builder = new MarkdownPipelineBuilder();
        builder.BlockParsers.Clear();
        builder.BlockParsers.Add(new ParagraphBlockParser());
        return builder.Build();
    }
}
