using System.Diagnostics;
using System.Globalization;

namespace FollowUpBot.Loads;

/// <summary>
/// Three kinds of customers: most sleep; many come due in the same minute, while the host is away; and of some the occasion has passed when it comes back. Their rows are those that a real
/// sale wrote, and the customers' clock stands where the outage ends.
/// </summary>
internal static class Sleepers
{
    private const int Claims = 500, PerClaim = 64;
    private const int IdleSeconds = 60;

    private static readonly Template Asleep = new("load-asleep", "+34700000000", "BrookDrop 2"), Due = new("load-late", "+34800000000", "TrailLight 300"), Expired = new("load-expired", "+34900000000", "TrailLight 300");

    // The lamp's first contact comes on the third day and is worth nothing after the seventeenth; the filter's comes on the fourth.
    private static readonly TimeSpan Before = TimeSpan.FromDays(15), Outage = TimeSpan.FromDays(3) + TimeSpan.FromHours(2);

    public static async Task<int> RunAsync(string store, int asleep, int due, int expired, int pace, CancellationToken cancel)
    {
        await using var ground = await Ground.MakeAsync(store);
        var population = new Population(ground);
        Say($"{store}: selling to one customer of each kind, and copying them: {asleep:N0} sleep, {due:N0} come due, {expired:N0} are too late.");
        await SellAsync(ground, Expired, TimeSpan.Zero);
        await ground.Store.ExecuteAsync("UPDATE work SET parked_because = 'for later'");
        await SellAsync(ground, Due, Before);
        await SellAsync(ground, Asleep, Before);
        await ground.Store.ExecuteAsync("UPDATE work SET parked_because = NULL");
        await MoveClockAsync(ground, TimeSpan.Zero);
        var began = Stopwatch.GetTimestamp();
        await population.CopyAsync(Asleep, asleep);
        var size = await ground.SettleAsync();
        Say($"Filled in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s: {size >> 20:N0} MB, {(double)size / asleep / 1024:0.0} KB a customer with conversation, purchase and facts.");

        await ClaimAsync(ground, cancel);
        await IdleAsync(ground, pace, cancel);
        await population.CopyAsync(Due, due);
        await population.CopyAsync(Expired, expired);
        await MoveClockAsync(ground, Before + Outage);
        return await BurstAsync(ground, due, expired, pace, cancel) ? 0 : 1;
    }

    private static async Task SellAsync(Ground ground, Template template, TimeSpan ahead)
    {
        await ground.StartAsync(pace: 100);
        await ground.KillAsync();
        await MoveClockAsync(ground, ahead);
        await ground.StartAsync(pace: 100);
        await ground.SellAsync(template, DateTimeOffset.UtcNow + ahead);
        await ground.KillAsync();
    }

    // The nightly check is measured by itself.
    private static async Task MoveClockAsync(Ground ground, TimeSpan ahead)
    {
        await ground.Store.ExecuteAsync("DELETE FROM setting WHERE name IN ('clock.ahead', 'nightly')");
        await ground.Store.ExecuteAsync("INSERT INTO setting (name, value) VALUES ('nightly', '9999-12-31')");
        await ground.Store.ExecuteAsync($"INSERT INTO setting (name, value) VALUES ('clock.ahead', '{ahead.ToString("c", CultureInfo.InvariantCulture)}')");
    }

    // How long a host takes to find what is due, when all are.
    private static async Task ClaimAsync(Ground ground, CancellationToken cancel)
    {
        await using var store = await ground.OpenAsync();
        var times = new List<double>();
        var later = DateTimeOffset.UtcNow.AddDays(30);
        for (var i = -10; i < Claims; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            if ((await store.ClaimDueAsync(later, PerClaim)).Count < PerClaim) break;
            if (i >= 0) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        Say($"{times.Count} claims of {PerClaim}: p50 {times[times.Count / 2]:0.00} ms, p99 {times[times.Count * 99 / 100]:0.00} ms.");
        await store.GiveBackAsync();
        var asked = Stopwatch.GetTimestamp();
        var unwoken = await store.FindUnwokenAsync(DateTimeOffset.UtcNow, PerClaim);
        Say($"The nightly look for customers whom nothing will wake: {Stopwatch.GetElapsedTime(asked).TotalSeconds:0.0} s, {unwoken.Count} found.");
    }

    private static async Task IdleAsync(Ground ground, int pace, CancellationToken cancel)
    {
        var starts = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            await ground.KillAsync();
            starts.Add(await ground.StartAsync(pace));
        }

        Say($"Killed and started again: ready after {string.Join(", ", starts.Select(s => $"{s:0.0}"))} s.");
        await Task.Delay(TimeSpan.FromSeconds(10), cancel);
        var before = ground.CpuTime();
        await Task.Delay(TimeSpan.FromSeconds(IdleSeconds), cancel);
        var after = ground.CpuTime();
        Say($"Idle for {IdleSeconds} s: the host used {Share(after.Host - before.Host)} of one core{(ground.IsPostgres ? $", the database {Share(after.Database - before.Database)}" : "")}; it holds {ground.Memory()} MB.");
        await ground.KillAsync();

        static string Share(TimeSpan used) => $"{used.TotalSeconds / IdleSeconds:P2}";
    }

    private static async Task<bool> BurstAsync(Ground ground, int due, int expired, int pace, CancellationToken cancel)
    {
        var told = ground.Provider.Heard.Count;
        var start = await ground.StartAsync(pace);
        var began = DateTimeOffset.UtcNow;
        await Ground.UntilAsync(() => Task.FromResult(ground.Provider.Heard.Count > told), TimeSpan.FromSeconds(60));
        while (ground.Provider.Heard.Skip(told).Count(t => t.To.StartsWith(Due.Prefix, StringComparison.Ordinal)) < due && DateTimeOffset.UtcNow - began < TimeSpan.FromSeconds((due / pace * 3) + 60)) await Task.Delay(500, cancel);

        // What should not come gets the time to come.
        await Task.Delay(TimeSpan.FromSeconds(10), cancel);
        var heard = ground.Provider.Heard.Skip(told).ToList();
        var twice = heard.GroupBy(t => t.To).Count(g => g.Count() > 1);

        // Their next contact is another one, and may be due by now.
        var words = heard.Where(t => t.To.StartsWith(Due.Prefix, StringComparison.Ordinal)).Select(t => t.Body).ToHashSet();
        var late = heard.Count(t => t.To.StartsWith(Expired.Prefix, StringComparison.Ordinal) && words.Contains(t.Body));
        var right = heard.Where(t => t.To.StartsWith(Due.Prefix, StringComparison.Ordinal)).Select(t => t.To).ToList();
        var seconds = heard.GroupBy(t => t.At.ToUnixTimeSeconds()).Select(g => g.Count()).ToList();
        var outOfOrder = right.Zip(right.Skip(1)).Count(p => string.CompareOrdinal(p.First, p.Second) > 0);
        var furthest = right.Order(StringComparer.Ordinal).Select((number, place) => (number, place)).ToDictionary(p => p.number, p => p.place) is var places
            ? right.Select((number, place) => Math.Abs(places[number] - place)).DefaultIfEmpty().Max() : 0;
        var dropped = (await ground.Store.RowsAsync("SELECT count(*) FROM customer WHERE (next_contact_at IS NULL) = (resting_reason IS NULL)", r => r.GetInt64(0)))[0];
        var unplanned = (await ground.Store.RowsAsync(
            $"SELECT count(*) FROM customer WHERE id LIKE 'customer-{Expired.Tag}%' AND next_contact_at <= {(DateTimeOffset.UtcNow + Before + Outage).ToUnixTimeMilliseconds()}", r => r.GetInt64(0)))[0];
        Say($"After an outage {due:N0} are due at once, and {expired:N0} too late: ready after {start:0.0} s, first heard {(heard.Min(t => t.At) - began).TotalSeconds:0.0} s later, all after {(heard.Max(t => t.At) - began).TotalSeconds:0} s.");
        Say($"Heard {right.Distinct().Count():N0} of {due:N0}; twice {twice}; too late and heard all the same {late}; too late and without a next contact {unplanned}; neither contact nor reason {dropped}.");
        Say($"At most {seconds.Max()} in a second (pace {pace}); {outOfOrder} of {right.Count - 1:N0} pairs in another order than they came due, the furthest {furthest} places from its own.");
        return right.Distinct().Count() == due && twice == 0 && late == 0 && dropped == 0;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
