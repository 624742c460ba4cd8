namespace FollowUpBot.Bot.Insights;

/// <summary>A share with how many it was counted on.</summary>
/// <param name="Count">How many did.</param>
/// <param name="Of">Of how many.</param>
public readonly record struct Share(long Count, long Of)
{
    public double Value => Of == 0 ? 0 : (double)Count / Of;

    /// <summary>Wilson's interval: where the true share lies.</summary>
    public (double Low, double High) Interval(double z)
    {
        if (Of == 0) return (0, 1);
        var (n, p) = ((double)Of, Value);
        var middle = (p + (z * z / (2 * n))) / (1 + (z * z / n));
        var half = z * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n))) / (1 + (z * z / n));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}

/// <summary>What can be said of an effect.</summary>
public enum Verdict
{
    /// <summary>One of the groups is too small.</summary>
    TooFew,

    /// <summary>The interval holds zero.</summary>
    NothingSeen,

    /// <summary>Those who were treated do it more often.</summary>
    Raises,

    /// <summary>Those who were treated do it less often.</summary>
    Lowers,
}

/// <summary>The difference between those who were treated and those who were held out, and what may honestly be said of it.</summary>
/// <param name="Treated">The treated.</param>
/// <param name="HeldOut">Those who got nothing so that the effect is known.</param>
public readonly record struct Effect(Share Treated, Share HeldOut)
{
    /// <summary>A group with fewer says nothing.</summary>
    public const int Least = 30;

    // Of a hundred perks without any effect one is claimed to have one.
    private const double Z99 = 2.5758293035489;

    public double Difference => Treated.Value - HeldOut.Value;

    /// <summary>Newcombe's interval for the difference of two shares, from Wilson's of each: at 99 %.</summary>
    public (double Low, double High) Interval
    {
        get
        {
            var (lowT, highT) = Treated.Interval(Z99);
            var (lowH, highH) = HeldOut.Interval(Z99);
            return (Difference - Root(Treated.Value - lowT, highH - HeldOut.Value), Difference + Root(highT - Treated.Value, HeldOut.Value - lowH));
        }
    }

    public Verdict Verdict => Treated.Of < Least || HeldOut.Of < Least ? Verdict.TooFew : Interval switch
    {
        { Low: > 0 } => Verdict.Raises,
        { High: < 0 } => Verdict.Lowers,
        _ => Verdict.NothingSeen,
    };

    /// <summary>It in a sentence.</summary>
    public string Says
    {
        get
        {
            var (low, high) = (Math.Abs(Interval.Low), Math.Abs(Interval.High));
            var points = $"{Points(Math.Min(low, high))} to {Points(Math.Max(low, high))} points";
            return Verdict switch
            {
                Verdict.TooFew => $"Too few to say: {Treated.Of} treated and {HeldOut.Of} held out have had their 90 days, and {Least} of each are needed.",
                Verdict.Raises => $"Raises repurchase by {points}.",
                Verdict.Lowers => $"Lowers repurchase by {points}.",
                _ => $"No effect to be seen yet: the difference lies between {Signed(Interval.Low)} and {Signed(Interval.High)} points.",
            };
        }
    }

    private static double Root(double one, double other) => Math.Sqrt((one * one) + (other * other));

    private static string Points(double share) => Math.Round(share * 100, share < 0.1 ? 1 : 0).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Signed(double share) => $"{(share < 0 ? "−" : "+")}{Points(Math.Abs(share))}";
}
