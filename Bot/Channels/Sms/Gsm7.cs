using System.Collections.Frozen;
using System.Text;

namespace FollowUpBot.Bot.Channels.Sms;

/// <summary>How a text is cut into the pieces that are paid for.</summary>
/// <param name="Count">How many.</param>
/// <param name="IsUnicode">Whether a character of it has made all of it UCS-2, of which less than half fits into a piece.</param>
internal readonly record struct SmsSegments(int Count, bool IsUnicode);

/// <summary>The alphabet of text messages, GSM 03.38, and what a text costs in it.</summary>
internal static class Gsm7
{
    // One piece holds 160 letters of seven bits or 70 of UCS-2; of several each gives some away to be put together again.
    private const int Alone = 160, EachOfMany = 153, UnicodeAlone = 70, UnicodeEachOfMany = 67;

    private const string Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    // Each counts twice: it stands behind an escape.
    private const string Extension = "^{}\\[~]|€\f";

    // What each character costs; 0 is none of the alphabet.
    private static readonly byte[] Costs = CostsOf();

    // What typography writes otherwise and nobody misses. Letters are no typography: a name keeps its accents, and the text is UCS-2 then.
    private static readonly FrozenDictionary<char, string> Plain = new Dictionary<char, string>
    {
        ['“'] = "\"",
        ['”'] = "\"",
        ['„'] = "\"",
        ['‟'] = "\"",
        ['«'] = "\"",
        ['»'] = "\"",
        ['″'] = "\"",
        ['‘'] = "'",
        ['’'] = "'",
        ['‚'] = "'",
        ['‛'] = "'",
        ['‹'] = "'",
        ['›'] = "'",
        ['′'] = "'",
        ['´'] = "'",
        ['`'] = "'",
        ['–'] = "-",
        ['—'] = "-",
        ['―'] = "-",
        ['‐'] = "-",
        ['\u2011'] = "-",
        ['‒'] = "-",
        ['−'] = "-",
        ['•'] = "-",
        ['·'] = "-",
        ['▪'] = "-",
        ['‣'] = "-",
        ['…'] = "...",
        ['→'] = "->",
        ['⇒'] = "=>",
        ['←'] = "<-",
        ['×'] = "x",
        ['÷'] = "/",
        ['≤'] = "<=",
        ['≥'] = ">=",
        ['±'] = "+/-",
        ['½'] = "1/2",
        ['¼'] = "1/4",
        ['¾'] = "3/4",
        ['²'] = "2",
        ['³'] = "3",
        ['™'] = "",
        ['®'] = "",
        ['\t'] = " ",
        ['\u2028'] = "\n",
        ['\u2029'] = "\n",
    }.ToFrozenDictionary();

    /// <summary>How many pieces a text is.</summary>
    public static SmsSegments SegmentsOf(string text)
    {
        var units = 0;
        foreach (var c in text)
        {
            var cost = CostOf(c);
            if (cost == 0) return Unicode(text);
            units += cost;
        }

        return new SmsSegments(units <= Alone ? 1 : Cut(text, EachOfMany, static (text, at) => (CostOf(text[at]), 1)), IsUnicode: false);
    }

    /// <summary>The text in the alphabet, where it loses nothing by it; else as it is.</summary>
    public static string Fit(string text)
    {
        if (text.All(c => CostOf(c) > 0)) return text;
        var fitted = new StringBuilder(text.Length + 8);
        var composed = Composed(text);
        for (var i = 0; i < composed.Length; i++)
        {
            var c = composed[i];
            if (CostOf(c) > 0) fitted.Append(c);
            else if (Plain.TryGetValue(c, out var plain)) fitted.Append(plain);
            else if (char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.SpaceSeparator) fitted.Append(' ');
            else if (c == '°') fitted.Append(i + 1 < composed.Length && composed[i + 1] is 'C' or 'F' ? "" : " deg");
            else if (!IsInvisible(c)) return text;
        }

        return fitted.ToString();
    }

    private static int CostOf(char c) => c < Costs.Length ? Costs[c] : 0;

    private static byte[] CostsOf()
    {
        var costs = new byte[Extension.Max() + 1];
        foreach (var c in Basic) costs[c] = 1;
        foreach (var c in Extension) costs[c] = 2;
        return costs;
    }

    private static bool IsInvisible(char c) => c is '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or '\u200E' or '\u200F' || char.IsControl(c);

    // An accent that stands by itself belongs to the letter before it.
    private static string Composed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    private static SmsSegments Unicode(string text) =>
        new(text.Length <= UnicodeAlone ? 1 : Cut(text, UnicodeEachOfMany, static (text, at) => char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? (2, 2) : (1, 1)), IsUnicode: true);

    // What counts twice is not torn apart between two pieces.
    private static int Cut(string text, int room, Func<string, int, (int Units, int Length)> sizeAt)
    {
        var (pieces, used) = (1, 0);
        for (var at = 0; at < text.Length;)
        {
            var (units, length) = sizeAt(text, at);
            if (used + units > room) (pieces, used) = (pieces + 1, 0);
            used += units;
            at += length;
        }

        return pieces;
    }
}
