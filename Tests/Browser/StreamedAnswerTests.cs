using FollowUpBot.Tests.Bot.Language;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>An answer that is written while the customer watches, in Microsoft's Web Chat.</summary>
public class StreamedAnswerTests
{
    [Fact]
    public async Task It_grows_in_one_bubble_and_the_agent_gets_a_summary()
    {
        var complaints = new List<string>();
        await using var chromium = await Chromium.LaunchAsync();
        await using var model = await OpenAiServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: [.. model.Flags, "--FollowUp:LanguageModel:TimeoutSeconds", "20"]);
        var customer = await chromium.PersonAsync(complaints);
        await customer.GotoAsync(host.Url);
        await customer.GetByRole(AriaRole.Radio, new() { NameRegex = new("TrailLight 300") }).CheckAsync();
        await customer.GetByLabel("Your name").FillAsync("Maria Lopez");
        await customer.GetByRole(AriaRole.Button, new() { Name = "Buy", Exact = true }).ClickAsync();
        var bubbles = customer.Locator("#webchat .webchat__basic-transcript__activity");
        await Assertions.Expect(bubbles).ToHaveCountAsync(1);

        // The first sentence is there while the model has not ended; it is in no transcript.
        model.Pause = new TaskCompletionSource();
        model.Next("says The lamp can stay outside in the rain if the charging cap is closed [1]. Rain and splashes from all sides do no harm [1]. Snow and fog are fine [1].");
        await SayAsync(customer, "can i leave it outside when it rains");
        await Assertions.Expect(bubbles).ToHaveCountAsync(3);
        await Assertions.Expect(bubbles.Last).ToContainTextAsync("if the charging cap is closed.");
        await Assertions.Expect(bubbles.Last).Not.ToContainTextAsync("Snow");

        // The rest comes into the same bubble, with its source.
        model.Pause.SetResult();
        model.Pause = null;
        await Assertions.Expect(bubbles.Last).ToContainTextAsync("Snow and fog are fine.");
        await Assertions.Expect(bubbles.Last.GetByRole(AriaRole.Link, new() { Name = "Weather and water" })).ToBeVisibleAsync();
        await Assertions.Expect(bubbles).ToHaveCountAsync(3);

        // Reloaded, it is the same.
        await customer.ReloadAsync();
        await Assertions.Expect(bubbles).ToHaveCountAsync(3);
        await Assertions.Expect(bubbles.Last).ToContainTextAsync("Snow and fog are fine.");

        // Whoever takes the case over can have it summed up.
        await SayAsync(customer, "I want to talk to a person");
        var agent = await chromium.PersonAsync(complaints);
        await agent.GotoAsync(await host.NewSignInLinkAsync());
        await agent.GetByLabel("Your name, as customers will see it").FillAsync("Jonas");
        await agent.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await agent.GetByRole(AriaRole.Link, new() { NameRegex = new("Maria Lopez") }).ClickAsync();
        model.Next("says Asked about rain and was answered. Wants a person now.");
        await agent.GetByRole(AriaRole.Button, new() { Name = "Sum it up" }).ClickAsync();
        await Assertions.Expect(agent.GetByText("Summary by the model: Asked about rain and was answered. Wants a person now.")).ToBeVisibleAsync();
        await WholeStoryTests.Shot(agent, "11-desk-summary");
        Assert.Empty(complaints);
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.GetByPlaceholder("Type your message").FillAsync(text);
        await page.Keyboard.PressAsync("Enter");
    }
}
