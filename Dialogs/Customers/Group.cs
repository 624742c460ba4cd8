namespace FollowUpBot.Dialogs.Customers;

/// <summary>
/// Whom something is for, as conditions on a customer's file that must all hold. Those that time alone makes true or false are kept as spans, so that it is known today when somebody will belong.
/// </summary>
public sealed record Group
{
    /// <summary>They own one of these; empty when the product does not matter.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>From so many days after that purchase.</summary>
    public int? DaysFrom { get; init; }

    /// <summary>Before so many days after that purchase.</summary>
    public int? DaysBefore { get; init; }

    /// <summary>So many purchases at least.</summary>
    public int? Purchases { get; init; }

    /// <summary>So many purchases at most.</summary>
    public int? PurchasesAtMost { get; init; }

    /// <summary>So many pieces in one purchase at least.</summary>
    public int? Pieces { get; init; }

    /// <summary>What they have paid us in all, at least.</summary>
    public decimal? Spent { get; init; }

    /// <summary>Whether they buy for a business.</summary>
    public bool? Business { get; init; }

    /// <summary>Where their last answers lie.</summary>
    public IReadOnlyList<LoyaltyCondition> Loyalty { get; init; } = [];

    /// <summary>How their mood develops.</summary>
    public MoodTrend? Mood { get; init; }

    /// <summary>Nothing heard of them for so many days.</summary>
    public int? SilentDays { get; init; }

    /// <summary>Where they last wrote to us.</summary>
    public string? Channel { get; init; }

    /// <summary>They have complained; or, if false, they never have.</summary>
    public bool? Complained { get; init; }

    /// <summary>When this customer belongs to the group, as far as is known today; empty when only something new could bring that about. In the order of their purchases.</summary>
    public IEnumerable<Membership> MembershipsOf(CustomerFile file)
    {
        if (file.Purchases.Count == 0 || !Fits(file)) yield break;
        var (from, until) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        if (SilentDays is { } silent) from = (file.LastHeardAt ?? file.Purchases[0].PurchasedAt).AddDays(silent);
        if (Products.Count == 0 && DaysFrom is null && DaysBefore is null)
        {
            yield return new Membership(null, from, until);
            yield break;
        }

        foreach (var purchase in Products.Count == 0 ? file.Purchases.TakeLast(1) : file.Purchases.Where(p => Products.Contains(p.Product) && !p.UsedByAnother))
        {
            var begins = DaysFrom is { } first && purchase.PurchasedAt.AddDays(first) is var day && day > from ? day : from;
            var ends = DaysBefore is { } last ? purchase.PurchasedAt.AddDays(last) : until;
            if (begins < ends) yield return new Membership(purchase, begins, ends);
        }
    }

    /// <summary>Whether this customer belongs to it now.</summary>
    public bool Has(CustomerFile file, DateTimeOffset now) => MembershipsOf(file).Any(m => m.Holds(now));

    private bool Fits(CustomerFile file) =>
        !(file.Purchases.Count < Purchases)
        && !(file.Purchases.Count > PurchasesAtMost)
        && !(Pieces is { } pieces && file.Purchases.All(p => p.Quantity < pieces))
        && !(file.Purchases.Sum(p => p.Paid ?? 0) < Spent)
        && (Business is null || Business == file.Business)
        && Loyalty.All(c => file.Loyalty.Any(m => m.Measure == c.Measure && m.Group == c.Group))
        && (Mood is null || Mood == MoodTrends.Of(file.Moods))
        && (Channel is null || Channel == file.Channel)
        && (Complained is null || Complained == file.Complained);
}

/// <summary>That the last answer to a measure lies in a group.</summary>
public sealed record LoyaltyCondition(Measure Measure, LoyaltyGroup Group);

/// <summary>From when until when somebody belongs to a group.</summary>
/// <param name="Purchase">The purchase that makes it so; null when none in particular does.</param>
/// <param name="From">The beginning of time when they do already.</param>
/// <param name="Until">The end of time when nothing ends it that could be known today.</param>
public sealed record Membership(Purchase? Purchase, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Whether it holds at a moment.</summary>
    public bool Holds(DateTimeOffset now) => From <= now && now < Until;
}

/// <summary>How somebody's mood develops over their last messages.</summary>
public enum MoodTrend
{
    /// <summary>Neither; or too few messages to say.</summary>
    Steady,

    /// <summary>It gets worse.</summary>
    Falling,

    /// <summary>It gets better.</summary>
    Rising,
}

/// <summary>Reads a trend from moods.</summary>
public static class MoodTrends
{
    /// <summary>So many moods are kept.</summary>
    public const int Kept = 8;

    private const int Fewest = 4;

    // Half of what lies between calm and annoyed.
    private const double Change = 0.3;

    /// <summary>The later half of the moods held against the earlier.</summary>
    public static MoodTrend Of(IReadOnlyList<double> moods)
    {
        if (moods.Count < Fewest) return MoodTrend.Steady;
        var half = moods.Count / 2;
        var change = moods.Skip(half).Average() - moods.Take(half).Average();
        return change <= -Change ? MoodTrend.Falling : change >= Change ? MoodTrend.Rising : MoodTrend.Steady;
    }
}
