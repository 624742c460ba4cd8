using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Postgres;
using FollowUpBot.Bot.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Tests.Bot.Storage;

/// <summary>The audit is only ever added to, and who changes it behind the host's back is found out; the same for every store.</summary>
public abstract class AuditLogTests : IAsyncLifetime
{
    private protected IStore Store { get; private set; } = null!;

    [Fact]
    public async Task Hosts_that_write_at_once_make_one_chain_without_gaps()
    {
        using var first = new AuditTrail(Store, TimeProvider.System);
        using var second = new AuditTrail(Store, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? first : second).WriteAsync("Jonas", "case.read", $"C-{i}")));
        var (count, seal, broken) = await AuditTrail.CheckAsync(Store.Audit);
        Assert.Equal((60L, null), (count, broken));
        Assert.Equal((await Store.Audit.LastAsync())!.Seal, seal);
        Assert.Equal(60, (await Store.Audit.ReadAfterAsync(0, 100)).Select(e => e.About).Distinct().Count());
    }

    [Theory]
    [InlineData("UPDATE audit SET who = 'Somebody else' WHERE number = 3", 3L)]
    [InlineData("DELETE FROM audit WHERE number = 3", 3L)]
    [InlineData("DELETE FROM audit WHERE number = 1", 1L)]
    [InlineData("UPDATE audit SET number = number + 10 WHERE number = 5", 5L)]
    public async Task A_changed_or_missing_entry_is_found(string tampering, long where)
    {
        using var trail = new AuditTrail(Store, TimeProvider.System);
        for (var i = 0; i < 5; i++) await trail.WriteAsync("Jonas", "case.read", $"C-{i}");
        await Assert.ThrowsAnyAsync<Exception>(() => ExecuteAsync(tampering));
        Assert.Null((await AuditTrail.CheckAsync(Store.Audit)).Broken);

        await WithoutTriggersAsync(tampering);
        Assert.Equal(where, (await AuditTrail.CheckAsync(Store.Audit)).Broken);
    }

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<IStore> OpenAsync();

    private protected abstract Task ExecuteAsync(string sql);

    private protected abstract Task WithoutTriggersAsync(string sql);
}

/// <summary>The audit in the file.</summary>
public sealed class SqliteAuditLogTests : AuditLogTests
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-audit-");

    private protected override Task<IStore> OpenAsync()
    {
        SQLitePCL.Batteries_V2.Init();
        return Task.FromResult<IStore>(SqliteStore.Open(Path.Combine(folder.FullName, "followup.db")));
    }

    private protected override Task ExecuteAsync(string sql) => ExecuteAsync(Path.Combine(folder.FullName, "followup.db"), sql);

    /// <summary>Beside the host, as somebody would who has the file.</summary>
    internal static async Task ExecuteAsync(string place, string sql)
    {
        await using var file = new SqliteConnection($"Data Source={place};Pooling=False");
        await file.OpenAsync();
        await using var command = file.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private protected override async Task WithoutTriggersAsync(string sql)
    {
        await ExecuteAsync("DROP TRIGGER audit_stays");
        await ExecuteAsync("DROP TRIGGER audit_as_it_was");
        await ExecuteAsync(sql);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
    }
}

/// <summary>The audit in the database.</summary>
public sealed class PostgresAuditLogTests : AuditLogTests
{
    private string database = "";

    private protected override async Task<IStore> OpenAsync() => await PostgresStore.OpenAsync(database = await PostgresServer.NewSchemaAsync());

    private protected override Task ExecuteAsync(string sql) => PostgresServer.ExecuteAsync(database, sql);

    private protected override async Task WithoutTriggersAsync(string sql)
    {
        await ExecuteAsync("ALTER TABLE audit DISABLE TRIGGER USER");
        await ExecuteAsync(sql);
    }
}
