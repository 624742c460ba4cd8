using System.Diagnostics;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>Throws many inputs that are nearly right at what reads them: none may be an error, take long, or stay in memory.</summary>
internal static class Fuzz
{
    private const long MostKept = 8 * 1024 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it, with a word on what fails: the seed gives the same inputs again.</summary>
    /// <param name="parser">What it is called when it fails.</param>
    /// <param name="make">Makes an input, and gives back what reads it: the making is not to be timed.</param>
    /// <param name="inputs">How many.</param>
    public static async Task RunAsync(string parser, Func<Mutations, Func<Task>> make, int inputs)
    {
        await RunAsync(parser, make, seed: 1, inputs / 20);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await RunAsync(parser, make, Environment.TickCount, inputs);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(kept < MostKept, $"{parser} kept {kept / 1024} KB.");
    }

    private static async Task RunAsync(string parser, Func<Mutations, Func<Task>> make, int seed, int inputs)
    {
        var mutations = new Mutations(seed);
        for (var i = 0; i < inputs; i++)
        {
            var parse = make(mutations);
            try
            {
                // Another process may have had the core meanwhile: what is slow is slow each time.
                var took = await TimeAsync(parse);
                for (var again = 0; again < 3 && took > Longest; again++) took = await TimeAsync(parse);
                Assert.True(took <= Longest, $"It took {took.TotalMilliseconds} ms.");
            }
            catch (Exception error)
            {
                Assert.Fail($"{parser}, seed {seed}, input {i}: {error}");
            }
        }
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> parse)
    {
        var began = Stopwatch.GetTimestamp();
        await parse();
        return Stopwatch.GetElapsedTime(began);
    }
}
