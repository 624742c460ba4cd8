using FollowUpBot.Tests.Bot.Storage;

namespace FollowUpBot.Tests.Bot.Purchases;

public class PurchaseTests
{
    [Fact]
    public async Task The_same_order_again_is_200_and_a_contradiction_409_with_the_difference()
    {
        await using var host = await StartAsync();
        Assert.Equal(201, (await ReportAsync(host, "A-1", "C-1", "dl_maria", "TrailLight 300")).Status);
        Assert.Equal(200, (await ReportAsync(host, "A-1", "C-1", "dl_maria", "tl-300")).Status);
        var (status, problem) = await ReportAsync(host, "A-1", "C-1", "dl_maria", "Larkhide 1");
        Assert.Equal(409, status);
        Assert.Equal("TrailLight 300", problem.GetProperty("differences").GetProperty("product").GetProperty("onRecord").GetString());
        Assert.Single((await host.Store.LoadCustomerAsync("C-1")).File!.Purchases);
        Assert.Single(await host.Store.ReadTranscriptAsync("C-1", 10));
    }

    [Fact]
    public async Task One_order_reported_ten_times_at_once_is_one_purchase_and_one_thank_you()
    {
        await using var host = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ReportAsync(host, "A-1", "C-1", "dl_maria", "TrailLight 300")));
        Assert.Single(answers, a => a.Status == 201);
        Assert.Equal(9, answers.Count(a => a.Status == 200));
        Assert.Single(await host.Store.ReadTranscriptAsync("C-1", 10));
    }

    [Fact]
    public async Task An_address_has_one_owner()
    {
        await using var host = await StartAsync();
        await ReportAsync(host, "A-1", "C-1", "dl_maria", "TrailLight 300");
        var (status, problem) = await ReportAsync(host, "A-2", "C-2", "dl_maria", "TrailLight 300");
        Assert.Equal(409, status);
        Assert.Contains("belongs to another customer", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shops_date_for_the_delivery_is_the_promise()
    {
        await using var host = await StartAsync();
        await ReportAsync(host, "A-1", "C-1", "dl_maria", "TrailLight 300", new[] { new { what = "delivery", by = "2026-12-01" } });
        Assert.Contains("it arrives by Tuesday 1 December", Assert.Single(await host.Store.ReadTranscriptAsync("C-1", 10)).Text, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 19, 0, 0, TimeSpan.Zero), (await host.Store.LoadCustomerAsync("C-1")).File!.Latest!.Promises[0].Due);
    }

    [Fact]
    public async Task A_stop_that_was_under_way_while_the_stranger_became_a_customer_stops_the_customer()
    {
        await using var host = await StartAsync();
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" } });
        await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", opened.GetProperty("token").GetString());
        var conversation = (await host.Store.FindConversationAsync(new("directline", opened.GetProperty("conversationId").GetString()!)))!;
        Assert.StartsWith("stranger-", conversation.CustomerId, StringComparison.Ordinal);
        await ReportAsync(host, "A-1", "C-1", "dl_maria", "TrailLight 300");

        // The message was read when the conversation was still the stranger's.
        var conversations = (FollowUpBot.Bot.Turns.Conversations)host.Services.GetService(typeof(FollowUpBot.Bot.Turns.Conversations))!;
        await conversations.ReceiveAsync(conversation, "late", "STOP", null);
        Assert.True((await host.Store.LoadCustomerAsync("C-1")).File!.Stopped);
        Assert.Equal(0, (await host.Store.LoadCustomerAsync(conversation.CustomerId)).Version);
    }

    [Fact]
    public async Task Two_sales_that_name_one_address_at_once_do_not_mix_their_customers()
    {
        await using var host = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ReportAsync(host, $"A-{i}", $"C-{i}", "dl_shared", "TrailLight 300")));
        Assert.Single(answers, a => a.Status == 201);
        Assert.Equal(7, answers.Count(a => a.Status == 409));
        var owner = (await host.Store.CustomerAtAsync("directline", "dl_shared"))!;
        Assert.Single(await host.Store.ReadTranscriptAsync(owner, 10));
    }

    [Fact]
    public async Task Two_orders_at_once_from_somebody_who_chatted_as_a_stranger_are_both_taken()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var host = await StartAsync();
            var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" } });
            await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString());
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => ReportAsync(host, $"A-{i}", "C-1", "dl_maria", "TrailLight 300")));
            Assert.All(answers, a => Assert.Equal(201, a.Status));
            Assert.Equal(4, (await host.Store.LoadCustomerAsync("C-1")).File!.Purchases.Count);
        }
    }

    [Fact]
    public async Task A_sale_that_is_reported_late_promises_nothing_for_last_week()
    {
        await using var host = await StartAsync();
        await ReportAsync(host, "A-1", "C-1", "dl_maria", "TrailLight 300", new[] { new { what = "delivery", by = "2026-11-16" } });
        // The question whether it has arrived is due by then and may follow at once.
        var thanks = (await host.Store.ReadTranscriptAsync("C-1", 10))[0].Text;
        Assert.StartsWith("Thank you, Maria, for buying the TrailLight 300.", thanks, StringComparison.Ordinal);
        Assert.DoesNotContain("it arrives by", thanks, StringComparison.Ordinal);
    }

    private protected virtual Task<TestHost> StartAsync() => TestHost.StartAsync();

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

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresPurchaseTests : PurchaseTests
{
    private protected override Task<TestHost> StartAsync() => PostgresServer.StartHostAsync();
}
