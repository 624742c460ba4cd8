using System.Globalization;
using System.Text.RegularExpressions;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Evaluations;

/// <summary>
/// What the marked words of a turn mean, made out by simple means of its own and not by what is being measured. Where these means do not reach, it counts
/// whether the value was read from just those words.
/// </summary>
internal static partial class SlotMeaning
{
    private static readonly string[] Small = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"];

    public static (bool Same, string Expected) Same(string slot, string value, string text, Reading reading, DateTime now) => slot switch
    {
        "people" => People(value, reading),
        "time" => Time(value, text, reading),
        _ => Date(value, reading, now),
    };

    // Everybody named: each number counts itself, couples twice; "me", "my wife" and the like count one, "my parents" two.
    private static (bool, string) People(string value, Reading reading)
    {
        var people = 0.0;
        foreach (Match word in Word().Matches(value.ToLowerInvariant()))
        {
            var number = Array.IndexOf(Small, word.Value) is var at and >= 0 ? at : int.TryParse(word.Value, out var digits) ? digits : 0;
            people += number > 0 ? number * (value.Contains("couples", StringComparison.OrdinalIgnoreCase) && people == 0 ? 2 : 1)
                : word.Value is "me" or "myself" or "i" or "wife" or "husband" or "son" or "daughter" or "mom" or "mum" or "dad" or "boss" or "boyfriend" or "girlfriend" ? 1
                : word.Value is "parents" or "couple" ? 2
                : word.Value is "child" && people < 3 && !value.Contains("one", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }

        if (value.StartsWith("with ", StringComparison.Ordinal)) people++;
        if (value.EndsWith("one couple", StringComparison.OrdinalIgnoreCase)) people = 2;
        return (reading.Kind == ReadingKind.Number && reading.Value == people, people.ToString(CultureInfo.InvariantCulture));
    }

    private static (bool, string) Time(string value, string text, Reading reading)
    {
        var got = reading.From ?? reading.To;
        var match = Clock().Match(value.ToLowerInvariant());
        var word = Array.IndexOf(Small, value.ToLowerInvariant().Split(' ', '-')[0]);
        if (!match.Success && word < 1) return (got is not null && Overlaps(value, reading), $"'{value}'");
        var digits = match.Groups["h"].Value;
        var hour = word > 0 ? word : digits.Length > 2 ? int.Parse(digits[..^2], CultureInfo.InvariantCulture) : int.Parse(digits, CultureInfo.InvariantCulture);
        var minute = digits.Length > 2 ? int.Parse(digits[^2..], CultureInfo.InvariantCulture) : match.Groups["m"].Success ? int.Parse(match.Groups["m"].Value, CultureInfo.InvariantCulture) : 0;

        // Words around the clock's figures ("half past", "quarter to", "thirty one") are not made out here; then the hour may be one off.
        var plain = !Regex.IsMatch(value, "half|quarter|mins|thirty|forty|fifteen", RegexOptions.IgnoreCase);
        var late = Regex.IsMatch(value, @"p\.?m|evening|night|afternoon", RegexOptions.IgnoreCase) ? true : Regex.IsMatch(value, @"\da\.?m| a\.?m|morning", RegexOptions.IgnoreCase) ? false : (bool?)null;
        var right = got is { } at && (plain ? at.Hour % 12 == hour % 12 && at.Minute == minute && (late is null || at.Hour >= 12 == late || hour > 12) : Overlaps(value, reading));
        return (right, $"{hour}:{minute:00} '{value}' in '{text}'");
    }

    private static (bool, string) Date(string value, Reading reading, DateTime now)
    {
        if (reading.From is not { } got) return (false, value);
        var lower = value.ToLowerInvariant();
        var iso = Iso().Match(lower);
        if (iso.Success) return (got.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture) == lower, value);
        var slashed = Slashed().Match(lower);
        if (slashed.Success) return (got.Month == int.Parse(slashed.Groups[1].Value, CultureInfo.InvariantCulture) && got.Day == int.Parse(slashed.Groups[2].Value, CultureInfo.InvariantCulture), value);
        var month = Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthGenitiveNames, m => m.Length > 0 && Regex.IsMatch(lower, $@"\b{m.ToLowerInvariant()}")) + 1;
        var number = Word().Matches(lower).Select(w => Array.IndexOf(Small, w.Value) is var at and > 0 ? at : Regex.Match(w.Value, @"^\d{1,2}(?=\D|$)") is { Success: true } d ? int.Parse(d.Value, CultureInfo.InvariantCulture) : 0).FirstOrDefault(n => n > 0);
        if (month > 0) return (got.Month == month && got.Day == number, $"{number}.{month}.");
        if (lower.Contains("days", StringComparison.Ordinal)) return (got.Date == now.Date.AddDays(number), $"+{number} days");
        if (number > 0 && !lower.Contains("week", StringComparison.Ordinal)) return (got.Day == number, $"the {number}.");
        var weekday = Array.FindIndex(Enum.GetNames<DayOfWeek>(), d => lower.Contains(d.ToLowerInvariant(), StringComparison.Ordinal));
        return weekday >= 0 ? ((int)got.DayOfWeek == weekday && got.Date > now.Date, value) : (Overlaps(value, reading), $"'{value}'");
    }

    private static bool Overlaps(string value, Reading reading) =>
        reading.Text.Contains(value, StringComparison.OrdinalIgnoreCase) || value.Contains(reading.Text, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"[\p{L}\d]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<h>\d{1,4})(?:[:. ](?<m>\d\d))?")]
    private static partial Regex Clock();

    [GeneratedRegex(@"^\d{4}/\d\d/\d\d$")]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(\d{1,2})/(\d{1,2})(?:/\d+)?$")]
    private static partial Regex Slashed();
}
