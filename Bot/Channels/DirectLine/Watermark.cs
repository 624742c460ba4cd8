using System.Globalization;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>The mark behind which a client reads on: the place of the last line it has, in this one conversation.</summary>
internal static class Watermark
{
    /// <summary>Reads a mark; null when it is none of ours.</summary>
    /// <param name="mark">What the client sent; none, or what a script makes of none, is the beginning or the end, as the call has it.</param>
    /// <param name="whenAbsent">That.</param>
    /// <param name="last">The conversation's last line: a mark of another conversation that lies behind it must not hide lines that are still to come.</param>
    public static long? Read(string? mark, long whenAbsent, long last) =>
        string.IsNullOrEmpty(mark) || mark is "null" or "undefined" ? whenAbsent
        : mark == "-" ? 0
        : long.TryParse(mark, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? Math.Min(after, last)
        : null;

    public static string Of(long after) => after.ToString(CultureInfo.InvariantCulture);
}
