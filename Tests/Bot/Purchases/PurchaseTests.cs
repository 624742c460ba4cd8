namespace FollowUpBot.Tests.Bot.Purchases;

public class PurchaseTests
{
    [Fact]
    public async Task The_same_order_again_is_200_and_a_contradiction_409_with_the_difference()
    {
        await using var host = await TestHost.StartAsync();
        Assert.Equal(201, (await ReportAsync(host, "A-1", "C-1", "dl_maria", "TrailLight 300")).Status);
        Assert.Equal(200, (await ReportAsync(host, "A-1", "C-1", "dl_maria", "tl-300")).Status);
        var (status, problem) = await ReportAsync(host, "A-1", "C-1", "dl_maria", "Larkhide 1");
        Assert.Equal(409, status);
        Assert.Equal("TrailLight 300", problem.GetProperty("differences").GetProperty("product").GetProperty("onRecord").GetString());
        Assert.Single(host.Store.LoadCustomer("C-1").File!.Purchases);
        Assert.Single(host.Store.ReadTranscript("C-1", 10));
    }

    [Fact]
    public async Task One_order_reported_ten_times_at_once_is_one_purchase_and_one_thank_you()
    {
        await using var host = await TestHost.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ReportAsync(host, "A-1", "C-1", "dl_maria", "TrailLight 300")));
        Assert.Single(answers, a => a.Status == 201);
        Assert.Equal(9, answers.Count(a => a.Status == 200));
        Assert.Single(host.Store.ReadTranscript("C-1", 10));
    }

    [Fact]
    public async Task An_address_has_one_owner()
    {
        await using var host = await TestHost.StartAsync();
        await ReportAsync(host, "A-1", "C-1", "dl_maria", "TrailLight 300");
        var (status, problem) = await ReportAsync(host, "A-2", "C-2", "dl_maria", "TrailLight 300");
        Assert.Equal(409, status);
        Assert.Contains("belongs to another customer", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shops_date_for_the_delivery_is_the_promise()
    {
        await using var host = await TestHost.StartAsync();
        await ReportAsync(host, "A-1", "C-1", "dl_maria", "TrailLight 300", new[] { new { what = "delivery", by = "2026-12-01" } });
        Assert.Contains("it arrives by Tuesday 1 December", Assert.Single(host.Store.ReadTranscript("C-1", 10)).Text, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 19, 0, 0, TimeSpan.Zero), host.Store.LoadCustomer("C-1").File!.Latest!.Promises[0].Due);
    }

    private static Task<(int Status, System.Text.Json.JsonElement Body)> ReportAsync(TestHost host, string order, string customer, string user, string product, object? promises = null) =>
        host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = order,
            purchasedAt = TestHost.Start,
            customer = new { id = customer, name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
            addresses = new[] { new { channel = "directline", user } },
            product,
            quantity = 1,
            price = new { amount = 89.90, currency = "EUR" },
            promises,
        });
}
