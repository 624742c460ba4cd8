using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.Tests.Bot.Storage;

namespace FollowUpBot.Tests.Bot.Rewards;

/// <summary>Codes at a shop's checkout: the right one once, and every wrong one with the way out.</summary>
public class RewardEndpointTests
{
    [Fact]
    public async Task A_code_is_redeemed_once_however_often_the_shop_asks()
    {
        await using var host = await StartAsync();
        var code = await EarnAsync(host);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RedeemAsync(host, code, "B-1")));
        Assert.All(answers, a => Assert.Equal((200, "redeemed"), (a.Status, a.Body.GetProperty("state").GetString())));
        var file = (await host.Store.LoadCustomerAsync("C-1")).File!;
        Assert.Equal("B-1", Assert.Single(file.Rewards).RedeemedWith);
        Assert.Single(await host.Store.ReadFactsAsync("C-1"), f => f.Kind == "RewardRedeemed");
        Assert.Single(await host.Store.ReadTranscriptAsync("C-1", 100), l => l.Text.StartsWith("Your perk is redeemed", StringComparison.Ordinal));
        var other = await RedeemAsync(host, code, "B-2");
        Assert.Equal(409, other.Status);
        Assert.Contains("order B-1", other.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_orders_at_once_one_gets_it()
    {
        await using var host = await StartAsync();
        var code = await EarnAsync(host);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RedeemAsync(host, code, $"B-{i}")));
        Assert.Single(answers, a => a.Status == 200);
        Assert.Equal(7, answers.Count(a => a.Status == 409));
    }

    [Fact]
    public async Task What_is_wrong_with_a_code_is_said()
    {
        await using var host = await StartAsync();
        var code = await EarnAsync(host);
        Assert.Equal(404, (await RedeemAsync(host, "AAAA-BBBB-CCCC", "B-1")).Status);
        Assert.Equal(404, (await RedeemAsync(host, "'; DROP TABLE reward; --", "B-1")).Status);
        Assert.Equal(409, (await RedeemAsync(host, code, "B-1", customer: "C-2")).Status);
        var (missing, problem) = await host.SendAsync(HttpMethod.Post, "/api/rewards/redeem", TestHost.ApiKey, new { code });
        Assert.Equal(400, missing);
        Assert.True(problem.GetProperty("errors").TryGetProperty("orderId", out _));
        Assert.Equal(401, (await host.SendAsync(HttpMethod.Post, "/api/rewards/redeem", "wrong", new { code, orderId = "B-1" })).Status);
        Assert.Equal(401, (await host.SendAsync(HttpMethod.Get, $"/api/rewards/{code}", null)).Status);
        Assert.Equal("open", (await host.SendAsync(HttpMethod.Get, $"/api/rewards/{code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)}", TestHost.ApiKey)).Body.GetProperty("state").GetString());
        await host.AdvanceAsync(TimeSpan.FromDays(61));
        Assert.Equal(410, (await RedeemAsync(host, code, "B-1")).Status);
    }

    [Fact]
    public async Task Who_tries_codes_is_asked_to_wait_and_other_customers_are_not()
    {
        await using var host = await StartAsync();
        var code = await EarnAsync(host);
        for (var i = 0; i < 10; i++) Assert.Equal(404, (await RedeemAsync(host, $"AAAA-BBBB-CC{(char)('A' + i)}{(char)('A' + i)}", "B-1", customer: "C-9")).Status);
        Assert.Equal(429, (await RedeemAsync(host, code, "B-1", customer: "C-9")).Status);
        Assert.Equal(200, (await RedeemAsync(host, code, "B-1", customer: "C-1")).Status);
    }

    private protected virtual Task<TestHost> StartAsync() => TestHost.StartAsync();

    private static async Task<string> EarnAsync(TestHost host)
    {
        await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1",
            purchasedAt = TestHost.Start,
            customer = new { id = "C-1", name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
            addresses = new[] { new { channel = "directline", user = "dl_maria" } },
            product = "TrailLight 300",
        });
        for (var contact = 0; contact < 40; contact++)
        {
            var file = (await host.Store.LoadCustomerAsync("C-1")).File!;
            if (file.Rewards is [var earned]) return earned.Code;
            using var answer = await host.Http.PostAsJsonAsync("/dev/clock", new { to = file.Next!.At });
            answer.EnsureSuccessStatusCode();
        }

        throw new InvalidOperationException("No perk was ever given.");
    }

    private static Task<(int Status, JsonElement Body)> RedeemAsync(TestHost host, string code, string order, string? customer = null) =>
        host.SendAsync(HttpMethod.Post, "/api/rewards/redeem", TestHost.ApiKey, new { code, orderId = order, customerId = customer });
}

/// <summary>The same on PostgreSQL.</summary>
public class PostgresRewardEndpointTests : RewardEndpointTests
{
    private protected override Task<TestHost> StartAsync() => PostgresServer.StartHostAsync();
}
