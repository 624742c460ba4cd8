using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Reads one YAML mapping key by key and reports every mistake with its line. A key that nobody asked for is a mistake too.</summary>
internal sealed class YamlReader
{
    private readonly YamlMappingNode node;
    private readonly string path;
    private readonly int before;
    private readonly Problems problems;
    private readonly HashSet<string> read = [];

    private YamlReader(YamlMappingNode node, string path, int before, Problems problems)
    {
        this.node = node;
        this.path = path;
        this.before = before;
        this.problems = problems;
    }

    /// <summary>Line of the mapping in its file.</summary>
    public int Line => LineOf(node);

    /// <summary>Parses a text that must be one mapping; null, with a problem reported, when it is not.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="path">The file it stands in, for messages.</param>
    /// <param name="before">Lines of that file that come before the text.</param>
    /// <param name="problems">Where mistakes go.</param>
    public static YamlReader? Parse(string text, string path, int before, Problems problems)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode map) return new YamlReader(map, path, before, problems);
            problems.Add(path, before + 1, "this must be 'key: value' lines");
        }
        catch (YamlException error)
        {
            var detail = error.InnerException?.Message ?? error.Message;
            problems.Add(path, before + (int)Math.Max(1, error.Start.Line), $"not YAML: {detail}");
        }

        catch (InvalidOperationException)
        {
            // What YamlDotNet throws when a list or mapping is still open at the end.
            problems.Add(path, before + 1, "not YAML: a '[' or '{' is never closed");
        }

        return null;
    }

    public void Problem(string key, string message) => problems.Add(path, LineOfKey(key), message);

    public string Text(string key)
    {
        if (OptionalText(key) is { Length: > 0 } text) return text;
        if (!Has(key)) problems.Add(path, Line, $"'{key}' is missing");
        else problems.Add(path, LineOfKey(key), $"'{key}' must be a text");
        return "";
    }

    public string? OptionalText(string key) => Value(key) is YamlScalarNode scalar ? scalar.Value?.Trim() : null;

    /// <summary>A text with the line on which it begins: one that is set off as a block begins below its key.</summary>
    public HeadText TextAt(string key) =>
        new(Text(key), LineOfKey(key) + (Value(key) is YamlScalarNode { Style: ScalarStyle.Literal or ScalarStyle.Folded } ? 1 : 0));

    public int Number(string key, int least, int most)
    {
        var text = Text(key);
        if (text.Length == 0) return least;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        problems.Add(path, LineOfKey(key), $"'{key}' must be a whole number from {least} to {most}, not '{text}'");
        return least;
    }

    /// <summary>A span of the day, written <c>10:00-18:00</c>.</summary>
    public (TimeOnly From, TimeOnly Until) Hours(string key, string fallback)
    {
        var text = OptionalText(key) ?? fallback;
        if (SpanOf(text) is { } span) return span;
        problems.Add(path, LineOfKey(key), $"'{key}' must be two times of one day like 10:00-18:00, not '{text}'");
        return (new TimeOnly(10, 0), new TimeOnly(18, 0));
    }

    /// <summary>Spans of the day in their order: one, or a list of them.</summary>
    public IReadOnlyList<(TimeOnly From, TimeOnly Until)> Spans(string key)
    {
        var texts = Value(key) is YamlSequenceNode ? Texts(key) : [(Text(key), LineOfKey(key))];
        var spans = new List<(TimeOnly From, TimeOnly Until)>();
        foreach (var (text, line) in texts)
        {
            if (text.Length == 0 && spans.Count == 0 && !Has(key)) continue;
            if (SpanOf(text) is not { } span) problems.Add(path, line, $"'{key}' must be two times of one day like 09:00-17:00, or a list of such spans, not '{text}'");
            else if (spans.Count > 0 && span.From < spans[^1].Until) problems.Add(path, line, $"'{key}': {text} begins before the span above it is over; write them in the order of the day");
            else spans.Add(span);
        }

        return spans;
    }

    // Midnight at the end of the day is 24:00.
    private static (TimeOnly From, TimeOnly Until)? SpanOf(string text)
    {
        var parts = text.Split('-');
        if (parts.Length != 2 || !TimeOnly.TryParseExact(parts[0].Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)) return null;
        if (parts[1].Trim() == "24:00") return (from, TimeOnly.MaxValue);
        return TimeOnly.TryParseExact(parts[1].Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until) && from < until ? (from, until) : null;
    }

    public TEnum Choice<TEnum>(string key, TEnum fallback) where TEnum : struct, Enum
    {
        var text = OptionalText(key);
        if (text is null) return fallback;
        if (Enum.GetNames<TEnum>().Contains(text)) return Enum.Parse<TEnum>(text);
        problems.Add(path, LineOfKey(key), $"'{key}' cannot be '{text}'; {Suggestion.For(text, Enum.GetNames<TEnum>())}");
        return fallback;
    }

    public IReadOnlyList<(string Text, int Line)> Texts(string key, bool required = false)
    {
        switch (Value(key))
        {
            case YamlSequenceNode list when list.All(n => n is YamlScalarNode):
                return [.. list.Cast<YamlScalarNode>().Select(n => (n.Value ?? "", LineOf(n)))];
            case null when !required:
                return [];
            default:
                problems.Add(path, LineOfKey(key), $"'{key}' must be a list of texts");
                return [];
        }
    }

    public IReadOnlyList<YamlReader> Maps(string key)
    {
        if (Value(key) is YamlSequenceNode list && list.All(n => n is YamlMappingNode))
            return [.. list.Cast<YamlMappingNode>().Select(n => new YamlReader(n, path, before, problems))];
        problems.Add(path, LineOfKey(key), $"'{key}' must be a list, each entry beginning with '- '");
        return [];
    }

    public YamlReader? Map(string key)
    {
        if (Value(key) is YamlMappingNode map) return new YamlReader(map, path, before, problems);
        problems.Add(path, LineOfKey(key), $"'{key}' must hold indented 'key: value' lines");
        return null;
    }

    public IEnumerable<string> Keys => node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "");

    public int LineOfKey(string key) =>
        node.Children.Keys.FirstOrDefault(k => k is YamlScalarNode s && s.Value == key) is { } found ? LineOf(found) : Line;

    /// <summary>Reports the keys that nobody asked for.</summary>
    public void Done()
    {
        foreach (var key in Keys.Where(k => !read.Contains(k)))
            problems.Add(path, LineOfKey(key), $"unknown key '{key}'; {Suggestion.For(key, read)}");
    }

    public bool Has(string key) => Value(key) is not null;

    private YamlNode? Value(string key)
    {
        read.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    private int LineOf(YamlNode at) => before + (int)at.Start.Line;
}
