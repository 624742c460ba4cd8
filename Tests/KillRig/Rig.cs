using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace FollowUpBot.KillRig;

/// <summary>
/// Real hosts that are killed, paused and cut off from their database while customers talk and buy. What customers hear is kept here, outside the hosts, and held at the end against what they
/// were to hear.
/// </summary>
internal sealed class Rig : IAsyncDisposable
{
    // Longer than any fault of the provider that accepts a message late.
    private const int SettleSeconds = 4;

    private static readonly TimeSpan SlowestProvider = TimeSpan.FromMilliseconds(1500), LongestSettling = TimeSpan.FromMinutes(3), BetweenReports = TimeSpan.FromSeconds(10);

    private readonly RigOptions options;
    private readonly Action<string> report;
    private readonly DirectoryInfo folder;
    private readonly Chronicle chronicle = new();
    private readonly Ledger ledger = new();
    private readonly List<Place> places = [];
    private readonly PostgresCluster? cluster;
    private readonly TwilioServer twilio;
    private readonly ConnectorServer connector;
    private readonly string connectionString;
    private readonly string? schema;
    private readonly StoreReader store;
    private readonly Tally<TwilioServer.Fault> textFaults;
    private readonly Tally<ConnectorServer.Fault> connectorFaults;

    private Rig(RigOptions options, Action<string> report, DirectoryInfo folder, PostgresCluster? cluster, TwilioServer twilio, ConnectorServer connector)
    {
        (this.options, this.report, this.folder, this.cluster, this.twilio, this.connector) = (options, report, folder, cluster, twilio, connector);
        if (options.Postgres)
        {
            schema = $"test_{Guid.NewGuid():n}";
            connectionString = new NpgsqlConnectionStringBuilder(options.Server ?? cluster!.ConnectionString) { SearchPath = schema }.ConnectionString;
        }
        else
        {
            connectionString = Path.Combine(folder.FullName, "followup.db");
        }

        store = new StoreReader(options.Postgres, options.Postgres
            ? new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "kill rig" }.ConnectionString
            : $"Data Source={connectionString};Pooling=False;Mode=ReadOnly");
        for (var i = 0; i < options.Hosts; i++) places.Add(new Place(i + 1, options.Program, Path.Combine(folder.FullName, $"host-{i + 1}"), FlagsOf, chronicle));
        textFaults = new Tally<TwilioServer.Fault>(options.Seed + 1,
        [
            (TwilioServer.Fault.ResetAfterAccepting, 0.01), (TwilioServer.Fault.ErrorAfterAccepting, 0.01), (TwilioServer.Fault.GarbageAfterAccepting, 0.005), (TwilioServer.Fault.ErrorBeforeAccepting, 0.005),
            (TwilioServer.Fault.Busy, 0.02), (TwilioServer.Fault.SlowAfterAccepting, 0.12), (TwilioServer.Fault.SlowBeforeAccepting, 0.1), (TwilioServer.Fault.AcceptingLate, 0.08), (TwilioServer.Fault.HangAfterAccepting, 0.002),
        ]);
        connectorFaults = new Tally<ConnectorServer.Fault>(options.Seed + 2,
        [
            (ConnectorServer.Fault.Busy, 0.02), (ConnectorServer.Fault.PreconditionFailed, 0.01), (ConnectorServer.Fault.BadGatewayAfterAccepting, 0.003), (ConnectorServer.Fault.ResetAfterAccepting, 0.003),
            (ConnectorServer.Fault.SlowAfterAccepting, 0.12), (ConnectorServer.Fault.SlowBeforeAccepting, 0.1), (ConnectorServer.Fault.AcceptingLate, 0.08),
        ]);
        (twilio.Otherwise, twilio.Slowness) = (textFaults.Next, () => textFaults.Share * SlowestProvider);
        (connector.Otherwise, connector.Slowness) = (connectorFaults.Next, () => connectorFaults.Share * SlowestProvider);
    }

    /// <summary>Runs from the first start of a host to the verdict, and leaves nothing behind.</summary>
    public static async Task<Verdict> RunAsync(RigOptions options, Action<string> report, CancellationToken cancel)
    {
        SQLitePCL.Batteries_V2.Init();
        var folder = Directory.CreateTempSubdirectory("followup-rig-");
        try
        {
            await using var cluster = options is { Postgres: true, Server: null } ? await PostgresCluster.StartAsync() : null;
            await using var twilio = await TwilioServer.StartAsync();
            await using var connector = await ConnectorServer.StartAsync();
            await using var rig = new Rig(options, report, folder, cluster, twilio, connector);
            return await rig.RunAsync(cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var place in places) await place.DisposeAsync();
        if (options.Server is not null) await store.ExecuteAsync($"DROP SCHEMA IF EXISTS {schema} CASCADE");
    }

    private IEnumerable<string> FlagsOf(string applicationName)
    {
        string[] storage = options.Postgres
            ? ["--FollowUp:Storage:Provider", "Postgres", "--FollowUp:Storage:ConnectionString", new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = applicationName }.ConnectionString]
            : ["--FollowUp:Storage:ConnectionString", connectionString];
        return
        [
            .. twilio.Flags, .. storage, "--FollowUp:BotFramework:Authentication", "Off", "--FollowUp:Dispatch:PerSecond:msteams", "10000", "--FollowUp:Dispatch:SettleSeconds", $"{SettleSeconds}",
            "--FollowUp:DirectLine:MessagesPerMinute", "1000000", "--FollowUp:DirectLine:OpeningsPerMinute", "1000000", "--FollowUp:Knowledge:Index", Path.Combine(HostProcess.LearnedFolder, "knowledge.db"), "--Logging:LogLevel:Default", "Error",
        ];
    }

    private async Task<Verdict> RunAsync(CancellationToken cancel)
    {
        var began = Stopwatch.StartNew();
        if (schema is not null) await store.ExecuteAsync($"CREATE SCHEMA {schema}");

        // The first learns for all.
        await places[0].StartAsync(cancel);
        await Task.WhenAll(places.Skip(1).Select(p => p.StartAsync(cancel)));
        report($"{places.Count} {(places.Count == 1 ? "host is" : "hosts are")} up after {began.Elapsed.TotalSeconds:0} s.");

        using var door = new Door(places);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var random = new Random(options.Seed + 3);
        var each = options.Customers / 3;
        List<Chatter> chatters = [.. Enumerable.Range(1, each).Select(i => new Chatter(i, door, ledger, new Random(random.Next())))];
        var shop = new Shop(door, ledger, new Random(random.Next()));
        List<Task> load =
        [
            .. chatters.Select(c => c.RunAsync(stop.Token, giveUp.Token)),
            .. Enumerable.Range(1, each).Select(i => new Texter(i, door, ledger, new Random(random.Next())).RunAsync(stop.Token, giveUp.Token)),
            .. Enumerable.Range(1, each).Select(i => new Teammate(i, connector.Url, door, ledger, new Random(random.Next())).RunAsync(stop.Token, giveUp.Token)),
            shop.RunAsync(stop.Token, giveUp.Token),
        ];
        var torments = new Torments(options, places, store, cluster, chronicle);
        var tormenting = torments.RunAsync(cancel);
        while (await Task.WhenAny(tormenting, Task.Delay(BetweenReports, cancel)) != tormenting)
        {
            cancel.ThrowIfCancellationRequested();
            report($"{began.Elapsed:mm\\:ss}  kills {torments.Kills}/{options.Kills}, stops {torments.ShortStops + torments.LongStops}/{options.Stops}, cuts {torments.Restarts + torments.Cuts}/{options.Cuts}; "
                + $"{ledger.Count} to be heard, {twilio.Heard.Count} texts and {connector.Heard.Count} activities heard; {places.Count(p => p.IsUp)} of {places.Count} hosts up");
        }

        await tormenting;
        await stop.CancelAsync();
        giveUp.CancelAfter(LongestSettling);
        await Task.WhenAll(load);
        var stuck = await SettleAsync(cancel);

        var heard = new List<Heard>();
        heard.AddRange(twilio.Heard.Select(t => new Heard("sms", t.To, t.Body, t.At)));
        heard.AddRange(connector.Heard.Select(s => new Heard("msteams", s.Conversation, s.Text, s.At)));
        var changed = new List<string>();
        foreach (var chatter in chatters)
        {
            await chatter.Chat.ReadOnAsync(giveUp.Token);
            heard.AddRange(chatter.Chat.Lines.Select(l => new Heard(chatter.Channel, chatter.Customer, l.IsOwn ? Speech.Own(l.Text) : l.Text, null)));
            var transcript = await chatter.Chat.TranscriptAsync(giveUp.Token);
            if (transcript is null || !transcript.SequenceEqual(chatter.Chat.Lines)) changed.Add($"{chatter.Customer} does not find in the transcript what their client has shown: {chatter.Chat.Lines.Count} lines there, {transcript?.Count} here.");
        }

        await Parallel.ForEachAsync(shop.Chatters, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = giveUp.Token }, async (user, _) =>
        {
            if (await new WebChat(user, door, new Random(options.Seed)).TranscriptAsync(giveUp.Token) is not { } lines) return;
            lock (heard) heard.AddRange(lines.Select(l => new Heard("directline", user, l.Text, null)));
        });

        var stored = await store.MessagesAsync();
        var checker = new Checker(ledger, heard, stored, WhatIs, chronicle);
        foreach (var line in changed) checker.Accuse(line);
        if (stuck > 0) checker.Accuse($"After {LongestSettling.TotalMinutes:0} minutes of rest {stuck} messages and pieces of work are still not at their end.");
        foreach (var line in await store.ParkedAsync()) checker.Accuse($"Work that nobody could do, of {line}");
        return new Verdict { Table = TableOf(checker, torments, door, stored, await store.TurnsAsync(), began.Elapsed), Offences = checker.Offences };
    }

    // The result is how much is still not at its end.
    private async Task<long> SettleAsync(CancellationToken cancel)
    {
        long busy = 0;
        var quiet = 0;
        for (var patience = Stopwatch.StartNew(); quiet < 3 && patience.Elapsed < LongestSettling; await Task.Delay(400, cancel))
        {
            busy = await store.BusyAsync() + twilio.UnderWay + connector.UnderWay;
            quiet = busy == 0 ? quiet + 1 : 0;
        }

        return busy;
    }

    private static string WhatIs(string channel, string customer, string text) =>
        customer.StartsWith("+347", StringComparison.Ordinal) || customer.StartsWith("dl_buyer", StringComparison.Ordinal) ? Speech.OfBuyer(text) : Speech.OfTalker(text);

    private List<(string, string)> TableOf(Checker checker, Torments torments, Door door, List<StoredMessage> stored, long turns, TimeSpan took)
    {
        var starts = places.SelectMany(p => p.Starts).ToList();
        var (web, sms, teams) = (checker.Channels["directline"], checker.Channels["sms"], checker.Channels["msteams"]);
        return
        [
            ("store", options.Postgres ? "PostgreSQL" : "SQLite"),
            ("hosts", Number(options.Hosts)),
            ("seed", Number(options.Seed)),
            ("seconds in all", Number((long)took.TotalSeconds)),
            ("kills", Number(torments.Kills)),
            ("  that left something under way", Number(torments.Deadly)),
            ("stops, shorter / longer than a lease", $"{Number(torments.ShortStops)} / {Number(torments.LongStops)}"),
            ("database restarts", Number(torments.Restarts)),
            ("cuts of connections", Number(torments.Cuts)),
            ("a host's start, s, p50 / max", Spread(starts)),
            ("starts that failed, the database being away", Number(places.Sum(p => p.FailedStarts))),
            ("faults of the text provider", textFaults.ToString()),
            ("faults of the connector", connectorFaults.ToString()),
            ("calls that were answered", Number(door.Taken)),
            ("calls that were made again", Number(door.Again)),
            ("calls made at two hosts at once", Number(door.ToTwo)),
            ("answers that are no success and not 503", door.Unexpected.IsEmpty ? "0" : string.Join("; ", door.Unexpected.Select(u => $"{u.Value} × {u.Key}"))),
            ("turns", Number(turns)),
            ("to be heard", Number(ledger.Count)),
            ("heard in web chats", Number(web.Heard)),
            ("heard by text", Number(sms.Heard)),
            ("heard on the other channel", Number(teams.Heard)),
            ("left under way by dead hosts", Number(torments.Takeovers.Count)),
            ("  taken over after, s, p50 / max", Spread(torments.Takeovers)),
            ("from taken to heard, s, p50 / p99 / max", Spread(checker.Waits, withTail: true)),
            ("texts heard after a later one", Number(checker.OutOfOrder)),
            ("unknown in the store", Number(stored.Count(s => s.State == "unknown"))),
            ("  of them heard", Number(checker.UnknownButHeard)),
            ("  of them not heard, and listed", Number(checker.Unknown.Count)),
            ("heard twice: web, text, other", $"{web.Twice}, {sms.Twice}, {teams.Twice}"),
            ("lost: web, text, other", $"{web.Lost}, {sms.Lost}, {teams.Lost}"),
            ("heard, and to be heard by nobody", Number(checker.Strange)),
            ("never taken", Number(checker.NeverTaken)),
        ];
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Spread(IReadOnlyCollection<double> values, bool withTail = false)
    {
        if (values.Count == 0) return "none";
        var sorted = values.Order().ToList();
        var tail = withTail ? string.Create(CultureInfo.InvariantCulture, $" / {sorted[(int)(0.99 * (sorted.Count - 1))]:0.00}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Count / 2]:0.00}{tail} / {sorted[^1]:0.00}");
    }
}

/// <summary>Faults of a provider by their odds, and how often each happened.</summary>
internal sealed class Tally<T>(int seed, IReadOnlyList<(T Fault, double Odds)> odds)
    where T : struct, Enum
{
    private readonly Random random = new(seed);
    private readonly SortedDictionary<T, int> counts = [];

    /// <summary>A number from 0 to 1.</summary>
    public double Share
    {
        get
        {
            lock (random) return random.NextDouble();
        }
    }

    /// <summary>What happens to the next call; the default value is nothing.</summary>
    public T Next()
    {
        lock (random)
        {
            var left = random.NextDouble();
            foreach (var (fault, share) in odds)
            {
                if ((left -= share) >= 0) continue;
                counts[fault] = counts.GetValueOrDefault(fault) + 1;
                return fault;
            }

            return default;
        }
    }

    public override string ToString()
    {
        lock (random) return counts.Count == 0 ? "none" : string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"));
    }
}
