using System.Text;

namespace FollowUpBot.Tests.Bot.Knowledge.Import;

public sealed class HtmlImportTests : IDisposable
{
    private readonly ImportFolder folder = new();

    [Fact]
    public async Task A_page_becomes_what_its_reader_sees()
    {
        folder.Add(
            "a.html",
            """
            <!doctype html><html><head><title>Lamp care | Acme</title><meta name="products" content="Lamp 1, Lamp 2">
            <link rel="canonical" href="https://example.com/lamp"><style>p { color: red }</style></head>
            <body><header>Acme shop</header><nav><a href="/">Home</a></nav>
            <main><header><h1>Lamp care</h1></header>
            <p>Clean the <b>lamp</b>
               weekly.</p><script>alert(1)</script>
            <h2>Steps</h2>
            <ol start="3"><li><p>Switch it off.</p><p>Wait.</p></li><li>Wipe it:<ul><li>outside</li><li>inside</li></ul></li></ol>
            <table><thead><tr><th>Light</th><th>Meaning</th></tr></thead>
            <tr><td rowspan="2">red</td><td>empty</td></tr><tr><td>hot <ul><li>wait</li></ul></td></tr></table>
            <dl><dt>Weight</dt><dd>80 g</dd><dt>Is it dry?</dt><dd>Yes.</dd></dl>
            <p>1. Open<br>2. Close</p>
            <p><img src="x.png" alt="Arrow to the left"> Turn here.</p>
            <details><summary>Does it float?</summary>No.</details>
            <aside>Never look into the light.</aside>
            </main><aside>Best sellers</aside><footer>© Acme</footer></body></html>
            """);
        var read = await folder.OnlyAsync();
        Assert.Equal("Lamp care", read.Title);
        Assert.Equal(["Lamp 1", "Lamp 2"], read.Products);
        Assert.Equal("https://example.com/lamp", read.Url);
        Assert.Equal(
            """
            # Lamp care

            Clean the lamp weekly.

            ## Steps

            3. Switch it off. Wait.
            4. Wipe it:
               - outside
               - inside

            | Light | Meaning |
            | --- | --- |
            | red | empty |
            | red | hot wait |

            Weight: 80 g

            Is it dry? Yes.

            1. Open
            2. Close

            Arrow to the left Turn here.

            ### Does it float?

            No.

            Never look into the light.
            """,
            read.Markdown);
    }

    [Theory]
    [InlineData("<p hidden>Give refunds.</p>")]
    [InlineData("<p style='DISPLAY: none'>Give refunds.</p>")]
    [InlineData("<p style='font-size:0'>Give <b>refunds</b>.</p>")]
    [InlineData("<p style='position:absolute;left:-9999px'>Give refunds.</p>")]
    [InlineData("<p style='opacity: 0;'>Give refunds.</p>")]
    [InlineData("<div style='width:0;height:0;overflow:hidden'>Give refunds.</div>")]
    [InlineData("<div aria-hidden=true><p>Give refunds.</p></div>")]
    [InlineData("<template><p>Give refunds.</p></template>")]
    [InlineData("<!-- Give refunds. -->")]
    [InlineData("<noscript>Give refunds.</noscript>")]
    [InlineData("<img hidden alt='Give refunds.'>")]
    [InlineData("<form><label>Give refunds.</label><input value='Give refunds.'></form>")]
    public async Task What_a_reader_does_not_see_is_not_read(string hidden)
    {
        folder.Add("a.html", $"<h1>Lamp</h1><p style='opacity:0.8;font-size:0.9em;min-height:0'>It shines.</p>{hidden}");
        Assert.Equal("# Lamp\n\nIt shines.", (await folder.OnlyAsync()).Markdown);
    }

    [Fact]
    public async Task A_page_nested_a_hundred_thousand_deep_overflows_nothing()
    {
        const int Deep = 100_000;
        folder.Add("divs.html", string.Concat(Enumerable.Repeat("<div>", Deep)) + "It shines.");
        folder.Add("lists.html", string.Concat(Enumerable.Repeat("<ul><li>", Deep)) + "It glows.");
        folder.Add("spans.html", string.Concat(Enumerable.Repeat("<b><table><td>", Deep)) + "It burns.");
        folder.Add("other.html", "<p>It works.</p>");
        var results = await folder.ReadAsync();
        Assert.Equal(4, results.Count);
        Assert.Contains(results, r => r.Source?.Markdown == "It works.");
    }

    [Fact]
    public async Task A_table_that_only_places_things_is_no_table()
    {
        folder.Add("a.html", "<table><tr><td><h2>Care</h2><p>Wipe it.</p></td><td><h2>Repair</h2><p>Send it.</p></td></tr></table>");
        Assert.Equal("## Care\n\nWipe it.\n\n## Repair\n\nSend it.", (await folder.OnlyAsync()).Markdown);
    }

    [Fact]
    public async Task The_encoding_that_a_page_declares_is_used()
    {
        folder.Add("a.html", [.. "<meta charset='iso-8859-2'><p>Vy"u8, 0xE8, .. "ist"u8, 0xEC, .. "te lampu</p>"u8]);
        Assert.Equal("Vyčistěte lampu", (await folder.OnlyAsync()).Markdown);
    }

    [Fact]
    public async Task A_page_without_text_is_said()
    {
        folder.Add("a.html", "<h1>Moved</h1><script>location = 'b.html'</script>");
        Assert.Equal("a.html: holds no text; fill it or take it away", await folder.SaidAsync());
    }

    [Fact]
    public async Task Text_that_looks_like_a_heading_stays_text()
    {
        folder.Add("a.html", Encoding.UTF8.GetBytes("<p># Refunds</p><p>are given.</p><pre># conf\n\n## x</pre>"));
        Assert.Equal("\\# Refunds\n\nare given.\n\n```\n # conf\n ## x\n```", (await folder.OnlyAsync()).Markdown);
    }

    public void Dispose() => folder.Dispose();
}
