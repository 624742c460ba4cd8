using System.Collections.Concurrent;
using System.Diagnostics;
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

    private const string Password = "of-the-tests";

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
        var (server, folder) = await Started.Value;
        if (folder is null)
        {
            while (server is not null && Schemas.TryDequeue(out var schema)) await ExecuteAsync(server, $"DROP SCHEMA {schema} CASCADE");
            return;
        }

        await RunAsync("pg_ctl", "stop", "-D", Path.Combine(folder.FullName, "data"), "-m", "fast");
        folder.Delete(recursive: true);
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
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return new Cluster(given, null);
        if (Programs() is null) return new Cluster(null, null);
        var folder = Directory.CreateTempSubdirectory("followup-postgres-");
        var data = Path.Combine(folder.FullName, "data");
        var secret = Path.Combine(folder.FullName, "password");
        await File.WriteAllTextAsync(secret, Password);
        if (Environment.UserName == "root") await RunOneAsync("chown", "-R", "postgres", folder.FullName);
        await RunAsync("initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256", "--pwfile", secret);
        var port = HostProcess.FreePort();
        await RunAsync("pg_ctl", "start", "-w", "-D", data, "-l", Path.Combine(folder.FullName, "log"), "-o", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300");
        return new Cluster($"Host=127.0.0.1;Port={port};Database=postgres;Username=postgres;Password={Password}", folder);
    }

    private static string? Programs() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending().Select(v => Path.Combine(v, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;

    // The server refuses to run as root.
    private static Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs()!, program);
        return Environment.UserName == "root" ? RunOneAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : RunOneAsync(path, arguments);
    }

    private static async Task RunOneAsync(string program, params string[] arguments)
    {
        // What it says goes to its own file: a server that outlives pg_ctl would keep a pipe open.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in (string[])["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private sealed record Cluster(string? ConnectionString, DirectoryInfo? Folder);
}
