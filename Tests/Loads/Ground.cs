using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Postgres;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.KillRig;

namespace FollowUpBot.Loads;

/// <summary>A store of its own, a provider of texts, and the one host that is started and stopped on them.</summary>
internal sealed class Ground : IAsyncDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("followup-loads-");
    private readonly PostgresCluster? cluster;
    private HostProcess? host;

    private Ground(PostgresCluster? cluster, TwilioServer provider)
    {
        (this.cluster, Provider) = (cluster, provider);
        Store = new StoreReader(cluster is not null, cluster is null ? $"Data Source={Path};Pooling=false" : $"{cluster.ConnectionString};Pooling=false;Command Timeout=0");
    }

    public Uri Url => new($"http://127.0.0.1:{Port}");

    public bool IsPostgres => cluster is not null;

    public TwilioServer Provider { get; }

    /// <summary>The store, from outside.</summary>
    public StoreReader Store { get; }

    private string Path => System.IO.Path.Combine(data.FullName, "followup.db");

    public static async Task<Ground> MakeAsync(string store) => new(store == "postgres" ? await PostgresCluster.StartAsync() : null, await TwilioServer.StartAsync());

    /// <summary>Starts the host; the result is how many seconds it took until it was ready.</summary>
    public async Task<double> StartAsync(int pace, params IEnumerable<string> flags)
    {
        var began = Stopwatch.GetTimestamp();
        string[] where = cluster is null ? [] : ["--FollowUp:Storage:Provider", "Postgres", "--FollowUp:Storage:ConnectionString", cluster.ConnectionString];

        // Options that come later count.
        host = await HostProcess.ServeAsync(data.FullName, Port, [.. where, .. Provider.Flags, "--FollowUp:Dispatch:PerSecond:sms", pace.ToString(CultureInfo.InvariantCulture), .. flags]);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    public async Task KillAsync()
    {
        if (host is { } running) await running.DisposeAsync();
        host = null;
    }

    /// <summary>Opens the store as a host does.</summary>
    public async Task<IStore> OpenAsync() => cluster is null ? SqliteStore.Open(Path) : await PostgresStore.OpenAsync(cluster.ConnectionString);

    /// <summary>Reports a sale of today to a customer whose local time is forenoon.</summary>
    public async Task SellAsync(Template template, DateTimeOffset now)
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/purchases")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", HostProcess.ApiKey) },
            Content = JsonContent.Create(new
            {
                orderId = $"order-{template.Tag}",
                purchasedAt = now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                customer = new { id = $"customer-{template.Tag}", name = "Maria", timeZone = Shop.ZoneWhereItIsMorning(now) },
                addresses = new[] { new { channel = "sms", user = template.Number } },
                product = template.Product,
            }),
        };
        using var answer = await http.SendAsync(request);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"The sale was not taken: {await answer.Content.ReadAsStringAsync()}");
        await UntilAsync(() => Task.FromResult(Provider.Heard.Any(text => text.To == template.Number)), TimeSpan.FromSeconds(20));
        await UntilAsync(async () => await Store.BusyAsync() == 0, TimeSpan.FromSeconds(20));
    }

    /// <summary>What the store takes on disk, folded together.</summary>
    public async Task<long> SettleAsync()
    {
        if (IsPostgres)
        {
            await Store.ExecuteAsync("VACUUM ANALYZE");
            await Store.ExecuteAsync("CHECKPOINT");
            return (await Store.RowsAsync("SELECT pg_database_size(current_database())", r => r.GetInt64(0)))[0];
        }

        await Store.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        return new FileInfo(Path).Length;
    }

    /// <summary>The processor time that the host and the database have used so far.</summary>
    public (TimeSpan Host, TimeSpan Database) CpuTime()
    {
        using var process = Process.GetProcessById(host!.Id);
        var database = TimeSpan.Zero;
        if (IsPostgres)
        {
            // By what the kernel calls them: each gives itself a title that says what it does.
            foreach (var server in Process.GetProcesses())
            {
                using (server)
                    if (NameOf(server.Id) == "postgres") database += server.TotalProcessorTime;
            }
        }

        return (process.TotalProcessorTime, database);
    }

    private static string NameOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").Trim();
        }
        catch (IOException)
        {
            // It has ended.
            return "";
        }
    }

    /// <summary>Megabytes that the host holds.</summary>
    public long Memory()
    {
        using var process = Process.GetProcessById(host!.Id);
        return process.WorkingSet64 >> 20;
    }

    public static async Task UntilAsync(Func<Task<bool>> holds, TimeSpan patience)
    {
        for (var wait = Stopwatch.StartNew(); !await holds(); await Task.Delay(50))
            if (wait.Elapsed > patience) throw new TimeoutException("What was waited for did not happen.");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await Provider.DisposeAsync();
        if (cluster is not null) await cluster.DisposeAsync();
        data.Delete(recursive: true);
    }

    private int Port { get; } = HostProcess.FreePort();
}
