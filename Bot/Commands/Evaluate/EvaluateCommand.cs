using System.CommandLine;

namespace FollowUpBot.Bot.Commands.Evaluate;

/// <summary><c>evaluate</c>: the product team's own graded questions and messages, held against what the bot makes of them.</summary>
internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Hold the bot against questions and messages that you have graded.")
    {
        Of<KnowledgeCase>(
            "knowledge",
            """Questions to the knowledge base: lines {"id","question","product"?,"heading"? (one or a list),"document"?,"words"? (those the answer must hold),"answerable"? (false: must not be answered)}.""",
            shelf =>
            {
                var index = shelf.OpenIndex();
                var readers = shelf.Content is null ? null : shelf.OpenReaders();
                return new Grader<KnowledgeCase>(c => KnowledgeCase.Grade(c, AskCommand.Ask(shelf.Content, readers, index, new AskCommand.Asked(c.Id, c.Question, c.Product))), index);
            }),
        Of<UnderstandingCase>(
            "understanding",
            """Messages: lines {"id","text","asked"?,"now"?,"timezone"?,"locale"?,"intent"?,"complaint"?,"wantsHuman"?,"answer"?:{"kind","value"?,"from"?,"to"?}}.""",
            shelf =>
            {
                var understanding = shelf.OpenUnderstanding();
                return new Grader<UnderstandingCase>(c => UnderstandingCase.Grade(c, understanding), null);
            }),
    };

    private static Command Of<TCase>(string name, string description, Func<Shelf, Grader<TCase>> open)
    {
        var cases = new Option<string>("--cases") { Description = "The file of graded lines.", Required = true };
        var atLeast = new Option<double?>("--at-least") { Description = "Percent that each aspect must reach; without it everything must be right." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command(name, description) { cases, atLeast, json };
        command.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(cases)!, parsed.GetValue(atLeast) ?? 100, parsed.GetValue(json), open, cancel));
        return command;
    }

    private static async Task<int> RunAsync<TCase>(string path, double atLeast, bool json, Func<Shelf, Grader<TCase>> open, CancellationToken cancel)
    {
        if (atLeast is < 0 or > 100) return CommandLine.Fail("--at-least is a number of percent, from 0 to 100.");
        if (!File.Exists(path)) return CommandLine.Fail($"There is no file {path}.");
        using var grader = open(Shelf.Open());
        var grades = new List<Grade>();
        var faults = new List<string>();
        await foreach (var (line, value, fault) in JsonLines.ReadAsync<TCase>(path, cancel))
        {
            try
            {
                if (value is null) faults.Add($"{path}:{line}: {fault}");
                else if (grader.Grade(value).ToList() is { Count: > 0 } graded) grades.AddRange(graded);
                else faults.Add($"{path}:{line}: nothing is graded here; say what is expected");
            }
            catch (WrongFieldException error)
            {
                faults.Add($"{path}:{line}: {error.Message}");
            }
        }

        foreach (var fault in faults) await Console.Error.WriteLineAsync(fault);
        if (grades.Count == 0) return CommandLine.Fail($"Nothing is graded in {path}.");
        List<Aspect> aspects = [.. grades.GroupBy(g => g.Aspect).Select(g => new Aspect(g.Key, g.Count(x => x.IsRight), g.Count()))];
        Print(aspects, [.. grades.Where(g => !g.IsRight)], json);
        return faults.Count == 0 && aspects.TrueForAll(a => a.Percent >= atLeast) ? CommandLine.Ok : CommandLine.Found;
    }

    private static void Print(List<Aspect> aspects, List<Grade> wrong, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonLines.Write(new { aspects, wrong = wrong.Select(w => new { w.Id, w.Aspect, w.Expected, w.Found }) }));
            return;
        }

        foreach (var w in wrong) Console.WriteLine($"{w.Id}: {w.Aspect}: expected {w.Expected}, found {w.Found}");
        foreach (var a in aspects) Console.WriteLine($"{a.Name,-15} {a.Right,5} of {a.Total,5}  {a.Percent,5:0.0} %");
    }

    private sealed record Aspect(string Name, int Right, int Total)
    {
        public double Percent => Math.Round(100.0 * Right / Total, 1);
    }

    private sealed record Grader<TCase>(Func<TCase, IEnumerable<Grade>> Grade, IDisposable? Holds) : IDisposable
    {
        public void Dispose() => Holds?.Dispose();
    }
}

/// <summary>One aspect of one case.</summary>
internal sealed record Grade(string Id, string Aspect, bool IsRight, string Expected, string Found);
