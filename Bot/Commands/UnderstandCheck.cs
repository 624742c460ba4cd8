using System.CommandLine;
using System.Numerics.Tensors;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>understand check</c>: how well the example sentences of each intent are told apart; every sentence is judged by what was learned from all the others.</summary>
internal static class UnderstandCheck
{
    private const int MostPairs = 10, MostSentences = 20;

    // Sentences as close as this are hardly to be told apart, whatever they are an example of.
    private const double SameSentence = 0.97;

    private const double Likely = 0.5;

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var check = new Command("check", "How well the example sentences teach: accuracy of each intent, what is confused with what, and the sentences to look at.") { json };
        check.SetAction(parsed => Run(parsed.GetValue(json)));
        return check;
    }

    private static int Run(bool json)
    {
        var shelf = Shelf.Open();
        if (shelf.Content is not { } content) return CommandLine.Report(shelf.Fault);
        List<LanguageReport> reports = [.. content.Rules.Keys.Where(l => content.Examples.TryGetValue(l, out var own) && own.Count > 0).Order(StringComparer.Ordinal).Select(l => ReportOn(l, content))];
        if (json) Console.WriteLine(JsonLines.Write(reports));
        else reports.ForEach(Print);
        return CommandLine.Ok;
    }

    private static LanguageReport ReportOn(string locale, ShopContent content)
    {
        var examples = content.ExamplesFor(locale);
        IntentClassifier.Train(SentenceEncoder.Shared, content.Rules[locale], examples, out var leftOut);
        var judged = examples.Zip(leftOut).Select(p => new Judged(p.First, p.Second)).ToList();
        var confusions = judged.Where(j => !j.IsRight).GroupBy(j => (j.Example.Intent, Taken: j.Judgement.Intent))
            .Select(g => new Confusion(g.Key.Intent, g.Key.Taken, g.Count())).OrderByDescending(c => c.Sentences).ThenBy(c => c.Intent, StringComparer.Ordinal).ToList();
        return new LanguageReport(
            locale,
            judged.Count,
            Percent(judged.Count(j => j.IsRight), judged.Count),
            [.. judged.GroupBy(j => j.Example.Intent).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new IntentReport(g.Key, g.Count(), Percent(g.Count(j => j.IsRight), g.Count()), confusions.Find(c => c.Intent == g.Key)?.TakenFor))],
            FlagOf("complaint", judged, e => e.Complaint, j => j.Complaint),
            FlagOf("wantsHuman", judged, e => e.WantsHuman, j => j.WantsHuman),
            [.. confusions.Take(MostPairs)],
            Alike(examples),
            [.. judged.Where(j => !j.IsRight).OrderByDescending(j => j.Judgement.Confidence).Take(MostSentences)
                .Select(j => new WrongSentence($"{j.Example.Path}:{j.Example.Line}", j.Example.Text, j.Example.Intent, j.Judgement.Intent, Math.Round(j.Judgement.Confidence, 2)))]);
    }

    private static FlagReport FlagOf(string name, List<Judged> judged, Func<Example, bool> truth, Func<Judgement, double> found)
    {
        var right = judged.Count(j => truth(j.Example) && found(j.Judgement) >= Likely);
        return new FlagReport(name, judged.Count(j => truth(j.Example)), Percent(right, judged.Count(j => truth(j.Example))), Percent(right, judged.Count(j => found(j.Judgement) >= Likely)));
    }

    private static List<AlikePair> Alike(IReadOnlyList<Example> examples)
    {
        var vectors = SentenceEncoder.Shared.EncodeAll([.. examples.Select(e => e.Text)]);
        var pairs = new List<AlikePair>();
        for (var i = 0; i < examples.Count; i++)
        {
            for (var j = i + 1; j < examples.Count; j++)
            {
                var (one, other) = (examples[i], examples[j]);
                if (one.Intent == other.Intent && one.Complaint == other.Complaint && one.WantsHuman == other.WantsHuman) continue;
                if (TensorPrimitives.Dot(vectors[i], vectors[j]) >= SameSentence) pairs.Add(new AlikePair($"{one.Path}:{one.Line}", one.Text, $"{other.Path}:{other.Line}", other.Text));
            }
        }

        return pairs;
    }

    private static void Print(LanguageReport report)
    {
        Console.WriteLine($"{report.Locale}: {report.Sentences} sentences, {report.Accuracy} % are taken for what they are by what was learned from the others");
        foreach (var i in report.Intents) Console.WriteLine($"  {i.Intent,-20} {i.Sentences,4} sentences {i.Accuracy,6:0.0} %{(i.TakenFor is null ? "" : $"   else mostly {i.TakenFor}")}");
        foreach (var f in new[] { report.Complaint, report.WantsHuman }) Console.WriteLine($"  {f.Flag,-20} {f.Sentences,4} sentences, {f.Recall:0.0} % found; {f.Precision:0.0} % of those found are right");
        Section("Most often confused", report.Confused.Select(c => $"{c.Sentences,3} of {c.Intent} are taken for {c.TakenFor}"));
        Section("Nearly the same sentence with two meanings", report.Alike.Select(a => $"{a.Where}: {a.Text}\n    {a.OtherWhere}: {a.OtherText}"));
        Section("Sentences to look at first", report.Wrong.Select(w => $"{w.Where}: {w.Text}\n    stands under {w.Intent}, is taken for {w.TakenFor} ({w.Confidence:P0} sure)"));
    }

    private static void Section(string title, IEnumerable<string> lines)
    {
        Console.WriteLine($"{title}:");
        foreach (var line in lines.DefaultIfEmpty("none")) Console.WriteLine($"  {line}");
    }

    private static double Percent(int part, int all) => all == 0 ? 100 : Math.Round(100.0 * part / all, 1);

    private sealed record Judged(Example Example, Judgement Judgement)
    {
        public bool IsRight => Judgement.Intent == Example.Intent;
    }

    private sealed record LanguageReport(
        string Locale, int Sentences, double Accuracy, IReadOnlyList<IntentReport> Intents, FlagReport Complaint, FlagReport WantsHuman,
        IReadOnlyList<Confusion> Confused, IReadOnlyList<AlikePair> Alike, IReadOnlyList<WrongSentence> Wrong);

    private sealed record IntentReport(string Intent, int Sentences, double Accuracy, string? TakenFor);

    private sealed record FlagReport(string Flag, int Sentences, double Recall, double Precision);

    private sealed record Confusion(string Intent, string TakenFor, int Sentences);

    private sealed record AlikePair(string Where, string Text, string OtherWhere, string OtherText);

    private sealed record WrongSentence(string Where, string Text, string Intent, string TakenFor, double Confidence);
}
