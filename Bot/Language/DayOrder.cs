using System.Globalization;

namespace FollowUpBot.Bot.Language;

/// <summary>Whether 3/4 is the third of April or the fourth of March.</summary>
internal static class DayOrder
{
    /// <summary>Whether the day comes first where this language tag is written.</summary>
    public static bool IsDayFirst(string locale)
    {
        try
        {
            return IsDayFirst(CultureInfo.GetCultureInfo(locale, predefinedOnly: true));
        }
        catch (CultureNotFoundException)
        {
            return true;
        }
    }

    public static bool IsDayFirst(CultureInfo culture) =>
        culture.DateTimeFormat.ShortDatePattern is var pattern && pattern.IndexOf('d', StringComparison.Ordinal) < pattern.IndexOf('M', StringComparison.Ordinal);
}
