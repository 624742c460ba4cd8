using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace FollowUpBot.Bot.Http;

/// <summary>Markdown as a page of ours may show it, whoever wrote it: links lead to pages and mailboxes only, and nothing is fetched from elsewhere.</summary>
internal static class SafeHtml
{
    /// <param name="markdown">What somebody wrote.</param>
    /// <param name="pipeline">How it is read; it must take no HTML.</param>
    public static string Of(string markdown, MarkdownPipeline pipeline)
    {
        var document = Markdown.Parse(markdown, pipeline);
        foreach (var link in document.Descendants<LinkInline>())
        {
            if (!IsAddress(link.Url)) link.Url = "";

            // A picture from elsewhere would tell its owner who read this, and when.
            if (!link.IsImage) continue;
            link.IsImage = false;
            link.GetAttributes().AddProperty("rel", "noreferrer");
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(l => !l.IsEmail && !IsAddress(l.Url)).ToList()) link.ReplaceBy(new LiteralInline(link.Url));
        return document.ToHtml(pipeline);
    }

    private static bool IsAddress(string? url) => url is not null
        && (url.StartsWith('#') || (Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Scheme is "http" or "https" or "mailto" or "tel" : Uri.IsWellFormedUriString(url, UriKind.Relative)));
}
