using System.Diagnostics;
using System.Globalization;

namespace FollowUpBot.Loads;

/// <summary>An outbox full of texts, and a provider that takes all it gets: how many a second go the whole way, each with its intent written down before and what became of it after.</summary>
internal static class Dispatch
{
    // No pace of the provider's.
    private const int Unlimited = 10_000;

    private static readonly Template Waiting = new("load-waiting", "+34700000000", "BrookDrop 2");

    public static async Task<int> RunAsync(string store, int messages, int seconds, CancellationToken cancel)
    {
        await using var ground = await Ground.MakeAsync(store);
        await ground.StartAsync(Unlimited);
        await ground.SellAsync(Waiting, DateTimeOffset.UtcNow);
        await ground.KillAsync();
        var population = new Population(ground);
        await population.CopyAsync(Waiting, messages);
        await population.LetWaitAsync(Waiting);
        var size = await ground.SettleAsync();
        Say($"{store}: {messages:N0} texts wait, one for each customer ({size >> 20:N0} MB).");

        var told = ground.Provider.Heard.Count;
        await ground.StartAsync(Unlimited);
        await Ground.UntilAsync(() => Task.FromResult(ground.Provider.Calls > told), TimeSpan.FromSeconds(60));
        var (began, before, cpu) = (Stopwatch.GetTimestamp(), ground.Provider.Calls, ground.CpuTime());
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds && ground.Provider.Calls < told + messages) await Task.Delay(200, cancel);
        var (took, after, used) = (Stopwatch.GetElapsedTime(began).TotalSeconds, ground.Provider.Calls, ground.CpuTime());
        var sent = after - before;
        Say($"In {took:0} s {sent:N0} were sent: {sent / took:N0}/s; {(used.Host - cpu.Host).TotalMilliseconds / sent:0.00} ms of processor time each for the host{(ground.IsPostgres ? $", {(used.Database - cpu.Database).TotalMilliseconds / sent:0.00} for the database" : "")}.");
        var slowest = ground.Provider.Heard.Skip(before).GroupBy(t => t.At.ToUnixTimeSeconds() / 10).OrderBy(g => g.Key).Skip(1).SkipLast(1).Select(g => g.Count() / 10).DefaultIfEmpty().ToList();
        Say($"In its slowest ten seconds {slowest.Min():N0}/s, in its fastest {slowest.Max():N0}/s.");
        await ground.KillAsync();
        var twice = ground.Provider.Heard.Skip(told).GroupBy(t => t.To).Count(g => g.Count() > 1);
        Say($"Heard twice {twice}.");
        return twice == 0 ? 0 : 1;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
