using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FollowUpBot.Bot.Journeys;
using FollowUpBot.Bot.Simulation;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>simulate</c>: many customers, virtual time, hosts that fail, and what must hold checked after every step.</summary>
internal static class SimulateCommand
{
    private const int LinesOfHistory = 60;

    public static Command Create()
    {
        var customers = Whole("--customers", 1000, "How many customers under each seed.");
        var days = Whole("--days", 90, "How many days they live.");
        var seeds = Whole("--seeds", 1, "How many seeds, counted up from --seed.");
        var seed = new Option<ulong>("--seed") { Description = "The first seed: the same one gives the same lives.", DefaultValueFactory = _ => 1 };
        var customer = new Option<int?>("--customer") { Description = "Play only this customer and write down everything that happens to them." };
        var faults = new Option<bool>("--faults") { Description = "Crashes, clocks that jump, messages that come twice. This is the default." };
        var none = new Option<bool>("--no-faults") { Description = "Nothing goes wrong." };
        var hosts = Whole("--hosts", 3, "How many hosts share the work.");
        var html = new Option<string?>("--html") { Description = "Write the result as a page, with charts, to this file." };
        var into = new Option<string?>("--into") { Description = "Write the customers and what became true of them into a new SQLite store, to look at with: --FollowUp:Storage:ConnectionString FILE" };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON." };
        var command = new Command("simulate", "Play many customers' months in seconds, on several hosts that fail, and check after every step what must hold. Uses your journeys; sends nothing, and stores nothing unless told to.")
        {
            customers, days, seeds, seed, customer, faults, none, hosts, html, into, json,
        };
        command.SetAction((parsed, cancel) =>
        {
            if (parsed.GetValue(faults) && parsed.GetValue(none)) return Task.FromResult(CommandLine.Fail("--faults and --no-faults exclude each other; give one of them."));
            var shelf = Shelf.Open();
            if (shelf.Content is null) return Task.FromResult(CommandLine.Report(shelf.Fault));
            var options = new SimulationOptions { Customers = parsed.GetValue(customers), Days = parsed.GetValue(days), Hosts = parsed.GetValue(hosts), Faults = !parsed.GetValue(none) };
            if (parsed.GetValue(into) is { } file) return SimulateInto.RunAsync(shelf.Content, options, parsed.GetValue(seed), file, cancel);
            var simulation = new Simulation.Simulation(shelf.Content, options);
            var first = parsed.GetValue(seed);
            return parsed.GetValue(customer) is { } one
                ? Task.FromResult(Replay(simulation, first, one))
                : RunAsync(simulation, options, [.. Enumerable.Range(0, parsed.GetValue(seeds)).Select(i => first + (ulong)i)], parsed.GetValue(html), parsed.GetValue(json), cancel);
        });
        return command;
    }

    private static Option<int> Whole(string name, int fallback, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => fallback };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 10_000_000))
                result.AddError($"{name} must be a whole number from 1 to 10000000, not '{token.Value}'.");
        });
        return option;
    }

    private static int Replay(Simulation.Simulation simulation, ulong seed, int customer)
    {
        var (broken, history) = simulation.Replay(seed, customer);
        foreach (var line in history.Lines) Console.WriteLine(line);
        return broken is null ? CommandLine.Ok : CommandLine.Found;
    }

    private static async Task<int> RunAsync(Simulation.Simulation simulation, SimulationOptions options, ulong[] seeds, string? html, bool json, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var all = options.Customers * seeds.Length;
        var tally = await ProgressBar.RunAsync(report => Task.Run(() => simulation.Run(seeds, done => report("Simulating customers", (int)done, all), cancel), cancel));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var shrunk = tally.Violations.DistinctBy(v => v.Rule).Select(simulation.Shrink).ToList();
        if (json) PrintJson(options, seeds, tally, seconds, shrunk);
        var tables = Tables(options, seeds, tally, seconds);
        if (!json) Print(tables, shrunk);
        if (html is not null)
        {
            await File.WriteAllTextAsync(html, SimulationPage.Of($"{tally.Customers} customers, {options.Days} days", tables, tally, shrunk is [var first, ..] ? first.History.Lines : []), cancel);
            await Console.Error.WriteLineAsync($"The page is in {html}.");
        }

        return tally.Violations.Count == 0 ? CommandLine.Ok : CommandLine.Found;
    }

    private static List<(string Name, IReadOnlyList<(string What, string Value)> Rows)> Tables(SimulationOptions options, ulong[] seeds, Tally tally, double seconds)
    {
        var customerDays = (double)tally.Customers * options.Days;
        var busiest = Array.IndexOf(tally.Load, tally.Load.Max());
        return
        [
            ("What was played",
            [
                ("customers", Number(tally.Customers)),
                ("days of each", Number(options.Days)),
                ("seeds", seeds.Length == 1 ? $"{seeds[0]}" : $"{seeds[0]} to {seeds[^1]}"),
                ("hosts", Number(options.Hosts)),
                ("faults", Number(tally.Faults)),
                ("turns", Number(tally.Turns)),
                ("decided again after another turn", Number(tally.Conflicts)),
                ("stopped because done before", Number(tally.Repeats)),
                ("unasked contacts", Number(tally.Contacts)),
                ("contacts a customer", (tally.Contacts / (double)Math.Max(tally.Customers, 1)).ToString("0.00", CultureInfo.InvariantCulture)),
                ("contacts a day, mean", (tally.Contacts / (double)options.Days).ToString("0.0", CultureInfo.InvariantCulture)),
                ($"contacts on day {busiest}, the busiest", Number(tally.Load[busiest])),
                ("customer-days a minute", Number((long)(customerDays / seconds * 60))),
            ]),
            ("Withheld, by reason", Rows(tally.Withheld, reason => reason)),
            ("Deferred, by reason", Rows(tally.Deferred, FactWords.Of)),
            ("What became true", Rows(tally.Facts, Spaced)),
            ("Must not happen", [.. Invariants.Words.Select(rule => (rule.Value, Number(tally.Violations.Count(v => v.Rule == rule.Key))))]),
        ];
    }

    private static IReadOnlyList<(string, string)> Rows<TReason>(SortedDictionary<TReason, long> counts, Func<TReason, string> words)
        where TReason : notnull => counts.Count == 0 ? [("nothing", "0")] : [.. counts.Select(c => (words(c.Key), Number(c.Value)))];

    // RewardIssued is "reward issued" to a reader.
    private static string Spaced(string kind) => string.Concat(kind.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? " " : "")}{char.ToLowerInvariant(c)}" : $"{c}"));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static void Print(List<(string Name, IReadOnlyList<(string What, string Value)> Rows)> tables, List<(Violation Broken, History History)> shrunk)
    {
        foreach (var (name, rows) in tables)
        {
            Console.WriteLine(name);
            foreach (var (what, value) in rows) Console.WriteLine($"  {what,-66} {value,14}");
        }

        foreach (var (broken, history) in shrunk)
        {
            Console.WriteLine();
            Console.WriteLine($"{Invariants.Words[broken.Rule]}: {broken.What}. The shortest history; all of it: simulate --seed {broken.Seed} --customer {broken.Customer}");
            foreach (var line in history.Lines.TakeLast(LinesOfHistory)) Console.WriteLine($"  {line}");
        }
    }

    private static void PrintJson(SimulationOptions options, ulong[] seeds, Tally tally, double seconds, List<(Violation Broken, History History)> shrunk) => Console.WriteLine(JsonLines.Write(new
    {
        tally.Customers,
        options.Days,
        options.Hosts,
        seeds,
        tally.Faults,
        tally.Turns,
        tally.Conflicts,
        tally.Repeats,
        tally.Contacts,
        tally.Withheld,
        tally.Deferred,
        tally.Facts,
        load = tally.Load,
        contactsOfCustomer = tally.ContactsOfCustomer,
        customerDaysAMinute = (long)((double)tally.Customers * options.Days / seconds * 60),
        broken = Invariants.Words.Keys.ToDictionary(rule => $"{rule}", rule => tally.Violations.Count(v => v.Rule == rule)),
        shortest = shrunk.Select(s => new { rule = $"{s.Broken.Rule}", s.Broken.What, s.Broken.Seed, s.Broken.Customer, history = s.History.Lines }),
    }));
}
