using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUpBot.Bot.People;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>A lead looks at the desk's numbers: they change by themselves, and a bar opens just its cases.</summary>
public class DeskNumbersTests
{
    private readonly List<string> complaints = [];

    [Fact]
    public async Task A_bar_opens_the_queue_with_just_its_cases_and_the_numbers_change_by_themselves()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        var alex = await AtTheDeskAsync(chromium, host, "Alex", Role.Lead);
        await alex.Page.GetByRole(AriaRole.Link, new() { Name = "Numbers", Exact = true }).ClickAsync();
        await Assertions.Expect(alex.Page.GetByText("No case is open.").First).ToBeVisibleAsync();
        await alex.IsLiveAsync();
        complaints.AddRange(await alex.LookAsync("numbers-empty"));

        await WriteAsync(host, 1, "Maria Lopez", "TL-300", "the lamp arrived broken in the box");
        await WriteAsync(host, 2, "Paul Meyer", "BD-2", "the filter arrived broken in the box");
        await WriteAsync(host, 3, "Nina Olsen", "BD-2", "the filter arrived broken in the box");
        await WriteAsync(host, 4, "Omar Haddad", "LH-1", "I want to talk to a person");
        var page = alex.Page;
        await Assertions.Expect(Tile(page, "Open now")).ToHaveTextAsync("4", new() { Timeout = 20_000 });
        await Assertions.Expect(Tile(page, "Wait for a first word")).ToHaveTextAsync("4");
        await Assertions.Expect(page.Locator("#t-people tbody tr")).ToHaveTextAsync([new Regex("^Nobody\\s*4\\s*0$")]);
        await host.AdvanceAsync(TimeSpan.FromHours(3));
        await Assertions.Expect(Tile(page, "Of those, late")).ToHaveTextAsync("4", new() { Timeout = 30_000 });
        await AnswerAsync(host, "Jonas", "C-2-1");
        await Assertions.Expect(page.Locator("#t-people tbody tr")).ToHaveTextAsync([new Regex("^Nobody\\s*3\\s*0$"), new Regex(@"^Jonas \(not here\)\s*1\s*0$")], new() { Timeout = 20_000 });
        await Assertions.Expect(Tile(page, "Wait for a first word")).ToHaveTextAsync("3");
        await Assertions.Expect(Tile(page, "Of those, late")).ToHaveTextAsync("3");
        complaints.AddRange(await alex.LookAsync("numbers"));

        // The bar of what is open of the filter: two cases, and no others.
        await ClickBarAsync(page, "products", "BrookDrop 2", 0);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/desk/all\\?product=BrookDrop%202$"));
        await Assertions.Expect(page.Locator("#queue li")).ToHaveTextAsync([new Regex("Nina Olsen|Paul Meyer"), new Regex("Nina Olsen|Paul Meyer")], new() { Timeout = 15_000 });
        await Assertions.Expect(page.GetByLabel("Product", new() { Exact = true })).ToHaveValueAsync("BrookDrop 2");
        await Assertions.Expect(page.Locator("#narrowed")).ToContainTextAsync("2 cases in this view.");
        complaints.AddRange(await alex.LookAsync("numbers-opened"));

        // What was narrowed down stays while a case is opened; the way back leads where one was; and all can be shown again.
        await page.Locator("#queue a", new() { HasTextString = "Paul Meyer" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/desk/all/C-2-1\\?product=BrookDrop%202$"));
        await Assertions.Expect(page.Locator("#queue li")).ToHaveCountAsync(2);
        await page.GetByLabel("Whose", new() { Exact = true }).SelectOptionAsync("Jonas’s");
        await Assertions.Expect(page.Locator("#queue li")).ToHaveTextAsync([new Regex("Paul Meyer")]);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/desk/all/C-2-1\\?product=BrookDrop%202&holder=Jonas$"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Show all" }).ClickAsync();
        await Assertions.Expect(page.Locator("#queue li")).ToHaveCountAsync(4);

        // By keys: the command bar, then the number's link.
        await alex.CommandAsync("Go numbers");
        var nobody = page.GetByRole(AriaRole.Link, new() { Name = "Nobody, Cases: 3" });
        await Assertions.Expect(nobody).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await nobody.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#queue li")).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByLabel("Whose", new() { Exact = true })).ToHaveValueAsync("-");
        await Assertions.Expect(page.Locator("#queue", new() { HasTextString = "Paul Meyer" })).ToHaveCountAsync(0);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task An_agent_is_told_in_plain_words_that_the_numbers_are_for_who_leads()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        var jonas = await AtTheDeskAsync(chromium, host, "Jonas", Role.Agent);
        await Assertions.Expect(jonas.Page.GetByRole(AriaRole.Link, new() { Name = "Numbers", Exact = true })).ToHaveCountAsync(0);
        await jonas.Page.GotoAsync($"{host.Url}/desk/numbers");
        await Assertions.Expect(jonas.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The numbers of the desk are for those who lead it.");
        complaints.AddRange(await jonas.LookAsync("numbers-refused"));
        await jonas.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the desk" }).ClickAsync();
        await Assertions.Expect(jonas.Queue).ToBeVisibleAsync(new() { Timeout = 15_000 });
        Assert.Empty(complaints);
    }

    private async Task<DeskAgent> AtTheDeskAsync(Chromium chromium, TestHost host, string name, Role role)
    {
        var page = await chromium.PersonAsync(complaints, 1440);
        await page.GotoAsync(await host.NewSignInLinkAsync(role));
        await page.GetByLabel("Your name, as customers will see it").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        var agent = new DeskAgent(page, name);
        await agent.IsLiveAsync();
        return agent;
    }

    private static ILocator Tile(IPage page, string title) => page.Locator(".tile", new() { Has = page.GetByText(title, new() { Exact = true }) }).Locator(".n");

    // Where the middle of a bar is, the library itself says; that it can be pressed shows the cursor.
    private static async Task ClickBarAsync(IPage page, string part, string name, int series)
    {
        var canvas = page.Locator($".chart[data-table=t-{part}]");
        await canvas.ScrollIntoViewIfNeededAsync();
        var at = await page.EvaluateAsync<float[]>(
            """
            ([part, name, series]) => {
              const chart = echarts.getInstanceByDom(document.querySelector(`.chart[data-table=t-${part}]`));
              const index = chart.getOption().yAxis[0].data.indexOf(name);
              const bar = chart.getModel().getSeriesByIndex(series).getData().getItemLayout(index);
              return [bar.x + bar.width / 2, bar.y + bar.height / 2];
            }
            """, new object[] { part, name, series });
        await canvas.HoverAsync(new() { Position = new Position { X = at[0], Y = at[1] } });
        Assert.Equal("pointer", await canvas.EvaluateAsync<string>("f => f.firstElementChild.style.cursor"));
        await canvas.ClickAsync(new() { Position = new Position { X = at[0], Y = at[1] } });
    }

    private static async Task AnswerAsync(TestHost host, string agent, string id)
    {
        using var desk = await host.SignInAsync(agent, Role.Agent);
        using var claimed = await desk.PostAsJsonAsync($"/api/desk/cases/{id}/claim", new { requestId = "1" }, TestContext.Current.CancellationToken);
        var lease = (await claimed.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("lease").GetInt32();
        using var answered = await desk.PostAsJsonAsync($"/api/desk/cases/{id}/reply", new { requestId = "2", lease, text = "I am sorry. A new one leaves today." }, TestContext.Current.CancellationToken);
        answered.EnsureSuccessStatusCode();
    }

    private static async Task WriteAsync(TestHost host, int n, string name, string product, string text)
    {
        await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = $"A-{n}",
            purchasedAt = TestHost.Start,
            customer = new { id = $"C-{n}", name },
            addresses = new[] { new { channel = "directline", user = $"dl_user{n}" } },
            product,
        });
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = $"dl_user{n}" } });
        var (status, _) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{made.GetProperty("conversationId").GetString()}/activities", made.GetProperty("token").GetString(), new { type = "message", text });
        Assert.Equal(200, status);
    }
}
