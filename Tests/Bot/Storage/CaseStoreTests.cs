using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Postgres;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Storage;

/// <summary>What the desk asks a store: cases by what was said in them, and what became of each message; the same for every store.</summary>
public abstract class CaseStoreTests : IAsyncLifetime
{
    private protected IStore Store { get; private set; } = null!;

    [Theory]
    [InlineData("HEADBAND", "P-1", "the Headband slips")]
    [InlineData("under the lamp", "P-1", "Take in the buckle under the lamp.")]
    [InlineData("lopez", "P-1", null)]
    [InlineData("100%_sure", "P-2", "I am 100%_sure")]
    [InlineData("P-2-1", "P-2", null)]
    public async Task A_case_is_found_by_what_was_said_by_its_name_and_by_its_id(string words, string customer, string? line)
    {
        await SpeakAsync("P-1", "Maria Lopez", "the Headband slips", "Take in the buckle under the lamp.");
        await SpeakAsync("P-2", "Paul Meyer", "I am 100%_sure", "Thank you.");
        await SpeakAsync("P-3", "Nina Olsen", "I am 100 times sure", "Good.", withCase: false);
        var found = Assert.Single(await Store.SearchCasesAsync(words, 10));
        Assert.Equal((customer, line), (found.Case.CustomerId, found.Line));
    }

    [Fact]
    public async Task What_stands_nowhere_is_not_found_and_signs_of_the_language_of_searches_are_words()
    {
        await SpeakAsync("P-1", "Maria Lopez", "the headband slips", "Take in the buckle.");
        foreach (var words in new[] { "%", "_", "zebra", "' OR 1=1 --", "\\" }) Assert.Empty(await Store.SearchCasesAsync(words, 10));
    }

    [Fact]
    public async Task It_is_told_what_became_of_each_message_and_of_which_nobody_knows()
    {
        var conversation = await SpeakAsync("P-1", "Maria Lopez", "the headband slips", "Take in the buckle.");
        Assert.Equal("pending", (await Store.Outbox.ReadFatesAsync(conversation, 1))[2].State);
        Assert.Empty(await Store.Outbox.ReadUnknownAsync(10));

        await ExecuteAsync("UPDATE outgoing SET state = 'unknown', reason = 'the line broke'");
        Assert.Equal(new Fate("unknown", "the line broke", null), (await Store.Outbox.ReadFatesAsync(conversation, 2))[2]);
        Assert.Empty(await Store.Outbox.ReadFatesAsync(conversation, 3));
        Assert.Equal(new UnknownSend("P-1", "Maria Lopez", "sms", TestHost.Start, "Take in the buckle.", "the line broke"), Assert.Single(await Store.Outbox.ReadUnknownAsync(10)));
    }

    [Fact]
    public async Task What_was_handled_is_known_by_its_id()
    {
        await SpeakAsync("P-1", "Maria Lopez", "the headband slips", "Take in the buckle.");
        Assert.True(await Store.HasHandledAsync("sms", "P-1"));
        Assert.False(await Store.HasHandledAsync("desk", "P-1"));
    }

    private async Task<ConversationKey> SpeakAsync(string customer, string name, string said, string answered, bool withCase = true)
    {
        var opened = new Case($"{customer}-1", CaseKind.Person, "Wants a person", "", 0, TestHost.Start, TestHost.Start);
        await Store.CommitAsync(StoreTests.Turn(customer, 0) with
        {
            Channel = "sms",
            Next = new CustomerFile { Id = customer, Name = name, Resting = RestingReason.WithHuman, Cases = withCase ? [opened] : [] },
            Cases = withCase ? [opened] : [],
            Lines = [StoreTests.Line(said), new NewLine(Speaker.Bot, null, answered, [], null)],
            Addresses = [new Address("sms", $"+{customer}", customer)],
        });
        return new ConversationKey("sms", customer);
    }

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<IStore> OpenAsync();

    private protected abstract Task ExecuteAsync(string sql);
}

/// <summary>Cases in the file.</summary>
public sealed class SqliteCaseStoreTests : CaseStoreTests
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-cases-");

    private string Place => Path.Combine(folder.FullName, "followup.db");

    private protected override Task<IStore> OpenAsync()
    {
        SQLitePCL.Batteries_V2.Init();
        return Task.FromResult<IStore>(SqliteStore.Open(Place));
    }

    private protected override Task ExecuteAsync(string sql) => SqliteAuditLogTests.ExecuteAsync(Place, sql);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

/// <summary>Cases in the database.</summary>
public sealed class PostgresCaseStoreTests : CaseStoreTests
{
    private string database = "";

    private protected override async Task<IStore> OpenAsync() => await PostgresStore.OpenAsync(database = await PostgresServer.NewSchemaAsync());

    private protected override Task ExecuteAsync(string sql) => PostgresServer.ExecuteAsync(database, sql);
}
