using System.Globalization;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Desk;

/// <summary>Which cases somebody sees, in which order. Pure: the same cases at the same time are the same list.</summary>
internal static class Queue
{
    /// <summary>The views, by the names they have in the address.</summary>
    public static readonly IReadOnlyList<View> Views =
    [
        new("all", "All open", "Nobody is waiting. A complaint, a wish for a person or an unanswered question appears here by itself.", (_, _, _) => true),
        new("mine", "Mine", "You have no case. Take one of those that nobody has.", (c, me, now) => c.HolderAt(now) == me && !IsAsleep(c, now)),
        new("unclaimed", "Nobody’s", "Every case has somebody.", (c, _, now) => c.HolderAt(now) is null),
        new("waiting", "Waiting for the customer", "No customer has to answer us.", (c, _, now) => !IsAsleep(c, now) && WaitsForCustomer(c)),
        new("calls", "Calls promised", "No call is promised.", (c, _, _) => c.CallBack is { KeptAt: null }),
        new("asleep", "Laid aside", "Nothing is laid aside.", (c, _, now) => IsAsleep(c, now)),
    ];

    public static View ViewOf(string? key) => Views.FirstOrDefault(v => v.Key == key) ?? Views[0];

    /// <summary>The cases of a view, the most urgent first.</summary>
    public static IReadOnlyList<StoredCase> Of(IEnumerable<StoredCase> cases, View view, string me, DateTimeOffset now, Narrowing? narrowing = null, TimeZoneInfo? shop = null) =>
        [.. cases.Where(c => view.Shows(c.Case, me, now) && narrowing?.Shows(c, now, shop ?? TimeZoneInfo.Utc) is not false).OrderBy(c => Rank(c.Case, now)).ThenByDescending(c => c.Case.Level).ThenByDescending(c => c.Case.Priority).ThenBy(c => Since(c.Case))];

    /// <summary>Whether its owner has laid it aside and its time has not come.</summary>
    public static bool IsAsleep(Case found, DateTimeOffset now) => found.SnoozedUntil > now;

    public static bool WaitsForCustomer(Case found) => found is { FirstWordAt: not null, Unanswered: 0, Kind: CaseKind.Person or CaseKind.Complaint };

    /// <summary>Whether the customer has been told a time by which somebody writes, and it has passed.</summary>
    public static bool IsLate(Case found, DateTimeOffset now) => found is { FirstWordAt: null, Kind: not CaseKind.Task } && found.FirstWordBy < now;

    /// <summary>How it stands with the time, in a few words; what is left counts in the shop's open hours.</summary>
    public static string Standing(Case found, DateTimeOffset now, TimeZoneInfo zone, ServiceHours hours) => found switch
    {
        { CallBack: { KeptAt: null } call } when call.MissedAt < now => $"Call of {Moment(call.At, zone)} missed",
        { CallBack: { KeptAt: null } call } => $"Call {Moment(call.At, zone)}",
        _ when IsAsleep(found, now) => $"Laid aside until {Moment(found.SnoozedUntil!.Value, zone)}",
        { Kind: CaseKind.Task } => $"A task, since {Moment(found.OpenedAt, zone)}",
        { FirstWordAt: null } when IsLate(found, now) => $"Late by {Length(now - found.FirstWordBy)}",
        { FirstWordAt: null } => $"A word by {Moment(found.FirstWordBy, zone)}, {Length(hours.ServiceTimeBetween(now, found.FirstWordBy))} left",
        { Unanswered: > 0 } => $"Waits since {Moment(found.LastHeardAt ?? found.OpenedAt, zone)}",
        _ => "Waits for the customer",
    };

    /// <summary>A length of time as one says it.</summary>
    public static string Length(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1.5 } => "1 min",
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalMinutes)} min"),
        { TotalHours: < 36 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalHours)} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalDays)} days"),
    };

    /// <summary>A moment as somebody in a zone reads it.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture);

    /// <summary>How somebody feels, in a word; null when nothing stands out.</summary>
    public static string? MoodOf(double mood) => mood switch
    {
        <= -0.75 => "very unhappy",
        <= -0.4 => "unhappy",
        >= 0.5 => "pleased",
        _ => null,
    };

    // Who was promised a word comes first, then who wrote and was not answered.
    private static int Rank(Case found, DateTimeOffset now) =>
        IsAsleep(found, now) ? 5
        : found.CallBack is { KeptAt: null } call ? (call.At <= now ? 0 : 4)
        : found.Kind == CaseKind.Task ? 4
        : IsLate(found, now) ? 0
        : found.FirstWordAt is null ? 1
        : found.Unanswered > 0 ? 2
        : 3;

    private static DateTimeOffset Since(Case found) => found.FirstWordAt is null ? found.FirstWordBy : found.LastHeardAt ?? found.OpenedAt;

    /// <param name="Key">In the address.</param>
    /// <param name="Title">What it is called.</param>
    /// <param name="Empty">What stands there when there is nothing.</param>
    /// <param name="Shows">Whether a case belongs there, for this agent at this time.</param>
    internal sealed record View(string Key, string Title, string Empty, Func<Case, string, DateTimeOffset, bool> Shows);
}
