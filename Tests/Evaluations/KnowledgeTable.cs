using System.Diagnostics;
using System.Text.Json;
using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Knowledge.Import;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpBot.Evaluations;

/// <summary>
/// Answers on two public sets: <c>knowledge FOLDER</c>, where the folder has <c>outdoor-shop</c>, <c>tv-manual</c> and, beside it, <c>understanding/clinc150.jsonl</c>.
/// Everything goes through a real index file; a product's manual is hidden by leaving it out.
/// </summary>
internal static class KnowledgeTable
{
    private const double HoldsTheAnswer = 0.8;

    private static readonly ShopContent Content = ShopContent.Load("Prompts").Content!;

    private static readonly MessageReader Reader = new MessageReaders(Content, SentenceEncoder.Shared, Path.Combine(Path.GetTempPath(), "followup-evaluations")).For(PromptLibrary.DefaultLocale);

    public static Task<int> RunAsync(string[] args)
    {
        SQLitePCL.Batteries_V2.Init();
        var folder = args[0];
        var work = Directory.CreateTempSubdirectory("evaluate-knowledge-");
        try
        {
            Television(Path.Combine(folder, "tv-manual"), work.FullName, Path.Combine(folder, "..", "understanding", "clinc150.jsonl"), args.Contains("--failures"));
            OutdoorShop(Path.Combine(folder, "outdoor-shop"), work.FullName, Path.Combine(folder, "..", "understanding", "clinc150.jsonl"), args.Contains("--failures"));
        }
        finally
        {
            work.Delete(recursive: true);
        }

        return Task.FromResult(0);
    }

    private static void Television(string folder, string work, string clinc, bool failures)
    {
        using var index = Build(Path.Combine(work, "tv.db"), TelevisionManual(folder), "tv-manual");
        int first = 0, three = 0, answered = 0, all = 0;
        var times = new List<double>();
        foreach (var question in Read(Path.Combine(folder, "questions.jsonl")))
        {
            var gold = question.GetProperty("gold_section_ids").EnumerateArray().Select(g => $"{g.GetString()}.md").ToHashSet();
            var began = Stopwatch.GetTimestamp();
            var found = Ask(index, question.Text("question"), null);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            all++;
            if (gold.Contains(found.Best?.Passage.Document ?? "")) first++;
            else if (failures) Console.WriteLine($"  tv {question.Text("id")}: {found.Best?.Passage.Heading} for: {question.Text("question")}");
            if (found.Passages.Take(3).Any(p => gold.Contains(p.Passage.Document))) three++;
            if (found.Finding is not null) answered++;
        }

        Row("tv-manual: right section first", first, all);
        Row("tv-manual: right section in three", three, all);
        Row("tv-manual: answered", answered, all);
        var small = Read(clinc).Select(c => c.Text("text")).ToList();
        Row("tv-manual: CLINC sentences not answered", small.Count(t => Ask(index, t, null).Finding is null), small.Count);
        times.Sort();
        Console.WriteLine($"tv-manual: p50 {times[times.Count / 2]:0.0} ms, p99 {times[times.Count * 99 / 100]:0.0} ms");
    }

    private static void OutdoorShop(string folder, string work, string clinc, bool failures)
    {
        var products = Read(Path.Combine(folder, "products.jsonl")).ToList();
        var documents = OutdoorManuals(folder);
        var hidden = products.Where(p => p.GetProperty("hide_from_kb_in_abstention_run").GetBoolean()).Select(p => p.Text("model")).ToHashSet();
        var questions = Read(Path.Combine(folder, "questions.jsonl")).ToList();
        using (var index = Build(Path.Combine(work, "shop.db"), documents, "outdoor-shop"))
        {
            int first = 0, three = 0, answered = 0, quoted = 0;
            foreach (var question in questions)
            {
                var found = Ask(index, question.Text("question"), question.Text("product"));
                var words = Terms.Of(question.Text("answer")).Distinct().ToList();
                if (Covered(words, found.Passages.Take(1))) first++;
                else if (failures) Console.WriteLine($"  shop {question.GetProperty("question_id")}: {found.Best?.Passage.Heading} for: {question.Text("question")}");
                if (Covered(words, found.Passages.Take(3))) three++;
                if (found.Finding is { } finding)
                {
                    answered++;
                    if (Share(words, Terms.Of(finding.Quote.Text)) >= 0.5) quoted++;
                }
                else if (failures) Console.WriteLine($"  shop {question.GetProperty("question_id")}: not answered: {question.Text("question")}");
            }

            Row("outdoor-shop: one passage holds the answer", first, questions.Count);
            Row("outdoor-shop: three passages hold it", three, questions.Count);
            Row("outdoor-shop: answered", answered, questions.Count);
            Row("outdoor-shop: the quote holds half of the answer's words", quoted, questions.Count);
            var small = Read(clinc).Select((c, i) => (Text: c.Text("text"), Product: products[i * 7 % products.Count].Text("model"))).ToList();
            Row("outdoor-shop: CLINC sentences not answered", small.Count(s => Ask(index, s.Text, s.Product).Finding is null), small.Count);
        }

        using var without = Build(Path.Combine(work, "hidden.db"), [.. documents.Where(d => !hidden.Contains(d.Title))], "outdoor-shop without the hidden");
        var asked = questions.Where(q => q.GetProperty("product_hidden_in_abstention_run").GetBoolean()).ToList();
        Row("outdoor-shop: product hidden, not answered", asked.Count(q => Ask(without, q.Text("question"), q.Text("product")).Finding is null), asked.Count);
        Row("outdoor-shop: product hidden and not given, not answered", asked.Count(q => Ask(without, q.Text("question"), null).Finding is null), asked.Count);
    }

    public static IReadOnlyList<SourceDocument> TelevisionManual(string folder) =>
        [.. Read(Path.Combine(folder, "sections.jsonl")).Select(s => new SourceDocument($"{s.Text("section_id")}.md", s.Text("title"), [], null, $"# {s.Text("title")}\n\n{s.Text("text")}"))];

    public static IReadOnlyList<SourceDocument> OutdoorManuals(string folder) => [.. Read(Path.Combine(folder, "products.jsonl")).Select(p => new SourceDocument(
        Path.GetFileName(p.Text("manual")), p.Text("model"), [p.Text("model")], null, File.ReadAllText(Path.Combine(folder, "manuals", Path.GetFileName(p.Text("manual"))))))];

    public static KnowledgeIndex Build(string path, IReadOnlyList<SourceDocument> documents, string source)
    {
        var began = Stopwatch.GetTimestamp();
        var indexed = new IndexBuilder(path, SentenceEncoder.Shared).Sync(source, documents);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine($"{source}: {indexed.Added} documents, {indexed.Passages} passages in {seconds:0.0} s ({indexed.Passages / seconds:0} passages/s)");
        return KnowledgeIndex.Open(path, SentenceEncoder.Shared, TimeProvider.System, NullLogger.Instance, Content.Synonyms);
    }

    // As the ask command does.
    private static Lookup Ask(KnowledgeIndex index, string question, string? product) =>
        index.Search(question, product, isQuestion: true, product is null ? [] : [product], Reader.Read(question).OutOfScope);

    private static bool Covered(IReadOnlyCollection<uint> words, IEnumerable<Ranked> passages) =>
        Share(words, [.. passages.SelectMany(p => Terms.Of($"{p.Passage.Heading} {p.Passage.Text}"))]) >= HoldsTheAnswer;

    private static double Share(IReadOnlyCollection<uint> words, uint[] have) => words.Count == 0 ? 1 : words.Count(have.ToHashSet().Contains) / (double)words.Count;

    private static void Row(string what, int right, int all) => Console.WriteLine($"{what,-58} {right,5} of {all,5}  {100.0 * right / all:0.0} %");

    public static IEnumerable<JsonElement> Read(string path) => File.ReadLines(path).Select(l => JsonDocument.Parse(l).RootElement);

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
