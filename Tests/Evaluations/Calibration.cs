using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpBot.Evaluations;

/// <summary>
/// Where the constants of <see cref="Ranking"/> come from: <c>calibrate FOLDER CASES</c> fits the likelihood that the best passage answers, on the questions of the public
/// sets and of the sample shop's cases, against small talk, questions put to another product's manual that does not hold the answer, and the cases without an answer.
/// </summary>
internal static class Calibration
{
    private sealed record Sample(double[] Signs, bool Answers, string Set, string Text);

    public static Task<int> RunAsync(string[] args)
    {
        SQLitePCL.Batteries_V2.Init();
        var work = Directory.CreateTempSubdirectory("calibrate-");
        try
        {
            var samples = new List<Sample>();
            Television(args[0], work.FullName, samples);
            OutdoorShop(args[0], work.FullName, samples);
            SampleShop(args[1], work.FullName, samples);
            Report(samples, Fit(samples), args.Contains("--failures"));
        }
        finally
        {
            work.Delete(recursive: true);
        }

        return Task.FromResult(0);
    }

    private static void Television(string folder, string work, List<Sample> samples)
    {
        using var index = KnowledgeTable.Build(Path.Combine(work, "tv.db"), KnowledgeTable.TelevisionManual(Path.Combine(folder, "tv-manual")), "tv");
        foreach (var question in KnowledgeTable.Read(Path.Combine(folder, "tv-manual", "questions.jsonl"))) Add(samples, index, question.Text("question"), null, true, "tv");
        foreach (var text in SmallTalk(folder).Where((_, i) => i % 8 == 0)) Add(samples, index, text, null, false, "tv small talk");
    }

    private static void OutdoorShop(string folder, string work, List<Sample> samples)
    {
        var documents = KnowledgeTable.OutdoorManuals(Path.Combine(folder, "outdoor-shop"));
        using var index = KnowledgeTable.Build(Path.Combine(work, "shop.db"), documents, "shop");
        var questions = KnowledgeTable.Read(Path.Combine(folder, "outdoor-shop", "questions.jsonl")).ToList();
        var words = documents.ToDictionary(d => d.Title, d => Terms.Of(d.Markdown).ToHashSet());
        for (var i = 0; i < questions.Count; i++)
        {
            var question = questions[i];
            Add(samples, index, question.Text("question"), question.Text("product"), true, "shop");
            var answer = Terms.Of(question.Text("answer")).Distinct().ToList();
            for (var other = 1; other <= 4; other++)
            {
                // Half of the answer's words nowhere in the manual: it cannot answer.
                var stranger = documents[(i * 13 + other * 29) % documents.Count];
                if (answer.Count > 1 && stranger.Title != question.Text("product") && answer.Count(words[stranger.Title].Contains) <= answer.Count / 2)
                    Add(samples, index, question.Text("question").Replace(question.Text("product"), "product", StringComparison.Ordinal), stranger.Title, false, "shop other product");
            }
        }

        foreach (var (text, i) in SmallTalk(folder).Select((t, i) => (t, i)).Where(t => t.i % 8 == 3)) Add(samples, index, text, documents[i * 7 % documents.Count].Title, false, "shop small talk");
    }

    private static void SampleShop(string cases, string work, List<Sample> samples)
    {
        var content = ShopContent.Load("Prompts").Content!;
        using var index = KnowledgeIndex.OpenWith(content, Path.Combine(work, "own.db"), SentenceEncoder.Shared, TimeProvider.System, NullLogger.Instance).Index;
        foreach (var one in KnowledgeTable.Read(cases))
        {
            var answerable = !one.TryGetProperty("answerable", out _);
            var product = content.Catalogue.Find(one.Text("product"))!;
            var found = index.Search(one.Text("question"), product.Name, isQuestion: true, [product.Name, product.Thing, $"{product.Thing}s"]);
            if (found.Best is not { } best) continue;

            // The right section in second place is not what the customer would read.
            if (answerable && !one.GetProperty("heading").EnumerateArray().Any(h => h.GetString() == best.Passage.Heading)) Console.WriteLine($"  wrong section {best.Passage.Heading} ({best.Confidence:0.00}) for: {one.Text("question")}");
            else for (var again = 0; again < 3; again++) samples.Add(new Sample(SignsOf(best), answerable, answerable ? "own" : "own without answer", one.Text("question")));
        }
    }

    private static void Add(List<Sample> samples, KnowledgeIndex index, string question, string? product, bool answers, string set)
    {
        if (index.Search(question, product, isQuestion: true, product is null ? [] : [product]).Best is { } best) samples.Add(new Sample(SignsOf(best), answers, set, question));
    }

    private static double[] SignsOf(Ranked r) => [r.Signs.Words, r.Signs.Coverage, r.Signs.Sentence, r.Signs.Whole, r.Signs.Weight, r.Signs.Known, 1];

    private static IEnumerable<string> SmallTalk(string folder) => KnowledgeTable.Read(Path.Combine(folder, "..", "understanding", "clinc150.jsonl")).Select(c => c.Text("text"));

    // Logistic regression by Newton's method; both sides weigh the same in all.
    private static double[] Fit(List<Sample> samples)
    {
        var width = samples[0].Signs.Length;
        var solution = new double[width];
        var balance = samples.Count(s => !s.Answers) / (double)samples.Count(s => s.Answers);
        for (var round = 0; round < 20000; round++)
        {
            var gradient = new double[width];
            foreach (var s in samples)
            {
                var error = (Likely(solution, s.Signs) - (s.Answers ? 1 : 0)) * (s.Answers ? balance : 1);
                for (var i = 0; i < width; i++) gradient[i] += error * s.Signs[i];
            }

            for (var i = 0; i < width; i++) solution[i] -= 1.5 * ((gradient[i] / samples.Count) + (i < width - 1 ? 1e-4 * solution[i] : 0));
        }

        return solution;
    }

    private static double Likely(double[] solution, double[] signs) => 1 / (1 + Math.Exp(-signs.Zip(solution, (s, w) => s * w).Sum()));

    private static void Report(List<Sample> samples, double[] solution, bool failures)
    {
        Console.WriteLine($"words, coverage, sentence, whole, weight, known, constant: {string.Join(", ", solution.Select(w => w.ToString("0.00")))}");
        foreach (var threshold in new[] { 0.3, 0.4, 0.5, 0.6, 0.7 })
            Console.WriteLine($"from {threshold}: {string.Join(", ", samples.GroupBy(s => s.Set).Select(g => $"{g.Key} {100.0 * g.Count(s => Likely(solution, s.Signs) >= threshold) / g.Count():0.0} %"))}");
        if (!failures) return;
        foreach (var s in samples.Where(s => s.Set.StartsWith("own", StringComparison.Ordinal) && Likely(solution, s.Signs) >= 0.5 != s.Answers).DistinctBy(s => s.Text))
            Console.WriteLine($"  {s.Set} {Likely(solution, s.Signs):0.00}: {s.Text} [{string.Join(" ", s.Signs.Select(x => x.ToString("0.00")))}]");
    }
}
