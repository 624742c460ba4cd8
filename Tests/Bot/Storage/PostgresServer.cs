using System.Collections.Concurrent;
using FollowUpBot.KillRig;
using Npgsql;

[assembly: AssemblyFixture(typeof(FollowUpBot.Tests.Bot.Storage.PostgresServer))]

namespace FollowUpBot.Tests.Bot.Storage;

/// <summary>
/// A PostgreSQL for the tests: the one that <c>FOLLOWUP_TEST_POSTGRES</c> names by its connection string, or, where the programs are installed, one of our own in a temporary folder,
/// started when the first test asks for it and stopped after the last. It writes as durably as any.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Variable = "FOLLOWUP_TEST_POSTGRES";

    /// <summary>The one that is named, if one is.</summary>
    public static string? Given { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;

    private static readonly Lazy<Task<Cluster>> Started = new(StartAsync);
    private static readonly ConcurrentQueue<string> Schemas = new();

    /// <summary>The connection string of a new, empty schema; skips the test where there is no PostgreSQL.</summary>
    public static async Task<string> NewSchemaAsync()
    {
        var server = (await Started.Value).ConnectionString ?? throw Missing();
        var schema = $"test_{Guid.NewGuid():n}";
        await ExecuteAsync(server, $"CREATE SCHEMA {schema}");
        Schemas.Enqueue(schema);
        return new NpgsqlConnectionStringBuilder(server) { SearchPath = schema }.ConnectionString;
    }

    /// <summary>The options of a host on it.</summary>
    public static string[] Flags(string connectionString) => ["--FollowUp:Storage:Provider", "Postgres", "--FollowUp:Storage:ConnectionString", connectionString];

    /// <summary>A host on it; in a schema of its own unless one is given.</summary>
    internal static async Task<TestHost> StartHostAsync(string? connectionString = null) => await TestHost.StartAsync(flags: Flags(connectionString ?? await NewSchemaAsync()));

    public static async Task<int> ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Started.IsValueCreated) return;
        var (server, own) = await Started.Value;
        if (own is null)
            while (server is not null && Schemas.TryDequeue(out var schema)) await ExecuteAsync(server, $"DROP SCHEMA {schema} CASCADE");
        else
            await own.DisposeAsync();
    }

    private static Exception Missing()
    {
        var reason = $"There is no PostgreSQL: install it (apt-get install postgresql), or name one in {Variable} (Host=localhost;Database=…;Username=…;Password=…).";

        // The gate installs it, so there its absence is a fault.
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
        Assert.Skip(reason);
        return new InvalidOperationException(reason);
    }

    private static async Task<Cluster> StartAsync()
    {
        if (Given is not null) return new Cluster(Patient(Given), null);
        if (!PostgresCluster.IsInstalled) return new Cluster(null, null);
        var own = await PostgresCluster.StartAsync();
        return new Cluster(Patient(own.ConnectionString), own);
    }

    // On a machine that is busy with everything else, a connection may take longer than the few seconds that a host gives it.
    private static string Patient(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 120, CommandTimeout = 60 }.ConnectionString;

    private sealed record Cluster(string? ConnectionString, PostgresCluster? Own);
}
