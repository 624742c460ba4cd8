using System.CommandLine;
using System.Diagnostics;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Commands.Bench;

/// <summary><c>bench understand</c>: how long it takes to read a message, by rules, classifier and recognisers.</summary>
internal static class BenchUnderstand
{
    private const int Messages = 400;

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        var command = new Command("understand", "Measure reading a message: phrases, classifier and values, on our own example sentences.") { json };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed.GetValue(json), cancel)));
        return command;
    }

    private static int Run(bool json, CancellationToken cancel)
    {
        var shelf = Shelf.Open();
        var understanding = shelf.OpenUnderstanding();
        var examples = shelf.Content!.ExamplesFor(PromptLibrary.DefaultLocale);
        var step = Math.Max(1, examples.Count / Messages);
        List<Said> messages = [.. examples.Where((_, i) => i % step == 0).Take(Messages).Select((e, i) => new Said(null, e.Text, Asked: i % 2 == 0 ? "yesno" : "none"))];

        // The first round pays for what is compiled on first use.
        foreach (var message in messages) understanding.Read(message);
        var times = new List<double>();
        foreach (var message in messages)
        {
            cancel.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            understanding.Read(message);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var of = new Percentiles(times);
        Console.WriteLine(json
            ? JsonLines.Write(new { messages = of.Count, p50 = of.At(0.5), p99 = of.At(0.99), worst = of.At(1) })
            : $"{of.Count} messages understood, one at a time: p50 {of.At(0.5)} ms, p99 {of.At(0.99)} ms, worst {of.At(1)} ms");
        return CommandLine.Ok;
    }
}
