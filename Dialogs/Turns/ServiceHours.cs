using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>When the people behind the bot work, and so what can honestly be promised.</summary>
/// <param name="Team">What the team is called in a sentence: "the service team".</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Shifts">The hours of a working day, in order; between two of them nobody is there.</param>
/// <param name="Days">Working days.</param>
/// <param name="FirstWordWithin">How long a customer waits for a person, in service hours.</param>
/// <param name="AnswerWithin">How long a passed-on question takes, in service hours.</param>
public sealed record ServiceHours(string Team, string TimeZone, IReadOnlyList<Shift> Shifts, IReadOnlyList<DayOfWeek> Days, TimeSpan FirstWordWithin, TimeSpan AnswerWithin)
{
    // A calendar that is closed for longer is refused when it is read; here it only keeps a loop from running for ever.
    private const int MostClosedDays = 4000;

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>Somebody is there day and night.</summary>
    public static ServiceHours Always { get; } = new("", "UTC", [new Shift(TimeOnly.MinValue, TimeOnly.MaxValue)], Enum.GetValues<DayOfWeek>(), TimeSpan.FromHours(1), TimeSpan.FromHours(8));

    /// <summary>Days on which nobody works.</summary>
    public IReadOnlyList<Holiday> Holidays { get; init; } = [];

    /// <summary>How long a customer waits for a person whose case has this priority; what is not here waits <see cref="FirstWordWithin"/>.</summary>
    public IReadOnlyDictionary<Priority, TimeSpan> Targets { get; init; } = new Dictionary<Priority, TimeSpan>();

    /// <summary>What can be said at this moment, given who has the desk open.</summary>
    public StaffWord At(DateTimeOffset now, IReadOnlyList<string> present) => new(Team, present, IsOpen(now), After(now, FirstWordWithin), After(now, AnswerWithin))
    {
        NormalBy = After(now, FirstWordWithin),
        HighBy = After(now, TargetOf(Priority.High)),
        UrgentBy = After(now, TargetOf(Priority.Urgent)),
        Hours = this,
    };

    /// <summary>How long a case of this priority waits for its first word, in service hours.</summary>
    public TimeSpan TargetOf(Priority priority) => Targets.TryGetValue(priority, out var own) ? own : FirstWordWithin;

    /// <summary>Whether it is within service hours.</summary>
    public bool IsOpen(DateTimeOffset at) => On(DayOf(at)).Any(s => s.From <= at && at < s.Until);

    /// <summary>The shift of this moment, or the next one; its beginning is no earlier than the moment.</summary>
    public (DateTimeOffset From, DateTimeOffset Until) Next(DateTimeOffset at) => From(at).First();

    /// <summary>The moment at which so much service time has passed, rounded up to five minutes: "by 14:35" is a promise, "by 14:31:07" a machine.</summary>
    public DateTimeOffset After(DateTimeOffset start, TimeSpan serviceTime)
    {
        var left = serviceTime;
        foreach (var (from, until) in From(start))
        {
            if (from + left <= until) return RoundUp(from + left);
            left -= until - from;
        }

        throw new InvalidOperationException("Shifts never end.");
    }

    /// <summary>How much service time lies between two moments; negative when the second is the earlier, as for a time that has passed.</summary>
    public TimeSpan ServiceTimeBetween(DateTimeOffset from, DateTimeOffset until)
    {
        if (until < from) return -ServiceTimeBetween(until, from);
        var time = TimeSpan.Zero;
        for (var day = DayOf(from); day <= DayOf(until); day = day.AddDays(1))
        {
            foreach (var shift in On(day))
            {
                var (begins, ends) = (shift.From > from ? shift.From : from, shift.Until < until ? shift.Until : until);
                if (ends > begins) time += ends - begins;
            }
        }

        return time;
    }

    /// <summary>The first day from this one on after which nobody is there for longer than a year; null when there is none within forty years.</summary>
    public DateOnly? ClosedFor(DateOnly first)
    {
        for (var (day, last) = (first, first); day < first.AddYears(40); day = day.AddDays(1))
        {
            if (IsWorking(day)) last = day;
            else if (day > last.AddDays(366)) return last;
        }

        return null;
    }

    // All shifts that are not over at this moment; there is always a next one.
    private IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> From(DateTimeOffset at)
    {
        var day = DayOf(at);
        for (var closed = 0; ; day = day.AddDays(1), closed++)
        {
            if (closed > MostClosedDays) yield return (at, DateTimeOffset.MaxValue);
            foreach (var shift in On(day))
            {
                if (shift.Until <= at) continue;
                closed = 0;
                yield return (shift.From > at ? shift.From : at, shift.Until);
            }
        }
    }

    private IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> On(DateOnly day) => !IsWorking(day) ? [] : Shifts.Select(s => (
        LocalTime.At(day, s.From, TimeZone), s.Until == TimeOnly.MaxValue ? LocalTime.At(day.AddDays(1), TimeOnly.MinValue, TimeZone) : LocalTime.At(day, s.Until, TimeZone)));

    private bool IsWorking(DateOnly day) => Days.Contains(day.DayOfWeek) && !Holidays.Any(h => h.Is(day));

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, LocalTime.Zone(TimeZone)).DateTime);

    private static DateTimeOffset RoundUp(DateTimeOffset at) => new((at.UtcTicks + Step.Ticks - 1) / Step.Ticks * Step.Ticks, TimeSpan.Zero);
}

/// <summary>Hours of a day in which somebody is there.</summary>
/// <param name="From">When they begin.</param>
/// <param name="Until">When they are over; <see cref="TimeOnly.MaxValue"/> is midnight.</param>
public sealed record Shift(TimeOnly From, TimeOnly Until);

/// <summary>A day on which nobody works.</summary>
/// <param name="Year">Of that year only; null for every year.</param>
/// <param name="Month">1–12.</param>
/// <param name="Day">1–31.</param>
public sealed record Holiday(int? Year, int Month, int Day)
{
    /// <summary>Whether it is this day.</summary>
    public bool Is(DateOnly day) => day.Month == Month && day.Day == Day && (Year is null || Year == day.Year);
}
