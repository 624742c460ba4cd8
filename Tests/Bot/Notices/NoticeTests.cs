using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpBot.Bot;
using FollowUpBot.Bot.Notices;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace FollowUpBot.Tests.Bot.Notices;

/// <summary>What is told to staff outside the desk, through the real host: to a mail server and a webhook that fail as real ones do.</summary>
public class NoticeTests
{
    // The word was promised for twelve where the shop is; a minute later everything that failed is tried again.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(60.5);

    [Fact]
    public async Task A_late_case_is_told_by_mail_and_webhook_without_a_word_of_the_customers()
    {
        await using var smtp = new SmtpServer();
        await using var hook = await HookServer.StartAsync();
        hook.Next(500);
        await using var host = await StartAsync(smtp, hook);
        await ComplainAsync(host);
        await host.AdvanceAsync(Late);

        // The webhook failed once and is tried again; nobody else hears it twice.
        await host.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(["one@shop.example", "two@shop.example"], smtp.Taken.Select(t => t.To).Order());
        Assert.Equal(2, hook.Heard.Count);
        Assert.Equal(hook.Heard[0].Id, hook.Heard[1].Id);
        Assert.NotEmpty(hook.Heard[0].Id);
        var told = JsonSerializer.Deserialize<JsonElement>(hook.Heard[1].Body);
        Assert.Equal(("case.escalated", "C-1-1", 1, "the leads", "https://bot.shop.example/desk"), (told.GetProperty("kind").GetString(), told.GetProperty("caseId").GetString(), told.GetProperty("level").GetInt32(), told.GetProperty("team").GetString(), told.GetProperty("desk").GetString()));
        Assert.Equal(TestHost.Start, told.GetProperty("since").GetDateTimeOffset());
        foreach (var text in hook.Heard.Select(h => h.Body).Concat(smtp.Taken.Select(t => t.Data)))
        {
            Assert.DoesNotContain("lamp", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Maria", text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("C-1-1", text, StringComparison.Ordinal);
            Assert.Contains("https://bot.shop.example/desk", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_posted_is_signed_over_its_time_and_body()
    {
        await using var smtp = new SmtpServer();
        await using var hook = await HookServer.StartAsync();
        await using var host = await StartAsync(smtp, hook);
        await ComplainAsync(host);
        await host.AdvanceAsync(Late);
        var (_, signature, body) = Assert.Single(hook.Heard);
        var parts = signature.Split(',').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(HookServer.Secret), Encoding.UTF8.GetBytes($"{parts["t"]}.{body}")));
        Assert.Equal(expected, parts["v1"]);
        Assert.Equal(TestHost.Start.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), parts["t"]);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_counts_as_a_failure()
    {
        await using var smtp = new SmtpServer();
        await using var hook = await HookServer.StartAsync();
        hook.Next(302);
        await using var host = await StartAsync(smtp, hook);
        await ComplainAsync(host);
        await host.AdvanceAsync(Late);
        Assert.Single(hook.Heard);
        await host.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(2, hook.Heard.Count);
    }

    [Theory]
    [InlineData("busy")]
    [InlineData("hangs up")]
    [InlineData("silent")]
    public async Task A_mail_that_was_not_taken_comes_later_under_the_same_id(string fault)
    {
        await using var smtp = new SmtpServer();
        smtp.Next(fault);
        smtp.Next(fault);
        await using var host = await StartAsync(smtp, null);
        await ComplainAsync(host);
        await host.AdvanceAsync(Late);
        Assert.Empty(smtp.Taken);
        await host.AdvanceAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(["one@shop.example", "two@shop.example"], smtp.Taken.Select(t => t.To).Order());
        Assert.Equal(2, smtp.Taken.Select(t => IdOf(t.Data)).Distinct().Count());
        Assert.Equal(4, smtp.Connections);
    }

    [Fact]
    public async Task A_server_that_takes_it_and_says_no_goodbye_has_it_once()
    {
        await using var smtp = new SmtpServer();
        smtp.Next("says no goodbye");
        smtp.Next("says no goodbye");
        await using var host = await StartAsync(smtp, null);
        await ComplainAsync(host);
        await host.AdvanceAsync(Late);
        await host.AdvanceAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(2, smtp.Taken.Count);
    }

    [Fact]
    public async Task What_has_had_its_word_meanwhile_is_not_told_any_more()
    {
        await using var smtp = new SmtpServer();
        smtp.Next("busy");
        smtp.Next("busy");
        await using var host = await StartAsync(smtp, null);
        await ComplainAsync(host);
        await host.AdvanceAsync(Late);
        var lease = await host.ActAsync("Jonas", "claim", new { requestId = Guid.NewGuid() });
        await host.ActAsync("Jonas", "reply", new { requestId = Guid.NewGuid(), lease, text = "I am here now." });
        await host.AdvanceAsync(TimeSpan.FromHours(8));
        Assert.Empty(smtp.Taken);
        Assert.Equal(2, smtp.Connections);
    }

    [Fact]
    public async Task After_eight_attempts_it_is_left_to_a_human()
    {
        await using var smtp = new SmtpServer();
        for (var i = 0; i < 40; i++) smtp.Next("silent");
        await using var host = await StartAsync(smtp, null);
        await ComplainAsync(host);
        await host.AdvanceAsync(TimeSpan.FromDays(3));
        Assert.Equal(16, smtp.Connections);
    }

    [Fact]
    public void What_the_shop_wants_told_and_this_host_has_no_way_for_is_said()
    {
        var options = new FollowUpOptions();
        using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var notices = new StaffNotices(new NoticeMail(options), new NoticeHook(options, services.GetRequiredService<IHttpClientFactory>(), new Place("Production")), TimeZoneInfo.Utc, null);
        Assert.Equal(2, notices.Missing([new EscalationStep { Email = ["a@shop.example"] }, new EscalationStep { Webhook = "https://shop.example" }]).Count());
        Assert.Empty(notices.Missing([new EscalationStep()]));
    }

    [Fact]
    public async Task Outside_Development_nothing_is_posted_in_the_clear()
    {
        await using var hook = await HookServer.StartAsync();
        var options = new FollowUpOptions { Notices = { WebhookSecret = HookServer.Secret } };
        await using var services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        var notices = new StaffNotices(null, new NoticeHook(options, services.GetRequiredService<IHttpClientFactory>(), new Place("Production")), TimeZoneInfo.Utc, null);
        var tell = new TellStaff(TestHost.Start, "C-1-1", StaffNotice.Escalated, 1, null, TestHost.Start) { Webhook = hook.Url };
        await Assert.ThrowsAsync<NoticeException>(() => notices.SendAsync(tell, new Case("C-1-1", CaseKind.Complaint, "Complaint", "", 0, TestHost.Start, TestHost.Start), TestHost.Start, TestContext.Current.CancellationToken));
        Assert.Empty(hook.Heard);
    }

    private static async Task<TestHost> StartAsync(SmtpServer smtp, HookServer? hook)
    {
        var prompts = TestPrompts.Copy();
        var shop = Path.Combine(prompts.FullName, "shop.yaml");
        var text = await File.ReadAllTextAsync(shop);
        text = text[..text.IndexOf("escalation:", StringComparison.Ordinal)] + $"escalation:\n  - team: the leads\n    email: [one@shop.example, two@shop.example]\n{(hook is null ? "" : $"    webhook: {hook.Url}\n")}" + text[text.IndexOf("# As it stands", StringComparison.Ordinal)..];
        await File.WriteAllTextAsync(shop, text);
        return await TestHost.StartAsync(prompts: prompts.FullName, flags: [.. smtp.Flags, "--FollowUp:Notices:WebhookSecret", HookServer.Secret, "--FollowUp:PublicUrl", "https://bot.shop.example"]);
    }

    private static async Task ComplainAsync(TestHost host)
    {
        var (status, _) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1001",
            purchasedAt = TestHost.Start,
            customer = new { id = "C-1", name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
            addresses = new[] { new { channel = "directline", user = "dl_customer" } },
            product = "TrailLight 300",
        });
        Assert.Equal(201, status);
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_customer" } });
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString());
        await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{opened.GetProperty("conversationId").GetString()}/activities", opened.GetProperty("token").GetString(), new { type = "message", text = "the lamp is dark after an hour and I am disappointed" });
    }

    private static string IdOf(string message) => message.Split('\n').First(l => l.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase));

    private sealed record Place(string EnvironmentName) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = EnvironmentName;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
