using System.Globalization;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>
/// What a grammar reads of digits without a rule: <c>&lt;digits&gt;</c> any that stand together, <c>&lt;d2&gt;</c> to <c>&lt;d8&gt;</c> so many, <c>&lt;d12&gt;</c> one or two,
/// <c>&lt;d13&gt;</c> one to three, and so on; <c>&lt;fraction-digits&gt;</c> and <c>&lt;fraction-12&gt;</c> those after a decimal sign (05 is 0.05).
/// </summary>
internal sealed class DigitTerminal
{
    private static readonly Dictionary<string, DigitTerminal> All = new()
    {
        ["digits"] = new(1, 15, false),
        ["fraction-digits"] = new(1, 15, true),
        ["d2"] = new(2, 2, false),
        ["d3"] = new(3, 3, false),
        ["d4"] = new(4, 4, false),
        ["d8"] = new(8, 8, false),
        ["d12"] = new(1, 2, false),
        ["d13"] = new(1, 3, false),
        ["fraction-12"] = new(1, 2, true),
        ["d34"] = new(3, 4, false),
    };

    private readonly int least;
    private readonly int most;
    private readonly bool fraction;

    private DigitTerminal(int least, int most, bool fraction)
    {
        this.least = least;
        this.most = most;
        this.fraction = fraction;
    }

    public static DigitTerminal? Named(string name) => All.GetValueOrDefault(name);

    public IEnumerable<Grammar.Match> Read(Chart chart, int at)
    {
        if (at >= chart.Tokens.Count || chart.Tokens[at] is not { Kind: TokenKind.Digits } token) yield break;
        if (token.Text.Length < least || token.Text.Length > most) yield break;
        var number = double.Parse((fraction ? "0." : "") + token.Text, CultureInfo.InvariantCulture);
        yield return new Grammar.Match(number, at + 1);
    }
}
