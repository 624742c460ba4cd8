using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Handoff;

/// <summary>When the people behind the bot work, and so what can honestly be promised.</summary>
/// <param name="Team">What the team is called in a sentence: "the service team".</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="From">Opening time.</param>
/// <param name="Until">Closing time.</param>
/// <param name="Days">Working days.</param>
/// <param name="FirstWordWithin">How long a customer waits for a person, in service hours.</param>
/// <param name="AnswerWithin">How long a passed-on question takes, in service hours.</param>
public sealed record ServiceHours(
    string Team, string TimeZone, TimeOnly From, TimeOnly Until, IReadOnlyList<DayOfWeek> Days, TimeSpan FirstWordWithin, TimeSpan AnswerWithin)
{
    /// <summary>What can be said at this moment, given who has the desk open.</summary>
    public StaffWord At(DateTimeOffset now, IReadOnlyList<string> present) =>
        new(Team, present, IsOpen(now), After(now, FirstWordWithin), After(now, AnswerWithin));

    /// <summary>Whether it is within service hours.</summary>
    public bool IsOpen(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, LocalTime.Zone(TimeZone));
        var time = TimeOnly.FromDateTime(local.DateTime);
        return Days.Contains(local.DayOfWeek) && time >= From && time < Until;
    }

    /// <summary>The moment at which so much service time has passed, rounded up to five minutes: "by 14:35" is a promise, "by 14:31:07" a machine.</summary>
    public DateTimeOffset After(DateTimeOffset start, TimeSpan serviceTime)
    {
        var at = start;
        var left = serviceTime;
        while (true)
        {
            at = NextOpen(at);
            var closes = LocalTime.On(at, 0, Until, TimeZone);
            if (at + left <= closes) return RoundUp(at + left, TimeSpan.FromMinutes(5));
            left -= closes - at;
            at = closes;
        }
    }

    private DateTimeOffset NextOpen(DateTimeOffset at)
    {
        if (IsOpen(at)) return at;
        for (var day = 0; ; day++)
        {
            var opens = LocalTime.On(at, day, From, TimeZone);
            if (opens >= at && IsOpen(opens)) return opens;
        }
    }

    private static DateTimeOffset RoundUp(DateTimeOffset at, TimeSpan step) =>
        new((at.UtcTicks + step.Ticks - 1) / step.Ticks * step.Ticks, TimeSpan.Zero);
}
