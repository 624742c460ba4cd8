using System.Text.RegularExpressions;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>Telephone numbers as people write them, and in the one form that every network takes (E.164).</summary>
public static partial class PhoneNumber
{
    private const int FewestDigits = 7;
    private const int MostDigits = 15;

    // With an extension dialled through.
    private const int MostDigitsWritten = 16;

    // Calling code, and what is left out of a national number after it, by ISO 3166 country.
    private static readonly Dictionary<string, (string Code, string Trunk)> Countries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AT"] = ("43", "0"),
        ["AU"] = ("61", "0"),
        ["BE"] = ("32", "0"),
        ["BG"] = ("359", "0"),
        ["BR"] = ("55", "0"),
        ["CA"] = ("1", "1"),
        ["CH"] = ("41", "0"),
        ["CN"] = ("86", "0"),
        ["CZ"] = ("420", ""),
        ["DE"] = ("49", "0"),
        ["DK"] = ("45", ""),
        ["EE"] = ("372", ""),
        ["ES"] = ("34", ""),
        ["FI"] = ("358", "0"),
        ["FR"] = ("33", "0"),
        ["GB"] = ("44", "0"),
        ["GR"] = ("30", ""),
        ["HR"] = ("385", "0"),
        ["HU"] = ("36", "06"),
        ["IE"] = ("353", "0"),
        ["IN"] = ("91", "0"),
        ["IT"] = ("39", ""),
        ["JP"] = ("81", "0"),
        ["LT"] = ("370", "0"),
        ["LU"] = ("352", ""),
        ["LV"] = ("371", ""),
        ["MX"] = ("52", ""),
        ["NL"] = ("31", "0"),
        ["NO"] = ("47", ""),
        ["NZ"] = ("64", "0"),
        ["PL"] = ("48", ""),
        ["PT"] = ("351", ""),
        ["RO"] = ("40", "0"),
        ["RS"] = ("381", "0"),
        ["SE"] = ("46", "0"),
        ["SI"] = ("386", "0"),
        ["SK"] = ("421", "0"),
        ["TR"] = ("90", "0"),
        ["UA"] = ("380", "0"),
        ["US"] = ("1", "1"),
        ["ZA"] = ("27", "0"),
    };

    /// <summary>The number with its country's code: "0171 1234567" of Germany is "+491711234567". Null when it is no number or the country is not known.</summary>
    /// <param name="text">A telephone number as it was written.</param>
    /// <param name="country">Where a number without a country's code is at home: ISO 3166, two letters.</param>
    public static string? ToE164(string text, string country)
    {
        // A digit in brackets after the country's code is dialled only at home.
        var number = Extension().Replace(text, "");
        var international = number.TrimStart(' ', '(') is { } start && (start.StartsWith('+') || start.StartsWith("00", StringComparison.Ordinal));
        if (international) number = Trunk().Replace(number, "");
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        if (international)
        {
            if (!number.Contains('+', StringComparison.Ordinal)) digits = digits[2..];
        }
        else
        {
            if (!Countries.TryGetValue(country, out var home)) return null;
            digits = home.Code + (home.Trunk.Length > 0 && digits.StartsWith(home.Trunk, StringComparison.Ordinal) ? digits[home.Trunk.Length..] : digits);
        }

        return digits.Length is >= FewestDigits and <= MostDigits && digits[0] != '0' ? "+" + digits : null;
    }

    /// <summary>The number as <see cref="ToE164"/> has it, at home where a reader of this language is: "en-GB" is read in Britain. Of "en" nobody knows, and then only a number with its country's code can be read.</summary>
    public static string? OfReader(string text, string locale) => ToE164(text, locale.LastIndexOf('-') is var dash and > 0 ? locale[(dash + 1)..] : "");

    /// <summary>Every telephone number in the text.</summary>
    internal static IEnumerable<(int Start, string Text)> FindAll(string text)
    {
        foreach (Match match in Candidate().Matches(text))
        {
            var (start, number) = Trimmed(match.Index, match.Value);
            if (IsNumber(number)) yield return (start, number);
        }
    }

    // Marks at the end and a bracket that is opened and never closed do not belong to it.
    private static (int Start, string Text) Trimmed(int start, string value)
    {
        value = value.TrimEnd(' ', '-', '.', '/', '(', '\t');
        return value.StartsWith('(') && !value.Contains(')', StringComparison.Ordinal) ? (start + 1, value[1..]) : (start, value);
    }

    private static bool IsNumber(string text)
    {
        var plain = Extension().Replace(text, "");
        var digits = plain.Count(char.IsAsciiDigit);
        if (digits is < FewestDigits or > MostDigitsWritten || Nested().IsMatch(plain)) return false;
        if (digits == FewestDigits + 1 && plain[0] == '0') return false;
        if (plain.Contains('/', StringComparison.Ordinal) && !Slash().IsMatch(plain)) return false;
        return !Day().IsMatch(plain) && !plain.Contains("--", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?:(?<![\w+*=/.,$€£#-]|\d[ .-]|\d\()|(?<=[A-Za-z]{3}-)|(?<=[a-z])(?=\(?\+))(?:\+|\(\+|\(?00)?\(?\d[\d ().\t/-]{5,26}\d(?:\s?(?:x|ext\.?|#)\s?\d{1,6})?(?![\w*=+]|[-/]\w|\.\d)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Candidate();

    [GeneratedRegex(@"\s?(?:x|ext\.?|#)\s?\d{1,6}$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Extension();

    [GeneratedRegex(@"\(0\)", RegexOptions.CultureInvariant)]
    private static partial Regex Trunk();

    [GeneratedRegex(@"\([^)]*\(", RegexOptions.CultureInvariant)]
    private static partial Regex Nested();

    // One stroke, after the area code.
    [GeneratedRegex(@"^[^/]{2,10}/[^/]{4,}$", RegexOptions.CultureInvariant)]
    private static partial Regex Slash();

    [GeneratedRegex(@"^\(?(?:(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d)\)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Day();
}
