using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Tests.Bot.Channels;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>Two agents and a customer: a case is noted on, handed over, laid aside, taken over, closed, and opened again by a no.</summary>
public class DeskTests
{
    private static readonly string Axe = Path.Combine(AppContext.BaseDirectory, "browser", "axe.min.js");

    private readonly List<string> complaints = [];

    [Fact]
    public async Task A_case_goes_from_hand_to_hand_and_the_customer_has_the_last_word()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        var customer = await chromium.PersonAsync(complaints);
        await customer.GotoAsync(host.Url);
        await customer.GetByLabel("Your name").FillAsync("Maria Lopez");
        await customer.GetByRole(AriaRole.Button, new() { Name = "Buy", Exact = true }).ClickAsync();
        await HearsAsync(customer, "Thank you, Maria");
        await WriteAsync(customer, "the filter arrived broken in the box");
        await HearsAsync(customer, "I have given this to");

        var jonas = await AtTheDeskAsync(chromium, host, "Jonas");
        var amira = await AtTheDeskAsync(chromium, host, "Amira", ColorScheme.Dark);
        await OpenAsync(jonas);
        await OpenAsync(amira);
        await jonas.GetByRole(AriaRole.Button, new() { Name = "Claim this case" }).ClickAsync();
        await HearsAsync(customer, "Jonas from our service team is with you now");

        // Each sees that the other writes.
        await customer.GetByPlaceholder("Type your message").PressSequentiallyAsync("and so is");
        await Assertions.Expect(jonas.GetByText("Maria is writing …")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await customer.GetByPlaceholder("Type your message").FillAsync("");
        await jonas.GetByLabel("Reply", new() { Exact = true }).PressSequentiallyAsync("One moment");
        await Assertions.Expect(customer.Locator(".webchat__typingIndicator, .webchat__typing-indicator").First).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await Assertions.Expect(jonas.GetByText("Maria is writing …")).ToBeHiddenAsync(new() { Timeout = 15_000 });

        // A picture goes with the words; what was added is there again on a page that is opened anew, and what was taken out is not sent.
        var reply = jonas.GetByLabel("Reply", new() { Exact = true });
        await reply.FillAsync("Is it this one?");
        var chosen = await jonas.RunAndWaitForFileChooserAsync(() => jonas.GetByRole(AriaRole.Button, new() { Name = "Add a file" }).ClickAsync());
        await chosen.SetFilesAsync(new FilePayload { Name = "filter.png", MimeType = "image/png", Buffer = DirectLineFileTests.Png });
        var wrong = await jonas.RunAndWaitForFileChooserAsync(async () =>
        {
            await reply.PressAsync("Control+k");
            await jonas.Locator("#command").FillAsync("add a file");
            await Assertions.Expect(jonas.Locator("#command-list li")).ToHaveCountAsync(1, new() { Timeout = 15_000 });
            await jonas.Locator("#command").PressAsync("Enter");
        });
        await wrong.SetFilesAsync(new FilePayload { Name = "wrong.png", MimeType = "image/png", Buffer = DirectLineFileTests.Png });
        var added = jonas.GetByRole(AriaRole.List, new() { Name = "Files to send" });
        await Assertions.Expect(added.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2, new() { Timeout = 10_000 });
        await jonas.ReloadAsync();
        await Assertions.Expect(added.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2, new() { Timeout = 10_000 });
        await Assertions.Expect(reply).ToHaveValueAsync("Is it this one?");
        await added.GetByRole(AriaRole.Button, new() { Name = "Take out wrong.png" }).ClickAsync();
        await Assertions.Expect(added.GetByRole(AriaRole.Listitem)).ToHaveTextAsync(["filter.png 1 KB ×"], new() { Timeout = 10_000 });
        await reply.EvaluateAsync("box => { const what = new DataTransfer(); what.items.add(new File(['some words'], 'note.txt', { type: 'text/plain' })); box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: what, bubbles: true, cancelable: true })); }");
        await added.GetByRole(AriaRole.Button, new() { Name = "Take out note.txt" }).ClickAsync();
        await Assertions.Expect(added.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1, new() { Timeout = 10_000 });
        await jonas.GetByLabel("Files to add").SetInputFilesAsync(new FilePayload { Name = "page.html", MimeType = "text/html", Buffer = "<html></html>"u8.ToArray() });
        await Assertions.Expect(jonas.GetByText("page.html was not added. This kind of file is not sent.")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        Assert.Equal(1, complaints.RemoveAll(c => c.Contains("415", StringComparison.Ordinal)));
        await ShotAsync(jonas, "file-added");
        await jonas.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await ShotAsync(jonas, "file-added-dark");
        await jonas.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await reply.PressAsync("Control+Enter");
        await HearsAsync(customer, "Is it this one?");
        var picture = customer.Locator("#webchat img[src*='/files/']");
        await Assertions.Expect(picture).ToHaveCountAsync(1, new() { Timeout = 10_000 });
        Assert.True(await picture.EvaluateAsync<bool>("async (i) => { await i.decode(); return i.naturalWidth > 0; }"));
        await Assertions.Expect(added).ToBeHiddenAsync(new() { Timeout = 10_000 });
        await Assertions.Expect(jonas.Locator("#transcript li.Agent .file")).ToHaveTextAsync(["filter.png, 1 KB"], new() { Timeout = 10_000 });
        await WholeStoryTests.Shot(customer, "customer-sees-file");
        await jonas.GetByText("Note, hand over, lay aside, take over").ClickAsync();

        // A list that was narrowed down shows that at once, whatever happens elsewhere.
        await amira.GetByLabel("Kind", new() { Exact = true }).SelectOptionAsync("Question");
        await Assertions.Expect(amira.Locator("#queue li")).ToHaveCountAsync(0);
        await amira.GetByLabel("Kind", new() { Exact = true }).SelectOptionAsync("Every kind");
        await amira.GetByLabel("Product", new() { Exact = true }).SelectOptionAsync("BrookDrop 2");
        await Assertions.Expect(amira.Locator("#queue li")).ToHaveCountAsync(1);

        // A note is read by a colleague and by nobody else.
        await amira.GetByLabel("Note for colleagues").FillAsync("@Jonas the spare parts are with me");
        await amira.GetByRole(AriaRole.Button, new() { Name = "Write it down" }).ClickAsync();
        await Assertions.Expect(jonas.GetByRole(AriaRole.List, new() { Name = "Notes for colleagues" })).ToContainTextAsync("the spare parts are with me", new() { Timeout = 10_000 });

        await jonas.GetByLabel("Hand it to").SelectOptionAsync("Amira");
        await ShotAsync(jonas, "mine");
        await jonas.GetByRole(AriaRole.Button, new() { Name = "Hand over" }).ClickAsync();
        await HearsAsync(customer, "Amira from our service team is with you now");
        await Assertions.Expect(amira.GetByLabel("Reply", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 10_000 });

        await amira.GetByLabel("Lay it aside").SelectOptionAsync("until tomorrow morning");
        await amira.GetByRole(AriaRole.Button, new() { Name = "Lay aside" }).ClickAsync();
        await Assertions.Expect(jonas.GetByRole(AriaRole.Navigation, new() { Name = "Queue" })).ToContainTextAsync("Laid aside until Tue", new() { Timeout = 10_000 });
        await ShotAsync(amira, "laid-aside");
        await WriteAsync(customer, "any news?");
        await Assertions.Expect(jonas.GetByRole(AriaRole.Navigation, new() { Name = "Queue" })).Not.ToContainTextAsync("Laid aside until", new() { Timeout = 10_000 });

        await jonas.GetByLabel("Take it over, because").FillAsync("Amira has gone home");
        await ShotAsync(jonas, "another-has-it");
        await jonas.GetByRole(AriaRole.Button, new() { Name = "Take over" }).ClickAsync();
        await Assertions.Expect(amira.GetByRole(AriaRole.Button, new() { Name = "Take over" })).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await Assertions.Expect(amira.GetByLabel("Reply", new() { Exact = true })).ToBeHiddenAsync(new() { Timeout = 10_000 });

        await jonas.GetByRole(AriaRole.Button, new() { Name = "Resolve …" }).ClickAsync();
        await jonas.GetByLabel("What was done?").FillAsync("A new lamp went out.");
        await jonas.GetByLabel("What was at the root of it?").SelectOptionAsync("Delivery");
        await jonas.GetByLabel("This answer should be in the manual").CheckAsync();
        await jonas.GetByLabel("The question, as anybody might ask it").FillAsync("What if it arrives broken?");
        await jonas.GetByLabel("The answer", new() { Exact = true }).FillAsync("Write to us with a picture; a new one leaves the same day.");
        await ShotAsync(jonas, "closing");
        await jonas.GetByRole(AriaRole.Button, new() { Name = "Resolve the case" }).ClickAsync();
        await HearsAsync(customer, "Is it solved for you?");
        await jonas.GotoAsync($"{host.Url}/walk");
        await Assertions.Expect(jonas.GetByText("What if it arrives broken?").First).ToBeVisibleAsync();
        var draft = await jonas.APIRequest.GetAsync($"{host.Url}{await jonas.GetByRole(AriaRole.Link, new() { Name = "the draft, as a file for the manuals" }).GetAttributeAsync("href")}");
        Assert.Contains("## What if it arrives broken?", await draft.TextAsync(), StringComparison.Ordinal);
        await customer.Locator(".webchat__suggested-actions__button", new() { HasTextString = "No" }).ClickAsync();
        await HearsAsync(customer, "sorry that it is not solved.");
        await Assertions.Expect(amira.GetByRole(AriaRole.Navigation, new() { Name = "Queue" })).ToContainTextAsync("Opened again: not solved", new() { Timeout = 10_000 });
        await ShotAsync(amira, "opened-again");
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Who_is_locked_out_is_off_the_desk_at_once_though_their_page_is_open()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        var jonas = await AtTheDeskAsync(chromium, host, "Jonas");
        var amira = await AtTheDeskAsync(chromium, host, "Amira");
        await Assertions.Expect(amira.GetByText("Here: Jonas")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        using var admin = await host.SignInAsync("Ada");
        (await admin.PostAsJsonAsync("/api/people/Jonas/disable", new { }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await Assertions.Expect(jonas).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/desk/sign-in"), new() { Timeout = 10_000 });
        await Assertions.Expect(amira.GetByText("Nobody else is here")).ToBeVisibleAsync(new() { Timeout = 10_000 });

        // Whose role is taken down is there to read, and has nothing to answer with.
        (await admin.PostAsJsonAsync("/api/people/Amira/role", new { role = "Manager" }, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await Assertions.Expect(amira.GetByRole(AriaRole.Button, new() { Name = "Step away" })).ToBeHiddenAsync(new() { Timeout = 10_000 });
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task What_somebody_answers_for_is_said_at_the_page_of_people_and_who_steps_away_is_told_what_went_back()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        var ada = await AtTheDeskAsync(chromium, host, "Ada");
        await ada.GetByRole(AriaRole.Link, new() { Name = "People" }).ClickAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Change what Ada answers for" }).ClickAsync();
        await ada.GetByLabel("Products").FillAsync("TrailLight 301");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await Assertions.Expect(ada.GetByText("There is no product called TrailLight 301.")).ToBeVisibleAsync();
        await ada.GetByLabel("Products").FillAsync("traillight 300");
        await ada.GetByLabel("Languages").FillAsync("en, de");
        await ada.GetByLabel("Cases at once").FillAsync("3");
        await ShotAsync(ada, "duties");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await Assertions.Expect(ada.GetByText("traillight 300; in en, de; 3 at once")).ToBeVisibleAsync();
        await ada.GetByRole(AriaRole.Link, new() { Name = "Desk", Exact = true }).ClickAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Step away" }).ClickAsync();
        await Assertions.Expect(ada.GetByText("You are away. Nobody gives you cases")).ToBeVisibleAsync();
        await ShotAsync(ada, "away");
        await ada.ReloadAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "I am back" }).ClickAsync();
        await Assertions.Expect(ada.GetByRole(AriaRole.Button, new() { Name = "Step away" })).ToBeVisibleAsync();
        Assert.Empty(complaints);
    }

    private async Task<IPage> AtTheDeskAsync(Chromium chromium, TestHost host, string name, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await chromium.PersonAsync(complaints, 1440, scheme: scheme);
        await page.GotoAsync(await host.NewSignInLinkAsync());
        await page.GetByLabel("Your name, as customers will see it").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByText("live", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 10_000 });
        return page;
    }

    private static async Task OpenAsync(IPage agent)
    {
        await agent.GetByRole(AriaRole.Link, new() { NameRegex = new("Maria Lopez") }).ClickAsync();
        await agent.GetByText("Note, hand over, lay aside, take over").ClickAsync();
    }

    private static async Task WriteAsync(IPage page, string text)
    {
        var box = page.GetByPlaceholder("Type your message");
        await box.FillAsync(text);
        await box.PressAsync("Enter");
    }

    private static Task HearsAsync(IPage page, string text) => Assertions.Expect(page.Locator("#webchat").GetByText(text).Last).ToBeVisibleAsync(new() { Timeout = 10_000 });

    // As somebody sees it at a desk and on a phone, and as assistive programs do.
    private async Task ShotAsync(IPage page, string name)
    {
        await WholeStoryTests.Shot(page, $"desk-{name}");
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        var found = await page.EvaluateAsync<JsonElement>("async () => (await axe.run()).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => `${v.id}: ${v.nodes[0].html} ${v.nodes[0].failureSummary}`)");
        complaints.AddRange(found.EnumerateArray().Select(f => $"{name}: {f}"));
        var (width, height) = (page.ViewportSize!.Width, page.ViewportSize.Height);
        await page.SetViewportSizeAsync(390, 844);
        await WholeStoryTests.Shot(page, $"desk-{name}-390");
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, $"{name} scrolls sideways on a phone.");
        await page.SetViewportSizeAsync(width, height);
    }
}
