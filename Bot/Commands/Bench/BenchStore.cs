using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Commands.Bench;

/// <summary><c>bench store</c>: what a turn asks of the store and nothing else: find the conversation, load the file, commit a message with its reply. A turn counts when it is durable.</summary>
internal static class BenchStore
{
    public static Command Create()
    {
        var customers = new Option<int>("--customers") { Description = "How many customers talk.", DefaultValueFactory = _ => 200 };
        var turns = new Option<int>("--turns") { Description = "Turns of each customer.", DefaultValueFactory = _ => 50 };
        var concurrency = new Option<int>("--concurrency") { Description = "Turns under way at once.", DefaultValueFactory = _ => 16 };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var command = new Command("store", "Measure the store alone. It writes into the store that FollowUp:Storage names, so name one to throw away.") { customers, turns, concurrency, json };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(customers), parsed.GetValue(turns), parsed.GetValue(concurrency), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(int customers, int turns, int concurrency, bool json)
    {
        if (customers < concurrency || turns < 1 || concurrency < 1) return CommandLine.Fail("--turns and --concurrency are 1 or more, --customers at least --concurrency.");
        var builder = FollowUpHost.Configure([.. CommandLine.Flags, "--environment", "Development"]);
        try
        {
            await using var store = await FollowUpHost.OpenStoreAsync(FollowUpOptions.Read(builder.Configuration, builder.Environment));
            var run = $"bench-{Environment.ProcessId}-{Stopwatch.GetTimestamp():x}";

            // The first turns pay for what is compiled and prepared on first use.
            await TalkAsync(store, $"{run}-warm", customers, Math.Max(1, turns / 10), concurrency);
            var began = Stopwatch.GetTimestamp();
            var times = await TalkAsync(store, run, customers, turns, concurrency);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var of = new Percentiles(times);
            var figures = new { turns = times.Count, seconds = Math.Round(seconds, 2), perSecond = Math.Round(times.Count / seconds), p50 = of.At(0.5), p95 = of.At(0.95), p99 = of.At(0.99), worst = of.At(1) };
            Console.WriteLine(json
                ? JsonSerializer.Serialize(figures)
                : $"{figures.turns} turns in {store.Place}, {concurrency} at once: {figures.perSecond}/s, p50 {figures.p50} ms, p95 {figures.p95} ms, p99 {figures.p99} ms, worst {figures.worst} ms");
            return CommandLine.Ok;
        }
        catch (Exception error) when (error is StoreException or StoreUnavailableException)
        {
            return CommandLine.Report(error.Message);
        }
    }

    private static async Task<List<double>> TalkAsync(IStore store, string run, int customers, int turns, int concurrency)
    {
        var times = new List<double>(customers * turns);
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async first =>
        {
            var own = new List<double>();
            for (var turn = 0; turn < turns; turn++)
            {
                for (var i = first; i < customers; i += concurrency)
                {
                    var began = Stopwatch.GetTimestamp();
                    await TakeAsync(store, $"{run}-{i}", turn);
                    own.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }

            lock (times) times.AddRange(own);
        }));
        return times;
    }

    private static async Task TakeAsync(IStore store, string name, int turn)
    {
        var now = TimeProvider.System.GetUtcNow();
        var conversation = await store.FindConversationAsync(new ConversationKey("bench", name)) ?? await store.OpenConversationAsync("bench", name, name, now);
        var (file, version) = await store.LoadCustomerAsync(name);
        var result = await store.CommitAsync(new TurnCommit
        {
            Channel = "bench",
            InboundId = $"{name}|{turn}",
            Next = file ?? new CustomerFile { Id = name, Name = "Bench", Resting = RestingReason.NoPurchase },
            Version = version,
            At = now,
            Conversation = conversation.Key,
            Lines = [new NewLine(Speaker.Customer, "Bench", "Can I leave it outside when it rains?", [], null), new NewLine(Speaker.Bot, null, "The lamp can stay outside in the rain if the charging cap is closed.", [], null)],
        });
        if (result is not CommitResult.Done) throw new InvalidOperationException($"A turn of its own customer came to {result}.");
    }
}
