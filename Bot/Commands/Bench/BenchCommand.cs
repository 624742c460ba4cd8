using System.CommandLine;

namespace FollowUpBot.Bot.Commands.Bench;

/// <summary><c>bench</c>: how fast this machine does what customers wait for.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure this machine.") { BenchTurns.Create(), BenchStore.Create(), BenchUnderstand.Create(), BenchAsk.Create() };
}

/// <summary>What was measured many times, to be asked for its middle and its tail.</summary>
internal sealed class Percentiles(IEnumerable<double> milliseconds)
{
    private readonly double[] sorted = [.. milliseconds.Order()];

    public int Count => sorted.Length;

    /// <summary>The time that this share of all did not exceed, in milliseconds.</summary>
    public double At(double share) => Math.Round(sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))], 2);
}
