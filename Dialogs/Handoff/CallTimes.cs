using System.Globalization;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Handoff;

/// <summary>A time for a call at which somebody is there.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Until">By when at the latest, when a span was named.</param>
/// <param name="Instead">What was asked for, when nobody is there then; null when this is it.</param>
internal sealed record CallTime(DateTimeOffset At, DateTimeOffset? Until, WantedTime? Instead);

/// <summary>Moves a time that a customer wants into the hours in which somebody is there.</summary>
internal static class CallTimes
{
    // Sooner than this nobody would see it in time; later than that it is no answer to when they can be called.
    private static readonly TimeSpan Notice = TimeSpan.FromMinutes(15), Furthest = TimeSpan.FromDays(60);

    // What only names its end begins in the morning of that day.
    private static readonly TimeSpan Morning = TimeSpan.FromHours(12);

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>The first time at which somebody could call.</summary>
    public static DateTimeOffset Earliest(ServiceHours hours, DateTimeOffset now) => hours.Next(RoundUp(now + Notice)).From;

    /// <summary>The time that comes nearest; null when it has passed or is too far away.</summary>
    public static CallTime? Fit(WantedTime wanted, ServiceHours hours, DateTimeOffset now)
    {
        var earliest = RoundUp(now + Notice);
        if ((wanted.From ?? wanted.Until - Morning) is not { } from || from > now + Furthest || (wanted.Until ?? from) < now) return wanted.IsOpenEnded && wanted.From is { } past && past > now - Morning ? Open(wanted, hours, earliest) : null;
        var start = from > earliest ? from : earliest;
        if (wanted.IsOpenEnded) return Open(wanted, hours, start);
        var (at, closes) = hours.Next(start);
        if (wanted.Until is not { } end) return new CallTime(at, null, at == from ? null : wanted);
        return at < end ? new CallTime(at, end < closes ? end : closes, null) : new CallTime(at, null, wanted);
    }

    /// <summary>A time in words that are kept with a question; <see cref="Read"/> has it back.</summary>
    public static string Write(DateTimeOffset at, DateTimeOffset? until) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:O}|{until?.UtcDateTime:O}");

    /// <summary>What <see cref="Write"/> has kept; null when it is something else.</summary>
    public static (DateTimeOffset At, DateTimeOffset? Until)? Read(string words)
    {
        var parts = words.Split('|');
        if (parts.Length != 2 || !DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return null;
        return (at, DateTimeOffset.TryParse(parts[1], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until) ? until : null);
    }

    // "After three" is any time from then on until they close, on that day.
    private static CallTime Open(WantedTime wanted, ServiceHours hours, DateTimeOffset start)
    {
        var (at, closes) = hours.Next(start);
        return at - start < Morning / 2 ? new CallTime(at, closes, null) : new CallTime(at, null, wanted);
    }

    private static DateTimeOffset RoundUp(DateTimeOffset at) => new((at.UtcTicks + Step.Ticks - 1) / Step.Ticks * Step.Ticks, TimeSpan.Zero);
}
