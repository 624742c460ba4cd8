using System.Globalization;
using FollowUpBot.Bot.Tasks;

namespace FollowUpBot.Bot.Walk;

/// <summary>The form in which a walk is scored, as it was filled in.</summary>
/// <param name="Lines">Its touchpoints.</param>
/// <param name="Overall">The walk in a sentence.</param>
/// <param name="Wrong">What must be put right before it can be kept; null when nothing.</param>
internal sealed record ScoreForm(IReadOnlyList<ScoreLine> Lines, string Overall, string? Wrong)
{
    private const string DueFormat = "yyyy-MM-dd";

    /// <summary>The notes that are to become tasks.</summary>
    public IReadOnlyList<Finding> Findings => [.. Lines.Where(l => l.IsTask).Select(l => new Finding(l.Touch.Step, l.Touch.Note!, l.Owner, DateOnly.ParseExact(l.Due, DueFormat, CultureInfo.InvariantCulture)))];

    public static ScoreForm Empty(IReadOnlyList<Touch> touches, string walker, DateOnly today) =>
        new([.. touches.Select(t => new ScoreLine(t, IsTask: false, walker, Iso(today.AddDays(Sheets.UsualDays))))], "", null);

    /// <summary>Reads what came; fields bear the names of the steps.</summary>
    public static ScoreForm Read(IFormCollection form, IReadOnlyList<Touch> touches, string walker, DateOnly today)
    {
        var lines = touches.Select(touch => new ScoreLine(
            touch with { Score = ScoreOf(form[$"score:{touch.Step}"]), Note = Text(form[$"note:{touch.Step}"]) is { Length: > 0 } note ? note : null },
            form[$"task:{touch.Step}"].Count > 0,
            Text(form[$"owner:{touch.Step}"]) is { Length: > 0 } owner ? owner : walker,
            Text(form[$"due:{touch.Step}"]) is { Length: > 0 } due ? due : Iso(today.AddDays(Sheets.UsualDays)))).ToList();
        return new ScoreForm(lines, Text(form["overall"]), WrongIn(lines, Text(form["overall"])));
    }

    private static string? WrongIn(IReadOnlyList<ScoreLine> lines, string overall)
    {
        if (lines.All(l => l.Touch.Score is null)) return "Score at least one touchpoint: a sheet without a score says nothing.";
        if (overall.Length > Sheet.LongestNote || lines.Any(l => l.Touch.Note?.Length > Sheet.LongestNote)) return $"A note has at most {Sheet.LongestNote} characters.";
        foreach (var line in lines.Where(l => l.IsTask))
        {
            if (line.Touch.Note is null) return $"'{line.Touch.Title}' is to become a task: say in its note what is to be done.";
            if (line.Owner.Length > ShopTask.LongestOwner) return $"The owner at '{line.Touch.Title}' has at most {ShopTask.LongestOwner} characters.";
            if (!DateOnly.TryParseExact(line.Due, DueFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) return $"'{line.Due}' at '{line.Touch.Title}' is no day; write it like 2026-12-01.";
        }

        return null;
    }

    private static string Text(string? text) => text?.Replace("\0", "", StringComparison.Ordinal).Trim() ?? "";

    private static int? ScoreOf(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var score) && score >= 1 && score <= Touch.Words.Count ? score : null;

    private static string Iso(DateOnly day) => day.ToString(DueFormat, CultureInfo.InvariantCulture);
}
