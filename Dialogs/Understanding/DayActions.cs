using static FollowUpBot.Dialogs.Understanding.Grammar;
using static FollowUpBot.Dialogs.Understanding.NumberActions;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What the rules for moments can say of days. Weekdays count from Monday = 1, months from January = 1.</summary>
internal static class DayActions
{
    public static readonly IReadOnlyDictionary<string, Maker> All = new Dictionary<string, Maker>
    {
        ["day"] = new(1, 1, (v, c) => When.Days(c.Today.AddDays(Number(v[0])))),
        ["weekday"] = new(1, 1, (v, c) => Weekday(Whole(v[0]), c)),
        ["weekday-in-week"] = new(2, 2, (v, c) => When.Days(Calendar.MondayOf(c.Today).AddDays((7 * Number(v[1])) + Number(v[0]) - 1))),
        ["coming-weekday"] = new(1, 1, (v, c) => When.Days(Calendar.Next(Whole(v[0]), c.Today.AddDays(1)))),
        ["day-of-month"] = new(1, 1, (v, c) => DayOfMonth(Whole(v[0]), c)),
        ["weekday-and-day"] = new(2, 2, (v, c) => WeekdayAndDay(Whole(v[0]), Whole(v[1]), c)),
        ["weekday-and-date"] = new(2, 2, (v, _) => v[1] is When when ? WeekdayAndDate(Whole(v[0]), when) : null),
        ["weekday-from"] = new(2, 2, (v, _) => v[1] is When { Kind: MomentKind.Date } when ? When.Days(when.Choices.Select(w => Calendar.Next(Whole(v[0]), w.From!.Value))) : null),
        ["nth-weekday"] = new(3, 3, (v, _) => v[2] is When when ? InRange(when, r => Calendar.NthWeekday(Whole(v[0]), Whole(v[1]), r)) : null),
        ["nth-day"] = new(2, 2, (v, _) => v[1] is When when ? InRange(when, r => Calendar.NthDay(Whole(v[0]), r)) : null),
        ["date"] = new(3, 3, (v, _) => Date(Whole(v[0]), Whole(v[1]), Whole(v[2]))),
        ["compact-date"] = new(1, 1, (v, _) => Date(Whole(v[0]) / 10000, Whole(v[0]) / 100 % 100, Whole(v[0]) % 100)),
        ["numeric"] = new(2, 2, (v, c) => Numeric(Whole(v[0]), Whole(v[1]), c)),
        ["numeric-date"] = new(3, 3, (v, c) => Numeric(Whole(v[0]), Whole(v[1]), c) is { } yearly ? InYear(yearly, Calendar.FullYear(Whole(v[2]))) : null),
        ["day-first-date"] = new(3, 3, (v, _) => Date(Calendar.FullYear(Whole(v[2])), Whole(v[1]), Whole(v[0])) ?? Date(Calendar.FullYear(Whole(v[2])), Whole(v[0]), Whole(v[1]))),
        ["yearly"] = new(2, 2, (v, _) => MonthAndDay(Whole(v[0]), Whole(v[1]))),
        ["yearly-nth"] = new(3, 4, (v, _) => new Yearly(year => Calendar.NthWeekday(Whole(v[0]), Whole(v[1]), Calendar.Month(year, Whole(v[2])))?.AddDays(v.Length > 3 ? Number(v[3]) : 0))),
        ["yearly-easter"] = new(1, 1, (v, _) => new Yearly(year => Calendar.Easter(year).AddDays(Number(v[0])))),
        ["any-year"] = new(1, 1, (v, c) => v[0] is Yearly yearly ? AnyYear(yearly, c) : null),
        ["in-year"] = new(2, 2, (v, _) => v[0] is Yearly yearly ? InYear(yearly, Calendar.FullYear(Whole(v[1]))) : null),
        ["year-away"] = new(2, 2, (v, c) => v[0] is Yearly yearly ? InYear(yearly, c.Today.Year + Whole(v[1])) : null),
        ["upcoming"] = new(1, 1, (v, c) => v[0] is Yearly yearly ? Some(Upcoming(yearly, c.Today.AddDays(1))) : null),
        ["latest"] = new(1, 1, (v, c) => v[0] is Yearly yearly ? Some(Latest(yearly, c.Today)) : null),
        ["weekend-of"] = new(1, 1, (v, _) => v[0] is When { Kind: MomentKind.Date } when ? When.Range(when.Choices.Select(w => Calendar.WeekendNear(w.From!.Value))) : null),
    };

    /// <summary>A day that comes once a year; null in a year that does not have it.</summary>
    internal delegate DateTime? Yearly(int year);

    /// <summary>A value of a rule as a whole number; −1 when it is none, which no calendar has.</summary>
    internal static int Whole(object? value) => value is double number && number == Math.Floor(number) && Math.Abs(number) < 1e8 ? (int)number : -1;

    private static When? Date(int year, int month, int day) => Calendar.Day(year, month, day) is { } date ? When.Days(date) : null;

    private static Yearly? MonthAndDay(int month, int day) => Calendar.Day(2000, month, day) is null ? null : year => Calendar.Day(year, month, day);

    // Asked for a day, nobody says "Tuesday" on a Tuesday and means today; told in passing it may well be today.
    private static When Weekday(int weekday, ReadingContext context)
    {
        var first = Calendar.Next(weekday, context.Asked is Asked.Date or Asked.Time ? context.Today.AddDays(1) : context.Today);
        return When.Days(first, first.AddDays(-7)) with { Further = When.Days(first.AddDays(7)).Choices };
    }

    private static When? DayOfMonth(int day, ReadingContext context)
    {
        var days = Enumerable.Range(-3, 7).Select(n => context.Today.AddMonths(n)).Select(m => Calendar.Day(m.Year, m.Month, day)).OfType<DateTime>().ToList();
        var coming = days.Where(d => d >= context.Today).ToList();
        return days.Count == 0 ? null : When.Days(coming[0], days.Last(d => d < context.Today)) with { Further = When.Days(coming.Skip(1).Take(1)).Choices };
    }

    // "Friday 31" is in a month whose 31st is a Friday: the coming one, or the last.
    private static When? WeekdayAndDay(int weekday, int day, ReadingContext context)
    {
        var days = Enumerable.Range(-48, 97).Select(n => context.Today.AddMonths(n)).Select(m => Calendar.Day(m.Year, m.Month, day)).OfType<DateTime>()
            .Where(d => Calendar.WeekdayOf(d) == weekday).ToList();
        return days.Count == 0 ? null : When.Days(days.Where(d => d >= context.Today).Take(1).Concat(days.Where(d => d < context.Today).TakeLast(1)));
    }

    // The date counts; the weekday only decides between years.
    private static When WeekdayAndDate(int weekday, When when)
    {
        var fitting = when.Choices.Where(w => Calendar.WeekdayOf(w.From!.Value) == weekday).ToList();
        return fitting.Count == 0 ? when : when with { Choices = fitting };
    }

    private static When? InRange(When range, Func<(DateTime From, DateTime To), DateTime?> pick)
    {
        if (range.Kind != MomentKind.DateRange) return null;
        var days = range.Choices.Where(w => w is { From: not null, To: not null }).Select(w => pick((w.From!.Value, w.To!.Value))).OfType<DateTime>().ToList();
        return days.Count == 0 ? null : When.Days(days);
    }

    private static Yearly? Numeric(int first, int second, ReadingContext context)
    {
        var (dayFirst, monthFirst) = (MonthAndDay(second, first), MonthAndDay(first, second));
        return context.DayFirst ? dayFirst ?? monthFirst : monthFirst ?? dayFirst;
    }

    private static When? InYear(Yearly yearly, int year) => Some(year is > 0 and < 10000 ? yearly(year) : null);

    private static When? Some(DateTime? day) => day is { } date ? When.Days(date) : null;

    private static When? AnyYear(Yearly yearly, ReadingContext context)
    {
        var days = new[] { Upcoming(yearly, context.Today), Latest(yearly, context.Today) }.OfType<DateTime>().ToList();
        if (days.Count == 0) return null;
        var further = Upcoming(yearly, days[0].AddDays(1)) is { } next ? When.Days(next).Choices : [];
        return When.Days(days) with { Further = further };
    }

    // Eight years hold a leap day, whatever the century.
    private static DateTime? Upcoming(Yearly yearly, DateTime from) =>
        Enumerable.Range(from.Year, 9).Where(y => y < 10000).Select(y => yearly(y)).FirstOrDefault(d => d >= from);

    private static DateTime? Latest(Yearly yearly, DateTime before) =>
        Enumerable.Range(0, 9).Select(n => before.Year - n).Where(y => y > 0).Select(y => yearly(y)).FirstOrDefault(d => d < before);
}
