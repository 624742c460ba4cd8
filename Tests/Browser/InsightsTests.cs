using System.Text.Json;
using FollowUpBot.Bot.Insights;
using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Tests.Bot.Insights;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>The insights in a real browser: on a desk and on a phone, light and dark, full and empty, and as assistive programs see them.</summary>
public class InsightsTests
{
    private const string Period = "?from=2026-07-01&to=2026-11-23";

    private static readonly string Axe = Path.Combine(AppContext.BaseDirectory, "browser", "axe.min.js");

    private readonly List<string> complaints = [];

    [Fact]
    public async Task Every_view_is_drawn_and_can_be_used_by_everybody()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await FilledAsync();
        foreach (var (name, width, scheme) in new[] { ("desktop", 1280, ColorScheme.Light), ("phone", 360, ColorScheme.Light), ("dark", 1280, ColorScheme.Dark) })
        {
            var page = await SignedInAsync(chromium, host, width, scheme);
            foreach (var view in View.All)
            {
                await page.GotoAsync($"{host.Url}/insights/{view.Key}{Period}");
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = view.Title })).ToBeVisibleAsync();
                Assert.Equal(await page.Locator(".chart").CountAsync(), await page.Locator(".chart canvas").CountAsync());
                Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{view.Key} at {width} px scrolls sideways.");
                await Shot(page, $"insights-{name}-{view.Key}");

                // A phone shows what a desk does, narrower: what assistive programs are told is the same.
                if (width > 360) await AccessibleAsync(page, $"{view.Key}, {name}");
            }

            await page.GotoAsync($"{host.Url}/insights/touchpoints{Period}");
            await page.Locator("tbody .n", new() { HasTextString = "fit" }).First.ClickAsync();
            await Assertions.Expect(page.Locator(".words li").First).ToBeVisibleAsync();
            await Shot(page, $"insights-{name}-words");
            if (width > 360) await AccessibleAsync(page, $"words, {name}");
        }

        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_theme_has_a_page_where_somebody_takes_it_on()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await FilledAsync();
        var id = await ThemeAsync(host);
        foreach (var (name, width, scheme) in new[] { ("desktop", 1280, ColorScheme.Light), ("phone", 360, ColorScheme.Dark) })
        {
            var page = await SignedInAsync(chromium, host, width, scheme);
            await page.GotoAsync($"{host.Url}/insights/voice{Period}");
            await page.Locator($"a[href*='{id}']").First.ClickAsync();
            await page.GetByLabel("Owner").FillAsync($"Ines {name}");
            await page.GetByLabel("Something is done by").FillAsync("2026-12-01");
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Kept.");
            await Assertions.Expect(page.GetByLabel("Owner")).ToHaveValueAsync($"Ines {name}");
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"A theme at {width} px scrolls sideways.");
            await Shot(page, $"insights-{name}-theme");
            await AccessibleAsync(page, $"theme, {name}");
        }

        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_filter_stands_in_the_address_and_numbers_open_their_sentences()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await FilledAsync();
        var page = await SignedInAsync(chromium, host, 1280, ColorScheme.Light);
        await page.GotoAsync($"{host.Url}/insights/touchpoints{Period}");
        await page.GetByLabel("Product").SelectOptionAsync("TrailLight 300");
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("product=TrailLight"));
        await Assertions.Expect(page.Locator("tr.group")).ToHaveTextAsync(["TrailLight 300"]);
        var complaintsOfFit = page.Locator("tr", new() { HasTextString = "fit" }).First.Locator("[data-label=Complaints] a");
        var number = await complaintsOfFit.InnerTextAsync();
        await complaintsOfFit.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToContainTextAsync($"{number} in all");

        // A chart can be kept as a picture.
        await page.GotoAsync($"{host.Url}/insights/leaving{Period}");
        var picture = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { NameRegex = new("as PNG") }).First.ClickAsync());
        Assert.EndsWith(".png", picture.SuggestedFilename, StringComparison.Ordinal);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_bar_opens_the_cases_it_counts_and_each_of_them_opens_at_the_desk()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await FilledAsync();
        var page = await SignedInAsync(chromium, host, 1440, ColorScheme.Light);
        foreach (var (section, column) in new[] { ("causes", "closed"), ("case-weeks", "opened"), ("resolution-weeks", "median") })
        {
            await page.GotoAsync($"{host.Url}/insights/cases?from=2026-09-01&to=2026-11-23");
            var link = await ClickBarAsync(page, section, column, 1);
            await Assertions.Expect(page).ToHaveURLAsync(link);
            await Assertions.Expect(page.Locator(".words li").First).ToContainTextAsync("Open case");
        }

        // A number in the table leads there too, by keys.
        await page.GotoAsync($"{host.Url}/insights/cases?from=2026-09-01&to=2026-11-23");
        var number = page.Locator("#t-causes tbody tr").First.Locator("[data-label=Closed] a");
        var closed = await number.InnerTextAsync();
        await number.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToContainTextAsync($"{closed} in all · ");
        await Shot(page, "insights-desktop-cases-behind");
        await AccessibleAsync(page, "the cases behind a bar");
        Assert.Matches("/desk/all/K-", await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Open case") }).First.GetAttributeAsync("href"));
        foreach (var (width, scheme) in new[] { (390, ColorScheme.Light), (390, ColorScheme.Dark), (1440, ColorScheme.Dark) })
        {
            var other = await SignedInAsync(chromium, host, width, scheme);
            await other.GotoAsync($"{host.Url}/insights/cases?from=2026-09-01&to=2026-11-23");
            await Shot(other, $"insights-cases-{width}-{scheme}");
            await AccessibleAsync(other, $"cases, {width} {scheme}");
        }

        Assert.Empty(complaints);
    }

    // Where the middle of a bar is, the library itself says; that it can be pressed shows the cursor. The result is where its number leads.
    private static async Task<string> ClickBarAsync(IPage page, string section, string column, int line)
    {
        var canvas = page.Locator($".chart[data-table=t-{section}] .canvas");
        await canvas.ScrollIntoViewIfNeededAsync();
        var found = await page.EvaluateAsync<JsonElement>(
            """
            ([section, column, line]) => {
              const figure = document.querySelector(`.chart[data-table=t-${section}]`);
              const series = figure.dataset.columns.split('|').indexOf(column);
              const bar = echarts.getInstanceByDom(figure.querySelector('.canvas')).getModel().getSeriesByIndex(series).getData().getItemLayout(line);
              const cell = document.querySelectorAll(`#t-${section} tbody tr`)[line].cells[[...document.querySelectorAll(`#t-${section} thead th`)].findIndex((h) => h.dataset.key === column)];
              return { x: bar.x + bar.width / 2, y: bar.y + bar.height / 2, link: cell.querySelector('a').href };
            }
            """, new object[] { section, column, line });
        var at = new Position { X = (float)found.GetProperty("x").GetDouble(), Y = (float)found.GetProperty("y").GetDouble() };
        await canvas.HoverAsync(new() { Position = at });
        Assert.Equal("pointer", await canvas.EvaluateAsync<string>("c => c.firstElementChild.style.cursor"));
        await canvas.ClickAsync(new() { Position = at });
        return found.GetProperty("link").GetString()!;
    }

    [Fact]
    public async Task With_nothing_yet_it_says_what_will_stand_there()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        var page = await SignedInAsync(chromium, host, 1280, ColorScheme.Light);
        foreach (var view in View.All)
        {
            await page.GotoAsync($"{host.Url}/insights/{view.Key}");
            await Assertions.Expect(page.Locator(".empty").First).ToBeVisibleAsync();
            await Shot(page, $"insights-empty-{view.Key}");
            await AccessibleAsync(page, $"{view.Key}, empty");
        }

        await page.GotoAsync($"{host.Url}/insights/overview?from=tomorrow");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("'tomorrow' is no day");
        Assert.Empty(complaints);
    }

    private static async Task<TestHost> FilledAsync()
    {
        var host = await TestHost.StartAsync();
        PlantedFacts.Write(host.StorePath, new PlantedFacts(5, TestHost.Start).Of(1500));
        await InsightsPageTests.CountedAsync(host);
        return host;
    }

    // Themes come some seconds after the facts.
    private static async Task<string> ThemeAsync(TestHost host)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            if (await host.Services.GetRequiredService<ThemeBook>().ReadAsync() is [var theme, ..] && ThemeReader.Unread(host.Services.GetRequiredService<ReadModel>()) == 0) return theme.Id;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("No theme was found.");
    }

    private async Task<IPage> SignedInAsync(Chromium chromium, TestHost host, int width, ColorScheme scheme)
    {
        var page = await chromium.PersonAsync(complaints, width, width < 500 ? 740 : 900, scheme);
        await page.GotoAsync(await host.NewSignInLinkAsync());
        await page.GetByLabel("Your name, as customers will see it").FillAsync($"Maria {scheme}{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Url}/desk", new() { Timeout = 30_000 });
        return page;
    }

    // Nothing that keeps somebody out, in the words of axe-core.
    private async Task AccessibleAsync(IPage page, string where)
    {
        // By the protocol, since the page itself lets no foreign script in.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        var found = await page.EvaluateAsync<JsonElement>("async () => (await axe.run()).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`)");
        complaints.AddRange(found.EnumerateArray().Select(f => $"{where}: {f}"));
    }

    private static Task Shot(IPage page, string name, [System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Path.GetDirectoryName(here)!, "screenshots", $"{name}.png"), FullPage = true });
}
