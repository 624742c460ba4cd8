using System.CommandLine;
using FollowUpBot.KillRig;

var store = new Option<string>("--store") { Description = "sqlite (one host) or postgres (several).", DefaultValueFactory = _ => "postgres" };
var hosts = new Option<int?>("--hosts") { Description = "How many hosts share the store; 3 on postgres, 1 on sqlite when not given." };
var kills = Whole("--kills", 30, "How often a host is killed (SIGKILL) and started again.");
var stops = Whole("--stops", 6, "How often a host is paused (SIGSTOP), every other time for longer than a lease.");
var cuts = new Option<int?>("--cuts") { Description = "How often the database is restarted, or connections to it are ended; 3 on postgres when not given." };
var seed = Whole("--seed", 1, "The choice of faults. When they fall into the hosts' work cannot be repeated.");
var customers = Whole("--customers", 15, "How many customers talk, a third on each kind of channel. Others buy.");
var minutes = new Option<int?>("--minutes") { Description = "After so many minutes no more is done to the hosts, and what was heard is counted. Without it the whole plan is carried out." };
var server = new Option<string?>("--server") { Description = "A PostgreSQL that runs already, by its connection string: connections to it are ended, but it is not restarted. Without it the rig starts one of its own." };
var broken = new Option<string?>("--broken") { Description = $"Build the program with a fault first, to see the rig find it: {string.Join(" or ", BrokenBuild.Names)}." };
var root = new RootCommand("Kills, pauses and cuts off real hosts while customers talk and buy, and counts from outside what each customer heard. Ends with 0 when nothing was heard twice and nothing was lost, else with 1 and the histories.")
{
    store, hosts, kills, stops, cuts, seed, customers, minutes, server, broken,
};
var perkKills = Whole("--kills", 200, "How often the host is killed (SIGKILL) and started again.");
var perkStore = new Option<string>("--store") { Description = "sqlite or postgres.", DefaultValueFactory = _ => "sqlite" };
var perks = new Command("perks", "Kills a host while perks are given and redeemed, and counts in its store whether any was given or redeemed twice, or lost.") { perkKills, perkStore, seed };
perks.SetAction(async (parsed, cancel) => parsed.GetValue(perkStore) is "sqlite" or "postgres"
    ? await PerkRig.RunAsync(parsed.GetValue(perkStore) == "postgres", parsed.GetValue(perkKills), parsed.GetValue(seed), cancel)
    : Fail($"--store is sqlite or postgres, not '{parsed.GetValue(perkStore)}'."));
root.Add(perks);
root.SetAction(async (parsed, cancel) =>
{
    if (parsed.GetValue(store) is not ("sqlite" or "postgres")) return Fail($"--store is sqlite or postgres, not '{parsed.GetValue(store)}'.");
    var postgres = parsed.GetValue(store) == "postgres";
    var options = new RigOptions
    {
        Postgres = postgres,
        Server = parsed.GetValue(server),
        Hosts = parsed.GetValue(hosts) ?? (postgres ? 3 : 1),
        Kills = parsed.GetValue(kills),
        Stops = parsed.GetValue(stops),
        Cuts = parsed.GetValue(cuts) ?? (postgres ? 3 : 0),
        Seed = parsed.GetValue(seed),
        Customers = parsed.GetValue(customers),
        Minutes = parsed.GetValue(minutes),
    };
    if (options.Mistakes().ToList() is { Count: > 0 } mistakes) return Fail(string.Join(Environment.NewLine, mistakes));
    if (parsed.GetValue(broken) is not { } name) return await RunAsync(options, cancel);
    if (!BrokenBuild.Names.Contains(name)) return Fail($"--broken is {string.Join(" or ", BrokenBuild.Names)}, not '{name}'.");
    await using var build = await BrokenBuild.MakeAsync(name, cancel);
    return await RunAsync(options with { Program = build.Program }, cancel);
});
try
{
    // Told to stop, it takes its hosts and its database with it.
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) }) is var code && root.Parse(args).Errors.Count > 0 ? 2 : code;
}
catch (OperationCanceledException)
{
    return Fail("Stopped.");
}

static async Task<int> RunAsync(RigOptions options, CancellationToken cancel)
{
    var verdict = await Rig.RunAsync(options, Console.WriteLine, cancel);
    Console.WriteLine();
    Console.Write(verdict);
    return verdict.IsGood ? 0 : 1;
}

static int Fail(string sentence)
{
    Console.Error.WriteLine(sentence);
    return 2;
}

static Option<int> Whole(string name, int fallback, string description) => new(name) { Description = description, DefaultValueFactory = _ => fallback };
