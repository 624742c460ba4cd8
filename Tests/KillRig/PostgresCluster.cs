using System.Diagnostics;

namespace FollowUpBot.KillRig;

/// <summary>A PostgreSQL of one's own in a temporary folder, where the programs are installed. It writes as durably as any.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string Password = "of-the-tests";

    private readonly DirectoryInfo folder;

    private PostgresCluster(DirectoryInfo folder, int port) =>
        (this.folder, ConnectionString) = (folder, $"Host=127.0.0.1;Port={port};Database=postgres;Username=postgres;Password={Password}");

    /// <summary>Whether the server's programs are on this machine.</summary>
    public static bool IsInstalled => Programs() is not null;

    public string ConnectionString { get; }

    private string Data => Path.Combine(folder.FullName, "data");

    public static async Task<PostgresCluster> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("followup-postgres-");
        var cluster = new PostgresCluster(folder, HostProcess.FreePort());
        try
        {
            await cluster.InitialiseAsync();
            return cluster;
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Stops the server and starts it again.</summary>
    /// <param name="mode"><c>immediate</c> is like a crash, and it recovers from its log; <c>fast</c> ends every connection and closes its files.</param>
    public Task RestartAsync(string mode) => RunAsync("pg_ctl", "restart", "-w", "-D", Data, "-l", Path.Combine(folder.FullName, "log"), "-m", mode);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", "stop", "-D", Data, "-m", "fast");
        folder.Delete(recursive: true);
    }

    private async Task InitialiseAsync()
    {
        var secret = Path.Combine(folder.FullName, "password");
        await File.WriteAllTextAsync(secret, Password);
        if (Environment.UserName == "root") await RunOneAsync("chown", "-R", "postgres", folder.FullName);
        await RunAsync("initdb", "-D", Data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256", "--pwfile", secret);
        var port = new Npgsql.NpgsqlConnectionStringBuilder(ConnectionString).Port;
        await RunAsync("pg_ctl", "start", "-w", "-D", Data, "-l", Path.Combine(folder.FullName, "log"), "-o", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300");
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
}
