using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Storage;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-store-");
    private SqliteStore store;

    public SqliteStoreTests()
    {
        SQLitePCL.Batteries_V2.Init();
        store = Open();
    }

    [Fact]
    public async Task An_inbound_is_handled_once_however_often_it_comes()
    {
        var conversation = await store.OpenConversationAsync("directline", "dl_maria", "abc", TestHost.Start);
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => store.CommitAsync(Turn("1", 0) with { Conversation = conversation.Key, Lines = [Line("hello")] })));
        Assert.Single(results.OfType<CommitResult.Done>());
        Assert.All(results.OfType<CommitResult.Repeat>(), r => Assert.Equal("abc|0000001", r.ActivityId));
        Assert.Single(store.ReadLines(conversation.Key, 0, 10));
    }

    [Fact]
    public async Task A_decision_on_an_old_file_is_refused_and_leaves_nothing()
    {
        await store.CommitAsync(Turn("1", 0));
        Assert.IsType<CommitResult.Done>(await store.CommitAsync(Turn("2", 1)));
        Assert.IsType<CommitResult.Conflict>(await store.CommitAsync(Turn("3", 1) with { Work = [new StoryDue(TestHost.Start, TestHost.Start)] }));
        Assert.Null(store.NextDueAt());
        Assert.Equal(2, store.LoadCustomer("C-1").Version);
    }

    [Fact]
    public async Task A_write_that_fails_does_not_take_its_neighbours_along()
    {
        // Neither a next contact nor a reason for none: the store itself refuses to drop a customer.
        var dropped = Turn("bad", 0) with { Next = new CustomerFile { Id = "C-2" } };
        var writes = Enumerable.Range(0, 20).Select(i => (Task)store.CommitAsync(Turn($"{i}", 0) with { Next = new CustomerFile { Id = $"N-{i}", Resting = RestingReason.NoPurchase } })).ToList();
        var bad = store.CommitAsync(dropped);
        await Task.WhenAll(writes);
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => bad);
        Assert.Equal(0, store.LoadCustomer("C-2").Version);
        Assert.Equal(1, store.LoadCustomer("N-19").Version);
    }

    [Fact]
    public async Task A_timer_is_not_mistaken_for_an_earlier_one_that_had_its_number()
    {
        await store.CommitAsync(Turn("1", 0) with { Work = [new StoryDue(TestHost.Start, TestHost.Start)] });
        var first = Assert.Single(store.ReadDue(TestHost.Start, 10));
        await store.CommitAsync(Turn($"{first.Id}", 1) with { Channel = "work", Finished = first.Id });
        await store.CommitAsync(Turn("2", 2) with { Work = [new StoryDue(TestHost.Start, TestHost.Start)] });
        Assert.NotEqual(first.Id, Assert.Single(store.ReadDue(TestHost.Start, 10)).Id);
    }

    [Fact]
    public async Task What_is_written_is_there_after_a_restart()
    {
        var file = new CustomerFile
        {
            Id = "C-1",
            Name = "Maria",
            Next = new NextContact(TestHost.Start, "first", "A-1"),
            Awaiting = new OpenQuestion(OpenQuestion.Story, TestHost.Start, Words: "broken"),
            Purchases =
            [
                new Purchase("A-1", "TrailLight 300", "lamp", TestHost.Start, 1, [new Promise("delivery", "Products/x/delivery", TestHost.Start)],
                    [new JourneyStep("first", 3, new TimeOnly(10, 0), new TimeOnly(18, 0), "CheckIn/x", new Citation("m.md", "M", "H", "/m#h"), CheckInQuestion.Arrived)]) { Done = ["zero"] },
            ],
            Told = ["m.md#H"],
        };
        var (opened, _) = file.Open(CaseKind.Complaint, "Complaint", "broken", new Meaning(new CustomerWrote("broken"), new StaffWord("us", [], true, default, default)), TestHost.Start, TestHost.Start);
        await store.CommitAsync(Turn("1", 0) with { Next = opened, Cases = opened.Cases });
        store.Dispose();
        store = Open();
        Assert.Equivalent(opened, store.LoadCustomer("C-1").File, strict: true);
        Assert.Equal("broken", Assert.Single(store.ReadOpenCases(10)).Case.Story);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_left_alone()
    {
        store.Dispose();
        using (var db = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder.FullName, "followup.db")};Pooling=False"))
        {
            db.Open();
            using var command = db.CreateCommand();
            command.CommandText = "PRAGMA user_version = 999";
            command.ExecuteNonQuery();
        }

        Assert.Contains("written by a newer version", Assert.Throws<StoreException>(Open).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        store.Dispose();
        folder.Delete(recursive: true);
    }

    private SqliteStore Open() => SqliteStore.Open(Path.Combine(folder.FullName, "followup.db"));

    private static NewLine Line(string text) => new(Speaker.Customer, null, text, [], null);

    private static TurnCommit Turn(string inbound, long version) => new()
    {
        Channel = "directline",
        InboundId = inbound,
        Next = new CustomerFile { Id = "C-1", Resting = RestingReason.NoPurchase },
        Version = version,
        At = TestHost.Start,
    };
}
