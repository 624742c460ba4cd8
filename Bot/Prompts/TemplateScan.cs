using System.Text.RegularExpressions;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Reads the <c>{{…}}</c> of a text and holds them against the values that the reply brings, before Handlebars sees it.</summary>
internal static partial class TemplateScan
{
    /// <summary>What may format a moment: <c>{{date by}}</c>, <c>{{time by}}</c>, <c>{{when by}}</c>.</summary>
    public static readonly IReadOnlyList<string> MomentHelpers = ["date", "time", "when"];

    /// <summary>Reports every mistake of one text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="values">The values that may be used, with their types.</param>
    /// <param name="path">The file.</param>
    /// <param name="line">Line of the file on which the text begins.</param>
    /// <param name="problems">Where mistakes go.</param>
    public static void Check(string text, IReadOnlyDictionary<string, Type> values, string path, int line, Problems problems)
    {
        var open = new Stack<(string Block, int Line)>();
        var end = 0;
        foreach (Match match in Mustache().Matches(text))
        {
            ReportStray(text[end..match.Index], LineAt(end));
            end = match.Index + match.Length;
            var at = LineAt(match.Index);
            if (match.Groups["raw"].Success)
            {
                problems.Add(path, at, $"write {{{{{match.Groups["body"].Value.Trim()}}}}} with two braces: values are escaped, and what is Markdown of ours is known as such");
                continue;
            }

            CheckOne(match.Groups["body"].Value.Trim(), at, open);
        }

        ReportStray(text[end..], LineAt(end));
        foreach (var (block, at) in open) problems.Add(path, at, $"{{{{#{block}}}}} is never closed by {{{{/{block}}}}}");

        int LineAt(int index) => line + text.AsSpan(0, index).Count('\n');

        void ReportStray(string between, int at)
        {
            var stray = between.IndexOf("{{", StringComparison.Ordinal);
            if (stray < 0) stray = between.IndexOf("}}", StringComparison.Ordinal);
            if (stray >= 0) problems.Add(path, at + between.AsSpan(0, stray).Count('\n'), "'{{' and '}}' must come in pairs on one line");
        }

        void CheckOne(string body, int at, Stack<(string Block, int Line)> blocks)
        {
            if (body.StartsWith('!')) return;
            if (body == "else")
            {
                if (blocks.Count == 0) problems.Add(path, at, "{{else}} stands outside a block");
                return;
            }

            var words = body.TrimStart('#', '/').Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                problems.Add(path, at, "{{}} is empty");
            }
            else if (body.StartsWith('#'))
            {
                if (words is not ["if" or "unless" or "each", var subject])
                    problems.Add(path, at, $"'{body}': a block is #if, #unless or #each with one value");
                else if (Known(subject, at) is { } type && words[0] == "each" && (type == typeof(string) || !typeof(System.Collections.IEnumerable).IsAssignableFrom(type)))
                    problems.Add(path, at, $"'{subject}' is not a list, so there is no 'each' of it");
                blocks.Push((words[0], at));
            }
            else if (body.StartsWith('/'))
            {
                if (blocks.Count == 0 || blocks.Pop().Block != words[0]) problems.Add(path, at, $"{{{{{body}}}}} closes a block that is not open");
            }
            else if (words.Length == 2 && MomentHelpers.Contains(words[0]))
            {
                if (Known(words[1], at) is { } type && type != typeof(DateTimeOffset)) problems.Add(path, at, $"'{words[1]}' is not a moment, so '{words[0]}' cannot format it");
            }
            else if (words.Length > 1)
            {
                problems.Add(path, at, $"'{words[0]}' is not something a prompt can do; {Suggestion.For(words[0], [.. MomentHelpers, "#if", "#unless", "#each"])}");
            }
            else if (Known(words[0], at) is { } type)
            {
                if (type == typeof(DateTimeOffset)) problems.Add(path, at, $"'{words[0]}' is a moment: write {{{{date {words[0]}}}}}, {{{{time {words[0]}}}}} or {{{{when {words[0]}}}}}");
                if (type == typeof(bool)) problems.Add(path, at, $"'{words[0]}' is true or false: use it in {{{{#if {words[0]}}}}}");
            }
        }

        Type? Known(string value, int at)
        {
            if (open.Any(b => b.Block == "each") && values.ContainsKey(value))
            {
                problems.Add(path, at, $"inside {{{{#each}}}} there is only {{{{this}}}}, not '{value}'");
                return null;
            }

            if (value is "this" && open.Any(b => b.Block == "each")) return typeof(Markdown);
            if (values.TryGetValue(value, out var type)) return Nullable.GetUnderlyingType(type) ?? type;
            problems.Add(path, at, $"there is no value '{value}' here; {Suggestion.For(value, values.Keys)}");
            return null;
        }
    }

    [GeneratedRegex(@"\{\{(?<raw>[{&])?(?<body>[^{}\n]*)\}\}\}?")]
    private static partial Regex Mustache();
}
