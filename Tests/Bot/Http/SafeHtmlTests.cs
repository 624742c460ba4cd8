using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using FollowUpBot.Bot.Http;
using FollowUpBot.Tests.Browser;
using Markdig;

namespace FollowUpBot.Tests.Bot.Http;

/// <summary>Markdown on a page of ours runs nothing and fetches nothing, whoever wrote it: manuals, agents, the bot.</summary>
public class SafeHtmlTests
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    [Fact]
    public void Nothing_in_it_runs_or_is_fetched()
    {
        string[] harmless = ["P", "UL", "OL", "LI", "EM", "STRONG", "CODE", "PRE", "BLOCKQUOTE", "H1", "H2", "H3", "A", "HR", "BR"];
        foreach (var payload in Payloads.All)
        {
            var page = new HtmlParser().ParseDocument($"<body>{SafeHtml.Of(payload, Pipeline)}</body>");
            foreach (var element in page.Body!.QuerySelectorAll("*"))
            {
                Assert.True(harmless.Contains(element.TagName), $"<{element.TagName}> came of {payload}");
                Assert.All(element.Attributes, a => Assert.True(a.Name is "href" or "title" or "rel" or "start" or "class", $"{a.Name} came of {payload}"));
                if (element.GetAttribute("href") is { Length: > 0 } link)
                    Assert.True(!Uri.TryCreate(link, UriKind.Absolute, out var address) || address.Scheme is "http" or "https" or "mailto" or "tel", $"{link} came of {payload}");
            }
        }
    }

    [Fact]
    public void What_is_meant_to_be_there_is_there()
    {
        Assert.Equal("<p><strong>Jonas:</strong> see <a href=\"https://shop.example/faq\">the page</a></p>\n", SafeHtml.Of("**Jonas:** see [the page](https://shop.example/faq)", Pipeline));
        Assert.Equal("<p><a href=\"https://shop.example/p.png\" rel=\"noreferrer\">the clip</a></p>\n", SafeHtml.Of("![the clip](https://shop.example/p.png)", Pipeline));
    }
}
