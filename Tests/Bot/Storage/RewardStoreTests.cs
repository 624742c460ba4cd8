using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Postgres;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Storage;

/// <summary>What every store keeps to about perks: a code is one customer's, and a budget is never more than spent.</summary>
public abstract class RewardStoreTests : IAsyncLifetime
{
    private protected IStore Store { get; private set; } = null!;

    [Fact]
    public async Task A_budget_for_five_pays_for_five_however_many_come_at_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            try
            {
                return await Store.CommitAsync(Giving($"C-{i}", $"CODE-{i}", 5)) is CommitResult.Done;
            }
            catch (BudgetSpentException spent)
            {
                Assert.Equal("thanks", spent.Reward);
                return false;
            }
        }));
        Assert.Equal(5, results.Count(given => given));
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(results[i] ? $"C-{i}" : null, await Store.CustomerOfCodeAsync($"CODE-{i}"));
            Assert.Equal(results[i] ? 1 : 0, (await Store.LoadCustomerAsync($"C-{i}")).Version);
        }
    }

    [Fact]
    public async Task A_code_that_somebody_has_is_nobody_elses()
    {
        Assert.IsType<CommitResult.Done>(await Store.CommitAsync(Giving("C-1", "CODE", 5)));
        Assert.IsType<CommitResult.Conflict>(await Store.CommitAsync(Giving("C-2", "CODE", 5)));
        Assert.Equal("C-1", await Store.CustomerOfCodeAsync("CODE"));
        Assert.IsType<CommitResult.Done>(await Store.CommitAsync(Giving("C-2", "OTHER", 2)));
        await Assert.ThrowsAsync<BudgetSpentException>(() => Store.CommitAsync(Giving("C-3", "THIRD", 2)));
    }

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<IStore> OpenAsync();

    private static TurnCommit Giving(string customer, string code, int most)
    {
        var earned = new EarnedReward("thanks", code, TestHost.Start, TestHost.Start.AddDays(60));
        return new TurnCommit
        {
            Channel = "work",
            InboundId = $"{customer}|{code}",
            Next = new CustomerFile { Id = customer, Resting = RestingReason.JourneyComplete, Rewards = [earned] },
            Version = 0,
            At = TestHost.Start,
            Rewards = [earned],
            Budgets = [("thanks", most)],
        };
    }
}

/// <summary>Perks in the file.</summary>
public sealed class SqliteRewardStoreTests : RewardStoreTests
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-rewards-");

    private protected override Task<IStore> OpenAsync()
    {
        SQLitePCL.Batteries_V2.Init();
        return Task.FromResult<IStore>(SqliteStore.Open(Path.Combine(folder.FullName, "followup.db")));
    }
}

/// <summary>Perks in the database.</summary>
public sealed class PostgresRewardStoreTests : RewardStoreTests
{
    private protected override async Task<IStore> OpenAsync() => await PostgresStore.OpenAsync(await PostgresServer.NewSchemaAsync());
}
