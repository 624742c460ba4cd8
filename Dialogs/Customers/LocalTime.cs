namespace FollowUpBot.Dialogs.Customers;

/// <summary>Times of day where a customer lives, right across daylight-saving changes.</summary>
public static class LocalTime
{
    /// <summary>A time of day so many calendar days after a moment, counted where the customer lives.</summary>
    public static DateTimeOffset On(DateTimeOffset moment, int days, TimeOnly at, string zone)
    {
        var local = TimeZoneInfo.ConvertTime(moment, Zone(zone)).DateTime;
        return ToOffset(DateOnly.FromDateTime(local).AddDays(days).ToDateTime(at), zone);
    }

    /// <summary>A time of day on a date where the customer lives.</summary>
    public static DateTimeOffset At(DateOnly date, TimeOnly at, string zone) => ToOffset(date.ToDateTime(at), zone);

    /// <summary>The first moment from <paramref name="earliest"/> on whose local time of day lies between two times.</summary>
    public static DateTimeOffset InWindow(DateTimeOffset earliest, TimeOnly from, TimeOnly until, string zone)
    {
        var time = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(earliest, Zone(zone)).DateTime);
        if (time >= from && time < until) return earliest;
        return On(earliest, time < from ? 0 : 1, from, zone);
    }

    /// <summary>The zone of that name; UTC when this machine does not know it, for a customer must be served all the same.</summary>
    public static TimeZoneInfo Zone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    private static DateTimeOffset ToOffset(DateTime local, string name)
    {
        var zone = Zone(name);

        // In the spring gap the clock jumps over this time: the first moment after the gap is meant.
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
