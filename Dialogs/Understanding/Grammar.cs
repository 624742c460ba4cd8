namespace FollowUpBot.Dialogs.Understanding;

/// <summary>
/// How a language writes numbers, moments and ratings: symbols, each with its rules in order of preference. The rules are data; what they mean is made by
/// actions that know no language. A text is read from left to right, every symbol at most once at each place, so a message costs its length and no more.
/// </summary>
public sealed partial class Grammar
{
    private static readonly IReadOnlyDictionary<string, Maker> Actions =
        new[] { NumberActions.All, DayActions.All, ClockActions.All, WindowActions.All, RatingActions.All }.SelectMany(a => a).ToDictionary(a => a.Key, a => a.Value);

    // A row of a thousand stars could end after each of them. Nobody means most of those; the first found are kept, and those are the longest.
    private const int MostWays = 24;

    private readonly List<List<Compiled>> symbols = [];
    private readonly Dictionary<string, int> ids = [];
    private readonly List<First?> firsts = [];

    /// <summary>Builds a grammar of rules that <see cref="Check"/> has nothing against; a symbol without a rule reads nothing.</summary>
    /// <param name="rules">The rules of each symbol.</param>
    public Grammar(IReadOnlyDictionary<string, IReadOnlyList<GrammarRule>> rules)
    {
        foreach (var name in rules.Keys) IdOf(name);
        foreach (var (name, list) in rules)
            foreach (var rule in list) symbols[IdOf(name)].Add(Compile(rule));
        for (var id = 0; id < symbols.Count; id++) FirstOf(id, []);
    }

    /// <summary>Makes a meaning of the values of a rule; null when there is none, as for a thirty-first of April.</summary>
    internal delegate object? Making(object?[] values, ReadingContext context);

    /// <summary>Says what is wrong with a rule among the others: a symbol, an action or a value that does not exist. Null when nothing is.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="known">The symbols that have rules.</param>
    public static string? Check(GrammarRule rule, IReadOnlyCollection<string> known)
    {
        foreach (var element in rule.Elements)
        {
            if (element.Symbol.Length > 0 && !known.Contains(element.Symbol) && Terminal(element.Symbol) is null)
                return $"there is no symbol <{element.Symbol}>";
        }

        foreach (var call in GrammarRule.CallsOf(rule.Meaning))
        {
            var given = call.Values.Count;
            if (!Actions.TryGetValue(call.Action, out var action)) return $"there is no action '{call.Action}'";
            if (given < action.Least || given > action.Most) return $"'{call.Action}' takes {(action.Least == action.Most ? "" : $"{action.Least} to ")}{action.Most} values, not {given}";
        }

        return null;
    }

    /// <summary>The first symbol that would have to be read in order to be read; null when there is none. Such a grammar never ends.</summary>
    /// <param name="rules">The rules of each symbol.</param>
    public static string? Circle(IReadOnlyDictionary<string, IReadOnlyList<GrammarRule>> rules)
    {
        var done = new HashSet<string>();
        return rules.Keys.FirstOrDefault(name => Circles(name, []));

        bool Circles(string name, HashSet<string> above)
        {
            if (done.Contains(name) || !rules.TryGetValue(name, out var list)) return false;
            if (!above.Add(name)) return true;
            foreach (var element in list.SelectMany(rule => Beginnings(rule)))
                if (element.Kind == GrammarRule.ElementKind.Symbol && Circles(element.Symbol, above)) return true;
            above.Remove(name);
            done.Add(name);
            return false;
        }
    }

    /// <summary>Everything that a symbol reads in a text, from left to right, the longest at each place; a place is read once.</summary>
    internal IEnumerable<Found> FindAll(string symbol, Chart chart)
    {
        if (!ids.TryGetValue(symbol, out var id)) yield break;
        for (var at = 0; at < chart.Tokens.Count;)
        {
            var best = chart.BeginsWord(at) ? Longest(id, chart, at) : null;
            if (best is null)
            {
                at++;
                continue;
            }

            yield return new Found(best.Value.Value, at, best.Value.End);
            at = best.Value.End;
        }
    }

    /// <summary>What the symbol reads from the first token to the last; null when it does not.</summary>
    internal object? ReadWhole(string symbol, Chart chart) =>
        ids.TryGetValue(symbol, out var id) ? Read(id, chart, 0).FirstOrDefault(m => m.End == chart.Tokens.Count).Value : null;

    private Match? Longest(int id, Chart chart, int at)
    {
        Match? best = null;
        foreach (var match in Read(id, chart, at))
            if (match.End > (best?.End ?? at) && chart.EndsWord(match.End)) best = match;
        return best;
    }

    private List<Match> Read(int id, Chart chart, int at)
    {
        if (at >= chart.Tokens.Count || !firsts[id]!.Has(chart.Tokens[at])) return [];
        if (chart.Recall(id, at) is { } known) return known;
        var found = new List<Match>();
        foreach (var rule in symbols[id]) Follow(rule, 0, at, new object?[rule.Symbols], 0, chart, found);
        chart.Remember(id, at, found);
        return found;
    }

    // Tries what is left of a rule; each way it can end is kept once, the first rule's meaning before the second's.
    private void Follow(Compiled rule, int element, int at, object?[] captured, int symbol, Chart chart, List<Match> found)
    {
        if (element == rule.Elements.Length)
        {
            if (found.Count == MostWays || found.Exists(m => m.End == at)) return;
            if (rule.Make(captured, chart.Context) is { } value) found.Add(new Match(value, at));
            return;
        }

        var part = rule.Elements[element];
        switch (part.Kind)
        {
            case GrammarRule.ElementKind.Joined:
                if (at < chart.Tokens.Count && !chart.Tokens[at].Spaced) Follow(rule, element + 1, at, captured, symbol, chart, found);
                return;
            case GrammarRule.ElementKind.NotBefore:
                if (!Stands(part, chart, at)) Follow(rule, element + 1, at, captured, symbol, chart, found);
                return;
            case GrammarRule.ElementKind.Words:
                if (at < chart.Tokens.Count && part.Words!.Contains(chart.Tokens[at].Text)) Follow(rule, element + 1, at + 1, captured, symbol, chart, found);
                break;
            default:
                foreach (var match in part.Terminal is { } terminal ? terminal.Read(chart, at) : Read(part.Id, chart, at))
                {
                    captured[symbol] = match.Value;
                    Follow(rule, element + 1, match.End, captured, symbol + 1, chart, found);
                }

                captured[symbol] = null;
                break;
        }

        if (part.Optional) Follow(rule, element + 1, at, captured, symbol + (part.Kind == GrammarRule.ElementKind.Symbol ? 1 : 0), chart, found);
    }

    private bool Stands(Part part, Chart chart, int at) =>
        part.Terminal is { } terminal ? terminal.Read(chart, at).Any()
        : part.Id >= 0 ? Read(part.Id, chart, at).Count > 0
        : at < chart.Tokens.Count && part.Words!.Contains(chart.Tokens[at].Text);

    /// <summary>What was read, and the tokens it was read from.</summary>
    internal readonly record struct Found(object Value, int From, int End);

    /// <summary>One way to read a symbol: its meaning and the token after it.</summary>
    internal readonly record struct Match(object Value, int End);

    /// <summary>An action and how many values it takes.</summary>
    internal sealed record Maker(int Least, int Most, Making Make);
}
