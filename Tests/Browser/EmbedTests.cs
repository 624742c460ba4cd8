using System.Text.Json;
using FollowUpBot.Tests.Bot.Channels;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>The chat on a page of another site, as a shop's visitors meet it: by mouse, by keyboard, on a phone, with a bad line.</summary>
public class EmbedTests
{
    private static readonly string Axe = Path.Combine(AppContext.BaseDirectory, "browser", "axe.min.js");

    private readonly List<string> complaints = [];

    [Fact]
    public async Task A_visitor_opens_it_chats_reloads_and_goes_on()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        await using var shop = await ShopPage.StartAsync(host.Url, () => "");
        var page = await chromium.PersonAsync(complaints);
        var loaded = new List<string>();
        page.Request += (_, request) => loaded.Add(request.Url);
        await page.GotoAsync(shop.Url);
        await Assertions.Expect(Launcher(page)).ToHaveAttributeAsync("aria-expanded", "false");
        await LookAsync(page, "1-launcher");

        // Who only looks at lamps loads one script.
        Assert.DoesNotContain(loaded, u => u.Contains("webchat.js", StringComparison.Ordinal) || u.EndsWith("/chat/token", StringComparison.Ordinal));
        await Launcher(page).ClickAsync();
        await Hears(page, "Which product is it about, or what is your order number?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Northpine Outdoor" })).ToBeVisibleAsync();
        await Say(page, "TrailLight 300");
        await Hears(page, "TrailLight 300");
        await Say(page, "Can I leave it outside when it rains?");
        await Hears(page, "The lamp can stay outside in the rain if the charging cap is closed.");
        await LookAsync(page, "2-open");

        await page.ReloadAsync();
        await Hears(page, "The lamp can stay outside in the rain if the charging cap is closed.");
        await Say(page, "thanks");
        await Hears(page, "thanks");
        Assert.Single(await ConversationsAsync(host));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_word_while_it_is_closed_is_counted_on_the_button()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync(flags: HandOvers.Flags);
        await using var shop = await ShopPage.StartAsync(host.Url, () => $"data-customer=\"{HandOvers.For("C-7", TestHost.Start)}\"");
        Assert.Equal(201, (await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, DirectLineTests.Sale("A-1", "C-7", user: null))).Status);
        var page = await chromium.PersonAsync(complaints);

        // The thank-you stands there before they have ever opened it; what comes later is counted as it comes.
        await page.GotoAsync(shop.Url);
        await Assertions.Expect(Launcher(page)).ToHaveAccessibleNameAsync("Open chat, 1 new message");
        await host.AdvanceAsync(TimeSpan.FromDays(4));
        await Assertions.Expect(Launcher(page)).ToHaveAccessibleNameAsync("Open chat, 2 new messages");
        await LookAsync(page, "3-unread");
        await Launcher(page).ClickAsync();
        await Hears(page, "Thank you, Maria");
        await LookAsync(page, "4-customer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close chat" }).First.ClickAsync();
        await Assertions.Expect(Launcher(page)).ToHaveAccessibleNameAsync("Open chat");
        await page.ReloadAsync();
        await page.WaitForTimeoutAsync(1500);
        await Assertions.Expect(Launcher(page)).ToHaveAccessibleNameAsync("Open chat");
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Without_a_line_it_says_so_and_afterwards_goes_on_by_itself()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        await using var shop = await ShopPage.StartAsync(host.Url, () => "");
        var page = await chromium.PersonAsync([]);
        await page.GotoAsync(shop.Url);
        await Launcher(page).ClickAsync();
        await Hears(page, "Which product is it about, or what is your order number?");
        await page.Context.SetOfflineAsync(true);
        await Assertions.Expect(Chat(page).GetByText("You are offline. The chat goes on by itself when the connection is back.")).ToBeVisibleAsync();
        await ShotAsync(page, "5-offline");
        var conversation = (await ConversationsAsync(host)).Single();
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", TestHost.Secret, new { type = "message", text = "said on another device" })).Status);
        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(Chat(page).GetByText("You are offline.")).ToBeHiddenAsync();
        await Hears(page, "said on another device", 40_000);
        await Say(page, "and here I am again");
        await Hears(page, "and here I am again");
        await Assertions.Expect(Chat(page).Locator("#webchat [role=article]").GetByText("said on another device")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_token_that_grew_too_old_is_replaced_and_what_was_written_is_not_lost()
    {
        await using var chromium = await Chromium.LaunchAsync();
        var clock = new SteppedClock(TestHost.Start);
        await using var host = await TestHost.StartAsync(clock);
        await using var shop = await ShopPage.StartAsync(host.Url, () => "");
        var page = await chromium.PersonAsync([]);
        await page.GotoAsync(shop.Url);
        await Launcher(page).ClickAsync();
        await Hears(page, "Which product is it about, or what is your order number?");

        // As on a machine that slept: nothing was refreshed in time.
        clock.Now += TimeSpan.FromMinutes(31);
        await Say(page, "are you still there");
        var retry = Chat(page).GetByRole(AriaRole.Button, new() { Name = "Retry" });
        await Assertions.Expect(retry).ToBeVisibleAsync(new() { Timeout = 15_000 });
        var conversation = (await ConversationsAsync(host)).Single();
        for (var i = 0; i < 20 && (await host.Store.ReadLinesAsync(new("directline", conversation), 1, 10)).Count < 2; i++)
        {
            await page.WaitForTimeoutAsync(700);
            if (await retry.IsVisibleAsync()) await retry.ClickAsync();
        }

        Assert.Equal("are you still there", (await host.Store.ReadLinesAsync(new("directline", conversation), 1, 10))[0].Text);
        await Assertions.Expect(Chat(page).Locator("#webchat [role=article]").GetByText("Which product is it about, or what is your order number?")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_conversation_that_ended_goes_on_in_a_new_one()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        await using var shop = await ShopPage.StartAsync(host.Url, () => "");
        var page = await chromium.PersonAsync([]);
        await page.GotoAsync(shop.Url);
        await Launcher(page).ClickAsync();
        await Hears(page, "Which product is it about, or what is your order number?");
        var first = (await ConversationsAsync(host)).Single();
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{first}/activities", TestHost.Secret, new { type = "endOfConversation" })).Status);
        await Assertions.Expect(Chat(page).GetByText("Which product is it about")).ToHaveCountAsync(0, new() { Timeout = 15_000 });
        await Say(page, "TrailLight 300");
        await Hears(page, "weighs 92 g");
        Assert.Equal(2, (await ConversationsAsync(host)).Count);
    }

    [Fact]
    public async Task A_forged_customer_is_a_guest_and_is_told_so()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync(flags: HandOvers.Flags);
        await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, DirectLineTests.Sale("A-1", "C-7", user: null));
        await using var shop = await ShopPage.StartAsync(host.Url, () => $"data-customer=\"{HandOvers.For("C-7", TestHost.Start, "a-key-that-somebody-made-up-0123456789")}\"");
        var page = await chromium.PersonAsync([]);
        await page.GotoAsync(shop.Url);
        await Launcher(page).ClickAsync();
        await Assertions.Expect(Chat(page).GetByText("We could not sign you in, so you are chatting as a guest.")).ToBeVisibleAsync();
        await Hears(page, "Which product is it about, or what is your order number?");
        await Assertions.Expect(Chat(page).GetByText("Maria")).ToHaveCountAsync(0);
        await LookAsync(page, "6-guest");

        // The real shop signs them in on the same page: what the guest said is theirs, and the chat is the customer's.
        await Say(page, "I want to talk to a person");
        await Hears(page, "service team");
        await page.EvaluateAsync($"() => FollowUpBot.signIn('{HandOvers.For("C-7", TestHost.Start)}')");
        await Hears(page, "Thank you, Maria");
        Assert.Contains(await host.Store.ReadTranscriptAsync("C-7", 100), l => l.Text == "I want to talk to a person");

        // Signed out, nothing of it is left in the browser.
        await page.EvaluateAsync("() => FollowUpBot.signOut()");
        await Hears(page, "Which product is it about, or what is your order number?");
        await Assertions.Expect(Chat(page).GetByText("Maria")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task By_keyboard_alone_it_is_opened_used_and_left()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        await using var shop = await ShopPage.StartAsync(host.Url, () => "data-color=\"#ffd54a\" data-position=\"left\" data-theme=\"dark\" data-title=\"Ask the workshop\"");
        var page = await chromium.PersonAsync(complaints);
        await page.GotoAsync(shop.Url);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(Launcher(page)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Hears(page, "Which product is it about, or what is your order number?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Ask the workshop" })).ToBeVisibleAsync();
        await Assertions.Expect(Chat(page).GetByPlaceholder("Type your message")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("TrailLight 300");
        await page.Keyboard.PressAsync("Enter");
        await Hears(page, "TrailLight 300");
        await LookAsync(page, "7-keyboard-dark-left");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Assertions.Expect(Launcher(page)).ToBeFocusedAsync();
        Assert.Empty(complaints);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task On_a_phone_it_fills_the_screen_and_keeps_the_focus(ColorScheme scheme)
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        await using var shop = await ShopPage.StartAsync(host.Url, () => "");
        var page = await chromium.PersonAsync(complaints, 360, 740, scheme);
        await page.GotoAsync(shop.Url);
        await LookAsync(page, $"8-phone-{scheme}");
        await Launcher(page).ClickAsync();
        await Hears(page, "Which product is it about, or what is your order number?");
        var panel = page.GetByRole(AriaRole.Dialog);
        var box = (await panel.BoundingBoxAsync())!;
        Assert.Equal((0, 0, 360, 740), ((int)box.X, (int)box.Y, (int)box.Width, (int)box.Height));
        await Say(page, "TrailLight 300");
        await Hears(page, "TrailLight 300");
        await LookAsync(page, $"9-phone-open-{scheme}");
        for (var i = 0; i < 12; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            await Assertions.Expect(page.Locator("#followupbot-chat")).ToBeFocusedAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Close chat" }).ClickAsync();
        await Assertions.Expect(panel).ToBeHiddenAsync();
        await Assertions.Expect(Launcher(page)).ToBeFocusedAsync();
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_photo_is_sent_and_is_there_after_a_reload()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        await using var shop = await ShopPage.StartAsync(host.Url, () => "");
        var page = await chromium.PersonAsync(complaints);
        await page.GotoAsync(shop.Url);
        await Launcher(page).ClickAsync();
        await Hears(page, "Which product is it about, or what is your order number?");
        await SendFileAsync(Chat(page).Locator("body"), new FilePayload { Name = "broken-clip.png", MimeType = "image/png", Buffer = await page.ScreenshotAsync() });
        await Hears(page, "Your file is here.");
        await SendFileAsync(Chat(page).Locator("body"), new FilePayload { Name = "what happened.txt", MimeType = "text/plain", Buffer = "It fell from the tent."u8.ToArray() });
        await Hears(page, "what happened.txt");
        await page.ReloadAsync();
        await Hears(page, "Your file is here.");
        var picture = Chat(page).Locator("#webchat img[src*='/files/']");
        await Assertions.Expect(picture).ToBeVisibleAsync();
        Assert.Equal(1280, await picture.EvaluateAsync<int>("async i => { await i.decode(); return i.naturalWidth; }"));
        await page.WaitForTimeoutAsync(400);
        await ShotAsync(page, "10-photo");
        Assert.Equal("broken-clip.png", (await host.Store.ReadLinesAsync(new("directline", (await ConversationsAsync(host)).Single()), 0, 100)).SelectMany(l => l.Files).First().Name);

        // At the desk it is a link to a download.
        var agent = await chromium.PersonAsync(complaints);
        await agent.GotoAsync(await host.NewSignInLinkAsync());
        await agent.GetByLabel("Your name, as customers will see it").FillAsync("Jonas");
        await agent.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await agent.GetByRole(AriaRole.Link, new() { NameRegex = new("A visitor") }).ClickAsync();
        var download = await agent.RunAndWaitForDownloadAsync(() => agent.GetByRole(AriaRole.Link, new() { NameRegex = new("broken-clip.png") }).ClickAsync());
        Assert.Equal("broken-clip.png", download.SuggestedFilename);
        await ShotAsync(agent, "12-desk");
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task The_sample_shop_takes_a_photo_too()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        var page = await chromium.PersonAsync(complaints);
        await page.GotoAsync(host.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Just ask something" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Which product is it about, or what is your order number?").Last).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await SendFileAsync(page.Locator("body"), new FilePayload { Name = "broken-clip.png", MimeType = "image/png", Buffer = DirectLineFileTests.Png });
        await Assertions.Expect(page.GetByText("Your file is here.").Last).ToBeVisibleAsync(new() { Timeout = 15_000 });
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_page_that_is_not_the_shops_gets_neither_the_chat_nor_a_token()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync(flags: ["--environment", "Production", "--FollowUp:Desk:PrintSignInLink", "false", "--FollowUp:WebChat:Origins:0", "https://shop.example"]);
        await using var thief = await ShopPage.StartAsync(host.Url, () => "");
        var page = await chromium.PersonAsync(complaints);
        await page.GotoAsync(thief.Url);
        await Launcher(page).ClickAsync();
        await Assertions.Expect(page.GetByText("The chat cannot be reached right now.")).ToBeVisibleAsync();
        await ShotAsync(page, "11-not-ours");
        await page.EvaluateAsync($"() => document.body.append(Object.assign(document.createElement('iframe'), {{ src: '{host.Url}/chat', id: 'stolen' }}))");
        await page.WaitForTimeoutAsync(500);
        Assert.Contains(complaints, c => c.Contains("frame-ancestors", StringComparison.Ordinal));
        Assert.Contains(complaints, c => c.Contains("403", StringComparison.Ordinal) || c.Contains("CORS", StringComparison.Ordinal));
    }

    private static ILocator Launcher(IPage page) => page.Locator("#followupbot-chat .launcher");

    private static IFrameLocator Chat(IPage page) => page.FrameLocator("#followupbot-chat iframe");

    private async Task Hears(IPage page, string text, int timeout = 15_000)
    {
        try
        {
            await Assertions.Expect(Chat(page).Locator("#webchat").GetByText(text).Last).ToBeVisibleAsync(new() { Timeout = timeout });
        }
        catch (PlaywrightException)
        {
            await ShotAsync(page, "failure");
            Assert.Fail($"The chat never said: {text}\nThe page's console: {string.Join('\n', complaints)}");
        }
    }

    // Web Chat prepares a picture first; until its paper clip shows that, Send has nothing to send.
    private static async Task SendFileAsync(ILocator chat, FilePayload file)
    {
        await chat.Locator("input[type=file]").First.SetInputFilesAsync(file);
        await chat.Locator(".webchat__attachment-icon--checked").First.WaitForAsync();
        await chat.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
    }

    private static async Task Say(IPage page, string text)
    {
        var box = Chat(page).GetByPlaceholder("Type your message");
        await box.FillAsync(text);
        await box.PressAsync("Enter");
    }

    private static async Task<IReadOnlyList<string>> ConversationsAsync(TestHost host)
    {
        await using var store = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={host.StorePath};Pooling=False;Mode=ReadOnly");
        await store.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = store.CreateCommand();
        command.CommandText = "SELECT id FROM conversation";
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var all = new List<string>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken)) all.Add(rows.GetString(0));
        return all;
    }

    private static Task ShotAsync(IPage page, string name) => WholeStoryTests.Shot(page, $"embed-{name}");

    // As somebody sees it, and as assistive programs do, in the page and in its frame.
    private async Task LookAsync(IPage page, string name)
    {
        await page.WaitForTimeoutAsync(400);
        await ShotAsync(page, name);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= page.ViewportSize!.Width, $"{name} scrolls sideways.");
        foreach (var frame in page.Frames)
        {
            await frame.EvaluateAsync(await File.ReadAllTextAsync(Axe));
            var context = frame == page.MainFrame ? "'#followupbot-chat'" : "document";
            var found = await frame.EvaluateAsync<JsonElement>($"async () => (await axe.run({context}, {{ iframes: false }})).violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v => `${{v.id}}: ${{v.nodes[0].html}} ${{v.nodes[0].failureSummary}}`)");
            complaints.AddRange(found.EnumerateArray().Select(f => $"{name}: {f}"));
            if (frame != page.MainFrame) Assert.True(await frame.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"The chat in {name} scrolls sideways.");
        }
    }
}
