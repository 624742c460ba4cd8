using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Bot.Turns;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Commands;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>
/// A day at the desk: two agents, who have a keyboard and nothing else, and three customers at once, on a host that is killed while an answer is being sent.
/// </summary>
public sealed class DeskStoryTests : IClassFixture<LearnedOnce>
{
    private static readonly string[] Flags = ["--FollowUp:Language:Cache", HostProcess.LearnedFolder, "--FollowUp:Knowledge:Index", Path.Combine(HostProcess.LearnedFolder, "knowledge.db"), "--Logging:LogLevel:Default", "Error"];

    private readonly List<string> complaints = [], seen = [];
    private readonly int port = HostProcess.FreePort();

    private string Url => $"http://127.0.0.1:{port}";

    [Fact]
    public async Task A_day_at_the_desk_by_keyboard_alone()
    {
        await using var chromium = await Chromium.LaunchAsync();
        var data = Directory.CreateTempSubdirectory("followup-desk-");
        await PeopleAsync(data.FullName);
        var host = await HostProcess.ServeAsync(data.FullName, port, Flags);
        try
        {
            await ToAsync(NextTuesday());
            var (maria, paul, nina) = (await CustomerAsync(chromium, "Maria Lopez"), await CustomerAsync(chromium, "Paul Meyer"), await CustomerAsync(chromium, "Nina Olsen"));
            var (jonas, amira) = (new DeskAgent(await chromium.PersonAsync(complaints, 1440), "Jonas"), new DeskAgent(await chromium.PersonAsync(complaints, 1440), "Amira"));
            await jonas.SignInAsync(Url);
            seen.AddRange(await jonas.LookAsync("empty"));
            await amira.SignInAsync(Url);
            await Task.WhenAll(WriteAsync(maria, "the filter arrived broken in the box"), WriteAsync(paul, "I want to talk to a person"), WriteAsync(nina, "can I clip it to a climbing helmet?"));
            await HearsAsync(maria, "I have given this to");

            // Both want the same case at the same moment: one has it, the other is told.
            await Task.WhenAll(jonas.OpenAsync("Maria"), amira.OpenAsync("Maria"));
            await Task.WhenAll(jonas.KeyAsync("c"), amira.KeyAsync("c"));
            await Assertions.Expect(jonas.Reply.Or(jonas.Page.GetByText("with Amira")).First).ToBeVisibleAsync(new() { Timeout = 15_000 });
            var (has, other) = await jonas.Reply.IsVisibleAsync() ? (jonas, amira) : (amira, jonas);
            await Assertions.Expect(other.Page.Locator(".case-head").GetByText($"with {has.Name}")).ToBeVisibleAsync(new() { Timeout = 15_000 });
            await Assertions.Expect(other.Reply).ToBeHiddenAsync();
            await HearsAsync(maria, $"{has.Name} from our service team is with you now");

            // From hand to hand.
            await has.NoteAsync($"@{other.Name} the spare parts are with you");
            await has.CommandAsync($"Hand over to {other.Name}");
            await Assertions.Expect(other.Reply).ToBeVisibleAsync(new() { Timeout = 15_000 });
            await has.TakeOverAsync("I know her from last year");
            await has.LayAsideUntilMorningAsync();
            await Assertions.Expect(other.Queue).ToContainTextAsync("Laid aside until Wed", new() { Timeout = 15_000 });
            seen.AddRange(await has.LookAsync("laid-aside"));
            await WriteAsync(maria, "any news?");
            await Assertions.Expect(other.Queue).Not.ToContainTextAsync("Laid aside until", new() { Timeout = 15_000 });
            await has.ReplyAsync("I am sorry, Maria. A new filter goes out today.");
            await HearsAsync(maria, "A new filter goes out today.");
            seen.AddRange(await has.LookAsync("case"));

            // Killed in the middle of an answer, at three different moments: nothing is lost, nothing is heard twice.
            for (var kill = 0; kill < 3; kill++)
            {
                var words = $"This is answer number {kill + 1}.";
                await has.TypeReplyAsync(words);
                complaints.RemoveAll(c => c.Contains("axe", StringComparison.Ordinal));
                var before = complaints.Count;
                var sending = has.Page.Keyboard.PressAsync("Control+Enter");
                await Task.Delay(kill * 12, TestContext.Current.CancellationToken);
                await host.KillAsync();
                await sending;
                await host.DisposeAsync();
                host = await HostProcess.ServeAsync(data.FullName, port, Flags);
                await has.IsLiveAsync();
                await Assertions.Expect(has.Reply).ToBeVisibleAsync(new() { Timeout = 30_000 });

                // What was not sent stands there still.
                await Assertions.Expect(has.Page.GetByRole(AriaRole.List, new() { Name = "Conversation" }).GetByText(words).Or(has.Page.Locator("#text.kept")).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
                if (await has.Reply.InputValueAsync() is { Length: > 0 } kept)
                {
                    Assert.Equal(words, kept);
                    await has.TypeReplyAsync("");
                    await has.Page.Keyboard.PressAsync("Control+Enter");
                    await Assertions.Expect(has.Reply).ToHaveValueAsync("", new() { Timeout = 15_000 });
                }

                await maria.ReloadAsync();
                await HearsAsync(maria, words);
                Assert.Equal(1, await maria.Locator("#webchat .webchat__text-content").GetByText(words).CountAsync());
                await Assertions.Expect(has.Page.GetByRole(AriaRole.List, new() { Name = "Conversation" }).GetByText(words)).ToHaveCountAsync(1, new() { Timeout = 15_000 });

                // The lines that broke are no mistake of the page.
                complaints.RemoveRange(before, complaints.Count - before);
            }

            await other.IsLiveAsync();

            // Paul was told a time, and nobody wrote.
            await AdvanceAsync(TimeSpan.FromMinutes(65));
            await paul.ReloadAsync();
            await HearsAsync(paul, "I told you that somebody would have written by now");
            await Assertions.Expect(other.Queue).ToContainTextAsync("now for the service leads", new() { Timeout = 15_000 });
            seen.AddRange(await other.LookAsync("escalated"));
            await AdvanceAsync(TimeSpan.FromMinutes(45));
            await Assertions.Expect(other.Queue).ToContainTextAsync("now for the owner", new() { Timeout = 15_000 });
            await other.OpenAsync("Paul");
            await other.ClaimAsync();
            await other.ReplyAsync("Hello Paul, I am here now.");
            await other.ResolveAsync("We talked about the order.", "S");

            // Closed, and not solved. After two silent hours nobody has her case any more.
            await has.OpenAsync("Maria");
            await has.ClaimAsync();
            await has.ResolveAsync("A new filter went out.", "D");
            await maria.ReloadAsync();
            await HearsAsync(maria, "Is it solved for you?");
            await maria.Locator(".webchat__suggested-actions__button", new() { HasTextString = "No" }).ClickAsync();
            await HearsAsync(maria, "sorry that it is not solved.");
            await Assertions.Expect(has.Queue).ToContainTextAsync("Opened again: not solved", new() { Timeout = 15_000 });
            seen.AddRange(await has.LookAsync("opened-again"));

            // At night: a call, made in words, and kept.
            await ToAsync(NextTuesday().AddHours(9));
            foreach (var agent in new[] { jonas, amira }) await agent.Page.GotoAsync("about:blank");
            await NobodyIsThereAsync();
            await nina.ReloadAsync();
            await WriteAsync(nina, "this is too much, I want to talk to a person now");
            await HearsAsync(nina, "when would suit you?");
            await WriteAsync(nina, "tomorrow at 10");
            await HearsAsync(nina, "Which number shall we call?");
            await WriteAsync(nina, "+34 600 000 002");
            await HearsAsync(nina, "on the number that ends in 002");
            await has.Page.GotoAsync($"{Url}/desk");
            await has.IsLiveAsync();
            await has.CommandAsync("Go to Calls promised");
            await Assertions.Expect(has.Queue).ToContainTextAsync("Call Wed", new() { Timeout = 15_000 });
            seen.AddRange(await has.LookAsync("calls"));
            await ToAsync(NextTuesday().AddHours(23));
            await has.KeyAsync("j");
            await Assertions.Expect(has.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new("Nina Olsen:") })).ToBeVisibleAsync(new() { Timeout = 15_000 });
            await has.ClaimAsync();
            await has.CommandAsync("What came of the promised");
            await Assertions.Expect(has.Page.GetByLabel("What came of it, for colleagues")).ToBeFocusedAsync(new() { Timeout = 15_000 });
            await has.Page.Keyboard.TypeAsync("She wants the helmet clip.");
            await has.Page.Keyboard.PressAsync("Tab");
            await has.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(has.Page.GetByText("A call is promised:")).ToBeHiddenAsync(new() { Timeout = 15_000 });

            // What somebody remembers of a conversation finds it.
            await has.KeyAsync("/");
            await has.Page.Keyboard.TypeAsync("any news");
            await has.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(has.Queue).ToContainTextAsync("One case", new() { Timeout = 15_000 });
            seen.AddRange(await has.LookAsync("found"));
            await has.CommandAsync("Go to Unknown");
            await Assertions.Expect(has.Page.GetByText("There is none: of every message it is known what became of it.")).ToBeVisibleAsync(new() { Timeout = 15_000 });
            seen.AddRange(await has.LookAsync("unknown"));
            await has.Page.GoBackAsync();
            await has.IsLiveAsync();
            await has.CommandAsync("Go to People");
            await Assertions.Expect(has.Page.GetByRole(AriaRole.Heading, new() { Name = "Let somebody in" })).ToBeVisibleAsync(new() { Timeout = 15_000 });
            seen.AddRange(await has.LookAsync("people"));
            Assert.Empty(seen);
            Assert.Empty(complaints);
        }
        finally
        {
            await host.DisposeAsync();
            data.Delete(recursive: true);
        }
    }

    private static async Task PeopleAsync(string data)
    {
        SQLitePCL.Batteries_V2.Init();
        await using var store = SqliteStore.Open(Path.Combine(data, "followup.db"));
        var accounts = new Accounts(store, new Changes(store), TimeProvider.System);
        await accounts.CreateAsync("Jonas", Role.Lead, DeskAgent.Password);
        await accounts.CreateAsync("Amira", Role.Lead, DeskAgent.Password);
    }

    private async Task NobodyIsThereAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(Url) };
        (await http.PostAsJsonAsync("/desk/sign-in", new { name = "Jonas", password = DeskAgent.Password })).EnsureSuccessStatusCode();
        for (var wait = 0; (await http.GetFromJsonAsync<JsonElement>("/api/desk/cases")).GetProperty("colleagues").GetArrayLength() > 0; wait++)
        {
            Assert.True(wait < 200, "Whoever has closed the page is said to be there still.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    // Eleven o'clock in Madrid, or twelve in summer: the shop is open.
    private static DateTimeOffset NextTuesday()
    {
        var today = TimeProvider.System.GetUtcNow().UtcDateTime.Date;
        return new DateTimeOffset(today.AddDays(((int)DayOfWeek.Tuesday - (int)today.DayOfWeek + 7) % 7 + 7).AddHours(10), TimeSpan.Zero);
    }

    private Task ToAsync(DateTimeOffset to) => MoveAsync(new { to });

    private Task AdvanceAsync(TimeSpan by) => MoveAsync(new { advance = by.ToString("c") });

    private async Task MoveAsync(object body)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Url) };
        using var answer = await http.PostAsJsonAsync("/dev/clock", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<IPage> CustomerAsync(Chromium chromium, string name)
    {
        var page = await chromium.PersonAsync(complaints);
        await page.GotoAsync(Url);
        await page.GetByLabel("Your name").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Buy", Exact = true }).ClickAsync();
        await HearsAsync(page, $"Thank you, {name.Split(' ')[0]}");
        return page;
    }

    private static async Task WriteAsync(IPage page, string text)
    {
        var box = page.GetByPlaceholder("Type your message");
        await box.FillAsync(text);
        await box.PressAsync("Enter");
    }

    private static async Task HearsAsync(IPage page, string text)
    {
        try
        {
            await Assertions.Expect(page.Locator("#webchat").GetByText(text).Last).ToBeVisibleAsync(new() { Timeout = 20_000 });
        }
        catch (PlaywrightException)
        {
            var said = (await page.Locator("#webchat").InnerTextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct();
            Assert.Fail($"The chat never said: {text}\n{string.Join('\n', said.TakeLast(20))}");
        }
    }
}
