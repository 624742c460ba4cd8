namespace FollowUpBot.Dialogs.Understanding;

/// <summary>A grammar made ready: names become numbers, and every symbol knows what it can begin with.</summary>
public sealed partial class Grammar
{
    private int IdOf(string name)
    {
        if (ids.TryGetValue(name, out var id)) return id;
        ids[name] = symbols.Count;
        symbols.Add([]);
        firsts.Add(null);
        return symbols.Count - 1;
    }

    private Compiled Compile(GrammarRule rule)
    {
        var parts = rule.Elements.Select(e =>
        {
            var terminal = e.Symbol.Length > 0 && !ids.ContainsKey(e.Symbol) ? Terminal(e.Symbol) : null;
            return new Part(e.Kind, e.Words.Count > 0 ? e.Words.ToHashSet() : null, terminal, e.Symbol.Length > 0 && terminal is null ? IdOf(e.Symbol) : -1, e.Optional);
        }).ToArray();
        return new Compiled(parts, parts.Count(p => p.Kind == GrammarRule.ElementKind.Symbol), Compile(rule.Meaning));
    }

    private static Making Compile(object meaning)
    {
        switch (meaning)
        {
            case GrammarRule.Capture capture:
                return (captured, _) => captured[capture.Index];
            case GrammarRule.Call call when Actions.TryGetValue(call.Action, out var action):
                var values = call.Values.Select(Compile).ToArray();
                return (captured, context) => WithinCalendar(action.Make, Array.ConvertAll(values, v => v(captured, context)), context);
            case GrammarRule.Call:
                return (_, _) => null;
            default:
                return (_, _) => meaning;
        }
    }

    // "In nine thousand years" is beyond what a calendar holds: no meaning, no failure.
    private static object? WithinCalendar(Making action, object?[] values, ReadingContext context)
    {
        try
        {
            return action(values, context);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private First FirstOf(int id, HashSet<int> above)
    {
        if (firsts[id] is { } known) return known;
        var first = new First();
        if (!above.Add(id)) return first;
        foreach (var part in symbols[id].SelectMany(rule => Beginnings(rule.Elements, p => p.Kind, p => p.Optional)))
        {
            if (part.Kind == GrammarRule.ElementKind.Words) first.Words.UnionWith(part.Words!);
            else if (part.Terminal is not null) first.Digits = true;
            else first.Add(FirstOf(part.Id, above));
        }

        above.Remove(id);
        return firsts[id] = first;
    }

    private static IEnumerable<GrammarRule.Element> Beginnings(GrammarRule rule) => Beginnings(rule.Elements, e => e.Kind, e => e.Optional);

    // The elements that a text can begin with: those up to the first that must be there.
    private static IEnumerable<T> Beginnings<T>(IEnumerable<T> elements, Func<T, GrammarRule.ElementKind> kind, Func<T, bool> optional)
    {
        foreach (var element in elements)
        {
            if (kind(element) is GrammarRule.ElementKind.Joined or GrammarRule.ElementKind.NotBefore) continue;
            yield return element;
            if (!optional(element)) yield break;
        }
    }

    private static DigitTerminal? Terminal(string name) => DigitTerminal.Named(name);

    private sealed record Part(GrammarRule.ElementKind Kind, HashSet<string>? Words, DigitTerminal? Terminal, int Id, bool Optional);

    private sealed record Compiled(Part[] Elements, int Symbols, Making Make);

    private sealed class First
    {
        public HashSet<string> Words { get; } = [];

        public bool Digits { get; set; }

        public bool Has(Token token) => (Digits && token.Kind == TokenKind.Digits) || Words.Contains(token.Text);

        public void Add(First other)
        {
            Words.UnionWith(other.Words);
            Digits |= other.Digits;
        }
    }
}
