using System.Globalization;
using FollowUpBot.Bot.Walk;

namespace FollowUpBot.Bot.Commands.Walk;

/// <summary>A walk in the terminal: what was said appears as it comes, and each line one types is said or does something.</summary>
internal sealed class WalkTerminal(LiveWalk walk, TextWriter output, CancellationToken cancel)
{
    private const string Address = FollowUpHost.DefaultUrl;

    private int shown;
    private string lastDay = "";

    /// <summary>Prints what has come since the last time.</summary>
    public async Task<WalkSoFar> ShowAsync()
    {
        var soFar = await walk.Diary.ReadAsync(Address);
        foreach (var entry in soFar.Entries.Skip(shown)) Print(entry);
        shown = soFar.Entries.Count;
        return soFar;
    }

    /// <summary>Takes lines until the walker has enough; false when they leave without scoring.</summary>
    public async Task<bool> LiveAsync()
    {
        output.WriteLine("Type what you would write, or press Enter to stay silent until the next contact; ? shows what else there is.");
        var wasOver = false;
        for (var soFar = await ShowAsync(); ; soFar = await ShowAsync())
        {
            if (soFar.Case is { } open) output.WriteLine($"  · {open} An agent answers with: agent WORDS");
            if (soFar.IsOver && !wasOver) output.WriteLine($"All {soFar.Days} days are lived: finish and score, or write once more.");
            wasOver = soFar.IsOver;
            if (await AskAsync($"day {soFar.Day} > ") is not { } line || line.Trim() == "quit") return false;
            if (line.Trim() == "finish") return true;
            await TakeAsync(line.Trim(), soFar);
        }
    }

    /// <summary>Plays the lines of a script that move the walk on. The sentence names the line that cannot be done.</summary>
    public async Task<string?> PlayAsync(IEnumerable<WalkLine> lines, string name)
    {
        await ShowAsync();
        foreach (var line in lines)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                await WalkScript.DoAsync(walk, line);
            }
            catch (WalkException error)
            {
                return $"{name}:{line.Number}: {error.Message}";
            }

            if (await ShowAsync() is var soFar && line.Verb == WalkVerb.Plan) PrintPlan(soFar);
        }

        return null;
    }

    /// <summary>Asks for each touchpoint; null when the input ends before the last.</summary>
    public async Task<(IReadOnlyList<Touch> Touches, IReadOnlyList<string> Tasks, string Overall)?> ScoreAsync()
    {
        output.WriteLine();
        output.WriteLine($"How was it? A number from 1 ({Touch.Words[0]}) to 5 ({Touch.Words[^1]}), then what was odd, if anything; ! before it makes it a task. Enter passes on.");
        var (touches, tasks) = (new List<Touch>(), new List<string>());
        foreach (var touch in await walk.Diary.TouchesAsync(Address))
        {
            if (await ScoreAsync(touch) is not var (scored, isTask)) return null;
            touches.Add(scored);
            if (isTask) tasks.Add(touch.Step);
        }

        return await AskAsync("The walk in a sentence > ") is { } overall ? (touches, tasks, overall.Trim()) : null;
    }

    private async Task<(Touch Touch, bool IsTask)?> ScoreAsync(Touch touch)
    {
        var what = touch.Skipped is { } why ? $"did not come: {why}" : touch.Said.ReplaceLineEndings(" ");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  day {touch.Day}  {touch.Title}  {(what.Length > 100 ? $"{what[..99]}…" : what)}"));
        while (true)
        {
            if (await AskAsync("    score > ") is not { } answer) return null;
            if (answer.Trim().Length == 0) return (touch, false);
            var (number, note) = answer.Trim() is [var digit, .. var rest] ? (digit - '0', rest.Trim()) : (0, "");
            var isTask = note.StartsWith('!');
            if (isTask) note = note[1..].Trim();
            if (number >= 1 && number <= Touch.Words.Count && !(isTask && note.Length == 0)) return (touch with { Score = number, Note = note.Length == 0 ? null : note }, isTask);
            output.WriteLine(isTask ? "    Say after the ! what is to be done: 2 ! shorter, please" : "    Begin with a number from 1 to 5, for example: 2 it came too early. Or press Enter to pass on.");
        }
    }

    private async Task TakeAsync(string line, WalkSoFar soFar)
    {
        if (line == "?")
        {
            output.WriteLine(WalkScript.Help);
            output.WriteLine("  finish           score the walk\n  quit             leave without a sheet");
            return;
        }

        var told = line.Length == 0 ? new WalkLine(0, WalkVerb.Next) : line.StartsWith('>') ? new WalkLine(0, WalkVerb.Say, line[1..].Trim()) : WalkScript.Command(0, line) ?? new WalkLine(0, WalkVerb.Say, line);
        if (told.Verb == WalkVerb.Plan) PrintPlan(soFar);
        try
        {
            await WalkScript.DoAsync(walk, told);
        }
        catch (WalkException error)
        {
            output.WriteLine($"  {error.Message}");
        }
    }

    // What comes through a pipe is not on the screen yet.
    private async Task<string?> AskAsync(string prompt)
    {
        output.Write(prompt);
        await output.FlushAsync(cancel);
        var line = await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancel);
        if (Console.IsInputRedirected || line is null) output.WriteLine(line);
        return line;
    }

    private void Print(WalkEntry entry)
    {
        var day = string.Create(CultureInfo.InvariantCulture, $"Day {entry.Day} · {entry.Written}");
        if (day != lastDay) output.WriteLine($"{Environment.NewLine}{day}");
        lastDay = day;
        if (entry.Voice == WalkVoice.Note)
        {
            output.WriteLine($"  · {entry.Text}");
            return;
        }

        output.WriteLine($"  {(entry.Voice == WalkVoice.Customer ? "You" : entry.Who)}");
        foreach (var line in entry.Text.Split('\n')) output.WriteLine($"    {line}".TrimEnd());
        if (entry.Buttons.Count > 0) output.WriteLine($"    {string.Join(' ', entry.Buttons.Select(b => $"[{b}]"))}");
    }

    private void PrintPlan(WalkSoFar soFar)
    {
        output.WriteLine($"  · {(soFar.IsPlanned ? "planned next: " : "")}{soFar.Next}");
        foreach (var later in soFar.Later) output.WriteLine($"  · then: {later}");
    }
}
