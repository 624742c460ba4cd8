using System.Text.Json;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>Somebody at the desk who has a keyboard and nothing else.</summary>
internal sealed class DeskAgent(IPage page, string name)
{
    public const string Password = "wet boots by the stove";

    private static readonly string Axe = Path.Combine(AppContext.BaseDirectory, "browser", "axe.min.js");
    private static readonly LocatorAssertionsToBeVisibleOptions Patience = new() { Timeout = 15_000 };

    public IPage Page => page;

    public string Name => name;

    public ILocator Queue => page.GetByRole(AriaRole.Navigation, new() { Name = "Queue" });

    public ILocator Reply => page.GetByLabel("Reply", new() { Exact = true });

    public async Task SignInAsync(string url)
    {
        await page.GotoAsync($"{url}/desk");
        await page.GetByLabel("Your name, as customers will see it").WaitForAsync();
        await page.Keyboard.TypeAsync(name);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(Password);
        await page.Keyboard.PressAsync("Enter");
        await IsLiveAsync();
    }

    public Task IsLiveAsync() => Assertions.Expect(page.GetByText("live", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 60_000 });

    /// <summary>Does something by the command bar.</summary>
    public async Task CommandAsync(string words)
    {
        await page.Keyboard.PressAsync("Control+k");
        var box = page.GetByPlaceholder("What do you want to do?");
        await Assertions.Expect(box).ToBeFocusedAsync(new() { Timeout = 15_000 });
        await page.Keyboard.TypeAsync(words);
        await Assertions.Expect(page.Locator("#command-list li").First).ToContainTextAsync(words.Split(' ')[0], new() { IgnoreCase = true, Timeout = 15_000 });
        await Assertions.Expect(page.Locator("#command-list li")).ToHaveCountAsync(1, new() { Timeout = 15_000 });
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(box).ToBeHiddenAsync(new() { Timeout = 15_000 });
    }

    /// <summary>Opens somebody's case.</summary>
    public async Task OpenAsync(string customer)
    {
        await CommandAsync($"Open {customer}");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new(customer), Level = 2 }).First).ToBeVisibleAsync(Patience);
    }

    /// <summary>Presses a key outside of every field.</summary>
    public async Task KeyAsync(string key)
    {
        await page.EvaluateAsync("document.activeElement?.blur?.()");
        await page.Keyboard.PressAsync(key);
    }

    public async Task ClaimAsync()
    {
        await KeyAsync("c");
        await Assertions.Expect(Reply).ToBeVisibleAsync(Patience);
    }

    public async Task TypeReplyAsync(string text)
    {
        await Assertions.Expect(Reply).ToBeVisibleAsync(Patience);
        await KeyAsync("r");
        await Assertions.Expect(Reply).ToBeFocusedAsync(new() { Timeout = 15_000 });
        await page.Keyboard.TypeAsync(text);
    }

    public async Task ReplyAsync(string text)
    {
        await TypeReplyAsync(text);
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(Reply).ToHaveValueAsync("", new() { Timeout = 15_000 });
    }

    public async Task NoteAsync(string text)
    {
        await KeyAsync("n");
        await Assertions.Expect(page.GetByLabel("Note for colleagues", new() { Exact = true }).And(page.Locator("input"))).ToBeFocusedAsync(new() { Timeout = 15_000 });
        await page.Keyboard.TypeAsync(text);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Notes for colleagues" })).ToContainTextAsync(text, new() { Timeout = 15_000 });
    }

    public async Task LayAsideUntilMorningAsync()
    {
        await CommandAsync("Lay aside");
        await Assertions.Expect(page.GetByLabel("Lay it aside")).ToBeFocusedAsync(new() { Timeout = 15_000 });
        await page.Keyboard.TypeAsync("until t");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
    }

    public async Task TakeOverAsync(string reason)
    {
        await CommandAsync("Take it over");
        await Assertions.Expect(page.GetByLabel("Take it over, because")).ToBeFocusedAsync(new() { Timeout = 15_000 });
        await page.Keyboard.TypeAsync(reason);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Reply).ToBeVisibleAsync(Patience);
    }

    public async Task ResolveAsync(string outcome, string cause)
    {
        await KeyAsync("e");
        await Assertions.Expect(page.GetByLabel("What was done?")).ToBeFocusedAsync(new() { Timeout = 15_000 });
        await page.Keyboard.TypeAsync(outcome);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(cause);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("This case is closed.")).ToBeVisibleAsync(Patience);
    }

    /// <summary>What they see, wide and on a phone, by day and by night; and what assistive programs complain of.</summary>
    public async Task<IReadOnlyList<string>> LookAsync(string view)
    {
        List<string> found = [];
        var (width, height) = (page.ViewportSize!.Width, page.ViewportSize.Height);
        foreach (var theme in new[] { "light", "dark" })
        {
            await page.EvaluateAsync("t => { if (document.documentElement.dataset.theme !== t) desk.switchTheme(); }", theme);
            foreach (var wide in new[] { 1440, 390 })
            {
                await page.SetViewportSizeAsync(wide, wide == 390 ? 844 : 900);
                await WholeStoryTests.Shot(page, $"desk-{view}-{wide}-{theme}");
                if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > wide) found.Add($"{view} scrolls sideways at {wide}.");
                if (wide == 1440 || theme == "light") found.AddRange((await ComplaintsAsync()).Select(c => $"{view} {wide} {theme}: {c}"));
            }
        }

        await page.SetViewportSizeAsync(width, height);
        return found;
    }

    private async Task<IEnumerable<string>> ComplaintsAsync()
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        var violations = await page.EvaluateAsync<JsonElement>("async () => (await axe.run()).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`)");
        return violations.EnumerateArray().Select(v => $"{v}");
    }
}
