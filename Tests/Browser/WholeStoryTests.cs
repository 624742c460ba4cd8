using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>The whole story in a real browser: a customer in Microsoft's Web Chat and an agent at the desk, side by side.</summary>
public class WholeStoryTests
{
    private readonly List<string> complaints = [];

    [Fact]
    public async Task Buy_welcome_ask_complain_human_follow_up()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        var customer = await chromium.PersonAsync(complaints);
        var agent = await chromium.PersonAsync(complaints);

        // Buy.
        await customer.GotoAsync(host.Url);
        await customer.GetByRole(AriaRole.Radio, new() { NameRegex = new("TrailLight 300") }).CheckAsync();
        await customer.GetByLabel("Your name").FillAsync("Maria Lopez");
        await Shot(customer, "1-shop");
        await customer.GetByRole(AriaRole.Button, new() { Name = "Buy", Exact = true }).ClickAsync();
        await Hears(customer, "Thank you, Maria: your TrailLight 300 is on its way.");
        await Hears(customer, "assistant, a program. Ask me anything about the lamp");
        await Shot(customer, "2-welcome");

        // Ask: known with its source, unknown passed on.
        await Say(customer, "Can I leave it outside when it rains?");
        await Hears(customer, "The lamp can stay outside in the rain if the charging cap is closed.");
        await Assertions.Expect(customer.GetByRole(AriaRole.Link, new() { Name = "Weather and water" }).First).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("/manuals/traillight-300#weather-and-water"));
        await Say(customer, "Can I clip it to a climbing helmet?");
        await Hears(customer, "I have asked our service team; you will have the answer here by");
        await Shot(customer, "3-questions");

        // The agent signs in with the one-time link and answers the question; it arrives within a second.
        await agent.GotoAsync(await host.NewSignInLinkAsync());
        await agent.GetByLabel("Your name, as customers will see it").FillAsync("Jonas");
        await agent.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await agent.GetByRole(AriaRole.Link, new() { NameRegex = new("Maria Lopez") }).ClickAsync();
        await agent.GetByRole(AriaRole.Button, new() { Name = "Claim this case" }).ClickAsync();
        await Reply(agent, "Yes, with the helmet clip HC-1.");
        await customer.GetByText("Yes, with the helmet clip HC-1.").First.WaitForAsync(new() { Timeout = 1000 });
        await Resolve(agent, "Answered: helmet clip HC-1.");

        // Day 3, unasked, in the same chat.
        await Assertions.Expect(customer.GetByText("We next write to you on Thu")).ToBeVisibleAsync();
        await customer.GetByRole(AriaRole.Button, new() { Name = "Jump to the next contact" }).ClickAsync();
        await Hears(customer, "Charging the battery");
        await Shot(customer, "4-day-3");

        // Complain: the apology, and the queue at the desk shows it without a reload.
        await Say(customer, "yes, but the battery dies after an hour");
        await Hears(customer, "I have given this to Jonas from our service team");
        await agent.GetByRole(AriaRole.Link, new() { NameRegex = new("Maria Lopez Complaint") }).ClickAsync();
        await Shot(agent, "5-desk-case");
        await agent.GetByRole(AriaRole.Button, new() { Name = "Claim this case" }).ClickAsync();
        await Hears(customer, "Jonas from our service team is with you now and has read everything.");
        await Say(customer, "it was fully charged, I checked");
        await agent.GetByRole(AriaRole.List, new() { Name = "Conversation" }).GetByText("it was fully charged, I checked").WaitForAsync();
        await Reply(agent, "I am sorry, Maria. A new battery goes out today.");
        await customer.GetByText("I am sorry, Maria. A new battery goes out today.").First.WaitForAsync(new() { Timeout = 1000 });

        // A second agent may look, not talk.
        var second = await chromium.PersonAsync(complaints, 390, 844, ColorScheme.Dark);
        await second.GotoAsync(await host.NewSignInLinkAsync());
        await second.GetByLabel("Your name, as customers will see it").FillAsync("Amira");
        await second.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await second.GetByRole(AriaRole.Link, new() { NameRegex = new("Maria Lopez") }).ClickAsync();
        await Assertions.Expect(second.Locator("#case").GetByText("with Jonas")).ToBeVisibleAsync();
        await Assertions.Expect(second.GetByRole(AriaRole.Button, new() { Name = "Claim this case" })).ToBeHiddenAsync();
        await Shot(second, "6-desk-phone-dark");

        // Resolve, then care first.
        await Resolve(agent, "A new battery went out today.");
        await Hears(customer, "Jonas noted: A new battery went out today.");
        await customer.GetByRole(AriaRole.Button, new() { Name = "Jump to the next contact" }).ClickAsync();
        await Hears(customer, "Is the lamp really right now?");

        // Reload: the conversation is still there, and goes on.
        await customer.ReloadAsync();
        await Hears(customer, "Thank you, Maria: your TrailLight 300 is on its way.");
        await Hears(customer, "Is the lamp really right now?");
        await Say(customer, "yes");
        await Hears(customer, "Good. Thank you for your patience with us.");
        await Shot(customer, "7-recovered");

        // Day 8 and day 14, news, then stop.
        await customer.GetByRole(AriaRole.Button, new() { Name = "Jump to the next contact" }).ClickAsync();
        await Hears(customer, "what mattered most to you when you chose this lamp?");
        await Say(customer, "that it is light");
        await customer.GetByRole(AriaRole.Button, new() { Name = "Jump to the next contact" }).ClickAsync();
        await Hears(customer, "doing what you bought it for?");
        await customer.GetByRole(AriaRole.Button, new() { Name = "Yes", Exact = true }).Last.ClickAsync();
        await Hears(customer, "Ask me anything about the lamp");
        await customer.GetByRole(AriaRole.Button, new() { Name = "Jump to the next contact" }).ClickAsync();
        await Hears(customer, "The charging cap of the TrailLight 300 now hangs on a cord");
        await Say(customer, "please stop texting me");
        await Hears(customer, "Done: no more messages from us.");
        await Assertions.Expect(customer.GetByText("Nothing is planned: you asked us to stop")).ToBeVisibleAsync();
        await Assertions.Expect(customer.GetByRole(AriaRole.Button, new() { Name = "Jump to the next contact" })).ToBeDisabledAsync();
        await Shot(customer, "8-stopped");

        // The order of the chat is the order of the store, whatever the clocks say.
        var last = await customer.Locator("#webchat [role=feed] article, #webchat .webchat__basic-transcript__activity").Last.InnerTextAsync();
        Assert.Contains("Done: no more messages from us.", last, StringComparison.Ordinal);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task The_pages_show_what_is_wrong_and_what_to_do()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        var visitor = await chromium.PersonAsync(complaints, 390, 844);

        // The desk without a link, with a used link.
        await visitor.GotoAsync($"{host.Url}/desk");
        await Assertions.Expect(visitor.GetByText("open the one-time link")).ToBeVisibleAsync();
        var link = await host.NewSignInLinkAsync();
        foreach (var expected in new[] { "Nobody is waiting.", "This link has been used or is too old." })
        {
            await visitor.GotoAsync(link);
            await visitor.GetByLabel("Your name, as customers will see it").FillAsync("Jonas");
            await visitor.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Assertions.Expect(visitor.GetByText(expected)).ToBeVisibleAsync();
        }

        // A stranger on a phone.
        await visitor.GotoAsync(host.Url);
        await visitor.GetByRole(AriaRole.Button, new() { Name = "Just ask something" }).ClickAsync();
        await Hears(visitor, "Which product is it about, or what is your order number?");
        await Shot(visitor, "9-stranger-phone");

        // A manual, opened from a citation.
        await visitor.GotoAsync($"{host.Url}/manuals/traillight-300#weather-and-water");
        await Assertions.Expect(visitor.GetByRole(AriaRole.Heading, new() { Name = "Weather and water" })).ToBeInViewportAsync();
        await Shot(visitor, "10-manual-phone");
    }

    private async Task Hears(IPage page, string text)
    {
        try
        {
            await Assertions.Expect(page.Locator("#webchat").GetByText(text).Last).ToBeVisibleAsync(new() { Timeout = 10_000 });
        }
        catch (PlaywrightException)
        {
            await Shot(page, "failure");
            Assert.Fail($"The chat never said: {text}\nThe page's console: {string.Join('\n', complaints)}");
        }
    }

    private static async Task Say(IPage page, string text)
    {
        var box = page.GetByPlaceholder("Type your message");
        await box.FillAsync(text);
        await box.PressAsync("Enter");
    }

    private static async Task Reply(IPage agent, string text)
    {
        await agent.GetByLabel("Reply").FillAsync(text);
        await agent.GetByLabel("Reply").PressAsync("Control+Enter");
        await Assertions.Expect(agent.GetByLabel("Reply")).ToHaveValueAsync("");
    }

    private static async Task Resolve(IPage agent, string outcome)
    {
        await agent.GetByRole(AriaRole.Button, new() { Name = "Resolve …" }).ClickAsync();
        await agent.GetByLabel("What was done? The customer reads this.").FillAsync(outcome);
        await agent.GetByRole(AriaRole.Button, new() { Name = "Resolve the case" }).ClickAsync();
        await Assertions.Expect(agent.GetByRole(AriaRole.Button, new() { Name = "Resolve the case" })).ToBeHiddenAsync();
    }

    internal static Task Shot(IPage page, string name, [CallerFilePath] string here = "") =>
        page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Path.GetDirectoryName(here)!, "screenshots", $"{name}.png") });
}
