using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(FollowUpBot.Tests.Browser.ChromiumProcess))]

namespace FollowUpBot.Tests.Browser;

/// <summary>People in front of Debian's Chromium, driven by Playwright; tests that need it are skipped with a word where it is not installed.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    // The first page of a host is compiled while it is asked for, and all hosts share the machine.
    private const float LongestNavigation = 120_000;

    private readonly IBrowser browser;
    private readonly List<IBrowserContext> people = [];

    private Chromium(IBrowser browser) => this.browser = browser;

    public static async Task<Chromium> LaunchAsync() => new(await ChromiumProcess.BrowserAsync());

    /// <summary>A person with a browser of their own. What the page complains of in its console fails the test.</summary>
    public async Task<IPage> PersonAsync(List<string> complaints, int width = 1280, int height = 860, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme, TimezoneId = "Europe/Madrid", Locale = "en-GB" });
        people.Add(context);
        context.SetDefaultNavigationTimeout(LongestNavigation);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") complaints.Add(message.Text);
        };
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in people) await person.DisposeAsync();
    }
}

/// <summary>One Chromium for all tests, started when the first asks for it and ended after the last.</summary>
public sealed class ChromiumProcess : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> Started = new(StartAsync);

    internal static async Task<IBrowser> BrowserAsync()
    {
        Assert.SkipUnless(Places.Any(File.Exists), "No Chromium is installed; on Debian: apt-get install chromium");
        return (await Started.Value).Browser;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Started.IsValueCreated) return;
        var (playwright, browser) = await Started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Places.First(File.Exists),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        }));
    }
}
