using System.Runtime.CompilerServices;
using FollowUpBot.Tests.Conformance;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>Every card that a prompt becomes, drawn by Microsoft's own renderer in a browser: it complains of nothing, and nothing is wider than a phone.</summary>
public class CardTests
{
    // What the renderer says of a card: mistakes in it, and what it cannot draw.
    private const string Draw = """
        cards => {
          cards = cards.map(card => JSON.parse(card));
          AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => { const p = document.createElement('span'); p.textContent = text; result.outputHtml = p.innerHTML; result.didProcess = true; };
          document.body.innerHTML = '<style>body{font:14px Segoe UI,sans-serif;margin:12px;background:#f3f3f3} .c{background:#fff;border-radius:6px;margin:0 0 12px;max-width:480px;box-shadow:0 1px 3px #0003}</style>';
          const said = [];
          for (const card of cards) {
            const context = new AdaptiveCards.SerializationContext();
            const drawn = new AdaptiveCards.AdaptiveCard();
            drawn.hostConfig = new AdaptiveCards.HostConfig({ fontFamily: 'Segoe UI, sans-serif', supportsInteractivity: true, containerStyles: { emphasis: { backgroundColor: '#E8EFEC' } } });
            drawn.parse(card, context);
            for (let i = 0; i < context.eventCount; i++) said.push(context.getEventAt(i).message);
            for (const event of drawn.validateProperties().validationEvents) said.push(event.message);
            const place = document.createElement('div'); place.className = 'c';
            place.appendChild(drawn.render());
            document.body.appendChild(place);
          }
          return said;
        }
        """;

    [Theory]
    [InlineData("desktop", 1280)]
    [InlineData("phone", 360)]
    public async Task Every_card_is_drawn_without_a_complaint(string name, int width)
    {
        var cards = TeamsConformanceTests.Activities("msteams", "https://bot.example.com").SelectMany(a => a.Attachments ?? []).Select(a => a!.Content!.Value.GetRawText()).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(cards.Count > 15, $"{cards.Count} cards");
        await using var chromium = await Chromium.LaunchAsync();
        List<string> complaints = [];
        var page = await chromium.PersonAsync(complaints, width, 900);
        await page.SetContentAsync("<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>Cards</title><body></body></html>");
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(Here(), "..", "Conformance", "node_modules", "adaptivecards", "dist", "adaptivecards.js") });
        var said = await page.EvaluateAsync<string[]>(Draw, cards);
        Assert.Empty(said);
        Assert.Empty(complaints);
        Assert.Equal(cards.Count, await page.Locator(".ac-adaptiveCard").CountAsync());
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), "It is wider than the window.");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Here(), "screenshots", $"cards-{name}.png"), FullPage = true });
        TestContext.Current.TestOutputHelper?.WriteLine($"{cards.Count} cards on {name}: nothing to complain of");
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
