namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What a message is read in the light of.</summary>
/// <param name="Now">The customer's local time.</param>
/// <param name="Asked">What we had asked.</param>
/// <param name="DayFirst">Whether 3/4 is the third of April, as in Europe, or the fourth of March.</param>
/// <param name="Zone">Where they live; null when clocks that change do not matter.</param>
public sealed record ReadingContext(DateTime Now, Asked Asked = Asked.None, bool DayFirst = false, TimeZoneInfo? Zone = null)
{
    /// <summary>The customer's today.</summary>
    public DateTime Today => Now.Date;

    /// <summary>What the clock shows so much later: in an hour, it may be two hours further when clocks change.</summary>
    internal DateTime Later(TimeSpan time)
    {
        if (Zone is null || Zone.IsInvalidTime(DateTime.SpecifyKind(Now, DateTimeKind.Unspecified))) return Now + time;
        var utc = TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(Now, DateTimeKind.Unspecified), Zone) + time;
        return DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(utc, Zone), Now.Kind);
    }

    /// <summary>The time, or as much later as clocks are put forward when they skip it: at half past two of such a night it is half past three.</summary>
    internal DateTime Existing(DateTime local)
    {
        if (Zone is null || local.TimeOfDay == TimeSpan.Zero || !Zone.IsInvalidTime(DateTime.SpecifyKind(local, DateTimeKind.Unspecified))) return local;
        return local + (Zone.GetUtcOffset(local.AddDays(1)) - Zone.GetUtcOffset(local.AddDays(-1)));
    }
}

/// <summary>What a question wants to know.</summary>
public enum Asked
{
    /// <summary>Nothing was asked, or nothing of this kind.</summary>
    None,

    /// <summary>Yes or no.</summary>
    YesNo,

    /// <summary>How satisfied, on a scale.</summary>
    Rating,

    /// <summary>How many.</summary>
    Number,

    /// <summary>Which day.</summary>
    Date,

    /// <summary>What time of day.</summary>
    Time,
}
