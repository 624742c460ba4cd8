using static FollowUpBot.Dialogs.Understanding.DayActions;
using static FollowUpBot.Dialogs.Understanding.Grammar;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What the rules for moments can say of weeks, months and years, and how days, times and lengths make a window.</summary>
internal static class WindowActions
{
    public static readonly IReadOnlyDictionary<string, Maker> All = new Dictionary<string, Maker>
    {
        // Units of the calendar.
        ["period"] = new(2, 3, (v, c) => Ranges(Calendar.Period((string)v[0]!, c.Today, Whole(v[1]), v.Length > 2 ? Whole(v[2]) : 1))),
        ["month"] = new(1, 1, (v, c) => Month(Whole(v[0]), c)),
        ["month-of"] = new(2, 2, (v, _) => MonthOf(Calendar.FullYear(Whole(v[1])), Whole(v[0]))),
        ["month-away"] = new(2, 2, (v, c) => MonthOf(c.Today.Year + Whole(v[1]), Whole(v[0]))),
        ["year"] = new(1, 1, (v, _) => Year(Whole(v[0]))),
        ["quarter-of"] = new(2, 2, (v, c) => Quarter(Whole(v[0]), v[1] is When { Choices: [{ From: { } from }, ..] } ? from.Year : Whole(v[1]))),
        ["quarter"] = new(1, 1, (v, c) => Quarter(Whole(v[0]), c.Today.Year)),
        ["decades"] = new(1, 1, (v, _) => When.Range(Decade(1900 + Whole(v[0])), Decade(2000 + Whole(v[0])))),
        ["century"] = new(1, 1, (v, _) => Whole(v[0]) is > 1 and < 90 ? When.Range((new DateTime((Whole(v[0]) - 1) * 100, 1, 1), new DateTime(Whole(v[0]) * 100, 1, 1))) : null),
        ["week-number"] = new(1, 2, (v, c) => WeekNumber(Whole(v[0]), v.Length > 1 ? Calendar.FullYear(Whole(v[1])) : c.Today.Year)),
        ["nth-weeks"] = new(3, 3, (v, _) => v[2] is When range && Whole(v[1]) is > 0 and < 60 ? OfEach(range, r => Calendar.NthWeeks(Whole(v[0]), Whole(v[1]), r)) : null),
        ["week-of"] = new(1, 1, (v, _) => v[0] is When { Kind: MomentKind.Date } when ? When.Range(when.Choices.Select(w => Calendar.Period("week", w.From!.Value, 0)!.Value)) : null),

        ["decade-of"] = new(1, 1, (v, _) => Whole(v[0]) is > 0 and var year && year % 10 == 0 ? When.Range(Decade(year)) : null),

        // Parts of them.
        ["rest"] = new(1, 1, (v, c) => v[0] is When range ? OfEach(range, r => (c.Today > r.From ? c.Today : r.From, r.To)) : null),
        ["rest-before"] = new(1, 1, (v, c) => v[0] is When range ? OfEach(range, r => (r.From, c.Today)) : null),
        ["early"] = new(1, 1, (v, _) => v[0] is When range ? OfEach(range, r => (r.From, MiddleOf(r))) : null),
        ["late"] = new(1, 1, (v, _) => v[0] is When range ? OfEach(range, r => (MiddleOf(r), r.To)) : null),
        ["earlier"] = new(1, 1, (v, c) => v[0] is When range ? OfEach(range, r => (r.From, r.From < c.Today && c.Today < MiddleOf(r) ? c.Today : MiddleOf(r))) : null),
        ["later"] = new(1, 1, (v, c) => v[0] is When range ? OfEach(range, r => (MiddleOf(r) < c.Today && c.Today < r.To ? c.Today : MiddleOf(r), r.To)) : null),
        ["middle-of"] = new(1, 1, (v, _) => v[0] is When range ? OfEach(range, r => ThirdsOf(r)) : null),
        ["end-of"] = new(1, 1, (v, _) => v[0] is When range && OfEach(range, r => (ThirdsOf(r).Second, r.To)) is { } end ? end with { IsEnd = true } : null),

        // Lengths.
        ["length"] = new(2, 2, (v, _) => v is [double count, string unit] && count < 1e6 ? Length.Of(count, unit) : null),
        ["lengths"] = new(2, 2, (v, _) => v is [Length one, Length other] ? one.Plus(other) : null),
        ["in"] = new(2, 2, (v, c) => v[0] is Length length ? Away(length, c, Whole(v[1])) : null),
        ["away"] = new(3, 3, (v, _) => v is [Length length, double sign, When when] ? AwayFrom(length, (int)sign, when) : null),
        ["rolling"] = new(2, 2, (v, c) => v[0] is Length length ? Rolling(length, Whole(v[1]), c) : null),
        ["within"] = new(1, 1, (v, c) => v[0] is Length length && length.From(c.Now) is { } to ? length.HasClock ? new When(MomentKind.DateTimeRange, [new Window(c.Now, to)]) : When.Range((c.Today, to.Date)) : null),
        ["for"] = new(2, 2, (v, _) => v is [When start, Length length] ? For(start, length) : null),

        // Together.
        ["at"] = new(2, 2, (v, c) => v is [When day, When time] ? Together.At(day, time, c) : null),
        ["between"] = new(2, 2, (v, c) => v is [When from, When to] ? Together.Between(from, to, c) : null),
        ["between-days"] = new(2, 2, (v, c) => v is [Yearly from, Yearly to] ? Together.BetweenDays(from, to, null, c) : null),
        ["between-days-of"] = new(3, 3, (v, c) => v is [Yearly from, Yearly to, double year] ? Together.BetweenDays(from, to, Calendar.FullYear((int)year), c) : null),
        ["between-months-of"] = new(3, 3, (v, _) => Whole(v[0]) is >= 1 and <= 12 && Whole(v[1]) is >= 1 and <= 12 ? Together.BetweenMonths(Whole(v[0]), Whole(v[1]), Calendar.FullYear(Whole(v[2]))) : null),
        ["since"] = new(1, 1, (v, c) => v[0] is When when ? Open(when, w => new Window(w.From, null)) : null),
        ["after"] = new(1, 1, (v, _) => v[0] is When when ? Open(when, w => new Window(when.IsEnd || when.IsPoint ? w.From : w.To ?? w.From, null)) : null),
        ["until"] = new(1, 1, (v, _) => v[0] is When when ? Open(when, w => new Window(null, w.To ?? w.From)) : null),
        ["till-before"] = new(1, 1, (v, _) => v[0] is When when ? Open(when, w => new Window(null, when.IsEnd ? w.To : w.From)) : null),
    };

    private static When? Ranges((DateTime From, DateTime To)? range) => range is { } r ? When.Range(r) : null;

    private static When? OfEach(When range, Func<(DateTime From, DateTime To), (DateTime From, DateTime To)> part)
    {
        if (range.Kind != MomentKind.DateRange) return null;
        var parts = range.Choices.Where(w => w is { From: not null, To: not null }).Select(w => part((w.From!.Value, w.To!.Value))).Where(p => p.From < p.To).ToList();
        return parts.Count == 0 ? null : When.Range(parts);
    }

    private static When? Month(int month, ReadingContext context)
    {
        if (month is < 1 or > 12) return null;
        var year = context.Today.Year + (month < context.Today.Month ? 1 : 0);
        return When.Range(Calendar.Month(year, month), Calendar.Month(year - 1, month)) with { Further = When.Range(Calendar.Month(year + 1, month)).Choices };
    }

    private static When? MonthOf(int year, int month) => month is >= 1 and <= 12 && year is >= 1 and < 9990 ? When.Range(Calendar.Month(year, month)) : null;

    private static When? Year(int year) => year is >= 1000 and < 9990 ? When.Range((new DateTime(year, 1, 1), new DateTime(year + 1, 1, 1))) : null;

    private static When? Quarter(int quarter, int year) =>
        quarter is >= 1 and <= 4 && year is >= 1 and < 9990 ? When.Range((Calendar.Month(year, (3 * quarter) - 2).From, Calendar.Month(year, 3 * quarter).To)) : null;

    private static (DateTime From, DateTime To) Decade(int year) => (new DateTime(year, 1, 1), new DateTime(year + 10, 1, 1));

    private static When? WeekNumber(int week, int year)
    {
        if (week is < 1 or > 53 || year is < 1 or > 9990) return null;
        var monday = Calendar.MondayOf(new DateTime(year, 1, 4)).AddDays(7 * (week - 1));
        return When.Range((monday, monday.AddDays(7)));
    }

    private static DateTime MiddleOf((DateTime From, DateTime To) r) => (r.To - r.From).TotalDays switch
    {
        > 300 => r.From.AddMonths(6),
        > 80 => r.From.AddDays(45),
        > 20 => r.From.AddDays(15),
        _ => r.From.AddDays(Math.Floor((r.To - r.From).TotalDays / 2)),
    };

    // The middle third; what is before it is the beginning and what is after it the end.
    private static (DateTime First, DateTime Second) ThirdsOf((DateTime From, DateTime To) r) => (r.To - r.From).TotalDays switch
    {
        > 300 => (r.From.AddMonths(4), r.From.AddMonths(8)),
        > 80 => (r.From.AddMonths(1), r.From.AddMonths(2)),
        > 20 => (r.From.AddDays(9), r.From.AddDays(20)),
        _ => (r.From.AddDays(2), r.To.AddDays(-2)),
    };

    private static When? Away(Length length, ReadingContext context, int sign)
    {
        var clockOnly = length is { Months: 0, Days: 0 } && length.From(context.Now, sign) is not null;
        if ((clockOnly ? context.Later(sign * length.Clock) : length.From(length.HasClock ? context.Now : context.Today, sign)) is not { } at) return null;
        return length.HasClock ? new When(MomentKind.DateTime, [new Window(at, at)]) : When.Days(at.Date);
    }

    private static When? AwayFrom(Length length, int sign, When when)
    {
        if (when.Choices.Any(w => w.From is null) || !when.HasDay) return null;
        var moved = when.Choices.Select(w => length.From(w.From!.Value, sign)).OfType<DateTime>().Select(d => new Window(d, d)).ToList();
        return moved.Count == 0 ? null : new When(length.HasClock || when.Kind == MomentKind.DateTime ? MomentKind.DateTime : MomentKind.Date, moved);
    }

    // The next two days begin tomorrow; the next two hours begin now.
    private static When? Rolling(Length length, int sign, ReadingContext context)
    {
        var start = length.HasClock ? context.Now : sign > 0 ? context.Today.AddDays(1) : context.Today;
        if (length.From(start, sign) is not { } other) return null;
        var window = sign > 0 ? new Window(start, other) : new Window(other, start);
        return new When(length.HasClock ? MomentKind.DateTimeRange : MomentKind.DateRange, [window]);
    }

    private static When? For(When start, Length length)
    {
        var kind = start.Kind switch
        {
            MomentKind.Date when !length.HasClock => MomentKind.DateRange,
            MomentKind.Time when length.HasClock => MomentKind.TimeRange,
            MomentKind.DateTime => MomentKind.DateTimeRange,
            _ => (MomentKind?)null,
        };
        var windows = start.Choices.Select(w => new Window(w.From, w.From is { } from ? length.From(from) : null)).Where(w => w.To is not null).ToList();
        return kind is { } known && windows.Count > 0 ? new When(known, windows) : null;
    }

    private static When? Open(When when, Func<Window, Window> open)
    {
        var windows = when.Choices.Select(open).Where(w => w.From is not null || w.To is not null).Distinct().ToList();
        return windows.Count == 0 ? null : when with
        {
            Kind = when.Kind switch { MomentKind.Date => MomentKind.DateRange, MomentKind.Time => MomentKind.TimeRange, MomentKind.DateTime => MomentKind.DateTimeRange, _ => when.Kind },
            Choices = windows,
        };
    }
}
