using System.Globalization;
using System.Text.RegularExpressions;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Walk;

namespace FollowUpBot.Bot.Commands.Walk;

/// <summary>What a line tells a walk to do.</summary>
internal enum WalkVerb
{
    /// <summary>Write as the customer.</summary>
    Say,

    /// <summary>Stay silent until the next contact.</summary>
    Next,

    /// <summary>Stay silent for so many days.</summary>
    Wait,

    /// <summary>Stay silent until the evening of a day.</summary>
    ToDay,

    /// <summary>An agent answers and closes the open case.</summary>
    Agent,

    /// <summary>Say what is planned.</summary>
    Plan,

    /// <summary>How a touchpoint felt, and what was odd.</summary>
    Score,

    /// <summary>Make a finding a task.</summary>
    Task,

    /// <summary>The walk in a sentence.</summary>
    Overall,
}

/// <summary>A line of a script.</summary>
/// <param name="Number">Its number in the file, from 1.</param>
/// <param name="Verb">What to do.</param>
/// <param name="Text">Words: what is said, noted, to be done.</param>
internal sealed record WalkLine(int Number, WalkVerb Verb, string Text = "")
{
    /// <summary>Days, or a score.</summary>
    public int Count { get; init; }

    /// <summary>The touchpoint.</summary>
    public string Step { get; init; } = "";
}

/// <summary>Reads what a walk is told, line by line.</summary>
internal static partial class WalkScript
{
    public const string Help = """
          words            what the customer writes; in a script, and to write what would be a command: > words
          next             stay silent until the next contact (an empty line does the same at the prompt)
          +3               stay silent for three days
          silent to day 30 stay silent until the evening of that day
          agent WORDS      an agent answers the open case with these words and closes it
          plan             what is planned next, or why nothing
        """;

    private static readonly string[] Known = ["> words", "next", "+7", "silent to day 30", "agent words", "plan", "score step 4 note", "task step title", "overall words", "# comment"];

    /// <summary>All lines, or every mistake in them.</summary>
    public static (IReadOnlyList<WalkLine> Lines, IReadOnlyList<string> Mistakes) Read(IEnumerable<string> lines, string name)
    {
        var (read, mistakes) = (new List<WalkLine>(), new List<string>());
        foreach (var (number, text) in lines.Select((l, i) => (i + 1, l.Trim())))
        {
            if (text.Length == 0 || text.StartsWith('#')) continue;
            if (text.StartsWith('>')) Add(text[1..].Trim() is { Length: > 0 } words ? new WalkLine(number, WalkVerb.Say, words) : null, number, "there are no words after '>'");
            else if (text.StartsWith("score ", StringComparison.Ordinal)) Add(ScoreOf(number, text), number, "a score is written: score STEP 1-5 what was odd");
            else if (TaskLine().Match(text) is { Success: true } task) Add(new WalkLine(number, WalkVerb.Task, task.Groups["title"].Value) { Step = task.Groups["step"].Value }, number, "");
            else if (text.StartsWith("overall ", StringComparison.Ordinal)) Add(new WalkLine(number, WalkVerb.Overall, text[8..].Trim()), number, "");
            else Add(Command(number, text), number, $"'{text}' is not a step of a walk; {Suggestion.For(text, Known)}");
        }

        return (read, mistakes);

        void Add(WalkLine? line, int number, string mistake)
        {
            if (line is null) mistakes.Add($"{name}:{number}: {mistake}");
            else read.Add(line);
        }
    }

    /// <summary>A line that moves a walk on and says nothing; null when it is none.</summary>
    public static WalkLine? Command(int number, string text)
    {
        if (text == "next") return new WalkLine(number, WalkVerb.Next);
        if (text == "plan") return new WalkLine(number, WalkVerb.Plan);
        if (text.StartsWith("agent ", StringComparison.Ordinal)) return new WalkLine(number, WalkVerb.Agent, text[6..].Trim());
        if (Days().Match(text) is { Success: true } days) return new WalkLine(number, WalkVerb.Wait) { Count = NumberIn(days) };
        return SilentTo().Match(text) is { Success: true } to ? new WalkLine(number, WalkVerb.ToDay) { Count = NumberIn(to) } : null;
    }

    /// <summary>Does what moves a walk on. Throws <see cref="WalkException"/>.</summary>
    public static Task DoAsync(LiveWalk walk, WalkLine line) => line.Verb switch
    {
        WalkVerb.Say => walk.SayAsync(line.Text),
        WalkVerb.Next => walk.NextAsync(),
        WalkVerb.Wait => walk.WaitAsync(line.Count),
        WalkVerb.ToDay => walk.ToDayAsync(line.Count),
        WalkVerb.Agent => walk.AgentAsync(line.Text, "It is put right."),
        _ => Task.CompletedTask,
    };

    private static int NumberIn(Match match) => int.Parse(match.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static WalkLine? ScoreOf(int number, string text) => ScoreLine().Match(text) is { Success: true } score
        ? new WalkLine(number, WalkVerb.Score, score.Groups["note"].Value.Trim()) { Step = score.Groups["step"].Value, Count = NumberIn(score) } : null;

    [GeneratedRegex(@"^\+\s*(?<n>[1-9]\d{0,2})(\s*days?)?$")]
    private static partial Regex Days();

    [GeneratedRegex(@"^silent to day (?<n>\d{1,3})$")]
    private static partial Regex SilentTo();

    [GeneratedRegex(@"^score (?<step>\S+) (?<n>[1-5])(\s+(?<note>.*))?$")]
    private static partial Regex ScoreLine();

    [GeneratedRegex(@"^task (?<step>\S+)\s+(?<title>\S.*)$")]
    private static partial Regex TaskLine();
}
