using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Commands;
using FollowUpBot.Tests.Bot.Storage;

namespace FollowUpBot.Tests.Bot.Turns;

/// <summary>The kill rig in its short form: hosts die, stand still and lose their database under customers, and what these heard is counted outside.</summary>
public class KillRigTests : IClassFixture<LearnedOnce>
{
    [Fact]
    public Task Customers_of_a_host_that_is_killed_and_paused_hear_everything_once() => RunAsync(new RigOptions { Kills = 6, Stops = 1 });

    [Fact]
    public async Task Customers_of_hosts_that_are_killed_paused_and_cut_off_hear_everything_once()
    {
        // The tests' own server is not restarted under the other tests.
        if (!PostgresCluster.IsInstalled) await PostgresServer.NewSchemaAsync();
        await RunAsync(new RigOptions { Postgres = true, Server = PostgresCluster.IsInstalled ? null : PostgresServer.Given, Hosts = 2, Kills = 6, Stops = 2, Cuts = 2 });
    }

    private static async Task RunAsync(RigOptions options)
    {
        var output = TestContext.Current.TestOutputHelper;
        var verdict = await Rig.RunAsync(options with { Customers = 12, Seed = 7 }, line => output?.WriteLine(line), TestContext.Current.CancellationToken);
        output?.WriteLine($"{verdict}");
        Assert.True(verdict.IsGood, $"{verdict}");
    }
}
