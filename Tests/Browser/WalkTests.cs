using System.Text.Json;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>A walk by hand in a real browser: on a desk and on a phone, light and dark, with and without its script, and as assistive programs see it.</summary>
public class WalkTests
{
    private static readonly string Axe = Path.Combine(AppContext.BaseDirectory, "browser", "axe.min.js");

    private readonly List<string> complaints = [];

    [Fact]
    public async Task A_manager_buys_lives_ninety_days_scores_and_compares()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync(clock);
        var page = await SignedInAsync(chromium, host, "Jonas", 1280, ColorScheme.Light);
        await page.GetByRole(AriaRole.Link, new() { Name = "Walk" }).ClickAsync();
        await LookAsync(page, "1-start-empty");

        await BeginAsync(page, "TrailLight 300", "Web chat");
        await Assertions.Expect(page.Locator(".lines").GetByText("Thank you, Maria: your TrailLight 300 is on its way.")).ToBeVisibleAsync();
        await PressAsync(page, "Next contact");
        await Assertions.Expect(page.Locator("#heard")).ToContainTextAsync("battery");
        await PressAsync(page, "Yes");
        await Assertions.Expect(page.Locator(".lines").GetByText("Enjoy the lamp.")).ToBeVisibleAsync();
        await page.GetByLabel("Write as Maria Lopez").FillAsync("the battery dies after an hour, this is not ok");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "A person is wanted" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Next contact" })).ToBeDisabledAsync();
        await LookAsync(page, "2-complaint");
        await PressAsync(page, "An agent answers and closes it");
        await Assertions.Expect(page.Locator(".lines .agent")).ToContainTextAsync("A new one leaves for you today.");
        await PressAsync(page, "Next contact");
        await PressAsync(page, "Yes");
        await PressAsync(page, "+1 week");
        await LookAsync(page, "3-mid-walk");
        await PressAsync(page, "To day 90");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Day 90" })).ToBeVisibleAsync();
        await LookAsync(page, "4-day-90");

        // Scored with the keyboard and the mouse.
        await page.GetByRole(AriaRole.Link, new() { Name = "Finish and score" }).ClickAsync();
        await ScoreAsync(page, "Thank-you", 5);
        await ScoreAsync(page, "first-nights", 2, "It asks for an answer before the parcel was promised", task: true);
        await ScoreAsync(page, "Care after the case", 4);
        await page.GetByLabel("The walk in a sentence").FillAsync("Kind, and quick when it went wrong.");
        await LookAsync(page, "5-scoring");
        await PressAsync(page, "Keep the sheet");
        await Assertions.Expect(page.GetByText("The first walk with this product.")).ToBeVisibleAsync();
        await PressAsync(page, "Done");
        await Assertions.Expect(page.GetByText("done by Jonas")).ToBeVisibleAsync();
        await PressAsync(page, "Undo");

        // A second walk, beside the first.
        clock.Now += TimeSpan.FromHours(2);
        await page.GotoAsync($"{host.Url}/walk");
        await BeginAsync(page, "TrailLight 300", "Web chat");
        await PressAsync(page, "To day 90");
        await page.GetByRole(AriaRole.Link, new() { Name = "Finish and score" }).ClickAsync();
        await ScoreAsync(page, "Thank-you", 4);
        await ScoreAsync(page, "first-nights", 4);
        await PressAsync(page, "Keep the sheet");
        await Assertions.Expect(page.GetByText("did not come this time").First).ToBeVisibleAsync();
        await LookAsync(page, "6-sheet");
        await page.GetByRole(AriaRole.Link, new() { Name = "Walk", Exact = true }).ClickAsync();
        await LookAsync(page, "7-start");
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task On_a_phone_in_the_dark_it_fits_for_texts_and_Teams()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        var page = await SignedInAsync(chromium, host, "Priya", 360, ColorScheme.Dark);
        foreach (var (product, channel) in new[] { ("BrookDrop 2", "SMS"), ("Larkhide 1", "Teams") })
        {
            await page.GotoAsync($"{host.Url}/walk");
            await BeginAsync(page, product, channel);
            await PressAsync(page, "Next contact");
            await page.GetByLabel("Write as Maria Lopez").FillAsync("هل يمكنني غسلها؟ can i wash it in the machine");
            await PressAsync(page, "Send");
            await Assertions.Expect(page.GetByText("can i wash it in the machine").First).ToBeVisibleAsync();
            await LookAsync(page, $"phone-{channel}");
            await PressAsync(page, "To day 90");
            await page.GetByRole(AriaRole.Link, new() { Name = "Finish and score" }).ClickAsync();
            await ScoreAsync(page, "Thank-you", 3, "Long for a first word", task: true);
            await LookAsync(page, $"phone-{channel}-scoring");
            await PressAsync(page, "Keep the sheet");
            await LookAsync(page, $"phone-{channel}-sheet");
        }

        await page.GotoAsync($"{host.Url}/walk");
        await LookAsync(page, "phone-start");
        Assert.Empty(complaints);
    }

    private static async Task BeginAsync(IPage page, string product, string channel)
    {
        await page.GetByLabel("What do you buy?").SelectOptionAsync(product);
        await page.GetByRole(AriaRole.Radio, new() { Name = channel, Exact = true }).CheckAsync();
        await PressAsync(page, "Buy and begin");
    }

    // The page that comes after is another document; what is looked for next waits for it.
    private static Task PressAsync(IPage page, string button) => page.RunAndWaitForResponseAsync(
        () => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = !button.StartsWith("Done", StringComparison.Ordinal) && !button.StartsWith("Undo", StringComparison.Ordinal) }).First.ClickAsync(), response => response.Request.Method == "GET" && response.Request.IsNavigationRequest);

    private static async Task ScoreAsync(IPage page, string title, int score, string? note = null, bool task = false)
    {
        var touch = page.GetByRole(AriaRole.Group, new() { NameRegex = new($"^Day \\d+ {title}") });
        await touch.GetByRole(AriaRole.Radio, new() { NameRegex = new($"^{score} ") }).CheckAsync();
        if (note is not null) await touch.GetByLabel("What was odd").FillAsync(note);
        if (task) await touch.GetByLabel("make it a task").CheckAsync();
    }

    private async Task<IPage> SignedInAsync(Chromium chromium, TestHost host, string name, int width, ColorScheme scheme)
    {
        var page = await chromium.PersonAsync(complaints, width, width < 500 ? 740 : 900, scheme);
        await page.GotoAsync(await host.NewSignInLinkAsync());
        await page.GetByLabel("Your name, as customers will see it").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync($"{host.Url}/desk", new() { Timeout = 30_000 });
        if (width < 500) await page.GotoAsync($"{host.Url}/walk");
        return page;
    }

    // A picture for people, and whether the page fits and keeps nobody out.
    private async Task LookAsync(IPage page, string name, [System.Runtime.CompilerServices.CallerFilePath] string here = "")
    {
        await page.WaitForLoadStateAsync(LoadState.Load);
        var width = page.ViewportSize!.Width;
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Path.GetDirectoryName(here)!, "screenshots", $"walk-{name}.png"), FullPage = true });
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{name} at {width} px scrolls sideways.");
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        var found = await page.EvaluateAsync<JsonElement>("async () => (await axe.run()).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`)");
        complaints.AddRange(found.EnumerateArray().Select(f => $"{name}: {f}"));
    }
}
