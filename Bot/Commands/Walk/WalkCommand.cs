using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Tasks;
using FollowUpBot.Bot.Walk;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpBot.Bot.Commands.Walk;

/// <summary><c>walk</c>: buy as a test customer and live the journey on a fast clock, in the terminal.</summary>
internal static class WalkCommand
{
    private sealed record Wishes(string? Product, string Person, string Channel, int Days, string? Script, string? Sheet, bool Json);

    public static Command Create()
    {
        var product = new Option<string?>("--product") { Description = "What to buy, by name or SKU; without it you choose from a list." };
        var person = new Option<string>("--person") { Description = "As whom.", DefaultValueFactory = _ => "Maria Lopez" };
        var channel = new Option<string>("--channel") { Description = "How you are spoken to: web, teams or sms.", DefaultValueFactory = _ => "web" };
        var days = new Option<int>("--days") { Description = $"How many days to live, 1 to {WalkOrder.MostDays}.", DefaultValueFactory = _ => WalkOrder.UsualDays };
        var script = new Option<string?>("--script") { Description = $"Play this file, or - for standard input, line by line:\n{WalkScript.Help}\n  score STEP 4 what was odd   how a touchpoint felt\n  task STEP what is to be done\n  overall WORDS    the walk in a sentence\n  # a comment" };
        var sheet = new Option<string?>("--sheet") { Description = "Write the score sheet to this file instead of keeping it in the store." };
        var json = new Option<bool>("--json") { Description = "Print the score sheet as JSON; the conversation goes to standard error." };
        var command = new Command("walk", "Walk in the customer's shoes: buy as a test customer, live the journey with the real bot on a fast clock and a store of its own, answer or stay silent, and score each touchpoint. The sheet is kept with the shop's and compared with the walk before it. In the browser: /walk.")
        {
            product, person, channel, days, script, sheet, json,
        };
        command.SetAction((parsed, cancel) => RunAsync(
            new Wishes(parsed.GetValue(product), parsed.GetValue(person)!.Trim(), parsed.GetValue(channel)!, parsed.GetValue(days), parsed.GetValue(script), parsed.GetValue(sheet), parsed.GetValue(json)), cancel));
        return command;
    }

    private static async Task<int> RunAsync(Wishes wishes, CancellationToken cancel)
    {
        if (WalkHost.Forms.FirstOrDefault(f => f.Key == wishes.Channel) is not { } form) return CommandLine.Fail($"There is no channel '{wishes.Channel}'; {Suggestion.For(wishes.Channel, WalkHost.Forms.Select(f => f.Key))}");
        if (wishes.Days is < 1 or > WalkOrder.MostDays) return CommandLine.Fail($"--days must be from 1 to {WalkOrder.MostDays}, not {wishes.Days}.");
        if (wishes.Person.Length is 0 or > WalkOrder.LongestPerson) return CommandLine.Fail($"--person must be a name of at most {WalkOrder.LongestPerson} characters.");
        var name = wishes.Script == "-" ? "standard input" : wishes.Script;
        if (name is not null && wishes.Script != "-" && !File.Exists(name)) return CommandLine.Fail($"There is no file {name}.");
        var (lines, mistakes) = name is null ? ([], []) : WalkScript.Read(wishes.Script == "-" ? (await Console.In.ReadToEndAsync(cancel)).Split('\n') : await File.ReadAllLinesAsync(name, cancel), name);
        foreach (var mistake in mistakes) await Console.Error.WriteLineAsync(mistake);
        if (mistakes.Count > 0) return CommandLine.Fail($"Nothing was walked: put {(mistakes.Count == 1 ? "this line" : $"these {mistakes.Count} lines")} right first.");

        var shelf = Shelf.Open();
        if (shelf.Content is not { } content) return CommandLine.Report(shelf.Fault);
        var (product, wrong) = Choose(content.Catalogue, wishes.Product);
        if (product is null) return CommandLine.Fail(wrong!);
        try
        {
            // Opened before the walk: who has walked for an hour is not to hear then that nothing can be kept.
            await using var store = wishes.Sheet is null ? await FollowUpHost.OpenStoreAsync(shelf.Options) : null;
            return await WalkAsync(new WalkOrder(WalkRoom.NewId(), Environment.UserName, product, wishes.Person, form, TimeProvider.System.GetUtcNow()) { Days = wishes.Days }, wishes, name, lines, shelf, store, cancel);
        }
        catch (Exception error) when (error is StoreException or StoreUnavailableException)
        {
            return CommandLine.Report(error.Message.Contains("in use by another host", StringComparison.Ordinal)
                ? $"The store {shelf.Options.StorePath} is in use by a running host, which alone writes it: walk at its page /walk, stop it, or write the sheet to a file with --sheet FILE."
                : error.Message);
        }
    }

    private static (Product? Product, string? Wrong) Choose(Catalogue catalogue, string? named)
    {
        var names = catalogue.Products.Select(p => p.Name).ToList();
        if (named is not null) return catalogue.Find(named) is { } found ? (found, null) : (null, $"There is no product '{named}'; {Suggestion.For(named, names)}");
        if (Console.IsInputRedirected) return (null, $"Say what to buy with --product: {string.Join(", ", names)}.");
        foreach (var (product, i) in names.Select((p, i) => (p, i + 1))) Console.Error.WriteLine($"  {i}  {product}");
        Console.Error.Write("What do you buy? > ");
        var answer = Console.ReadLine()?.Trim() ?? "";
        if (int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= names.Count) return (catalogue.Products[number - 1], null);
        return catalogue.Find(answer) is { } typed ? (typed, null) : (null, $"There is no product '{answer}': give a number from 1 to {names.Count}, or a name.");
    }

    private static async Task<int> WalkAsync(WalkOrder order, Wishes wishes, string? script, IReadOnlyList<WalkLine> lines, Shelf shelf, IStore? store, CancellationToken cancel)
    {
        var output = wishes.Json ? Console.Error : Console.Out;
        var folder = Directory.CreateTempSubdirectory("followup-walk-");
        using var knowledge = shelf.OpenIndex();
        var model = Loop.ModelOf(shelf.Options.LanguageModel, shelf.Content!, null, _ => Task.CompletedTask, NullLogger<ModelCalls>.Instance, TimeProvider.System);
        var host = new WalkHost(shelf.Options, shelf.Content!, shelf.OpenReaders(), knowledge, model, NullLoggerFactory.Instance);
        var walk = await host.OpenAsync(order, Path.Combine(folder.FullName, "walk.db"));
        try
        {
            var terminal = new WalkTerminal(walk, output, cancel);
            var (scores, code) = script is null ? (await TalkAsync(terminal, walk, output), CommandLine.Ok) : await PlayAsync(terminal, walk, lines, script, output);
            if (scores is null) return code;
            await KeepAsync(scores, wishes, store, output);
            return CommandLine.Ok;
        }
        finally
        {
            await walk.EndAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Scores?> TalkAsync(WalkTerminal terminal, LiveWalk walk, TextWriter output)
    {
        var answers = await terminal.LiveAsync() ? await terminal.ScoreAsync() : null;
        if (answers is not var (touches, tasks, overall) || touches.All(t => t.Score is null))
        {
            output.WriteLine("The walk ends here. Nothing was scored to the end, so no sheet is kept.");
            return null;
        }

        var findings = touches.Where(t => tasks.Contains(t.Step)).Select(t => Scores.FindingOf(t.Step, t.Note!, walk.Order.Walker));
        return new Scores(walk.Diary.SheetOf(touches, overall, TimeProvider.System.GetUtcNow()), [.. findings]);
    }

    private static async Task<(Scores? Scores, int Code)> PlayAsync(WalkTerminal terminal, LiveWalk walk, IReadOnlyList<WalkLine> lines, string script, TextWriter output)
    {
        if (await terminal.PlayAsync(lines, script) is { } wrong) return (null, CommandLine.Fail($"{wrong} Nothing is kept."));
        var (scores, mistakes) = Scores.Read(lines, await walk.Diary.TouchesAsync(FollowUpHost.DefaultUrl), script, (touches, overall) => walk.Diary.SheetOf(touches, overall, TimeProvider.System.GetUtcNow()));
        foreach (var mistake in mistakes) await Console.Error.WriteLineAsync(mistake);
        if (mistakes.Count > 0) return (null, CommandLine.Fail("Nothing is kept."));
        if (scores!.Sheet.Average is null) output.WriteLine($"{Environment.NewLine}The script scores no touchpoint, so no sheet is kept. There were: {string.Join(", ", scores.Sheet.Touches.Select(t => t.Step))}");
        return (scores.Sheet.Average is null ? null : scores, CommandLine.Ok);
    }

    private static async Task KeepAsync(Scores scores, Wishes wishes, IStore? store, TextWriter output)
    {
        Sheet? before = null;
        if (store is not null)
        {
            var sheets = new Sheets(store, new TaskBook(store));
            await sheets.KeepAsync(scores.Sheet, scores.Findings);
            before = await sheets.BeforeAsync(scores.Sheet);
        }

        scores.Print(output, before);
        var document = JsonSerializer.Serialize(new { sheet = scores.Sheet, average = scores.Sheet.Average, tasks = scores.Findings, before = before?.Id }, Sheets.Json);
        if (wishes.Sheet is { } file) await File.WriteAllTextAsync(file, document + Environment.NewLine);
        output.WriteLine(wishes.Sheet is { } to ? $"The sheet is in {to}." : $"The sheet is kept in {store!.Place}; the page /walk shows it, with its tasks.");
        if (wishes.Json) Console.WriteLine(document);
    }
}
