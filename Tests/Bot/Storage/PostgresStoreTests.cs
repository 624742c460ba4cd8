using System.Text;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Postgres;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Npgsql;

namespace FollowUpBot.Tests.Bot.Storage;

/// <summary>What every store keeps to, on PostgreSQL, and what several hosts on one database do to each other: nothing.</summary>
public sealed class PostgresStoreTests : StoreTests
{
    private readonly List<PostgresStore> others = [];
    private string schema = "";

    [Fact]
    public async Task An_inbound_that_comes_to_three_hosts_at_once_is_handled_once()
    {
        var conversation = await Store.OpenConversationAsync("directline", "dl_maria", "abc", TestHost.Start);
        IStore[] hosts = [Store, await AnotherAsync(), await AnotherAsync()];
        for (var round = 1; round <= 10; round++)
        {
            var turn = Turn($"{round}", round - 1) with { Conversation = conversation.Key, Lines = [Line("hello"), new NewLine(Speaker.Bot, null, "Hello!", [], null)] };
            var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => hosts[i % 3].CommitAsync(turn)));
            Assert.Single(results.OfType<CommitResult.Done>());
            Assert.Equal(29, results.OfType<CommitResult.Repeat>().Count());
        }

        Assert.Equal(20, (await Store.ReadLinesAsync(conversation.Key, 0, 100)).Count);
    }

    [Fact]
    public async Task Of_decisions_made_at_once_on_one_file_one_counts()
    {
        IStore[] hosts = [Store, await AnotherAsync(), await AnotherAsync()];
        for (var version = 0; version < 10; version++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => hosts[i % 3].CommitAsync(Turn($"{version}-{i}", version) with { Facts = [new StrangerRecognised($"{i}")] })));
            Assert.Single(results.OfType<CommitResult.Done>());
            Assert.Equal(8, results.OfType<CommitResult.Conflict>().Count());
        }

        Assert.Equal(10, await PostgresServer.ScalarAsync<long>(schema, "SELECT count(*) FROM fact"));
    }

    [Fact]
    public async Task Three_hosts_that_claim_at_once_share_the_work_and_none_is_taken_twice()
    {
        const int all = 1000;
        await Store.CommitAsync(Turn("1", 0) with { Work = [.. Enumerable.Range(0, all).Select(i => new StoryDue(TestHost.Start.AddSeconds(i), TestHost.Start))] });
        IStore[] hosts = [Store, await AnotherAsync(), await AnotherAsync()];
        var claimed = await Task.WhenAll(hosts.Select(async host =>
        {
            var mine = new List<long>();
            while (await host.ClaimDueAsync(TestHost.Start.AddDays(1), 7) is { Count: > 0 } due) mine.AddRange(due.Select(d => d.Id));
            return mine;
        }));
        Assert.Equal(all, claimed.Sum(c => c.Count));
        Assert.Equal(all, claimed.SelectMany(c => c).Distinct().Count());
        Assert.All(claimed, c => Assert.NotEmpty(c));
        Assert.Null(await Store.NextDueAtAsync());
    }

    [Fact]
    public async Task The_work_of_a_dead_host_is_taken_over_and_that_of_a_living_one_is_not()
    {
        await Store.CommitAsync(Turn("1", 0) with { Work = [new StoryDue(TestHost.Start, TestHost.Start), new StoryDue(TestHost.Start, TestHost.Start)] });
        var (living, dying) = (await AnotherAsync(), await AnotherAsync());
        var kept = Assert.Single(await living.ClaimDueAsync(TestHost.Start, 1));
        var left = Assert.Single(await dying.ClaimDueAsync(TestHost.Start, 1));
        await PostgresServer.ExecuteAsync(schema, "UPDATE work SET leased_until = leased_until - interval '1 hour'");
        await TakeOverAsync();
        Assert.Empty(await Store.ClaimDueAsync(TestHost.Start, 10));

        // The server ends its connection, as it does when the process is killed. What lives on under a new number is another host to the others.
        var number = dying.Host.Number;
        await PostgresServer.ExecuteAsync(schema, $"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 'work'::regclass::oid AND objid = {number}");
        while (await PostgresServer.ScalarAsync<long>(schema, $"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 'work'::regclass::oid AND objid = {number}") > 0) await Task.Yield();
        await TakeOverAsync();
        var taken = Assert.Single(await Store.ClaimDueAsync(TestHost.Start, 10));
        Assert.Equal((left.Id, left.Claim.Fence + 1), (taken.Id, taken.Claim.Fence));

        // Who comes back from the dead finds that it is not theirs any more, whether to finish or to put off.
        Assert.IsType<CommitResult.Lost>(await dying.CommitAsync(Turn($"{left.Id}", 1) with { Channel = "work", Finished = left.Claim }));
        await dying.PutOffAsync(left.Claim, TestHost.Start.AddDays(1), "late");
        Assert.IsType<CommitResult.Done>(await Store.CommitAsync(Turn($"{taken.Id}", 1) with { Channel = "work", Finished = taken.Claim }));
        Assert.IsType<CommitResult.Repeat>(await dying.CommitAsync(Turn($"{left.Id}", 2) with { Channel = "work", Finished = left.Claim }));
        Assert.IsType<CommitResult.Done>(await living.CommitAsync(Turn($"{kept.Id}", 2) with { Channel = "work", Finished = kept.Claim }));
    }

    [Fact]
    public async Task A_host_that_stops_leaves_its_work_to_the_others_at_once()
    {
        await Store.CommitAsync(Turn("1", 0) with { Work = [new StoryDue(TestHost.Start, TestHost.Start)] });
        var stopping = await PostgresStore.OpenAsync(schema);
        Assert.Single(await stopping.ClaimDueAsync(TestHost.Start, 10));
        Assert.Empty(await Store.ClaimDueAsync(TestHost.Start, 10));
        await stopping.DisposeAsync();
        Assert.Single(await Store.ClaimDueAsync(TestHost.Start, 10));
    }

    [Fact]
    public async Task Four_hosts_that_start_at_once_on_an_empty_database_find_their_tables()
    {
        var empty = await PostgresServer.NewSchemaAsync();
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresStore.OpenAsync(empty)));
        foreach (var (host, i) in opened.Select((h, i) => (h, i)))
            Assert.IsType<CommitResult.Done>(await host.CommitAsync(Turn($"{i}", i)));
        Assert.Equal(4, opened.Select(h => h.Host.Number).Distinct().Count());
        foreach (var host in opened) await host.DisposeAsync();
    }

    [Fact]
    public async Task What_one_host_announces_the_others_hear_and_itself_does_not()
    {
        var heard = new TaskCompletionSource<string?>();
        var other = await AnotherAsync();
        other.Heard += topic => heard.TrySetResult(topic);
        Store.Heard += topic => Assert.Fail($"It heard itself say {topic}.");
        for (var i = 0; i < 1000; i++) Store.Announce("directline|abc");
        Assert.Equal("directline|abc", await heard.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_host_that_was_cut_off_hears_again_and_is_told_that_it_may_have_missed_something()
    {
        using var wire = new Wire(schema);
        await using var cut = await PostgresStore.OpenAsync(wire.ConnectionString);
        var missed = new TaskCompletionSource();
        var heard = new TaskCompletionSource();
        cut.Heard += topic => (topic is null ? missed : heard).TrySetResult();
        var number = cut.Host.Number;
        wire.Cut();
        Assert.False(await cut.IsReadyAsync());
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await cut.LoadCustomerAsync("C-1"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => cut.CommitAsync(Turn("1", 0)));
        wire.Mend();
        await missed.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(await cut.IsReadyAsync());
        Assert.NotEqual(number, cut.Host.Number);
        Store.Announce("desk");
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.IsType<CommitResult.Done>(await cut.CommitAsync(Turn("1", 0)));
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_found_to_be_a_repeat()
    {
        using var wire = new Wire(schema);
        await using var cut = await PostgresStore.OpenAsync(wire.ConnectionString);
        var conversation = await cut.OpenConversationAsync("directline", "dl_maria", "abc", TestHost.Start);
        var turn = Turn("lost-answer", 0) with { Conversation = conversation.Key, Lines = [Line("hello")], Work = [new StoryDue(TestHost.Start, TestHost.Start)] };
        wire.LoseTheAnswerTo = Encoding.UTF8.GetBytes("lost-answer");
        Assert.Equal(new CommitResult.Repeat("abc|0000001"), await cut.CommitAsync(turn));
        Assert.Equal(1, wire.Lost);
        Assert.Single(await Store.ReadLinesAsync(conversation.Key, 0, 10));
        Assert.Single(await Store.ClaimDueAsync(TestHost.Start, 10));
        Assert.Equal(1, (await Store.LoadCustomerAsync("C-1")).Version);
    }

    [Fact]
    public async Task A_conflict_that_waits_for_its_rival_holds_nobody_up()
    {
        await Store.CommitAsync(Turn("1", 0));
        await using var rival = NpgsqlDataSource.Create(schema);
        await using var db = await rival.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await HoldFirstCustomerAsync(db);
        var waiting = Store.CommitAsync(Turn("2", 1));
        Assert.IsType<CommitResult.Done>(await Store.CommitAsync(Turn("3", 0) with { Next = new CustomerFile { Id = "C-2", Resting = RestingReason.NoPurchase } }));
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        Assert.IsType<CommitResult.Conflict>(await waiting);
    }

    [Fact]
    public async Task A_turn_that_is_refused_takes_none_of_those_with_it_that_were_committed_beside_it()
    {
        await Store.CommitAsync(Turn("1", 0));
        await using var rival = NpgsqlDataSource.Create(schema);
        await using var db = await rival.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await HoldFirstCustomerAsync(db);

        // While the first waits for the row, the others gather.
        var held = Store.CommitAsync(Turn("2", 1));
        var beside = Enumerable.Range(2, 5).Select(i => Store.CommitAsync(Turn($"beside-{i}", i == 4 ? 7 : 0) with { Next = new CustomerFile { Id = $"C-{i}", Resting = RestingReason.NoPurchase } })).ToList();
        var results = await Task.WhenAll(beside);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.IsType<CommitResult.Conflict>(results[2]);
        Assert.All(results.Where((_, i) => i != 2), result => Assert.IsType<CommitResult.Done>(result));
        var versions = await Task.WhenAll(Enumerable.Range(2, 5).Select(async i => (await Store.LoadCustomerAsync($"C-{i}")).Version));
        Assert.Equal([1, 1, 0, 1, 1], versions);
        Assert.IsType<CommitResult.Conflict>(await held);
    }

    public override async ValueTask InitializeAsync()
    {
        schema = await PostgresServer.NewSchemaAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var other in others) await other.DisposeAsync();
        await base.DisposeAsync();
    }

    private protected override async Task<IStore> OpenAsync() => await PostgresStore.OpenAsync(schema);

    private protected override async Task ExecuteAsync(string sql) => await PostgresServer.ExecuteAsync(schema, sql);

    private protected override async Task WriteFormatAsync(int number) =>
        await PostgresServer.ExecuteAsync(schema, $"INSERT INTO migration (number, name) VALUES ({number}, 'of the future')");

    private static async Task<NpgsqlTransaction> HoldFirstCustomerAsync(NpgsqlConnection rival)
    {
        var transaction = await rival.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("UPDATE customer SET version = 2 WHERE id = 'C-1'", rival, transaction);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return transaction;
    }

    private async Task<PostgresStore> AnotherAsync()
    {
        others.Add(await PostgresStore.OpenAsync(schema));
        return others[^1];
    }

    private async Task TakeOverAsync()
    {
        await using var source = NpgsqlDataSource.Create(schema);
        await using var db = await source.OpenConnectionAsync();
        await PostgresHost.TakeOverAsync(db, ((PostgresStore)Store).Host.Number);
    }
}
