using System.Globalization;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Walk;

namespace FollowUpBot.Bot.Commands.Walk;

/// <summary>What a walk in the terminal came to.</summary>
/// <param name="Sheet">The sheet.</param>
/// <param name="Findings">What becomes a task.</param>
internal sealed record Scores(Sheet Sheet, IReadOnlyList<Finding> Findings)
{
    /// <summary>A finding with the usual time.</summary>
    public static Finding FindingOf(string step, string title, string owner) =>
        new(step, title, owner, DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime).AddDays(Sheets.UsualDays));

    /// <summary>The scores of a script, or every line of it that names no touchpoint of the walk.</summary>
    public static (Scores? Scores, IReadOnlyList<string> Mistakes) Read(IReadOnlyList<WalkLine> lines, IReadOnlyList<Touch> met, string name, Func<IReadOnlyList<Touch>, string, Sheet> sheetOf)
    {
        var touches = met.ToDictionary(t => t.Step);
        var mistakes = lines.Where(l => l.Verb is WalkVerb.Score or WalkVerb.Task && !touches.ContainsKey(l.Step))
            .Select(l => $"{name}:{l.Number}: there was no touchpoint '{l.Step}' in this walk; {Suggestion.For(l.Step, touches.Keys)}").ToList();
        if (mistakes.Count > 0) return (null, mistakes);
        foreach (var line in lines.Where(l => l.Verb == WalkVerb.Score)) touches[line.Step] = touches[line.Step] with { Score = line.Count, Note = line.Text.Length == 0 ? null : line.Text };
        foreach (var line in lines.Where(l => l.Verb == WalkVerb.Task)) touches[line.Step] = touches[line.Step] with { Note = touches[line.Step].Note ?? line.Text };
        var sheet = sheetOf([.. met.Select(t => touches[t.Step])], lines.LastOrDefault(l => l.Verb == WalkVerb.Overall)?.Text ?? "");
        return (new Scores(sheet, [.. lines.Where(l => l.Verb == WalkVerb.Task).Select(l => FindingOf(l.Step, l.Text, sheet.Walker))]), []);
    }

    /// <summary>Prints the sheet beside the walk before it.</summary>
    public void Print(TextWriter output, Sheet? before)
    {
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Sheet.Product} by {Sheet.Channel}, {Sheet.Days} days: {Sheet.Average:0.0} of 5{(before is null ? "" : $"; {before.Average:0.0} on {before.WalkedAt:d MMM yyyy}")}"));
        List<string[]> rows = [["day", "touchpoint", "score", "before", "", ""], .. Compared.Of(Sheet, before).Select(RowOf)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length)).ToArray();
        foreach (var row in rows) output.WriteLine($"  {string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])))}".TrimEnd());
        foreach (var finding in Findings) output.WriteLine($"  task for {finding.Owner} by {finding.Due:yyyy-MM-dd}: {finding.Title}");
        if (Sheet.Overall.Length > 0) output.WriteLine($"  “{Sheet.Overall}”");
    }

    private string[] RowOf(Compared line) =>
    [
        line.Any.Day.ToString(CultureInfo.InvariantCulture), line.Any.Step, Number(line.Now?.Score), Number(line.Then?.Score),
        string.Join(", ", new[] { line.Change is { } change and not 0 ? change.ToString("+0;−0", CultureInfo.InvariantCulture) : "", line.Difference, line.Now?.Score is { } score && score == Sheet.Worst ? "lowest" : "" }.Where(w => w.Length > 0)),
        line.Any.Note ?? (line.Any.Skipped is { } skipped ? $"did not come: {skipped}" : ""),
    ];

    private static string Number(int? score) => score?.ToString(CultureInfo.InvariantCulture) ?? "–";
}
