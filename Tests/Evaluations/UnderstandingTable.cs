using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Evaluations;

/// <summary>
/// What messages are taken to mean, on four public sets: <c>understanding FOLDER [--failures]</c>, where the folder has bitext_customer_support.jsonl, clinc150.jsonl,
/// nlupp.jsonl and banking77.jsonl. Our own sentences are learned from; none of theirs is.
/// </summary>
internal sealed class UnderstandingTable
{
    private const double Likely = 0.5;
    private const int Shots = 10;

    private readonly ShopContent content;
    private readonly MessageReader reader;
    private readonly Dialogs.Understanding.Recognisers recognisers;
    private readonly bool showsFailures;

    private UnderstandingTable(ShopContent content, bool showsFailures)
    {
        this.content = content;
        this.showsFailures = showsFailures;
        reader = new MessageReaders(content, SentenceEncoder.Shared, Path.Combine(AppContext.BaseDirectory, "learned")).For(PromptLibrary.DefaultLocale);
        recognisers = content.RecognisersFor(PromptLibrary.DefaultLocale);
    }

    public static Task<int> RunAsync(string[] args)
    {
        var (content, problems) = ShopContent.Load(args.SkipWhile(a => a != "--prompts").Skip(1).FirstOrDefault() ?? "Prompts");
        foreach (var problem in problems) Console.Error.WriteLine(problem);
        if (content is null) return Task.FromResult(1);
        var table = new UnderstandingTable(content, args.Contains("--failures"));
        table.Bitext(Path.Combine(args[0], "bitext_customer_support.jsonl"));
        table.Clinc(Path.Combine(args[0], "clinc150.jsonl"));
        table.Turns(Path.Combine(args[0], "nlupp.jsonl"));
        table.Banking(Path.Combine(args[0], "banking77.jsonl"));
        return Task.FromResult(0);
    }

    private void Bitext(string path)
    {
        var lines = Read(path);
        var (person, complaint) = (lines.Where(l => l.Intent == "contact_human_agent").ToList(), lines.Where(l => l.Intent == "complaint").ToList());
        Share("Bitext: contact_human_agent wants a person", person.Count(l => l.Read.WantsHuman >= Likely), person.Count, "at least 95 %");
        Share("Bitext: complaint complains", complaint.Count(l => l.Read.Complaint >= Likely), complaint.Count, "at least 90 %");
        Misses(person.Where(l => l.Read.WantsHuman < Likely).Concat(complaint.Where(l => l.Read.Complaint < Likely)));
        foreach (var intent in lines.GroupBy(l => l.Intent).OrderBy(g => g.Key, StringComparer.Ordinal)) Flagged($"  {intent.Key}", [.. intent]);
    }

    private void Clinc(string path)
    {
        var lines = Read(path);
        Share("CLINC: taken for the wish for a person", lines.Count(l => l.Read.WantsHuman >= Likely), lines.Count, "at most 1 %");
        Share("CLINC: taken for a complaint", lines.Count(l => l.Read.Complaint >= Likely), lines.Count, "at most 3 %");
        Share("CLINC: labelled out-of-scope", lines.Count(l => l.Read.Label == ExamplesReader.OutOfScope), lines.Count);
        Misses(lines.Where(l => l.Read.WantsHuman >= Likely || l.Read.Complaint >= Likely));
        var worst = lines.GroupBy(l => l.Intent).OrderByDescending(g => g.Count(l => l.Read.WantsHuman >= Likely || l.Read.Complaint >= Likely)).ThenBy(g => g.Key, StringComparer.Ordinal);
        foreach (var intent in worst.Take(10)) Flagged($"  {intent.Key}", [.. intent]);
    }

    private void Turns(string path)
    {
        var lines = Read(path);
        Quality("NLU++: handoff", lines, l => l.Intents.Contains("handoff"), l => l.Read.WantsHuman >= Likely, "F1 at least 75 %");
        var answers = lines.ToDictionary(l => l, l => LikelyAnswer.Read(l.Text, recognisers.Answers, l.Read, new ReadingContext(new DateTime(2022, 3, 15, 12, 0, 0), Asked.YesNo)).Kind);
        Quality("NLU++: affirm, asked yes or no", lines, l => l.Intents.Contains("affirm"), l => answers[l] == ReadingKind.Yes, "F1 at least 80 %");
        Quality("NLU++: deny, asked yes or no", lines, l => l.Intents.Contains("deny"), l => answers[l] == ReadingKind.No, "F1 at least 80 %");

        // Whoever was asked yes or no and says neither was not asked yes or no; among those who answer, is the answer the right one?
        var answering = lines.Where(l => l.Intents.Contains("affirm") || l.Intents.Contains("deny")).ToList();
        Quality("NLU++: affirm, among who affirm or deny", answering, l => l.Intents.Contains("affirm"), l => answers[l] == ReadingKind.Yes, "", quiet: true);
        Quality("NLU++: deny, among who affirm or deny", answering, l => l.Intents.Contains("deny"), l => answers[l] == ReadingKind.No, "", quiet: true);
        Quality("NLU++: thank", lines, l => l.Intents.Contains("thank"), l => l.Read.Label == "thanks" || l.Read.Rules.Intent == Dialogs.Turns.Intent.Thanks, "", quiet: true);
        Quality("NLU++: greet", lines, l => l.Intents.Contains("greet"), l => l.Read.Label == "greeting" || l.Read.Rules.Intent == Dialogs.Turns.Intent.Greeting, "", quiet: true);
    }

    // How well the features fit other people's intents: heads learn ten sentences of each and are asked about all others.
    private void Banking(string path)
    {
        var lines = Read(path);
        Flagged("banking77: all", lines);
        var learned = lines.GroupBy(l => l.Intent).SelectMany(g => g.Take(Shots)).ToHashSet();
        var intents = lines.Select(l => l.Intent).Distinct().Order(StringComparer.Ordinal).ToList();
        var features = new MessageFeatures(SentenceEncoder.Shared, content.RulesFor(PromptLibrary.DefaultLocale));
        List<Line> taught = [.. learned], asked = [.. lines.Where(l => !learned.Contains(l))];
        var heads = LinearHeads.Train(features.Of([.. taught.Select(l => l.Text)]), [.. intents.Select(i => (bool[])[.. taught.Select(l => l.Intent == i)])], 1, out _);
        var seen = features.Of([.. asked.Select(l => l.Text)]);
        var right = asked.Where((l, i) => intents[Enumerable.Range(0, intents.Count).MaxBy(label => heads.Probability(label, seen[i]))] == l.Intent).Count();
        Share($"banking77: right of {intents.Count} intents after {Shots} examples of each", right, asked.Count);
    }

    private List<Line> Read(string path) =>
    [
        .. File.ReadLines(path).Select(l => JsonDocument.Parse(l).RootElement).AsParallel().AsOrdered().Select(row => new Line(
            row.GetProperty("id").GetString()!,
            row.GetProperty("text").GetString()!,
            row.TryGetProperty("intents", out var many) ? [.. many.EnumerateArray().Select(i => i.GetString()!)] : [row.GetProperty("intent").GetString()!],
            reader.Read(row.GetProperty("text").GetString()!))),
    ];

    private static void Flagged(string name, List<Line> lines) => Print(
        $"{name,-60} {lines.Count,5}  complaint {100.0 * lines.Count(l => l.Read.Complaint >= Likely) / lines.Count,5:0.0} %  person {100.0 * lines.Count(l => l.Read.WantsHuman >= Likely) / lines.Count,5:0.0} %");

    private static void Share(string name, int part, int all, string target = "") => Print($"{name,-60} {part,5} of {all,5}  {100.0 * part / all,5:0.0} %  {target}");

    private void Quality(string name, List<Line> lines, Func<Line, bool> truth, Func<Line, bool> found, string target, bool quiet = false)
    {
        double right = lines.Count(l => truth(l) && found(l)), said = lines.Count(found), all = lines.Count(truth);
        Print($"{name,-60} {all,5:0}  precision {100 * right / said,5:0.0} %  recall {100 * right / all,5:0.0} %  F1 {200 * right / (said + all),5:0.0} %  {target}");
        if (!quiet) Misses(lines.Where(l => truth(l) != found(l)));
    }

    private void Misses(IEnumerable<Line> lines)
    {
        if (!showsFailures) return;
        foreach (var l in lines)
            Print($"      {l.Id} [{string.Join(' ', l.Intents)}] {l.Text} -> {l.Read.Label} {l.Read.Confidence:0.00}, complaint {l.Read.Complaint:0.00}, person {l.Read.WantsHuman:0.00}, {l.Read.Rules.Answer}");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed record Line(string Id, string Text, IReadOnlyList<string> Intents, MessageReading Read)
    {
        public string Intent => Intents[0];
    }
}
