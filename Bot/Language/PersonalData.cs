using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Language;

/// <summary>Takes out of a customer's words what a language model need not know: addresses, numbers, their name.</summary>
internal static partial class PersonalData
{
    /// <summary>The text with what is personal replaced by what it was, in square brackets.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="name">The customer's name, if we know it.</param>
    public static string Mask(string text, string? name)
    {
        text = Email().Replace(Plain(text), "[e-mail]");
        text = Iban().Replace(text, "[account number]");
        text = Digits().Replace(text, match => Kind(match.Value));
        foreach (var part in name?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [])
            if (part.Length > 1) text = Regex.Replace(text, $@"(?<!\w){Regex.Escape(part)}(?!\w)", "[name]", RegexOptions.IgnoreCase);
        return text;
    }

    /// <summary>The digits of every telephone number in a text.</summary>
    public static IEnumerable<string> PhonesIn(string text) =>
        Digits().Matches(text).Select(m => DigitsOf(m.Value)).Where(d => d.Length >= ShortestPhone);

    /// <summary>Every e-mail address in a text.</summary>
    public static IEnumerable<string> EmailsIn(string text) => Email().Matches(text).Select(m => m.Value);

    private const int ShortestPhone = 7;

    // What looks like a digit or a space is one: numbers are pasted with hard spaces, invisible marks and digits of every script. Half a surrogate pair, which nothing can normalize, becomes a mark of its own.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) plain.Append(rune.ToString());
        var whole = plain.ToString().Normalize(NormalizationForm.FormKC);
        plain.Clear();
        foreach (var rune in whole.EnumerateRunes())
        {
            var kind = Rune.GetUnicodeCategory(rune);
            if (kind == UnicodeCategory.DecimalDigitNumber) plain.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            else if (kind == UnicodeCategory.SpaceSeparator) plain.Append(' ');
            else if (kind != UnicodeCategory.Format) plain.Append(rune.ToString());
        }

        return plain.ToString();
    }

    private static string Kind(string match)
    {
        var digits = DigitsOf(match);
        if (digits.Length is >= 13 and <= 19 && IsCard(digits)) return "[card number]";
        return digits.Length >= ShortestPhone ? "[number]" : match;
    }

    private static string DigitsOf(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    // Luhn's check, which every payment card passes.
    private static bool IsCard(string digits) =>
        digits.Reverse().Select((c, i) => (c - '0') * (1 + (i % 2))).Sum(d => d > 9 ? d - 9 : d) % 10 == 0;

    [GeneratedRegex(@"[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+")]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")]
    private static partial Regex Iban();

    [GeneratedRegex(@"\+?\(?\d(?:[ ()./-]{0,2}\d){5,}")]
    private static partial Regex Digits();
}
