namespace FollowUpBot.Tests.Bot.Voice;

/// <summary>"You said, we did" reaches those who said it, once.</summary>
public class ImprovementEndpointTests
{
    [Fact]
    public async Task Each_customer_is_told_once_however_often_the_shop_says_it()
    {
        await using var host = await TestHost.StartAsync();
        await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1",
            purchasedAt = TestHost.Start.AddDays(-40),
            customer = new { id = "C-1", name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
            addresses = new[] { new { channel = "directline", user = "dl_maria" } },
            product = "TrailLight 300",
        });
        var body = new { says = "Voice/charging-cap-cord", customers = new[] { "C-1", "C-1", "C-404" } };
        var (status, first) = await host.SendAsync(HttpMethod.Post, "/api/improvements", TestHost.ApiKey, body);
        Assert.Equal((200, 1, 0), (status, first.GetProperty("noted").GetInt32(), first.GetProperty("notedBefore").GetInt32()));
        Assert.Equal("C-404", Assert.Single(first.GetProperty("unknown").EnumerateArray()).GetString());
        var (_, again) = await host.SendAsync(HttpMethod.Post, "/api/improvements", TestHost.ApiKey, body);
        Assert.Equal((0, 1), (again.GetProperty("noted").GetInt32(), again.GetProperty("notedBefore").GetInt32()));
        await host.AdvanceAsync(TimeSpan.FromDays(10));
        Assert.Single(await host.Store.ReadTranscriptAsync("C-1", 100), l => l.Text.Contains("the charging cap gets lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_is_said_by_field()
    {
        await using var host = await TestHost.StartAsync();
        Assert.Equal(401, (await host.SendAsync(HttpMethod.Post, "/api/improvements", "wrong", new { says = "Voice/x", customers = new[] { "C-1" } })).Status);
        var (status, problem) = await host.SendAsync(HttpMethod.Post, "/api/improvements", TestHost.ApiKey, new { says = "Voice/charging-cap", customers = Array.Empty<string>() });
        Assert.Equal(400, status);
        Assert.Contains("did you mean 'Voice/charging-cap-cord'?", problem.GetProperty("errors").GetProperty("says")[0].GetString(), StringComparison.Ordinal);
        Assert.True(problem.GetProperty("errors").TryGetProperty("customers", out _));
    }
}
