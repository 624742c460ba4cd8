using static FollowUpBot.Dialogs.Understanding.DayActions;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>Puts a day and a time, or two ends, together: of all the ways to understand both, those that fit.</summary>
internal static class Together
{
    /// <summary>A time on a day. What is still to come is likelier than what has been.</summary>
    public static When? At(When day, When time, ReadingContext context)
    {
        if (day.Kind != MomentKind.Date && !(day is { Kind: MomentKind.DateTimeRange, Half.Length: > 0 })) return null;
        if (time.HasDay) return null;
        if (day.Half.Length > 0) time = ClockActions.InHalf(time, day.Half);
        var windows = time.Choices
            .SelectMany(t => day.Choices.Select(d => new Window(Moved(t.From, d), Moved(t.To, d))))
            .OrderBy(w => (w.To ?? w.From) < context.Now ? 1 : 0)
            .ToList();
        return new When(time.Kind == MomentKind.Time ? MomentKind.DateTime : MomentKind.DateTimeRange, windows) { Half = time.Half };

        static DateTime? Moved(DateTime? time, Window day) => time is { } t && (day.From ?? day.To) is { } d ? d.Date + (t - When.NoDay) : null;
    }

    /// <summary>From one to the other.</summary>
    public static When? Between(When from, When to, ReadingContext context)
    {
        if (!from.HasDay && !to.HasDay) return BetweenTimes(from, to);
        if (from.HasDay && !to.HasDay) return BetweenOnDay(from, to);
        if (!from.HasDay) return to.Kind == MomentKind.DateTime && At(When.Days(to.Choices.Select(w => w.From!.Value.Date).Distinct()), from, context) is { } onDay ? Between(onDay, to, context) : null;
        var windows = new List<Window>();
        foreach (var start in from.Choices.Select(w => w.From).OfType<DateTime>())
        {
            var ends = to.Choices.Concat(to.Further).Select(w => to.IsEnd ? w.To : w.From).OfType<DateTime>().Where(end => end > start).ToList();
            if (ends.Count > 0) windows.Add(new Window(from.IsEnd ? from.Choices[windows.Count].To : start, ends.Min()));
        }

        if (windows.Count == 0) return null;

        // A day and "now" make days.
        var days = from.Kind is MomentKind.Date or MomentKind.DateRange || to.Kind is MomentKind.Date or MomentKind.DateRange;
        return days
            ? new When(MomentKind.DateRange, [.. windows.Select(w => new Window(w.From!.Value.Date, w.To!.Value.Date))])
            : new When(MomentKind.DateTimeRange, windows);
    }

    /// <summary>From one day of the year to another, in the year that was said or in any.</summary>
    public static When? BetweenDays(Yearly from, Yearly to, int? year, ReadingContext context)
    {
        var windows = new List<Window>();
        foreach (var end in year is { } said ? [said] : new[] { context.Today.Year, context.Today.Year + 1, context.Today.Year - 1 })
        {
            if (to(end) is not { } last) continue;
            if ((from(end) is { } first && first < last ? first : from(end - 1)) is { } start) windows.Add(new Window(start, last));
        }

        var coming = windows.Where(w => w.To >= context.Today).OrderBy(w => w.From).Take(1);
        var past = windows.Where(w => w.To < context.Today).OrderByDescending(w => w.From).Take(1);
        var choices = year is null ? coming.Concat(past).ToList() : windows;
        return choices.Count == 0 ? null : new When(MomentKind.DateRange, choices);
    }

    /// <summary>From one month to another of the year that was said.</summary>
    public static When BetweenMonths(int from, int to, int year) =>
        When.Range((Calendar.Month(from < to ? year : year - 1, from).From, Calendar.Month(year, to).From));

    private static When? BetweenTimes(When from, When to)
    {
        if (from.Kind != MomentKind.Time || to.Kind != MomentKind.Time) return null;
        var pairs = from.Choices.SelectMany(f => to.Choices.Select(t => (From: f.From!.Value, To: t.From!.Value))).Where(p => p.From != p.To).ToList();
        if (pairs.Count == 0) return null;

        // Whatever fits into one day is likelier than a night; of what fits, the shortest for each beginning, and for each end.
        var sameDay = pairs.Where(p => p.From < p.To).ToList();
        var fitting = sameDay.Count > 0 ? sameDay : [.. pairs.Select(p => (p.From, To: p.To.AddDays(1)))];
        var shortest = fitting.GroupBy(p => p.From).Select(g => g.MinBy(p => p.To)).GroupBy(p => p.To).Select(g => g.MaxBy(p => p.From));
        return new When(MomentKind.TimeRange, [.. shortest.Select(p => new Window(p.From, p.To))]) { Half = from.Half.Length > 0 ? from.Half : to.Half };
    }

    private static When? BetweenOnDay(When from, When to)
    {
        if (from.Kind != MomentKind.DateTime || to.Kind != MomentKind.Time) return null;
        var windows = new List<Window>();
        foreach (var start in from.Choices.Select(w => w.From!.Value))
        {
            var ends = to.Choices.Select(w => start.Date + (w.From!.Value - When.NoDay)).Where(end => end > start).ToList();
            if (ends.Count > 0) windows.Add(new Window(start, ends.Min()));
        }

        return windows.Count == 0 ? null : new When(MomentKind.DateTimeRange, windows);
    }
}
