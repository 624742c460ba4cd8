using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Sqlite;
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

    private protected override async Task WriteFormatAsync(int number)
    {
        await using var db = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "followup.db")};Pooling=False");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // A number.
        command.CommandText = $"PRAGMA user_version = {number}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
