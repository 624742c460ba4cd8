using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;

namespace FollowUpBot.KillRig;

/// <summary>Everything that is done to hosts and database, in an order that the seed chooses.</summary>
internal sealed class Torments(RigOptions options, IReadOnlyList<Place> places, StoreReader store, PostgresCluster? cluster, Chronicle chronicle)
{
    // A pause that outlasts a lease, and one in which its owner is only slow.
    private static readonly (int From, int To) Long = (10_500, 14_000), Short = (50, 3_000);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200), WaitForOne = TimeSpan.FromSeconds(2), WaitForOthers = TimeSpan.FromSeconds(5), LongestWait = TimeSpan.FromMinutes(3), LongestWaitForWork = TimeSpan.FromSeconds(4), LongestTakeover = TimeSpan.FromMinutes(2);

    private readonly Random random = new(options.Seed);
    private readonly ConcurrentBag<Task> consequences = [];
    private readonly ConcurrentBag<double> takeovers = [];
    private int kills, deadly, shortStops, longStops, restarts, cuts, longPausesUntilNow;

    private enum Kind
    {
        Kill,
        Stop,
        Cut,
    }

    public int Kills => kills;

    /// <summary>How many kills left something under way.</summary>
    public int Deadly => Volatile.Read(ref deadly);

    public int ShortStops => shortStops;

    public int LongStops => longStops;

    public int Restarts => restarts;

    public int Cuts => cuts;

    /// <summary>For everything that a dead host left: how many seconds after its death another had it, or it was at its end.</summary>
    public IReadOnlyCollection<double> Takeovers => takeovers;

    /// <summary>Does everything, and waits until all hosts are up again and everything that the dead had left is in somebody's hands.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        Kind[] plan = [.. Enumerable.Repeat(Kind.Kill, options.Kills), .. Enumerable.Repeat(Kind.Stop, options.Stops), .. Enumerable.Repeat(Kind.Cut, options.Cuts)];
        random.Shuffle(plan);
        var began = Stopwatch.StartNew();
        foreach (var kind in plan)
        {
            if (began.Elapsed.TotalMinutes >= options.Minutes) break;
            var wanted = places[random.Next(places.Count)];
            var (pause, choice, isLong, share) = (random.Next(20, 400), random.Next(4), random.Next(2) == 0, random.NextDouble());
            var served = random.Next(30);
            var fewest = random.Next(5) == 0 ? 1 : places.Count - 1;
            var place = await UpAsync(wanted, Math.Max(1, fewest), cancel);

            // So that it falls among the messages that the host has begun.
            for (var patience = Stopwatch.StartNew(); place.Served < served && place.IsUp && patience.Elapsed < LongestWaitForWork;) await Task.Delay(5, cancel);
            await Task.Delay(pause, cancel);
            switch (kind)
            {
                case Kind.Kill: await KillAsync(place, pause, cancel); break;
                case Kind.Stop: Stop(place, share, isLong, cancel); break;
                default: await CutAsync(place, choice); break;
            }
        }

        await Task.WhenAll(consequences);
    }

    // The one that is wanted, or if it takes its time, another. Mostly others are to be up beside it: who only starts has nothing that could be lost.
    private async Task<Place> UpAsync(Place wanted, int fewest, CancellationToken cancel)
    {
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < LongestWait; await Task.Delay(10, cancel))
        {
            var up = places.Count(p => p.IsUp);
            if (wanted.IsUp && up >= fewest) return wanted;
            if (patience.Elapsed > WaitForOne && up > 0 && (up >= fewest || patience.Elapsed > WaitForOthers)) return places.First(p => p.IsUp);
            if (consequences.FirstOrDefault(c => c.IsFaulted) is { } failed) await failed;
        }

        throw new InvalidOperationException("No host comes back.");
    }

    private async Task KillAsync(Place place, int pause, CancellationToken cancel)
    {
        var numbers = await QuietlyAsync(() => store.NumbersAsync(place.ApplicationName)) ?? [];
        await place.KillAsync();
        kills++;
        if (numbers.Count > 0) consequences.Add(FollowAsync(numbers, Stopwatch.GetTimestamp(), cancel));
        consequences.Add(ReviveAsync());

        async Task ReviveAsync()
        {
            await Task.Delay(pause, cancel);
            await place.StartAsync(cancel);
        }
    }

    private void Stop(Place place, double share, bool isLong, CancellationToken cancel)
    {
        // The first is a long one, so that the shortest run has one.
        isLong |= longPausesUntilNow++ == 0;
        var (from, to) = isLong ? Long : Short;
        if (isLong) longStops++;
        else shortStops++;
        place.Pause();
        consequences.Add(ResumeAsync());

        async Task ResumeAsync()
        {
            await Task.Delay((int)(from + (share * (to - from))), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            place.Resume();
        }
    }

    private async Task CutAsync(Place place, int choice)
    {
        if (cluster is not null && choice < 2)
        {
            var mode = choice == 0 ? "immediate" : "fast";
            chronicle.Note($"the database is restarted ({mode})");
            await cluster.RestartAsync(mode);
            chronicle.Note("the database is back");
            restarts++;
            return;
        }

        var of = choice % 2 == 0 ? place.ApplicationName : null;
        chronicle.Note($"connections of {(of is null ? "all hosts" : place.Name)} are cut");
        await QuietlyAsync(async () => await store.CutAsync(of));
        cuts++;
    }

    // From the death of a host until nothing is left in its hands.
    private async Task FollowAsync(IReadOnlyList<int> numbers, long died, CancellationToken cancel)
    {
        HashSet<string>? left = null;
        while (left is null || left.Count > 0)
        {
            await Task.Delay(BetweenLooks, cancel);
            if (await QuietlyAsync(() => store.UnderWayAsync(numbers)) is not { } still) continue;
            if (left is null && still.Count > 0) Interlocked.Increment(ref deadly);
            var seconds = Stopwatch.GetElapsedTime(died).TotalSeconds;
            foreach (var _ in (left ?? []).Except(still)) takeovers.Add(seconds);
            left = still;
            if (seconds > LongestTakeover.TotalSeconds) throw new InvalidOperationException($"What a dead host left is not taken over: {string.Join(", ", left)}");
        }
    }

    // The database may be away, and the file in the hands of a host that recovers it.
    private static async Task<T?> QuietlyAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (error is DbException or IOException or TimeoutException)
        {
            return default;
        }
    }
}
