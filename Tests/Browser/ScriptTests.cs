using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace FollowUpBot.Tests.Browser;

/// <summary>What customers write, are called and send never runs on anybody's page and asks no foreign host.</summary>
public class ScriptTests
{
    private const int PerConversation = 160;

    // What none of our texts has in it, whether a policy would keep it from running or not.
    private const string Foreign = ":is(#transcript, #queue, #card, .case-head) :is(script, img, image, iframe, svg, math, object, embed, video, audio, style, link, form, base, meta, marquee, xss), [onerror], [onload], [onfocus], [onmouseover], [ontoggle], [onbegin]";

    private readonly List<string> ran = [];
    private readonly HashSet<string> foreign = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_a_customer_sends_runs_at_the_desk_in_the_chat_or_in_the_insights()
    {
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync();
        Assert.True(Payloads.All.Count >= 300, $"There are {Payloads.All.Count} payloads.");

        // Each payload as a name, as words, as the story of a case, as the name of a file and as what an agent writes back.
        // As many in one conversation as the desk shows of it.
        foreach (var (some, n) in Payloads.All.Chunk(PerConversation).Select((some, n) => (some, n)))
        {
            var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = $"dl_reader{n}" } });
            var (conversation, token) = (made.GetProperty("conversationId").GetString()!, made.GetProperty("token").GetString()!);
            await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", token);
            await SayAsync(host, conversation, token, "I want to talk to a person");
            foreach (var payload in some) await SayAsync(host, conversation, token, payload);
        }

        using var jonas = await host.SignInAsync("Jonas");
        foreach (var (payload, n) in Payloads.All.Where((_, n) => n % 10 == 0).Select((p, n) => (p, n)))
        {
            await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new { orderId = $"X-{n}", purchasedAt = TestHost.Start, customer = new { id = $"X-{n}", name = payload.Length > 100 ? payload[..100] : payload }, addresses = new[] { new { channel = "directline", user = $"dl_x{n}" } }, product = "TL-300" });
            var (_, own) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = $"dl_x{n}" } });
            await SayAsync(host, own.GetProperty("conversationId").GetString()!, own.GetProperty("token").GetString()!, $"it is broken and I want a person {payload}");
            await SendFileAsync(host, own.GetProperty("conversationId").GetString()!, own.GetProperty("token").GetString()!, payload);
        }

        var cases = (await jonas.GetFromJsonAsync<JsonElement>("/api/desk/cases", Cancel)).GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("id").GetString()!).ToList();
        Assert.True(cases.Count > Payloads.All.Count / 10);
        foreach (var (id, n) in cases.Select((c, n) => (c, n)))
        {
            using var claimed = await jonas.PostAsJsonAsync($"/api/desk/cases/{id}/claim", new { requestId = "claim" }, Cancel);
            var lease = (await claimed.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("lease").GetInt32();
            (await jonas.PostAsJsonAsync($"/api/desk/cases/{id}/reply", new { requestId = "reply", lease, text = Payloads.All[n * 7 % Payloads.All.Count] }, Cancel)).EnsureSuccessStatusCode();
            (await jonas.PostAsJsonAsync($"/api/desk/cases/{id}/notes", new { requestId = "note", text = Payloads.All[n * 11 % Payloads.All.Count] }, Cancel)).EnsureSuccessStatusCode();
        }

        // The desk: the queue, every case, a search.
        var desk = await PersonAsync(chromium, host);
        await desk.GotoAsync(await host.NewSignInLinkAsync());
        await desk.GetByLabel("Your name, as customers will see it").FillAsync("Amira");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(desk.GetByText("live", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Assertions.Expect(desk.Locator("#queue li")).Not.ToHaveCountAsync(0, new() { Timeout = 20_000 });
        var seen = 0;
        foreach (var id in cases)
        {
            await desk.EvaluateAsync("link => Blazor.navigateTo(link)", $"/desk/all/{Uri.EscapeDataString(id)}");
            await Assertions.Expect(desk.Locator($"#case[data-case='{id}'] #transcript li.Agent")).Not.ToHaveCountAsync(0, new() { Timeout = 20_000 });
            await HoverAsync(desk);
            seen += await desk.Locator("#transcript li.Customer").CountAsync();
            Assert.Equal(0, await desk.Locator(Foreign).CountAsync());
            Assert.DoesNotContain(await desk.Locator("#transcript a").EvaluateAllAsync<string[]>("links => links.map(l => l.href)"), l => !l.StartsWith("http", StringComparison.Ordinal) && !l.StartsWith("mailto:", StringComparison.Ordinal));
        }

        Assert.True(seen >= Payloads.All.Count, $"Only {seen} lines of customers were on the page.");
        await desk.GetByPlaceholder("Search in all that was said").FillAsync("onerror");
        await desk.Keyboard.PressAsync("Enter");
        await Assertions.Expect(desk.Locator("#queue li")).Not.ToHaveCountAsync(0, new() { Timeout = 20_000 });
        await HoverAsync(desk);

        // What was counted of it, as a page and as a file.
        foreach (var path in new[] { "/insights/words?what=touch.said", "/insights/words?what=touch.complaint", "/insights/service", "/insights/voice" })
        {
            await desk.GotoAsync($"{host.Url}{path}");
            await HoverAsync(desk);
        }

        using var insights = await host.SignInAsync("Ines");
        var csv = await insights.GetStringAsync("/insights/words.csv?what=touch.complaint", Cancel);
        Assert.DoesNotContain(csv.Split('\n'), l => l.Split(',').Any(c => c.TrimStart('"').StartsWith('=') || c.TrimStart('"').StartsWith('@')));

        // The customer's own page.
        var customer = await PersonAsync(chromium, host);
        await customer.GotoAsync(host.Url);
        await customer.GetByRole(AriaRole.Button, new() { Name = "Just ask something" }).ClickAsync();
        await customer.GetByText("Which product is it about, or what is your order number?").First.WaitForAsync(new() { Timeout = 20_000 });
        foreach (var payload in Payloads.All.Where((_, n) => n % 12 == 0))
        {
            await customer.GetByPlaceholder("Type your message").FillAsync(payload.ReplaceLineEndings(" "));
            await customer.Keyboard.PressAsync("Enter");
        }

        await HoverAsync(customer);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Payloads.All.Count} payloads in {cases.Count} cases: {ran.Count} ran, {foreign.Count} foreign hosts were asked");
        Assert.Empty(ran);
        Assert.Empty(foreign);

        // That nothing was seen would mean nothing if nothing could be.
        await customer.EvaluateAsync("pwned(0)");
        Assert.Single(ran);
    }

    [Fact]
    public async Task Nothing_in_a_manual_runs_for_who_reads_it()
    {
        var prompts = TestPrompts.Copy();
        var sections = Payloads.All.Select((payload, n) => $"## Part {n}\n\nThe zebra of part {n} reads as follows.\n\n{payload}\n");
        await File.WriteAllTextAsync(Path.Combine(prompts.FullName, "Knowledge", "payloads.md"), $"---\ntitle: Payloads\n---\n# Payloads\n\n{string.Join('\n', sections)}", Cancel);
        await using var chromium = await Chromium.LaunchAsync();
        await using var host = await TestHost.StartAsync(null, prompts.FullName);
        var reader = await PersonAsync(chromium, host);
        await reader.GotoAsync($"{host.Url}/manuals/payloads.md");
        await Assertions.Expect(reader.GetByRole(AriaRole.Heading, new() { Name = "Part 0", Exact = true })).ToBeVisibleAsync();
        await HoverAsync(reader);
        var (parts, elements) = (await reader.Locator("h2, h3").CountAsync(), await reader.Locator("main :is(script, img, iframe, svg, math, object, embed, video, audio, style, link, form, base, meta), [onerror], [onload], [onfocus], [onmouseover], [ontoggle]").CountAsync());
        TestContext.Current.TestOutputHelper?.WriteLine($"{Payloads.All.Count} payloads in a manual, {parts} parts on the page: {ran.Count} ran, {foreign.Count} foreign hosts were asked, {elements} foreign elements");
        Assert.True(parts >= Payloads.All.Count * 9 / 10, $"Only {parts} parts are on the page.");
        Assert.Equal(0, elements);
        Assert.Empty(ran);
        Assert.Empty(foreign);
    }

    private async Task<IPage> PersonAsync(Chromium chromium, TestHost host)
    {
        // What the browser refuses of it stands in its console; that is no fault of the page.
        var page = await chromium.PersonAsync([]);
        await page.ExposeFunctionAsync("pwned", (int n) => ran.Add($"{n}: {Payloads.All[n]}"));
        page.Dialog += (_, dialog) => ran.Add(dialog.Message);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" or "ws" or "wss" } asked && asked.Authority != new Uri(host.Url).Authority) foreign.Add(request.Url);
        };
        return page;
    }

    // Whatever waits for the mouse gets it.
    private static async Task HoverAsync(IPage page)
    {
        await page.Mouse.MoveAsync(400, 300);
        await page.Mouse.MoveAsync(700, 400);
    }

    private static async Task SayAsync(TestHost host, string conversation, string token, string text) =>
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", token, new { type = "message", text })).Status);

    private static async Task SendFileAsync(TestHost host, string conversation, string token, string name)
    {
        using var content = new MultipartFormDataContent();
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes("<svg onload=pwned(0)>"));
        file.Headers.TryAddWithoutValidation("Content-Type", "text/plain");
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=file; filename=\"{name.Replace("\"", "%22", StringComparison.Ordinal).ReplaceLineEndings(" ").Replace('\u202E', ' ').Replace('\u2028', ' ')}.txt\"");
        content.Add(file);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/upload?userId=x") { Content = content };
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await host.Http.SendAsync(request, Cancel);
        Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode}: {name}");
    }
}
