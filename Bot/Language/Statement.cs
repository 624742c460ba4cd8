using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Language;

/// <summary>A sentence taken apart into what can be compared: content words by their stems, numbers with their units, negation.</summary>
internal sealed partial class Statement
{
    private static readonly FrozenSet<string> Fillers = Set(
        "a about above after again all also am an and any are around as at away back be because been before being below between both but by can could did do does done down during each either else even every for from "
        + "further get gets give gives go goes had has have having he her here hers him his how however i if in into is it its itself just keep kept let lets like long longer made make makes manual may me might mine more "
        + "most much my need needs of off on onto or other our ours out over own per please put rather really same say says she should since so some soon still such than that the their them then there "
        + "these they this those though through thus to too under until up upon us use used uses using very via was way we well were what when where whether which while who whom whose why will with within would yes yet you your yours yourself");

    private static readonly FrozenSet<string> Negations = Set(
        "no not never without cannot cant dont doesnt didnt isnt arent wasnt wont wouldnt shouldnt mustnt neednt neither nor none nothing nobody nowhere");

    // Words that turn a true sentence into a false one.
    private static readonly FrozenSet<string> Restrictions = Set("only always unless except once twice half double free forever");

    private static readonly FrozenDictionary<string, string> NumberWords = "zero one two three four five six seven eight nine ten eleven twelve".Split(' ')
        .Select((word, number) => KeyValuePair.Create(word, $"{number}")).Concat([new("fifteen", "15"), new("twenty", "20"), new("thirty", "30"), new("hundred", "100")]).ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Units = new (string Unit, string Spellings)[]
    {
        ("°c", "°c celsius degrees degree"), ("°f", "°f fahrenheit"), ("%", "% percent"), ("h", "h hr hrs hour hours"), ("min", "min mins minute minutes"), ("s", "s sec secs second seconds"),
        ("d", "day days"), ("wk", "week weeks"), ("mo", "month months"), ("y", "year years"), ("mm", "mm millimetre millimetres millimeter millimeters"), ("cm", "cm centimetre centimetres centimeter centimeters"),
        ("m", "m metre metres meter meters"), ("km", "km kilometre kilometres kilometer kilometers"), ("g", "g gram grams"), ("kg", "kg kilogram kilograms kilo kilos"), ("ml", "ml millilitre millilitres"),
        ("l", "l litre litres liter liters"), ("v", "v volt volts"), ("a", "a amp amps ampere amperes"), ("w", "w watt watts"), ("wh", "wh"), ("mah", "mah"), ("lm", "lm lumen lumens"), ("bar", "bar"),
        ("eur", "eur € euro euros"), ("usd", "usd $ dollar dollars"), ("step", "step steps"), ("time", "time times"),
    }.SelectMany(u => u.Spellings.Split(' ').Select(s => KeyValuePair.Create(s, u.Unit))).ToFrozenDictionary();

    private readonly IReadOnlyList<(string Text, int Clause)> words;

    public Statement(string text)
    {
        words = [.. Split(text)];
        var content = new HashSet<string>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i].Text;
            if (Negations.Contains(word)) IsNegated = true;
            else if (Restrictions.Contains(word)) Restricting.Add(word);
            else if (NumberAt(i) is { } number) Numbers.Add((number, UnitOf(i), NextContent(i)));
            else if (word.Any(char.IsAsciiDigit)) Codes.Add(word);
            else if (IsContent(word) && !(i > 0 && NumberAt(i - 1) is not null && UnitAt(i) is not null)) content.Add(Stem(word));
        }

        Content = content;
    }

    /// <summary>Stems of the words that carry meaning.</summary>
    public IReadOnlySet<string> Content { get; }

    /// <summary>Words made of letters and digits, like IPX4.</summary>
    public HashSet<string> Codes { get; } = [];

    public HashSet<string> Restricting { get; } = [];

    /// <summary>Each number with its unit, if it has one, and the next word that carries meaning in its clause.</summary>
    public List<(string Number, string? Unit, string? Next)> Numbers { get; } = [];

    public bool IsNegated { get; }

    /// <summary>Whether a number with this unit stands here, and near it that word, if the statement has the word at all.</summary>
    public bool Has((string Number, string? Unit, string? Next) wanted)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (NumberAt(i) != wanted.Number || (wanted.Unit is not null && UnitOf(i) != wanted.Unit)) continue;
            if (wanted.Next is null || !Content.Contains(wanted.Next)) return true;
            var clause = words[i].Clause;
            if (words.Where((w, at) => w.Clause == clause || (at > i && at <= i + Near)).Any(w => Stem(w.Text) == wanted.Next)) return true;
        }

        return false;
    }

    // A list in one sentence has a number every few words; further away stands the next entry.
    private const int Near = 5;

    private string? NumberAt(int i)
    {
        if (i >= words.Count) return null;
        var word = words[i].Text;
        if (char.IsAsciiDigit(word[0]) || word[0] == '-') return word;

        // "One" is mostly no number: "the new one".
        return word == "one" && UnitAt(i + 1) is null ? null : NumberWords.GetValueOrDefault(word);
    }

    private string? UnitAt(int i) => i < words.Count ? Units.GetValueOrDefault(words[i].Text) : null;

    // In "5 to 35 °C" both numbers are degrees.
    private string? UnitOf(int i) => UnitAt(i + 1) ?? (i + 2 < words.Count && words[i + 1].Text is "to" or "and" or "or" && NumberAt(i + 2) is not null ? UnitAt(i + 3) : null);

    private string? NextContent(int i)
    {
        for (var at = i + 1; at < words.Count && words[at].Clause == words[i].Clause; at++)
            if (IsContent(words[at].Text) && UnitAt(at) is null && NumberAt(at) is null) return Stem(words[at].Text);
        return null;
    }

    private static bool IsContent(string word) => word.Length > 1 && char.IsLetter(word[0]) && !Fillers.Contains(word) && !Negations.Contains(word) && !Restrictions.Contains(word);

    private static IEnumerable<(string Text, int Clause)> Split(string text)
    {
        var clause = 0;
        foreach (Match match in Token().Matches(text))
        {
            if (match.Groups["stop"].Success)
            {
                clause++;
                continue;
            }

            var word = match.Value.Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal).ToLowerInvariant();
            if (match.Groups["number"].Success) word = Thousands().Replace(word.Replace('−', '-'), "").Replace(',', '.');
            if (word.Length > 0) yield return (word, clause);
        }
    }

    // A light stemmer: "charging", "charged" and "charges" are "charg", "dries" and "dry" are "dri". It need not be right, only the same on both sides.
    private static string Stem(string word)
    {
        foreach (var ending in new[] { "ingly", "edly", "ings", "ing", "ies", "ied", "ely", "ed", "es", "ly", "s", "e", "y" })
        {
            if (!word.EndsWith(ending, StringComparison.Ordinal) || word.Length - ending.Length < 3) continue;
            var stem = word[..^ending.Length];
            if (ending is "ies" or "ied" or "y") return stem + "i";
            return stem.Length > 3 && stem[^1] == stem[^2] && ending is not ("s" or "e") ? stem[..^1] : stem;
        }

        return word;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet();

    [GeneratedRegex(@"(?<number>(?<![\w.,])[-−]?\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*)|°?\p{L}[\p{L}\p{M}\p{N}'’]*|[%€$]|(?<stop>[,;:.!?()](?=\s|$))")]
    private static partial Regex Token();

    [GeneratedRegex(@",(?=\d{3}(?!\d))")]
    private static partial Regex Thousands();
}
