using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Simulation;

/// <summary>Plays many customers under one seed after another, and makes the shortest history of what breaks.</summary>
internal sealed class Simulation(ShopContent content, SimulationOptions options)
{
    private static readonly HashSet<ulong> Everything = [];

    /// <summary>Plays all customers of the seeds.</summary>
    /// <param name="seeds">The seeds.</param>
    /// <param name="report">Told how many customers are done.</param>
    /// <param name="cancel">Ends it early.</param>
    public Tally Run(IReadOnlyList<ulong> seeds, Action<long>? report = null, CancellationToken cancel = default)
    {
        var total = new Tally(options.Days);
        var done = 0L;
        foreach (var seed in seeds)
        {
            var world = new World(seed, options, content);
            Parallel.For(
                0,
                options.Customers,
                new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
                () => new Tally(options.Days),
                (customer, _, tally) =>
                {
                    new Play(world, customer, Everything, tally, null).Run();
                    if (Interlocked.Increment(ref done) % 256 == 0) report?.Invoke(done);
                    return tally;
                },
                tally =>
                {
                    lock (total) total.Add(tally);
                });
        }

        total.Violations.Sort((one, other) => (one.Seed, one.Customer).CompareTo((other.Seed, other.Customer)));
        return total;
    }

    /// <summary>One customer's life, written down.</summary>
    public (Violation? Broken, History History) Replay(ulong seed, int customer) => Replay(new World(seed, options, content), customer, Everything);

    /// <summary>The shortest history that still breaks the same rule: inputs are left out one by one, then faults.</summary>
    public (Violation Broken, History History) Shrink(Violation broken)
    {
        var world = new World(broken.Seed, options, content);
        HashSet<ulong> without = [];
        var (_, history) = Replay(world, broken.Customer, without);
        var shortest = (broken, history);

        // Leaving one out may make another needless, so it goes round until nothing more can go.
        for (var before = -1; before != without.Count;)
        {
            before = without.Count;
            foreach (var key in shortest.history.Inputs.Reverse().Concat(shortest.history.Faults.Reverse()).ToList())
            {
                if (!without.Add(key)) continue;
                var (still, shorter) = Replay(world, broken.Customer, without);
                if (still?.Rule == broken.Rule && shorter.Size <= shortest.history.Size) shortest = (still, shorter);
                else without.Remove(key);
            }
        }

        return shortest;
    }

    private (Violation? Broken, History History) Replay(World world, int customer, HashSet<ulong> without)
    {
        var history = new History();
        return (new Play(world, customer, without, new Tally(options.Days), history).Run(), history);
    }
}
