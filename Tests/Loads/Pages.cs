using System.Diagnostics;
using System.Globalization;
using FollowUpBot.Bot.Insights;
using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace FollowUpBot.Loads;

/// <summary>The insights over a full store, as somebody in a browser has them: how long until something is painted and until all of it is drawn.</summary>
internal static class Pages
{
    private const int Rounds = 5;

    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // What somebody may look at beside the usual three months.
    private static readonly (string Name, string Path)[] Beside =
    [
        ("voice, a theme", "/insights/voice/THEME"), ("words", "/insights/words?what=touch.said"), ("complaints", "/insights/words?what=touch.complaint"),
        ("touchpoints, one product", "/insights/touchpoints?product=TrailLight+300"), ("overview, a year", "/insights/overview?from=YEAR"), ("loyalty, a year", "/insights/loyalty?from=YEAR"),
    ];

    public static async Task<int> RunAsync(string store, string? screenshots, CancellationToken cancel)
    {
        if (!File.Exists(store)) return Fail($"There is no {store}: make one with 'simulate --customers 200000 --days 60 --into {store}'.");
        if (Browsers.FirstOrDefault(File.Exists) is not { } executable) return Fail("No Chromium is installed; on Debian: apt-get install chromium");
        await using var host = await TestHost.StartAsync(TimeProvider.System, null, "--FollowUp:Data", Path.GetDirectoryName(Path.GetFullPath(store))!, "--FollowUp:Storage:ConnectionString", store);
        await CountAsync(host, cancel);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"] });
        var page = await (await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } })).NewPageAsync();
        await page.GotoAsync(await host.NewSignInLinkAsync());
        await page.GetByLabel("Your name, as customers will see it").FillAsync("Maria");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Url}/desk");
        var theme = await host.Services.GetRequiredService<ThemeBook>().ReadAsync() is [var first, ..] ? first.Id : null;
        var year = DateTimeOffset.UtcNow.AddDays(-365).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var worst = (Paint: 0.0, Drawn: 0.0);
        Console.WriteLine($"{"",-28} {"painted, median",16} {"worst",8} {"drawn, median",16} {"worst",8}   milliseconds");
        foreach (var (name, path) in View.All.Select(v => (v.Key, $"/insights/{v.Key}")).Concat(Beside.Where(b => theme is not null || !b.Path.Contains("THEME", StringComparison.Ordinal))))
        {
            var times = new List<(double Paint, double Drawn)>();
            for (var round = 0; round < Rounds; round++) times.Add(await OpenAsync(page, host.Url + path.Replace("THEME", theme, StringComparison.Ordinal).Replace("YEAR", year, StringComparison.Ordinal)));
            var (paints, drawn) = (times.Select(t => t.Paint).Order().ToList(), times.Select(t => t.Drawn).Order().ToList());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {paints[Rounds / 2],16:0} {paints[^1],8:0} {drawn[Rounds / 2],16:0} {drawn[^1],8:0}"));
            worst = (Math.Max(worst.Paint, paints[^1]), Math.Max(worst.Drawn, drawn[^1]));
            if (screenshots is not null) await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(screenshots, $"full-{name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-')}.png"), FullPage = true });
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"worst: painted after {worst.Paint:0} ms, drawn after {worst.Drawn:0} ms"));
        return 0;
    }

    private static async Task CountAsync(TestHost host, CancellationToken cancel)
    {
        var (began, model) = (Stopwatch.GetTimestamp(), host.Services.GetRequiredService<ReadModel>());
        var (reader, last) = (host.Services.GetRequiredService<FactReader>(), await host.Store.LastFactAsync());
        while (model.Watermark < last)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reader.Done:P0} of {last:N0} facts are counted{(reader.Trouble is { } trouble ? $"; {trouble}" : "")}"));
            await Task.Delay(TimeSpan.FromSeconds(5), cancel);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{last:N0} facts are counted after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s; {model.Readers.Scalar("SELECT count(*) FROM customer"):N0} customers, {new FileInfo(model.Path).Length >> 20:N0} MB"));
        while (ThemeReader.Unread(model) is > 0 and var left)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{left:N0} messages are still to be read for themes"));
            await Task.Delay(TimeSpan.FromSeconds(5), cancel);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"themes are there after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
    }

    // Drawn: everything is loaded and each chart has its picture.
    private static async Task<(double Paint, double Drawn)> OpenAsync(IPage page, string url)
    {
        await page.GotoAsync("about:blank");
        await page.GotoAsync(url);
        await page.WaitForFunctionAsync("document.readyState === 'complete' && document.querySelectorAll('.chart').length === document.querySelectorAll('.chart canvas').length");
        var drawn = await page.EvaluateAsync<double>("performance.now()");
        var paint = await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()");
        return (paint, drawn);
    }

    private static int Fail(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 2;
    }
}
