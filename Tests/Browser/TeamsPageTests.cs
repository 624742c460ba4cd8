using System.Text.Json;
using FollowUpBot.Bot.People;
using FollowUpBot.Tests.Bot.TeamsDesk;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>Somebody who signs in with a password says at the desk who they are in Teams.</summary>
public class TeamsPageTests
{
    private const string Jonas = "5b0f4c1e-0000-4a55-9d0c-000000000007";

    private static readonly string Axe = Path.Combine(AppContext.BaseDirectory, "browser", "axe.min.js");

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_code_from_Teams_connects_an_account_and_the_page_ends_it(ColorScheme scheme)
    {
        List<string> complaints = [];
        await using var chromium = await Chromium.LaunchAsync();
        await using var teams = await TeamsChannel.OpenAsync();
        var page = await chromium.PersonAsync(complaints, 1440, scheme: scheme);
        await page.GotoAsync(await teams.Host.NewSignInLinkAsync(Role.Lead));
        await page.GetByLabel("Your name, as customers will see it").FillAsync("Jonas");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Teams" }).ClickAsync();
        await page.GetByLabel("The code from Teams").FillAsync("0123456789");
        await page.GetByRole(AriaRole.Button, new() { Name = "That is me" }).ClickAsync();
        await Assertions.Expect(page.GetByText("That code has been used or is too old.")).ToBeVisibleAsync();
        await ShotAsync(page, $"teams-{scheme}".ToLowerInvariant(), complaints);
        await page.GetByLabel("The code from Teams").FillAsync((await teams.WriteAsync(Jonas, "desk me")).Split("minutes: ")[1].Split('.')[0]);
        await page.GetByRole(AriaRole.Button, new() { Name = "That is me" }).ClickAsync();
        await Assertions.Expect(page.Locator("#connected")).ToBeVisibleAsync();
        await ShotAsync(page, $"teams-connected-{scheme}".ToLowerInvariant(), complaints);
        await page.GetByRole(AriaRole.Button, new() { Name = "End that" }).ClickAsync();
        await Assertions.Expect(page.Locator("#connected")).ToBeHiddenAsync();
        Assert.Contains("write “desk me”", await teams.WriteAsync(Jonas, "desk"), StringComparison.Ordinal);
        Assert.Empty(complaints);
    }

    private static async Task ShotAsync(IPage page, string name, List<string> complaints)
    {
        await WholeStoryTests.Shot(page, name);
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        var found = await page.EvaluateAsync<JsonElement>("async () => (await axe.run()).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`)");
        complaints.AddRange(found.EnumerateArray().Select(f => $"{name}: {f}"));
        await page.SetViewportSizeAsync(390, 844);
        await WholeStoryTests.Shot(page, $"{name}-390");
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, $"{name} scrolls sideways on a phone.");
        await page.SetViewportSizeAsync(1440, 900);
    }
}
