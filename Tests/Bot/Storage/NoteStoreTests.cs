using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Postgres;
using FollowUpBot.Bot.Storage.Sqlite;

namespace FollowUpBot.Tests.Bot.Storage;

/// <summary>What every store keeps to about what staff keep.</summary>
public abstract class NoteStoreTests : IAsyncLifetime
{
    private protected IStore Store { get; private set; } = null!;

    [Fact]
    public async Task What_was_written_is_there_by_its_kind_in_the_order_of_its_ids()
    {
        Assert.Empty(await Store.Notes.ReadAsync("task", 10));
        foreach (var id in new[] { "b", "a", "c" }) Assert.True(await Store.Notes.WriteAsync(new Note("task", id, $"{{\"title\":\"{id} 🦊 مرحبا\"}}", TestHost.Start)));
        Assert.True(await Store.Notes.WriteAsync(new Note("walk", "a", "{}", TestHost.Start)));
        Assert.Equal(["a", "b"], (await Store.Notes.ReadAsync("task", 2)).Select(n => n.Id));
        Assert.Equal(new Note("task", "c", "{\"title\":\"c 🦊 مرحبا\"}", TestHost.Start) { Version = 1 }, await Store.Notes.FindAsync("task", "c"));
        Assert.Null(await Store.Notes.FindAsync("walk", "c"));
    }

    [Fact]
    public async Task Of_ten_who_change_the_same_at_once_one_does_and_the_others_are_told()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Store.Notes.WriteAsync(new Note("task", "a", $"{i}", TestHost.Start))));
        Assert.Equal(1, made.Count(m => m));
        var there = (await Store.Notes.FindAsync("task", "a"))!;
        var changed = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Store.Notes.WriteAsync(there with { Document = $"changed by {i}" })));
        Assert.Equal(1, changed.Count(c => c));
        var now = (await Store.Notes.FindAsync("task", "a"))!;
        Assert.Equal(2, now.Version);
        Assert.Equal($"changed by {Array.IndexOf(changed, true)}", now.Document);
        Assert.False(await Store.Notes.WriteAsync(new Note("task", "not there", "", TestHost.Start) { Version = 3 }));
    }

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<IStore> OpenAsync();
}

/// <summary>Notes in the file.</summary>
public sealed class SqliteNoteStoreTests : NoteStoreTests
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-notes-");

    private protected override Task<IStore> OpenAsync()
    {
        SQLitePCL.Batteries_V2.Init();
        return Task.FromResult<IStore>(SqliteStore.Open(Path.Combine(folder.FullName, "followup.db")));
    }
}

/// <summary>Notes in the database.</summary>
public sealed class PostgresNoteStoreTests : NoteStoreTests
{
    private protected override async Task<IStore> OpenAsync() => await PostgresStore.OpenAsync(await PostgresServer.NewSchemaAsync());
}
