using System.Net;
using System.Net.Http.Json;
using FollowUpBot.Bot.Channels.Twilio;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Desk;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>An agent's files on channels that are not ours: as pictures where they carry them, else as links that open them, for a while.</summary>
public class AgentFileTests
{
    private static readonly byte[] Png = DirectLineFileTests.Png, Pdf = [.. "%PDF-1.4 a plan"u8];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_to_a_country_with_picture_messages_has_the_picture_and_a_link_to_the_plan_that_ends()
    {
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        await using var host = await TestHost.StartAsync(flags: twilio.Flags);
        var heard = await SentByTextAsync(host, twilio, "+14155550123");
        Assert.StartsWith("Jonas: Look\nplan.pdf: https://bot.example/f/", heard.Body, StringComparison.Ordinal);
        var picture = new Uri(Assert.Single(heard.Media)).PathAndQuery;
        using (var shown = await host.Http.GetAsync(picture, Cancel))
        {
            Assert.Equal(Png, await shown.Content.ReadAsByteArrayAsync(Cancel));
            Assert.Equal(("image/png", "inline", "photo.png"), (shown.Content.Headers.ContentType!.MediaType, shown.Content.Headers.ContentDisposition!.DispositionType, shown.Content.Headers.ContentDisposition.FileName!.Trim('"')));
            Assert.Equal(("no-store", "nosniff"), (shown.Headers.CacheControl!.ToString(), Assert.Single(shown.Headers.GetValues("X-Content-Type-Options"))));
        }

        var plan = new Uri(heard.Body[heard.Body.IndexOf("https", StringComparison.Ordinal)..]).PathAndQuery;
        using (var saved = await host.Http.GetAsync(plan, Cancel))
        {
            Assert.Equal(Pdf, await saved.Content.ReadAsByteArrayAsync(Cancel));
            Assert.Equal(("attachment", "plan.pdf"), (saved.Content.Headers.ContentDisposition!.DispositionType, saved.Content.Headers.ContentDisposition.FileName));
        }

        await host.AdvanceAsync(TimeSpan.FromDays(29));
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync(plan, Cancel)).StatusCode);
        await host.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(plan, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(picture, Cancel)).StatusCode);
    }

    [Fact]
    public async Task A_text_elsewhere_has_links_to_all_of_them_and_is_known_again_when_its_answer_is_lost()
    {
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        await using var host = await TestHost.StartAsync(flags: twilio.Flags);
        var heard = await SentByTextAsync(host, twilio, "+34600000001", TwilioServer.Fault.ResetAfterAccepting);
        Assert.Empty(heard.Media);
        Assert.Equal(["Jonas: Look", "photo.png", "plan.pdf"], heard.Body.Split('\n').Select(l => l.Split(": https://")[0]));
        for (var patience = 0; patience < 400 && await host.Store.Outbox.DueChannelsAsync(TestHost.Start) is { Count: > 0 }; patience++) await Task.Delay(25, Cancel);
        Assert.Equal(2, twilio.Heard.Count);
    }

    [Theory]
    [InlineData("+15005550006", "+14155550123", 100, 1)]
    [InlineData("+15005550006", "+18765550123", 100, 0)]
    [InlineData("+15005550006", "+34600000001", 100, 0)]
    [InlineData("+34600000009", "+14155550123", 100, 0)]
    [InlineData(null, "+14155550123", 100, 0)]
    [InlineData("+15005550006", "+14155550123", 3_000_000, 0)]
    public void Pictures_go_as_pictures_only_where_they_are_carried(string? from, string to, long bytes, int pictures)
    {
        var files = new[] { "image/png", "image/webp", "application/pdf" }.Select(t => new LinkedFile(new SentFile("f", "n", t, bytes), "/f/x")).ToList();
        if (bytes > 1_000_000) files.Add(files[0] with { Path = "/f/y" });
        var (shown, linked) = MultimediaText.Split(files, from, to);
        Assert.Equal((pictures, files.Count - pictures), (shown.Count, linked.Count));
    }

    [Fact]
    public async Task A_long_text_is_whole_and_its_links_are_with_the_last_part()
    {
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        await using var host = await TestHost.StartAsync(flags: twilio.Flags);
        var words = string.Join(' ', Enumerable.Repeat("It is a long story.", 150));
        await SentByTextAsync(host, twilio, "+34600000001", words: words);
        for (var patience = 0; patience < 400 && !twilio.Heard[^1].Body.Contains("plan.pdf", StringComparison.Ordinal); patience++) await Task.Delay(25, Cancel);
        var parts = twilio.Heard.Skip(1).Select(h => h.Body).ToList();
        Assert.All(parts, p => Assert.InRange(p.Length, 1, 1600));
        Assert.Equal(150, parts.Sum(p => p.Split("long story.").Length - 1));
        Assert.All(parts.SkipLast(1), p => Assert.DoesNotContain("/f/", p, StringComparison.Ordinal));
        Assert.Equal(3, parts[^1].Split("https://").Length);
    }

    [Fact]
    public async Task In_Teams_a_picture_is_shown_and_everything_has_a_link()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:BotFramework:Authentication", "Off", "--FollowUp:BotFramework:PublicUrl", "https://bot.example.com"]);
        Assert.Equal(200, await SentInTeamsAsync(host, connector));
        var activity = connector.Heard[^1].Activity;
        Assert.StartsWith("**Jonas:** Look\n\n[photo.png](https://bot.example.com/f/", activity.GetProperty("text").GetString(), StringComparison.Ordinal);
        var link = System.Text.RegularExpressions.Regex.Match(activity.GetProperty("text").GetString()!, @"\[a \\\[plan\\\]\.pdf\]\(https://bot\.example\.com(/f/[A-Za-z0-9_-]+)\)\z").Groups[1].Value;
        Assert.Equal(Pdf, await host.Http.GetByteArrayAsync(link, Cancel));
        var shown = activity.GetProperty("attachments").EnumerateArray().Single();
        Assert.Equal(("image/png", "photo.png"), (shown.GetProperty("contentType").GetString(), shown.GetProperty("name").GetString()));
        Assert.Contains(shown.GetProperty("contentUrl").GetString()!, activity.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(Png, await host.Http.GetByteArrayAsync(new Uri(shown.GetProperty("contentUrl").GetString()!).PathAndQuery, Cancel));
    }

    [Fact]
    public async Task Where_nobody_has_said_how_this_host_is_reached_the_agent_hears_that_no_file_can_go()
    {
        await using var connector = await ConnectorServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:BotFramework:Authentication", "Off"]);
        Assert.Equal(409, await SentInTeamsAsync(host, connector));
        Assert.DoesNotContain("Look", connector.Heard[^1].Text, StringComparison.Ordinal);
    }

    private static async Task<TwilioServer.Text> SentByTextAsync(TestHost host, TwilioServer twilio, string number, TwilioServer.Fault fault = TwilioServer.Fault.None, string words = "Look")
    {
        await TwilioCaller.PostAsync(host.Http, "/sms/twilio", TwilioCaller.Inbound("SM-1", "I want to talk to a person", number));
        for (var patience = 0; patience < 400 && twilio.Heard.Count < 1; patience++) await Task.Delay(25, Cancel);
        using var jonas = await host.SignInAsync("Jonas");
        var id = Assert.Single(await host.Store.ReadOpenCasesAsync(10)).Case.Id;

        await GiveAsync(host, id);
        twilio.Next(fault);
        Assert.Equal(200, await ReplyAsync(jonas, id, words, ("photo.png", Png), ("plan.pdf", Pdf)));
        for (var patience = 0; patience < 400 && twilio.Heard.Count < 2; patience++) await Task.Delay(25, Cancel);
        return twilio.Heard[1];
    }

    private static async Task<int> SentInTeamsAsync(TestHost host, ConnectorServer connector)
    {
        using var taken = await host.Http.PostAsJsonAsync("/api/messages", new
        {
            type = "message",
            id = "m1",
            text = "I want to talk to a person",
            channelId = "msteams",
            serviceUrl = connector.Url,
            from = new { id = "29:maria", name = "Maria", aadObjectId = "5b0f4c1e-8f0b-4a55-9d0c-1a2b3c4d5e6f" },
            recipient = new { id = "28:bot", name = "Bot" },
            conversation = new { id = "a:conversation-1", conversationType = "personal", tenantId = "t" },
        }, Cancel);
        taken.EnsureSuccessStatusCode();
        for (var patience = 0; patience < 400 && connector.Heard.Count < 1; patience++) await Task.Delay(25, Cancel);
        using var jonas = await host.SignInAsync("Jonas");
        var id = Assert.Single(await host.Store.ReadOpenCasesAsync(10)).Case.Id;
        await GiveAsync(host, id);
        var status = await ReplyAsync(jonas, id, "Look", ("photo.png", Png), ("a [plan].pdf", Pdf));
        for (var patience = 0; patience < 400 && status == 200 && connector.Heard.Count < 2; patience++) await Task.Delay(25, Cancel);
        return status;
    }

    // Given out, not claimed: then the customer hears nothing before the files.
    private static Task GiveAsync(TestHost host, string id) => host.Services.GetRequiredService<Cases>().ActAsync("given", new AgentAssigned(id, "Jonas", TestHost.Start.AddDays(1)));

    private static async Task<int> ReplyAsync(HttpClient agent, string id, string text, params (string Name, byte[] Content)[] files)
    {
        var ids = new List<string>();
        foreach (var (name, content) in files) ids.Add((await DeskFileTests.AddAsync(agent, id, content, name)).Body.GetProperty("id").GetString()!);
        return await DeskFileTests.ActAsync(agent, id, "reply", new { requestId = "reply", lease = 1, text, files = ids });
    }
}
