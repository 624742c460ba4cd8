using System.Net;
using FollowUpBot.Bot.Http;
using FollowUpBot.Dialogs.Turns;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;

namespace FollowUpBot.Bot.Knowledge;

/// <summary><c>/manuals/…</c>: the documents that answers cite, for the customer to open.</summary>
internal static class ManualPages
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UseAutoIdentifiers(AutoIdentifierOptions.AutoLink | AutoIdentifierOptions.AllowOnlyAscii).Build();

    public static void MapManuals(this WebApplication app)
    {
        app.MapGet("/manuals/{**name}", (string name, KnowledgeIndex knowledge) =>
            knowledge.Document(name) is var (title, markdown)
                ? Results.Content(PageOf(title, markdown), "text/html; charset=utf-8")
                : Results.NotFound()).AllowAnonymous();

        // Where a text message leads: a section by its short address.
        app.MapGet($"{ShortLink.Path}{{code:length({ShortLink.Length})}}", (string code, KnowledgeIndex knowledge) => knowledge.UrlOf(code) is { } url ? Results.Redirect(url) : Results.NotFound()).AllowAnonymous();
    }

    private static string PageOf(string title, string markdown) =>
        $"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{WebUtility.HtmlEncode(title)}</title>
          <link rel="icon" href="/web/icon.svg">
          <link rel="stylesheet" href="/web/base.css">
        </head>
        <body class="manual">
          <main>{SafeHtml.Of(markdown, Pipeline)}</main>
        </body>
        </html>
        """;
}
