using System.CommandLine;
using System.Globalization;
using FollowUpBot.Bot.Journeys;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>journeys</c>: who is contacted when. Checked as files, and shown for one customer.</summary>
internal static class JourneysCommand
{
    private static readonly string[] Folders = ["Prompts/Journeys", "Prompts/Products", "Prompts/CheckIn", "Prompts/shop.yaml"];

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the journeys, mistakes and warnings as JSON." };
        var check = new Command("check", "Every mistake in the journeys, what in them is unwise, and when each contact leaves. Each journey is tried out on a customer who answers and on one who never does.") { json };
        check.SetAction(parsed => Check(parsed.GetValue(json)));
        return new Command("journeys", "Who is contacted when, with what and why.") { check, JourneysShow.Create() };
    }

    private static int Check(bool json)
    {
        var shelf = Shelf.Open();
        if (shelf.Content is not { } content) return Mistaken(shelf.Problems, json);
        var warnings = content.Catalogue.Products.SelectMany(p => JourneyWarnings.Of(p, content)).ToList();
        var journeys = content.Catalogue.Products.Select(p => new JourneyTable(p.Name, p.JourneyPath, p.JourneyVersion, [.. StepsOf(p, content)])).ToList();
        if (json)
        {
            Console.WriteLine(JsonLines.Write(new { mistakes = Array.Empty<Problem>(), warnings, journeys }));
        }
        else
        {
            foreach (var journey in journeys) Print(journey);
            foreach (var warning in warnings) Console.WriteLine(warning);
            Console.WriteLine($"{Counted.Of(journeys.Count, "journey")}: {(warnings.Count == 0 ? "no mistakes, no warnings" : Counted.Of(warnings.Count, "warning"))}");
        }

        return warnings.Count == 0 ? CommandLine.Ok : CommandLine.Found;
    }

    // What makes a start impossible is found by the checks that the start runs; here only what has to do with journeys is shown of it.
    private static int Mistaken(IReadOnlyList<Problem> problems, bool json)
    {
        var ours = problems.Where(p => Folders.Any(f => p.Path.StartsWith(f, StringComparison.Ordinal))).ToList();
        var others = problems.Count - ours.Count;
        if (json)
        {
            Console.WriteLine(JsonLines.Write(new { mistakes = ours, otherMistakes = others }));
            return CommandLine.Found;
        }

        foreach (var problem in ours) Console.WriteLine(problem);
        Console.WriteLine($"{Counted.Of(ours.Count, "mistake")}{(others == 0 ? "" : $"; {others} more in other files, see: prompts check")}. What is unwise, and the table of each journey, come when they are gone.");
        return CommandLine.Found;
    }

    private static IEnumerable<StepRow> StepsOf(Product product, ShopContent content)
    {
        var tried = JourneyTrial.Run(product, content, answers: true);
        foreach (var step in product.Steps)
        {
            var day = step.After == StepBase.Purchase ? $"{step.Day}" : $"{step.Day} after {(step.After == StepBase.Delivery ? "delivery" : "the last contact")}";
            var earliest = tried[step.Name].SentAt is { } at ? JourneyTrial.DayOf(at, content) : ((int Day, TimeOnly Time)?)null;
            yield return new StepRow(
                step.Name, day, $"{step.Purpose}", earliest is { } e ? string.Create(CultureInfo.InvariantCulture, $"day {e.Day}, {e.Time:HH:mm}") : "never",
                step.Asks == CheckInQuestion.None ? "" : $"{step.Asks}", step.About.Heading);
        }
    }

    private static void Print(JourneyTable journey)
    {
        Console.WriteLine($"{journey.Product} ({journey.Path}, version {journey.Version})");
        List<string[]> rows = [["step", "day", "for", "at the earliest", "asks", "substance"], .. journey.Steps.Select(s => new[] { s.Step, s.Day, s.For, s.AtTheEarliest, s.Asks, s.Substance })];
        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(r => r[i].Length)).ToArray();
        foreach (var row in rows) Console.WriteLine($"  {string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i])))}".TrimEnd());
        Console.WriteLine();
    }

    private sealed record JourneyTable(string Product, string Path, int Version, IReadOnlyList<StepRow> Steps);

    private sealed record StepRow(string Step, string Day, string For, string AtTheEarliest, string Asks, string Substance);
}
