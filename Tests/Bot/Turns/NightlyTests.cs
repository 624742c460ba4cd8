using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Tests.Bot.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Turns;

/// <summary>Nobody is lost, even when a row is: the night finds them and lets a turn plan again.</summary>
public class NightlyTests
{
    [Fact]
    public async Task A_customer_whose_timer_is_gone_gets_the_next_contact_all_the_same()
    {
        await using var host = await TestHost.StartAsync();
        await MendsAsync(host, async sql =>
        {
            await using var db = new SqliteConnection($"Data Source={host.StorePath};Pooling=False");
            await db.OpenAsync();
            await using var command = db.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this test.
            command.CommandText = sql;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        });
    }

    [Fact]
    public async Task A_customer_whose_timer_is_gone_gets_the_next_contact_all_the_same_on_PostgreSQL()
    {
        var schema = await PostgresServer.NewSchemaAsync();
        await using var host = await PostgresServer.StartHostAsync(schema);
        await MendsAsync(host, sql => PostgresServer.ExecuteAsync(schema, sql));
    }

    private static async Task MendsAsync(TestHost host, Func<string, Task> execute)
    {
        var cancel = TestContext.Current.CancellationToken;
        var (status, _) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1001",
            purchasedAt = TestHost.Start,
            customer = new { id = "C-1", name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
            addresses = new[] { new { channel = "directline", user = "dl_maria" } },
            product = "TrailLight 300",
        });
        Assert.Equal(201, status);
        await execute("DELETE FROM work");
        Assert.Null(await host.Store.NextDueAtAsync());

        var nightly = host.Services.GetRequiredService<Nightly>();
        Assert.True(await nightly.RunIfDueAsync(cancel));
        var planned = (await host.Store.LoadCustomerAsync("C-1")).File!.Next!;
        Assert.Equal(planned.At, await host.Store.NextDueAtAsync());
        Assert.Empty(await host.Store.FindUnwokenAsync(TestHost.Start, 10));
        Assert.Contains(await host.Store.ReadFactsAsync("C-1"), f => f.Fact is PlanMadeAgain);

        // Once a day, whoever asks.
        Assert.False(await nightly.RunIfDueAsync(cancel));
        await host.AdvanceAsync(TimeSpan.FromDays(3));
        Assert.Contains(await host.Store.ReadFactsAsync("C-1"), f => f.Fact is CheckInSent { Step: "first-nights" });
        Assert.True(await nightly.RunIfDueAsync(cancel));
        Assert.Single(await host.Store.ReadFactsAsync("C-1"), f => f.Fact is PlanMadeAgain);
    }
}
