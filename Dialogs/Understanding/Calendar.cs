namespace FollowUpBot.Dialogs.Understanding;

/// <summary>Questions to the calendar. Weekdays count from Monday = 1; weeks begin on Monday; ranges end before their second day.</summary>
internal static class Calendar
{
    public static DateTime? Day(int year, int month, int day) =>
        year is >= 1 and <= 9998 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateTime(year, month, day) : null;

    public static int WeekdayOf(DateTime day) => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;

    public static DateTime MondayOf(DateTime day) => day.Date.AddDays(1 - WeekdayOf(day));

    /// <summary>The first such weekday from this day on.</summary>
    public static DateTime Next(int weekday, DateTime from) => from.AddDays((weekday - WeekdayOf(from) + 7) % 7);

    /// <summary>Two digits are a year of this century up to 39, of the last from 40.</summary>
    public static int FullYear(int year) => year is >= 0 and < 40 ? 2000 + year : year is >= 40 and < 100 ? 1900 + year : year;

    public static (DateTime From, DateTime To) Month(int year, int month) => (new DateTime(year, month, 1), new DateTime(year, month, 1).AddMonths(1));

    /// <summary>The n-th such weekday within a range, counted from its end when n is negative.</summary>
    public static DateTime? NthWeekday(int n, int weekday, (DateTime From, DateTime To) range)
    {
        var first = Next(weekday, range.From);
        var last = Next(weekday, range.To.AddDays(-7));
        var day = n > 0 ? first.AddDays(7 * (n - 1)) : last.AddDays(7 * (n + 1));
        return n != 0 && weekday is >= 1 and <= 7 && day >= range.From && day < range.To ? day : null;
    }

    public static DateTime? NthDay(int n, (DateTime From, DateTime To) range)
    {
        var day = n > 0 ? range.From.AddDays(n - 1) : range.To.AddDays(n);
        return n != 0 && day >= range.From && day < range.To ? day : null;
    }

    /// <summary>The unit that holds the day, or another so many units away; null when there is no such unit.</summary>
    public static (DateTime From, DateTime To)? Period(string unit, DateTime day, int away, int count = 1)
    {
        var year = new DateTime(day.Year, 1, 1);
        var month = new DateTime(day.Year, day.Month, 1);
        try
        {
            return unit switch
            {
                "day" => (day.AddDays(away), day.AddDays(away + count)),
                "week" => (MondayOf(day).AddDays(7 * away), MondayOf(day).AddDays(7 * (away + count))),
                "workweek" => (MondayOf(day).AddDays(7 * away), MondayOf(day).AddDays((7 * away) + 5)),
                "weekend" => (MondayOf(day).AddDays((7 * away) + 5), MondayOf(day).AddDays((7 * away) + 7)),
                "month" => (month.AddMonths(away), month.AddMonths(away + count)),
                "quarter" => (year.AddMonths(3 * (((day.Month - 1) / 3) + away)), year.AddMonths(3 * (((day.Month - 1) / 3) + away + count))),
                "year" => (year.AddYears(away), year.AddYears(away + count)),
                "decade" => (year.AddYears((10 * away) - (day.Year % 10)), year.AddYears((10 * (away + count)) - (day.Year % 10))),
                _ => null,
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>The n-th week of a range and those after it: a week belongs to the range that holds its Thursday (ISO 8601).</summary>
    public static (DateTime From, DateTime To) NthWeeks(int n, int count, (DateTime From, DateTime To) range)
    {
        var first = MondayOf(Next(4, range.From));
        var end = MondayOf(Next(4, range.To));
        return n > 0 ? (first.AddDays(7 * (n - 1)), first.AddDays(7 * (n - 1 + count))) : (end.AddDays(-7 * count), end);
    }

    /// <summary>The weekend that a holiday makes or touches: with the Monday or Friday, when it is one.</summary>
    public static (DateTime From, DateTime To) WeekendNear(DateTime day)
    {
        var saturday = MondayOf(day.AddDays(WeekdayOf(day) <= 3 ? -7 : 0)).AddDays(5);
        return WeekdayOf(day) == 1 ? (saturday, day.AddDays(1)) : (WeekdayOf(day) == 5 ? day : saturday, saturday.AddDays(2));
    }

    /// <summary>Easter Sunday (the Gregorian computus as given by Meeus, Jones and Butcher).</summary>
    public static DateTime Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        var d = ((19 * a) + b - (b / 4) - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        var e = (32 + (2 * (b % 4)) + (2 * (c / 4)) - d - (c % 4)) % 7;
        var f = d + e - (7 * ((a + (11 * d) + (22 * e)) / 451)) + 114;
        return new DateTime(year, f / 31, (f % 31) + 1);
    }
}
