using System.Globalization;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>
/// One line of a grammar: what is written, and what it means. <c>quarter past &lt;hour&gt; => clock $1 15</c>: words stand for themselves, <c>a|b</c> is
/// either, <c>&lt;name&gt;</c> is whatever the symbol of that name reads, <c>?</c> after either makes it optional, <c>~</c> says that there is no space here,
/// <c>!a|b</c> that neither follows, <c>!&lt;name&gt;</c> that the symbol does not. On the right: an action with its values, <c>$1</c> being what the first symbol read and brackets holding another action; or one value alone.
/// </summary>
public sealed class GrammarRule
{
    private const string Arrow = " => ";

    private GrammarRule(IReadOnlyList<Element> elements, object meaning)
    {
        Elements = elements;
        Meaning = meaning;
    }

    internal enum ElementKind
    {
        Words,
        Symbol,
        Joined,
        NotBefore,
    }

    internal IReadOnlyList<Element> Elements { get; }

    /// <summary>A number, a <see cref="Capture"/> of what a symbol read, or a <see cref="Call"/> of an action.</summary>
    internal object Meaning { get; }

    /// <summary>Reads a line; says what is wrong with it when it is none.</summary>
    public static (GrammarRule? Rule, string? Fault) Parse(string line)
    {
        var arrow = line.IndexOf(Arrow, StringComparison.Ordinal);
        if (arrow < 0) return (null, "a rule is written 'words => meaning'");
        var elements = new List<Element>();
        foreach (var part in line[..arrow].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (element, fault) = ElementOf(part);
            if (element is null) return (null, fault);
            elements.Add(element);
        }

        if (elements.All(e => e.Optional || e.Kind is ElementKind.Joined or ElementKind.NotBefore)) return (null, "a rule needs at least one word or symbol that is not optional");
        var symbols = elements.Count(e => e.Kind == ElementKind.Symbol);
        var meaning = line[(arrow + Arrow.Length)..].Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal);
        var words = new Queue<string>(meaning.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (words.Count == 0) return (null, "nothing stands after '=>'");
        var (value, wrong) = IsValue(words.Peek()) ? ValueOf(words.Dequeue(), symbols) : CallOf(words, symbols);
        if (wrong is null && words.Count > 0) wrong = $"'{words.Peek()}' stands too much: after '=>' comes an action with its values, or one value alone";
        return wrong is null ? (new GrammarRule(elements, value!), null) : (null, wrong);
    }

    /// <summary>The actions of a meaning, the outer before the inner.</summary>
    internal static IEnumerable<Call> CallsOf(object meaning) =>
        meaning is Call call ? call.Values.SelectMany(CallsOf).Prepend(call) : [];

    private static (Element? Element, string? Fault) ElementOf(string part)
    {
        if (part == "~") return (new Element(ElementKind.Joined, [], "", false), null);
        var optional = part.Length > 1 && part[^1] == '?';
        var body = optional ? part[..^1] : part;
        if (body.Length > 2 && body[0] == '<' && body[^1] == '>') return (new Element(ElementKind.Symbol, [], body[1..^1], optional), null);
        var not = body.Length > 1 && body[0] == '!';
        if (not && body.Length > 3 && body[1] == '<' && body[^1] == '>') return (new Element(ElementKind.NotBefore, [], body[2..^1], false), null);
        var words = (not ? body[1..] : body).Split('|');
        foreach (var word in words)
        {
            var tokens = Token.Split(word);
            if (tokens.Count != 1 || tokens[0].Text != word)
                return (null, $"'{word}' never matches: a word is in lower case, without accents and apostrophes; digits and marks stand alone");
        }

        return (new Element(not ? ElementKind.NotBefore : ElementKind.Words, words, "", optional), null);
    }

    private static bool IsValue(string text) => text[0] == '$' || text[0] == '-' || char.IsAsciiDigit(text[0]);

    // An action, and its values up to the end or to the bracket that closes it.
    private static (object? Value, string? Fault) CallOf(Queue<string> words, int symbols)
    {
        var action = words.Dequeue();
        if (action is "(" or ")") return (null, "an action is named first, then its values; what is made by another action stands in brackets");
        var values = new List<object>();
        while (words.Count > 0 && words.Peek() != ")")
        {
            var text = words.Dequeue();
            if (text == "(" && words.Count == 0) return (null, "the bracket is never closed");
            var (value, fault) = text == "(" ? CallOf(words, symbols) : ValueOf(text, symbols);
            if (fault is not null) return (null, fault);
            if (text == "(" && (words.Count == 0 || words.Dequeue() != ")")) return (null, "the bracket is never closed");
            values.Add(value!);
        }

        return (new Call(action, values), null);
    }

    private static (object? Value, string? Fault) ValueOf(string text, int symbols)
    {
        if (text[0] == '$')
        {
            return int.TryParse(text.AsSpan(1), out var at) && at >= 1 && at <= symbols
                ? (new Capture(at - 1), null)
                : (null, $"'{text}' stands for nothing: the rule has {symbols} symbols");
        }

        return double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? (number, null) : (text, null);
    }

    internal sealed record Element(ElementKind Kind, IReadOnlyList<string> Words, string Symbol, bool Optional);

    internal readonly record struct Capture(int Index);

    /// <summary>An action and what it is given: numbers, names, captures and other calls.</summary>
    internal sealed record Call(string Action, IReadOnlyList<object> Values);
}
