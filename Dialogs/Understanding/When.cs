namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What kind of moment or window was said.</summary>
public enum MomentKind
{
    /// <summary>A day.</summary>
    Date,

    /// <summary>Days, weeks, months: from the first day to the end.</summary>
    DateRange,

    /// <summary>A time of day, on whatever day.</summary>
    Time,

    /// <summary>A part of the day, on whatever day.</summary>
    TimeRange,

    /// <summary>A time on a day.</summary>
    DateTime,

    /// <summary>A part of one day, or from one time on a day to another.</summary>
    DateTimeRange,
}

/// <summary>One way to understand a moment or window, in local time.</summary>
/// <param name="From">Its beginning; null when it has none ("before Friday").</param>
/// <param name="To">
/// Its end; null when it has none ("after Friday"). Of "next week" it is the first moment after it; where an end was said ("from the 3rd to the 12th") it is
/// the day or time that was said. A single day or time has the same beginning and end.
/// </param>
public readonly record struct Window(DateTime? From, DateTime? To);

/// <summary>A moment while it is put together: all ways to understand it, the likeliest first. Times without a day stand on <see cref="NoDay"/>.</summary>
internal sealed record When(MomentKind Kind, IReadOnlyList<Window> Choices)
{
    public static readonly DateTime NoDay = new(1, 1, 1);

    /// <summary>The day that a part of the day lies in, or the half of the day; empty when nothing was said of it.</summary>
    public string Half { get; init; } = "";

    /// <summary>Whether it was said of a part of something, so that "before the end of the year" reaches to the very end.</summary>
    public bool IsEnd { get; init; }

    /// <summary>What comes round after the choices: the Friday after next, for "from Monday to Friday" said on a Wednesday.</summary>
    public IReadOnlyList<Window> Further { get; init; } = [];

    public bool HasDay => Kind is not (MomentKind.Time or MomentKind.TimeRange);

    public bool IsPoint => Kind is MomentKind.Date or MomentKind.Time or MomentKind.DateTime;

    public static When Days(params IEnumerable<DateTime> days) => new(MomentKind.Date, [.. days.Select(d => new Window(d, d))]);

    public static When Range(params IEnumerable<(DateTime From, DateTime To)> ranges) => new(MomentKind.DateRange, [.. ranges.Select(r => new Window(r.From, r.To))]);

    public static When Time(params IEnumerable<TimeSpan> times) => new(MomentKind.Time, [.. times.Select(t => new Window(NoDay + t, NoDay + t))]);
}

/// <summary>A length of time as people say it: months have no fixed number of days.</summary>
internal sealed record Length(double Months, double Days, TimeSpan Clock)
{
    public bool HasClock => Clock != TimeSpan.Zero;

    public static Length? Of(double count, string unit) => unit switch
    {
        "second" => new(0, 0, TimeSpan.FromSeconds(count)),
        "minute" => new(0, 0, TimeSpan.FromMinutes(count)),
        "hour" => new(0, 0, TimeSpan.FromHours(count)),
        "day" => new(0, count, default),
        "week" => new(0, 7 * count, default),
        "month" => new(count, 0, default),
        "quarter" => new(3 * count, 0, default),
        "year" => new(12 * count, 0, default),
        "decade" => new(120 * count, 0, default),
        _ => null,
    };

    public Length Plus(Length other) => new(Months + other.Months, Days + other.Days, Clock + other.Clock);

    /// <summary>The moment so much later, or earlier when the sign is −1; null beyond what a calendar holds.</summary>
    public DateTime? From(DateTime start, int sign = 1)
    {
        // Half a month has no meaning of its own; it is taken as fifteen days.
        var months = Math.Truncate(Months);
        var days = Days + ((Months - months) * 30);
        if (months > 12_000 || days > 366_000 || Math.Abs(Clock.TotalDays) > 366_000) return null;
        try
        {
            return start.AddMonths(sign * (int)months).AddDays(sign * days).Add(sign * Clock);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
