using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Tests.Bot.Storage;

namespace FollowUpBot.Tests.Bot.Desk;

/// <summary>The right to reply is one agent's at a time.</summary>
public class LeaseTests
{
    [Fact]
    public async Task Of_two_agents_who_claim_at_once_exactly_one_gets_the_case()
    {
        await using var host = await StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var id = await ComplainAsync(host, round);
            using var jonas = await host.SignInAsync("Jonas");
            using var amira = await host.SignInAsync("Amira");
            var answers = await Task.WhenAll(new[] { jonas, amira }.Select(agent => agent.PostAsJsonAsync($"/api/desk/cases/{id}/claim", new { requestId = Guid.NewGuid() })));
            Assert.Equal([200, 409], answers.Select(a => (int)a.StatusCode).Order());

            // Only the winner's words reach the customer.
            var lease = (await answers.Single(a => a.IsSuccessStatusCode).Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("lease").GetInt32();
            var replies = await Task.WhenAll(new[] { jonas, amira }.Select(agent => agent.PostAsJsonAsync($"/api/desk/cases/{id}/reply", new { requestId = Guid.NewGuid(), lease, text = "hello" })));
            Assert.Equal([200, 409], replies.Select(a => (int)a.StatusCode).Order());
            Assert.Single(await host.Store.ReadTranscriptAsync($"C-{round}", 20), l => l.Text.EndsWith("hello", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_old_lease_does_not_reply_after_a_release_and_a_press_sent_twice_acts_once()
    {
        await using var host = await StartAsync();
        var id = await ComplainAsync(host, 1);
        using var jonas = await host.SignInAsync("Jonas");
        await ActAsync(jonas, id, "claim", new { requestId = "1" });
        Assert.Equal(200, await ActAsync(jonas, id, "reply", new { requestId = "2", lease = 1, text = "one" }));
        Assert.Equal(200, await ActAsync(jonas, id, "reply", new { requestId = "2", lease = 1, text = "one" }));
        Assert.Single(await host.Store.ReadTranscriptAsync("C-1", 20), l => l.Text.EndsWith("one", StringComparison.Ordinal));
        Assert.Equal(200, await ActAsync(jonas, id, "release", new { requestId = "3", lease = 1 }));
        Assert.Equal(409, await ActAsync(jonas, id, "reply", new { requestId = "4", lease = 1, text = "two" }));
        Assert.Equal(200, await ActAsync(jonas, id, "claim", new { requestId = "5" }));
        Assert.Equal(409, await ActAsync(jonas, id, "reply", new { requestId = "6", lease = 1, text = "three" }));
    }

    [Fact]
    public async Task A_lease_whose_owner_is_gone_can_be_taken_after_half_an_hour()
    {
        await using var host = await StartAsync();
        var id = await ComplainAsync(host, 1);
        using var jonas = await host.SignInAsync("Jonas");
        using var amira = await host.SignInAsync("Amira");
        await ActAsync(jonas, id, "claim", new { requestId = "1" });
        Assert.Equal(409, await ActAsync(amira, id, "claim", new { requestId = "2" }));
        await host.AdvanceAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(200, await ActAsync(amira, id, "claim", new { requestId = "3" }));
        Assert.Equal(409, await ActAsync(jonas, id, "reply", new { requestId = "4", lease = 1, text = "late" }));
    }

    [Fact]
    public async Task What_is_handed_over_laid_aside_or_taken_over_is_checked_and_a_refusal_names_the_way_out()
    {
        await using var host = await StartAsync();
        var id = await ComplainAsync(host, 1);
        using var jonas = await host.SignInAsync("Jonas");
        using var amira = await host.SignInAsync("Amira");
        Assert.Contains("409", await ToldAsync(jonas, id, "take-over", new { requestId = "1", reason = "nobody has it" }), StringComparison.Ordinal);
        await ActAsync(jonas, id, "claim", new { requestId = "2" });

        // A colleague who is not at the desk would not see that it is theirs.
        Assert.Contains("Paul is not at the desk", await ToldAsync(jonas, id, "transfer", new { requestId = "3", lease = 1, to = "Paul" }), StringComparison.Ordinal);
        Assert.Contains("'to'", await ToldAsync(jonas, id, "transfer", new { requestId = "4", lease = 1 }), StringComparison.Ordinal);
        Assert.Contains("must be in the future", await ToldAsync(jonas, id, "snooze", new { requestId = "5", lease = 1, until = TestHost.Start }), StringComparison.Ordinal);
        Assert.Contains("must be a moment", await ToldAsync(jonas, id, "snooze", new { requestId = "6", lease = 1, until = "tomorrow" }), StringComparison.Ordinal);
        Assert.Contains("'reason'", await ToldAsync(amira, id, "take-over", new { requestId = "7" }), StringComparison.Ordinal);
        Assert.Contains("must be one of Service, Product", await ToldAsync(jonas, id, "resolve", new { requestId = "8", lease = 1, outcome = "done", cause = "Weather" }), StringComparison.Ordinal);
        Assert.Contains("'text'", await ToldAsync(amira, id, "notes", new { requestId = "9", text = "" }), StringComparison.Ordinal);

        Assert.Equal(200, await ActAsync(jonas, id, "snooze", new { requestId = "10", lease = 1, until = TestHost.Start.AddHours(20) }));
        await host.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(409, await ActAsync(amira, id, "claim", new { requestId = "11" }));
        Assert.Equal(200, await ActAsync(amira, id, "take-over", new { requestId = "12", reason = "the customer is on the phone" }));
        Assert.Equal(409, await ActAsync(jonas, id, "reply", new { requestId = "13", lease = 1, text = "late" }));
        Assert.Equal(200, await ActAsync(amira, id, "resolve", new { requestId = "14", lease = 2, outcome = "A new one went out.", cause = "Delivery" }));
        await SayAsync(host, "dl_user1", "no, still broken");
        var reopened = Assert.Single((await host.Store.LoadCustomerAsync("C-1")).File!.Cases);
        Assert.True(reopened is { IsOpen: true, Reopened: 1, Cause: RootCause.Delivery });
    }

    [Fact]
    public async Task After_a_stop_even_a_human_keeps_quiet_until_the_customer_writes()
    {
        await using var host = await StartAsync();
        var id = await ComplainAsync(host, 1);
        using var jonas = await host.SignInAsync("Jonas");
        await ActAsync(jonas, id, "claim", new { requestId = "1" });
        await SayAsync(host, "dl_user1", "stop");
        Assert.Equal(409, await ActAsync(jonas, id, "reply", new { requestId = "2", lease = 1, text = "But" }));
        await host.AdvanceAsync(TimeSpan.FromMinutes(1));
        await SayAsync(host, "dl_user1", "so what about my lamp?");
        Assert.Equal(200, await ActAsync(jonas, id, "reply", new { requestId = "3", lease = 1, text = "A new one is on its way." }));
    }

    private protected virtual Task<TestHost> StartAsync() => TestHost.StartAsync();

    private static async Task<string> ComplainAsync(TestHost host, int n)
    {
        await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = $"A-{n}",
            purchasedAt = TestHost.Start,
            customer = new { id = $"C-{n}", name = "Maria Lopez" },
            addresses = new[] { new { channel = "directline", user = $"dl_user{n}" } },
            product = "TL-300",
        });
        await SayAsync(host, $"dl_user{n}", "the lamp arrived broken in the box");
        return $"C-{n}-1";
    }

    private static async Task SayAsync(TestHost host, string user, string text)
    {
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = user } });
        var (status, _) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{made.GetProperty("conversationId").GetString()}/activities", made.GetProperty("token").GetString(), new { type = "message", text });
        Assert.Equal(200, status);
    }

    private static async Task<string> ToldAsync(HttpClient agent, string id, string verb, object body)
    {
        using var answer = await agent.PostAsJsonAsync($"/api/desk/cases/{id}/{verb}", body);
        Assert.False(answer.IsSuccessStatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return $"{(int)answer.StatusCode} {problem.GetProperty("title")} {(problem.TryGetProperty("errors", out var errors) ? string.Join(' ', errors.EnumerateObject().Select(e => $"'{e.Name}' {string.Join(' ', e.Value.EnumerateArray())}")) : "")}";
    }

    private static async Task<int> ActAsync(HttpClient agent, string id, string verb, object body)
    {
        using var answer = await agent.PostAsJsonAsync($"/api/desk/cases/{id}/{verb}", body);
        return (int)answer.StatusCode;
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresLeaseTests : LeaseTests
{
    private protected override Task<TestHost> StartAsync() => PostgresServer.StartHostAsync();
}
