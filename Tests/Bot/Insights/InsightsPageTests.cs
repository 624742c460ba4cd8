using System.Net;
using FollowUpBot.Bot.Insights;
using FollowUpBot.Dialogs.Segments;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Insights;

/// <summary>The page from outside: who may see it, words as plain text, files that no spreadsheet takes for formulas.</summary>
public class InsightsPageTests
{
    private const string Period = "from=2026-04-01&to=2026-11-23";

    [Fact]
    public async Task Nobody_sees_it_who_is_not_signed_in()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(host.Url) };
        foreach (var path in new[] { "/insights", "/insights/loyalty", "/insights/words?what=touch.said", "/insights/loyalty.csv", "/insights/words.csv?what=touch.said" })
        {
            using var answer = await visitor.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.Redirect, $"/desk/sign-in?to={Uri.EscapeDataString(path)}"), (answer.StatusCode, answer.Headers.Location!.ToString()));
        }

        using var program = await visitor.GetAsync("/api/insights/progress", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, program.StatusCode);
    }

    [Fact]
    public async Task New_facts_are_on_the_page_within_seconds_and_words_are_plain_text()
    {
        await using var host = await TestHost.StartAsync();
        using var agent = await host.SignInAsync("Jonas");
        Assert.Contains("The map appears with the first contact", await agent.GetStringAsync("/insights/touchpoints", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        PlantedFacts.Write(host.StorePath, new PlantedFacts(3, TestHost.Start).Of(300));
        await CountedAsync(host);
        foreach (var view in View.All) Assert.Contains("Europe/Madrid", await agent.GetStringAsync($"/insights/{view.Key}?{Period}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var page = await agent.GetStringAsync($"/insights/words?what=touch.said&{Period}", TestContext.Current.CancellationToken);
        Assert.Contains("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("<bdi>", page, StringComparison.Ordinal);
        var text = WebUtility.HtmlDecode(page);
        Assert.Contains("אני מאוד מרוצה מהפנס", text, StringComparison.Ordinal);
        Assert.Contains("love it 🏕️🔦", text, StringComparison.Ordinal);
        Assert.Contains("page=2", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_holds_no_formulas_and_says_that_it_is_UTF_8()
    {
        await using var host = await TestHost.StartAsync();
        using var agent = await host.SignInAsync("Jonas");
        PlantedFacts.Write(host.StorePath, new PlantedFacts(3, TestHost.Start).Of(300));
        await CountedAsync(host);
        var bytes = await agent.GetByteArrayAsync($"/insights/words.csv?what=touch.said&{Period}", TestContext.Current.CancellationToken);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        Assert.Contains("\"'=HYPERLINK(\"\"http://example.com\"\",\"\"click\"\")\"", text, StringComparison.Ordinal);
        foreach (var view in View.All.Where(v => v.Key != "voice"))
        {
            using var answer = await agent.GetAsync($"/insights/{view.Key}.csv?{Period}", TestContext.Current.CancellationToken);
            Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
            Assert.True((await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length > 100, view.Key);
        }
    }

    [Fact]
    public async Task The_size_of_a_segment_opens_who_is_in_it()
    {
        await using var host = await TestHost.StartAsync();
        using var agent = await host.SignInAsync("Jonas");
        PlantedFacts.Write(host.StorePath,
        [
            ("C-1", TestHost.Start.AddDays(-9), new SegmentEntered("loyal")), ("C-2", TestHost.Start.AddDays(-8), new SegmentEntered("loyal")), ("C-1", TestHost.Start.AddDays(-7), new SegmentLeft("loyal")),
            ("C-3", TestHost.Start.AddDays(-6), new SegmentEntered("loyal")), ("C-1", TestHost.Start.AddDays(-5), new SegmentEntered("loyal")), ("C-3", TestHost.Start.AddDays(-1), new SegmentLeft("loyal")),
        ]);
        await CountedAsync(host);
        Assert.Contains("what=members&amp;step=loyal", await agent.GetStringAsync($"/insights/contacts?{Period}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var members = await agent.GetStringAsync($"/insights/words?what=members&step=loyal&{Period}", TestContext.Current.CancellationToken);
        Assert.Contains("2 in all", members, StringComparison.Ordinal);
        Assert.Contains("C-1", members, StringComparison.Ordinal);
        Assert.Contains("C-2", members, StringComparison.Ordinal);
        Assert.DoesNotContain("C-3", members, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+44 20", "'+44 20")]
    [InlineData("-5 °C", "'-5 °C")]
    [InlineData("@me", "'@me")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("a, \"b\"", "\"a, \"\"b\"\"\"")]
    [InlineData("plain", "plain")]
    public void A_cell_that_begins_like_a_formula_does_not_any_more(string text, string cell) => Assert.Equal(cell, Csv.Field(text));

    [Theory]
    [InlineData("/insights/nothing")]
    [InlineData("/insights/words?what=nothing")]
    [InlineData("/insights/words")]
    [InlineData("/insights/nothing.csv")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        await using var host = await TestHost.StartAsync();
        using var agent = await host.SignInAsync("Jonas");
        using var answer = await agent.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_filter_that_makes_no_sense_is_said_and_the_page_stands()
    {
        await using var host = await TestHost.StartAsync();
        using var agent = await host.SignInAsync("Jonas");
        foreach (var query in new[] { "from=yesterday", "from=2026-11-20&to=2026-11-01", "from=0001-01-01", "product=%00&segment=<script>", "from=1990-01-01&to=2199-01-01" })
        {
            var page = await agent.GetStringAsync($"/insights/overview?{query}", TestContext.Current.CancellationToken);
            Assert.DoesNotContain("<script>", page.Replace("<script src", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        Assert.Contains("&#x27;yesterday&#x27; is no day", await agent.GetStringAsync("/insights/overview?from=yesterday", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Waits until the host has counted what stands in its store.</summary>
    internal static async Task CountedAsync(TestHost host)
    {
        var last = await host.Store.LastFactAsync();
        var model = host.Services.GetRequiredService<ReadModel>();
        for (var i = 0; i < 300 && model.Watermark < last; i++) await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(last, model.Watermark);
    }
}
