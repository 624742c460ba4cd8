using System.Globalization;

namespace FollowUpBot.Bot.Insights;

/// <summary>What is looked at, as it stands in the address of the page.</summary>
/// <param name="From">The first day, in the shop's zone.</param>
/// <param name="To">The last day.</param>
/// <param name="Product">Only this product; null for all.</param>
/// <param name="Segment">Only customers of this segment; null for all.</param>
public sealed record Filter(DateOnly From, DateOnly To, string? Product = null, string? Segment = null)
{
    /// <summary>Days that are looked at when nobody says otherwise.</summary>
    public const int UsualDays = 90;

    private const int MostDays = 3660, WeeksUpTo = 130, Week = 7, Month = 30;

    private const string Iso = "yyyy-MM-dd";

    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>The period of the same length before.</summary>
    public DateOnly Before => From.AddDays(-Days);

    /// <summary>Days that a point of a chart stands for.</summary>
    public int Bucket => Days <= WeeksUpTo ? Week : Month;

    /// <summary>How many points a chart has.</summary>
    public int Buckets => (Days + Bucket - 1) / Bucket;

    /// <summary>The period in words.</summary>
    public string Says => string.Create(CultureInfo.InvariantCulture, $"{From:d MMM yyyy} to {To:d MMM yyyy}");

    /// <summary>Reads it; what makes no sense is said and left out.</summary>
    /// <param name="ask">The value of a name, or null.</param>
    /// <param name="newest">The last day there is.</param>
    /// <param name="today">Today.</param>
    public static (Filter Filter, string? Wrong) Read(Func<string, string?> ask, DateOnly newest, DateOnly today)
    {
        string? wrong = null;

        // A store whose last fact is long past is looked at where there is something to see.
        var to = Day("to") ?? (newest < today.AddDays(-UsualDays) ? newest : today);
        var from = Day("from") ?? to.AddDays(1 - UsualDays);
        if (from > to) (wrong, from) = ($"The period ends before it begins: {from.ToString(Iso, CultureInfo.InvariantCulture)} comes after {to.ToString(Iso, CultureInfo.InvariantCulture)}.", to.AddDays(1 - UsualDays));
        if (to.DayNumber - from.DayNumber >= MostDays) (wrong, from) = ("A period has ten years at most.", to.AddDays(1 - MostDays));
        return (new Filter(from, to, Text("product"), Text("segment")), wrong);

        string? Text(string name) => ask(name)?.Trim() is { Length: > 0 and <= 200 } text ? text : null;

        DateOnly? Day(string name)
        {
            if (Text(name) is not { } text) return null;
            if (DateOnly.TryParseExact(text, Iso, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1990 and < 2200) return day;
            wrong = $"'{text}' is no day: write it like 2026-11-21.";
            return null;
        }
    }

    /// <summary>It as a query, with more.</summary>
    public string Query(params (string Name, string? Value)[] more)
    {
        var parts = new List<(string Name, string? Value)>
        {
            ("from", From.ToString(Iso, CultureInfo.InvariantCulture)), ("to", To.ToString(Iso, CultureInfo.InvariantCulture)), ("product", Product), ("segment", Segment),
        };
        parts.RemoveAll(p => more.Any(m => m.Name == p.Name));
        return "?" + string.Join('&', parts.Concat(more).Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
    }
}
