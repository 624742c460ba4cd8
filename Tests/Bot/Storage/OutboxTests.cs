using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Postgres;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Storage;

/// <summary>What the outbox of every store keeps to: the states of a message, and who may change them.</summary>
public abstract class OutboxTests : IAsyncLifetime
{
    private static readonly GateVerdict Pass = new GateVerdict.Pass();

    private long version;

    private protected IStore Store { get; set; } = null!;

    private IOutbox Outbox => Store.Outbox;

    [Fact]
    public async Task What_is_said_on_our_own_channel_is_sent_by_being_written()
    {
        await SayAsync("dl_maria", "1", "hello", channel: "directline");
        await SayAsync("+34600000001", "2", "inline", turn => turn with { AnsweredInline = true });
        Assert.Empty(await Outbox.DueChannelsAsync(TestHost.Start));
    }

    [Fact]
    public async Task A_message_goes_from_pending_to_sent_and_each_step_is_its_owners()
    {
        await SayAsync("+34600000001", "1", "hello", turn => turn with { ReplyTo = "SM1", Unasked = true, NotAfter = TestHost.Start.AddHours(1) });
        Assert.Equal(["sms"], await Outbox.DueChannelsAsync(TestHost.Start));
        var message = Assert.Single(await Outbox.ClaimAsync("sms", TestHost.Start, 10));
        Assert.Equal(("sms|1|0", "+34600000001", "hello", "SM1", true, (DateTimeOffset?)TestHost.Start.AddHours(1), TestHost.Start), (message.Claim.Key, message.User, message.Text, message.ReplyTo, message.Unasked, message.NotAfter, message.CreatedAt));
        Assert.Equal(["Yes", "No"], message.Buttons);
        Assert.Equal(new Form("SmallTalk/hello") { Sms = "Short." }, message.Form);
        Assert.Empty(await Outbox.ClaimAsync("sms", TestHost.Start, 10));

        Assert.IsType<GateVerdict.Lost>(await Outbox.GateAsync(message.Claim with { Fence = message.Claim.Fence - 1 }, _ => Pass));
        Assert.False(await Outbox.SettleAsync(message.Claim, new OutgoingOutcome.Sent("SM2", TestHost.Start)));
        Assert.IsType<GateVerdict.Pass>(await Outbox.GateAsync(message.Claim, file => file?.Id == "C-1" ? Pass : new GateVerdict.Withhold("somebody else's")));
        Assert.False(await Outbox.SettleAsync(message.Claim, new OutgoingOutcome.Released()));
        Assert.False(await Outbox.SettleAsync(message.Claim with { Owner = message.Claim.Owner + 1 }, new OutgoingOutcome.Sent("SM2", TestHost.Start)));
        Assert.True(await Outbox.SettleAsync(message.Claim, new OutgoingOutcome.Sent("SM2", TestHost.Start)));
        Assert.False(await Outbox.SettleAsync(message.Claim, new OutgoingOutcome.Sent("SM3", TestHost.Start)));
        Assert.True(await Outbox.KnowsProviderIdAsync("sms", "SM2"));
        Assert.False(await Outbox.KnowsProviderIdAsync("sms", "SM3"));
    }

    [Fact]
    public async Task A_conversation_is_sent_in_its_order_and_others_beside_it()
    {
        for (var i = 0; i < 3; i++) await SayAsync("+34600000001", $"a{i}", $"a{i}");
        await SayAsync("+34600000002", "b0", "b0", customer: "C-2", fileVersion: 0);
        var first = await Outbox.ClaimAsync("sms", TestHost.Start, 10);
        Assert.Equal(["a0", "b0"], first.Select(m => m.Text).Order());
        var a0 = first.First(m => m.Text == "a0");
        await Outbox.GateAsync(a0.Claim, _ => Pass);
        Assert.Empty(await Outbox.ClaimAsync("sms", TestHost.Start, 10));

        // Refused, it keeps its place: what comes after it waits as well.
        await Outbox.SettleAsync(a0.Claim, new OutgoingOutcome.Again(TestHost.Start.AddMinutes(1), "429"));
        Assert.Empty(await Outbox.ClaimAsync("sms", TestHost.Start, 10));
        Assert.Equal(TestHost.Start.AddMinutes(1), await Outbox.NextDueAtAsync(TestHost.Start));
        var again = Assert.Single(await Outbox.ClaimAsync("sms", TestHost.Start.AddMinutes(1), 10));
        Assert.Equal(("a0", 1, a0.Claim.Fence + 1), (again.Text, again.Attempts, again.Claim.Fence));
        await Outbox.GateAsync(again.Claim, _ => Pass);
        await Outbox.SettleAsync(again.Claim, new OutgoingOutcome.Failed("blocked"));
        Assert.Equal("a1", Assert.Single(await Outbox.ClaimAsync("sms", TestHost.Start, 10)).Text);
    }

    [Fact]
    public async Task What_the_gate_holds_comes_again_and_holds_nobody_up_and_what_it_withholds_does_not()
    {
        for (var i = 0; i < 3; i++) await SayAsync("+34600000001", $"a{i}", $"a{i}");
        var held = Assert.Single(await Outbox.ClaimAsync("sms", TestHost.Start, 10));
        await Outbox.GateAsync(held.Claim, _ => new GateVerdict.Hold(TestHost.Start.AddHours(1), "a person is talking"));
        Assert.False(await Outbox.SettleAsync(held.Claim, new OutgoingOutcome.Sent("SM1", TestHost.Start)));
        var withheld = Assert.Single(await Outbox.ClaimAsync("sms", TestHost.Start, 10));
        Assert.Equal("a1", withheld.Text);
        await Outbox.GateAsync(withheld.Claim, _ => new GateVerdict.Withhold("stopped"));
        var last = Assert.Single(await Outbox.ClaimAsync("sms", TestHost.Start, 10));
        Assert.Equal("a2", last.Text);
        await Outbox.SettleAsync(last.Claim, new OutgoingOutcome.Released());
        Assert.Equal(["a0", "a2"], (await Outbox.ClaimAsync("sms", TestHost.Start.AddHours(1), 10)).Select(m => m.Text).Order());
    }

    [Fact]
    public async Task The_gate_judges_the_file_as_it_is_and_not_as_it_was()
    {
        await SayAsync("+34600000001", "1", "hello");
        var message = Assert.Single(await Outbox.ClaimAsync("sms", TestHost.Start, 10));
        await Store.CommitAsync(StoreTests.Turn("stop", version++) with { Next = new CustomerFile { Id = "C-1", StoppedAt = TestHost.Start, Resting = RestingReason.Stopped } });
        Assert.IsType<GateVerdict.Withhold>(await Outbox.GateAsync(message.Claim, file => file!.Stopped ? new GateVerdict.Withhold("stopped") : Pass));
        Assert.IsType<GateVerdict.Lost>(await Outbox.GateAsync(message.Claim, _ => Pass));
    }

    [Fact]
    public async Task What_a_dead_host_was_sending_is_taken_over_and_what_it_only_claimed_is_free()
    {
        await SayAsync("+34600000001", "1", "claimed");
        await SayAsync("+34600000002", "2", "sending", customer: "C-2", fileVersion: 0);
        var left = (await Outbox.ClaimAsync("sms", TestHost.Start, 10)).ToDictionary(m => m.Text);
        await Outbox.GateAsync(left["sending"].Claim, _ => Pass);
        Assert.Empty(await Outbox.RecoverAsync(10));
        await DieAsync();

        var taken = Assert.Single(await Outbox.RecoverAsync(10));
        Assert.Equal(("sending", left["sending"].Claim.Fence + 1), (taken.Text, taken.Claim.Fence));
        Assert.Empty(await Outbox.RecoverAsync(10));
        Assert.Equal("claimed", Assert.Single(await Outbox.ClaimAsync("sms", TestHost.Start, 10)).Text);

        // Who comes back from the dead has nothing to say any more.
        Assert.False(await Outbox.SettleAsync(left["sending"].Claim, new OutgoingOutcome.Sent("SM1", TestHost.Start)));
        Assert.IsType<GateVerdict.Lost>(await Outbox.GateAsync(left["claimed"].Claim, _ => Pass));
        Assert.True(await Outbox.SettleAsync(taken.Claim, new OutgoingOutcome.Unknown("its host died")));
        Assert.Equal(1, await Outbox.CountUnknownAsync());
    }

    [Fact]
    public async Task A_report_of_an_earlier_stage_does_not_replace_a_later_one()
    {
        await SayAsync("+34600000001", "1", "hello");
        var message = Assert.Single(await Outbox.ClaimAsync("sms", TestHost.Start, 10));
        await Outbox.GateAsync(message.Claim, _ => Pass);
        await Outbox.SettleAsync(message.Claim, new OutgoingOutcome.Sent("SM1", TestHost.Start));
        await Outbox.NoteDeliveryAsync("sms", "SM1", "delivered", 4);
        await Outbox.NoteDeliveryAsync("sms", "SM1", "sent", 3);
        await Outbox.NoteDeliveryAsync("sms", "SM-of-nobody", "sent", 3);
        Assert.Equal("delivered", await ScalarAsync("SELECT delivery FROM outgoing"));
    }

    [Fact]
    public async Task What_a_channel_wants_to_know_again_is_kept_with_the_conversation()
    {
        var conversation = await Store.OpenConversationAsync("msteams", "29:maria", "abc", TestHost.Start);
        Assert.Null(conversation.Reference);
        await Store.SaveReferenceAsync(conversation, "{}");
        Assert.Equal("{}", (await Store.FindConversationAsync(conversation.Key))!.Reference);
        Assert.Equal("{}", (await Store.OpenConversationAsync("msteams", "29:maria", "def", TestHost.Start)).Reference);
    }

    public abstract ValueTask InitializeAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    /// <summary>The host that has claimed so far dies, and the store is another host's.</summary>
    private protected abstract Task DieAsync();

    private protected abstract Task<string> ScalarAsync(string sql);

    private protected async Task SayAsync(string user, string inbound, string text, Func<TurnCommit, TurnCommit>? change = null, string channel = "sms", string customer = "C-1", long? fileVersion = null)
    {
        var conversation = await Store.OpenConversationAsync(channel, user, $"{channel}-{user}", TestHost.Start);
        var turn = StoreTests.Turn(inbound, fileVersion ?? version++) with
        {
            Channel = channel,
            Next = new CustomerFile { Id = customer, Resting = RestingReason.NoPurchase },
            Conversation = conversation.Key,
            Addresses = [],
            Absorbed = conversation.CustomerId == customer ? null : (conversation.CustomerId, 0),
            Lines = [new NewLine(Speaker.Bot, null, text, ["Yes", "No"], null) { Form = new Form("SmallTalk/hello") { Sms = "Short." } }],
        };
        Assert.IsType<CommitResult.Done>(await Store.CommitAsync(change is null ? turn : change(turn)));
    }
}

public sealed class SqliteOutboxTests : OutboxTests
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-outbox-");

    private string Path => System.IO.Path.Combine(folder.FullName, "followup.db");

    public override ValueTask InitializeAsync()
    {
        SQLitePCL.Batteries_V2.Init();
        Store = SqliteStore.Open(Path);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
    }

    // The file can be opened again only because nobody holds it.
    private protected override async Task DieAsync()
    {
        await Store.DisposeAsync();
        Store = SqliteStore.Open(Path);
    }

    private protected override async Task<string> ScalarAsync(string sql)
    {
        await using var db = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path};Pooling=False");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // The test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (string)(await command.ExecuteScalarAsync())!;
    }
}

public sealed class PostgresOutboxTests : OutboxTests
{
    private readonly List<PostgresStore> hosts = [];
    private string schema = "";

    [Fact]
    public async Task Two_hosts_that_claim_at_once_never_have_the_same_message()
    {
        for (var i = 0; i < 60; i++) await SayAsync($"+346000000{i:00}", $"{i}", $"{i}", customer: $"C-{i}", fileVersion: 0);
        var claimed = await Task.WhenAll(new[] { Store, await AnotherAsync() }.Select(async host =>
        {
            var mine = new List<string>();
            while (await host.Outbox.ClaimAsync("sms", TestHost.Start, 7) is { Count: > 0 } due) mine.AddRange(due.Select(d => d.Claim.Key));
            return mine;
        }));
        Assert.Equal(60, claimed.SelectMany(c => c).Distinct().Count());
        Assert.Equal(60, claimed.Sum(c => c.Count));
    }

    [Fact]
    public async Task A_host_that_only_pauses_keeps_what_it_is_sending()
    {
        await SayAsync("+34600000001", "1", "hello");
        var message = Assert.Single(await Store.Outbox.ClaimAsync("sms", TestHost.Start, 10));
        await Store.Outbox.GateAsync(message.Claim, _ => new GateVerdict.Pass());
        await PostgresServer.ExecuteAsync(schema, "UPDATE outgoing SET leased_until = leased_until - interval '1 hour'");
        Assert.Empty(await (await AnotherAsync()).Outbox.RecoverAsync(10));
        Assert.True(await Store.Outbox.SettleAsync(message.Claim, new OutgoingOutcome.Sent("SM1", TestHost.Start)));
    }

    [Fact]
    public async Task A_host_whose_lock_is_gone_keeps_what_it_is_sending_until_its_call_must_have_ended()
    {
        await SayAsync("+34600000001", "1", "hello");
        var message = Assert.Single(await Store.Outbox.ClaimAsync("sms", TestHost.Start, 10));
        await Store.Outbox.GateAsync(message.Claim, _ => new GateVerdict.Pass());
        var other = await AnotherAsync();
        await Store.DisposeAsync();
        Assert.Empty(await other.Outbox.RecoverAsync(10));
        await PostgresServer.ExecuteAsync(schema, "UPDATE outgoing SET leased_until = leased_until - interval '1 hour'");
        Assert.Single(await other.Outbox.RecoverAsync(10));
    }

    public override async ValueTask InitializeAsync()
    {
        schema = await PostgresServer.NewSchemaAsync();
        Store = await AnotherAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var host in hosts) await host.DisposeAsync();
        await base.DisposeAsync();
    }

    private protected override async Task DieAsync()
    {
        await Store.DisposeAsync();
        Store = await AnotherAsync();
        await PostgresServer.ExecuteAsync(schema, "UPDATE outgoing SET leased_until = leased_until - interval '1 hour'");
    }

    private protected override Task<string> ScalarAsync(string sql) => PostgresServer.ScalarAsync<string>(schema, sql);

    private async Task<PostgresStore> AnotherAsync()
    {
        hosts.Add(await PostgresStore.OpenAsync(schema));
        return hosts[^1];
    }
}
