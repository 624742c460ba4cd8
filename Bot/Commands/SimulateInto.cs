using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Simulation;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>simulate --into</c>: the simulated customers and what became true of them as a store, so that pages can be looked at with many of them.</summary>
internal static class SimulateInto
{
    private const int MostWaiting = 4096, RowsAtOnce = 20_000;

    public static async Task<int> RunAsync(ShopContent content, SimulationOptions options, ulong seed, string file, CancellationToken cancel)
    {
        var path = Path.GetFullPath(file);
        if (File.Exists(path)) return CommandLine.Report($"{path} is there already: name a file that is not.");
        var began = Stopwatch.GetTimestamp();
        await SqliteStore.Open(path).DisposeAsync();
        try
        {
            var (customers, facts) = await ProgressBar.RunAsync(report => FillAsync(content, options, seed, path, report, cancel));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{customers:N0} customers and {facts:N0} facts are in {path} after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s. Look at them with: insights --FollowUp:Storage:ConnectionString {file}"));
            return CommandLine.Ok;
        }
        catch
        {
            foreach (var part in new[] { "", "-wal", "-shm", ".lock" }) File.Delete(path + part);
            throw;
        }
    }

    private static async Task<(long Customers, long Facts)> FillAsync(ShopContent content, SimulationOptions options, ulong seed, string path, Action<string, int, int> report, CancellationToken cancel)
    {
        using var waiting = new BlockingCollection<Life>(MostWaiting);
        var lives = new ConcurrentDictionary<string, Life>();

        // A customer is played from the first day to the last before the next one is, so whoever is not heard of any more is done.
        using var current = new ThreadLocal<Life?>();
        var simulation = new Simulation.Simulation(content, options with
        {
            Committed = (customer, at, facts) =>
            {
                if (current.Value is not { } life || life.Id != customer.Id)
                {
                    if (current.Value is { } done && lives.TryRemove(done.Id, out _)) waiting.Add(done, cancel);
                    current.Value = lives[customer.Id] = life = new Life(customer.Id);
                }

                life.File = customer;
                foreach (var fact in facts) life.Facts.Add((at.ToUnixTimeMilliseconds(), fact));
            },
        });
        var writing = Task.Run(() => Write(path, waiting, cancel), cancel);
        try
        {
            await Task.Run(() => simulation.Run([seed], done => report("Simulating customers", (int)done, options.Customers), cancel), cancel);
            foreach (var left in lives.Values) waiting.Add(left, cancel);
        }
        finally
        {
            waiting.CompleteAdding();
        }

        return await writing;
    }

    private static (long Customers, long Facts) Write(string path, BlockingCollection<Life> waiting, CancellationToken cancel)
    {
        var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        db.Open();
        using var s = new SqliteStatements(db);
        s.Scalar("PRAGMA synchronous = OFF");
        s.Execute("CREATE TEMP TABLE played (customer_id TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, document TEXT NOT NULL)");
        var (customers, facts) = (0L, 0L);
        s.Execute("BEGIN");
        foreach (var life in waiting.GetConsumingEnumerable(cancel))
        {
            var file = life.File!;
            s.Execute("INSERT INTO customer (id, version, document, next_contact_at, resting_reason) VALUES ($1, 1, $2, $3, $4)",
                file.Id, JsonSerializer.Serialize(file, StoreJson.Default.CustomerFile), file.Next?.At.ToUnixTimeMilliseconds(), file.Next is null ? $"{file.Resting}" : null);
            foreach (var (at, fact) in life.Facts) s.Execute("INSERT INTO played (customer_id, kind, at, document) VALUES ($1, $2, $3, $4)", file.Id, fact.GetType().Name, at, StoreJson.Write(fact));
            (customers, facts) = (customers + 1, facts + life.Facts.Count);
            if (customers % RowsAtOnce != 0) continue;
            s.Execute("COMMIT");
            s.Execute("BEGIN");
        }

        // They are looked at and sleep: a host that opens the store leaves their plans alone.
        s.Execute("INSERT INTO setting (name, value) VALUES ($1, '9999-12-31')", Nightly.Setting);

        // Numbers grow with time, as they do where many customers live at once; what became true in one turn stays together.
        s.Execute("INSERT INTO fact (customer_id, kind, at, document) SELECT customer_id, kind, at, document FROM played ORDER BY at, customer_id, rowid");
        s.Execute("COMMIT");
        return (customers, facts);
    }

    private sealed class Life(string id)
    {
        public string Id { get; } = id;

        public CustomerFile? File { get; set; }

        public List<(long At, Fact Fact)> Facts { get; } = [];
    }
}
