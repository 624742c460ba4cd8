using static FollowUpBot.Dialogs.Understanding.DayActions;
using static FollowUpBot.Dialogs.Understanding.Grammar;
using static FollowUpBot.Dialogs.Understanding.NumberActions;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What the rules for moments can say of the time of day. An hour up to twelve may be before or after noon until something else is said.</summary>
internal static class ClockActions
{
    public static readonly IReadOnlyDictionary<string, Maker> All = new Dictionary<string, Maker>
    {
        ["clock"] = new(1, 3, (v, _) => Clock(Whole(v[0]), v.Length > 1 ? Whole(v[1]) : 0, v.Length > 2 ? Whole(v[2]) : 0)),
        ["past"] = new(2, 2, (v, _) => v[0] is When hour && Whole(v[1]) is >= 0 and < 60 ? Shift(hour, Number(v[1])) : null),
        ["before-hour"] = new(2, 2, (v, _) => v[0] is When hour && Whole(v[1]) is >= 0 and < 60 ? Shift(hour, -Number(v[1])) : null),
        ["before-hour-if-asked"] = new(2, 2, (v, c) => v[0] is When hour && IsMinutesBefore(Whole(v[1]), c) ? Shift(hour, -Number(v[1])) : null),
        ["military"] = new(1, 1, (v, _) => Military(Whole(v[0]))),
        ["fixed"] = new(2, 2, (v, _) => When.Time(new TimeSpan(Whole(v[0]), Whole(v[1]), 0))),
        ["half-day"] = new(2, 2, (v, _) => v[0] is When time ? InHalf(time, (string)v[1]!) : null),
        ["part"] = new(3, 3, (v, _) => Part(Number(v[0]), Number(v[1])) with { Half = (string)v[2]! }),
        ["in-part"] = new(2, 2, (v, _) => v is [When time, When { Half: var half }] ? InHalf(time, half) : null),
        ["first-half"] = new(1, 1, (v, _) => v[0] is When { Kind: MomentKind.TimeRange or MomentKind.DateTimeRange } part ? HalfOf(part, first: true) : null),
        ["second-half"] = new(1, 1, (v, _) => v[0] is When { Kind: MomentKind.TimeRange or MomentKind.DateTimeRange } part ? HalfOf(part, first: false) : null),
        ["now"] = new(0, 0, (_, c) => new When(MomentKind.DateTime, [new Window(c.Now, c.Now)])),
        ["end-of-day"] = new(1, 1, (v, c) => LastSecond(c.Today.AddDays(Number(v[0])))),
        ["end-of-that-day"] = new(1, 1, (v, _) => v[0] is When { Kind: MomentKind.Date } day ? LastSecond(day.Choices.Select(w => w.From!.Value)) : null),
        ["rest-of-day"] = new(0, 0, (_, c) => new When(MomentKind.DateTimeRange, [new Window(c.Now, c.Today.AddDays(1).AddSeconds(-1))])),
    };

    private static When? Clock(int hour, int minute, int second)
    {
        if (hour is < 0 or > 24 || minute is < 0 or > 59 || second is < 0 or > 59 || (hour == 24 && minute > 0)) return null;
        var time = new TimeSpan(hour, minute, second);
        if (hour is 0 or > 12) return When.Time(time);
        var other = hour == 12 ? time - TimeSpan.FromHours(12) : time + TimeSpan.FromHours(12);

        // People meet between eight and eight: one to seven are likelier after noon.
        return hour is >= 1 and < 8 ? When.Time(other, time) : When.Time(time, other);
    }

    private static When LastSecond(params IEnumerable<DateTime> days) =>
        new(MomentKind.DateTime, [.. days.Select(day => day.AddDays(1).AddSeconds(-1)).Select(end => new Window(end, end))]);

    private static When? Military(int digits) => Clock(digits / 100, digits % 100, 0);

    private static When Shift(When hour, double minutes) => hour with { Choices = [.. hour.Choices.Select(w => Moved(w, minutes))] };

    private static Window Moved(Window window, double minutes)
    {
        var time = window.From!.Value.TimeOfDay + TimeSpan.FromMinutes(minutes);
        var moved = When.NoDay + (time < TimeSpan.Zero ? time + TimeSpan.FromDays(1) : time);
        return new Window(moved, moved);
    }

    // "20 to 2" is a time. "5 to 8" is one only for who was asked at what time; else it is a window of three hours.
    private static bool IsMinutesBefore(int minutes, ReadingContext context) =>
        minutes is 20 or 25 || (context.Asked == Asked.Time && minutes is 5 or 10 or 15);

    private static When Part(double from, double to)
    {
        // The last part of the day ends with the day's last second, not on the next day.
        var end = to >= 24 ? TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1) : TimeSpan.FromHours(to);
        return new When(MomentKind.TimeRange, [new Window(When.NoDay + TimeSpan.FromHours(from), When.NoDay + end)]);
    }

    /// <summary>The choices that lie in the half of the day that was said; all of them when none does ("13:00 pm").</summary>
    internal static When InHalf(When time, string half)
    {
        var fitting = time.Choices.Where(w => Fits(w.From ?? w.To, half)).ToList();
        return fitting.Count == 0 ? time : time with { Choices = fitting, Half = half };
    }

    private static bool Fits(DateTime? at, string half) => at is { Hour: var hour } && half switch
    {
        "am" => hour < 12,
        "pm" => hour >= 12,

        // At night one to five are after midnight, six to eleven before.
        "night" => hour is < 6 or >= 18,
        _ => true,
    };

    private static When HalfOf(When part, bool first) => part with
    {
        Choices = [.. part.Choices.Where(w => w is { From: not null, To: not null }).Select(w =>
        {
            var middle = w.From!.Value.AddMinutes(Math.Round((w.To!.Value - w.From.Value).TotalMinutes / 2));
            return first ? new Window(w.From, middle) : new Window(middle, w.To);
        })],
    };
}
