using System.Globalization;

namespace FollowUpBot.Bot.Insights;

/// <summary>A period as people who plan by the calendar cut it: weeks from Monday on, months where there are many.</summary>
internal static class Weeks
{
    private const int MostDays = 130;

    /// <summary>Whether it is cut into months.</summary>
    public static bool AreMonths(Filter filter) => filter.Days > MostDays;

    /// <summary>Its parts, oldest first, a week named by its first day. The first and the last are cut where the period begins and ends.</summary>
    public static IEnumerable<(string Name, DateOnly From, DateOnly To)> Of(Filter filter)
    {
        var months = AreMonths(filter);
        for (var from = filter.From; from <= filter.To;)
        {
            var next = months ? new DateOnly(from.Year, from.Month, 1).AddMonths(1) : from.AddDays(7 - (((int)from.DayOfWeek + 6) % 7));
            yield return (from.ToString(months ? "MMM yy" : "d MMM", CultureInfo.InvariantCulture), from, next <= filter.To ? next.AddDays(-1) : filter.To);
            from = next;
        }
    }
}
