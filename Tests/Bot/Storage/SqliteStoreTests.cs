using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Dialogs.Turns;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Tests.Bot.Storage;

public sealed class SqliteStoreTests : StoreTests
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-store-");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private protected override Task<IStore> OpenAsync()
    {
        SQLitePCL.Batteries_V2.Init();
        return Task.FromResult<IStore>(SqliteStore.Open(Path.Combine(folder.FullName, "followup.db")));
    }

    private protected override Task WriteFormatAsync(int number) => ExecuteAsync($"PRAGMA user_version = {number}");

    [Fact]
    public async Task Beside_a_host_that_has_it_the_file_is_read_and_not_written()
    {
        await Store.CommitAsync(Turn("1", 0) with { Facts = [new CustomerOptedIn()] });
        await using var beside = SqliteStore.OpenToRead(Path.Combine(folder.FullName, "followup.db"));
        Assert.Equal(new CustomerOptedIn(), Assert.Single(await beside.ReadFactsAsync("C-1")).Fact);
        await Store.CommitAsync(Turn("2", 1) with { Facts = [new CustomerOptedOut()] });
        Assert.Equal(2, (await beside.ReadFactsAsync("C-1")).Count);
        await Assert.ThrowsAsync<SqliteException>(() => beside.WriteSettingAsync("clock", "1"));
        Assert.Null(await Store.ReadSettingAsync("clock"));
    }

    [Fact]
    public async Task Without_a_host_the_file_is_read_too_and_one_that_is_not_there_is_said()
    {
        await Store.CommitAsync(Turn("1", 0) with { Facts = [new CustomerOptedIn()] });
        await Store.DisposeAsync();
        await using (var alone = SqliteStore.OpenToRead(Path.Combine(folder.FullName, "followup.db"))) Assert.Single(await alone.ReadFactsAsync("C-1"));
        Assert.Contains("There is no store", Assert.Throws<StoreException>(() => SqliteStore.OpenToRead(Path.Combine(folder.FullName, "other.db"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_a_store_from_before_lines_had_forms_are_read_as_they_are()
    {
        await Store.DisposeAsync();
        File.Delete(Path.Combine(folder.FullName, "followup.db"));
        foreach (var name in typeof(SqliteStore).Assembly.GetManifestResourceNames().Where(n => n.Contains(".Storage.Sqlite.Migrations.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(5))
        {
            using var reader = new StreamReader(typeof(SqliteStore).Assembly.GetManifestResourceStream(name)!);
            await ExecuteAsync(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        await ExecuteAsync("INSERT INTO message (channel, conversation, sequence, customer_id, speaker, text, at) VALUES ('sms', 'abc', 1, 'C-1', 'Bot', 'Said before.', 0)");
        await WriteFormatAsync(5);
        await using var newer = await OpenAsync();
        var line = Assert.Single(await newer.ReadLinesAsync(new ConversationKey("sms", "abc"), 0, 10));
        Assert.Equal(("Said before.", null), (line.Text, line.Form));
    }

    private protected override async Task ExecuteAsync(string sql)
    {
        await using var db = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "followup.db")};Pooling=False");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
