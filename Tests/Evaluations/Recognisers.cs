using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Evaluations;

/// <summary>
/// Reads values out of sentences and compares them with what others say is right: Microsoft's specification cases (recognizers_text_specs.jsonl), callers'
/// answers to "which day, what time, how many" (restaurant8k.jsonl) and dates and times in turns to a service bot (nlupp.jsonl).
/// </summary>
internal sealed class Recognisers
{
    private readonly Dialogs.Understanding.Recognisers read;
    private readonly MessageRules rules;
    private readonly SortedDictionary<string, (int Right, int Total)> table = new(StringComparer.Ordinal);
    private readonly List<string> failures = [];

    private Recognisers(ShopContent content)
    {
        read = content.RecognisersFor(PromptLibrary.DefaultLocale);
        rules = content.RulesFor(PromptLibrary.DefaultLocale);
    }

    public static Task<int> Run(string[] args)
    {
        var prompts = args.SkipWhile(a => a != "--prompts").Skip(1).FirstOrDefault() ?? "Prompts";
        var (content, problems) = ShopContent.Load(prompts);
        foreach (var problem in problems) Console.Error.WriteLine(problem);
        if (content is null) return Task.FromResult(1);
        var evaluation = new Recognisers(content);
        var watch = Stopwatch.StartNew();
        foreach (var path in args.Where(a => a.EndsWith(".jsonl", StringComparison.Ordinal))) evaluation.Measure(path);
        foreach (var (name, (right, total)) in evaluation.table)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-70} {right,5} / {total,5}  {100.0 * right / total,6:0.0} %"));
        Console.WriteLine($"{watch.ElapsedMilliseconds} ms in all");
        if (args.Contains("--failures")) evaluation.failures.ForEach(Console.WriteLine);
        return Task.FromResult(0);
    }

    private void Measure(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            using var row = JsonDocument.Parse(line);
            var root = row.RootElement;
            if (root.TryGetProperty("spec", out _)) Specification(root);
            else if (root.TryGetProperty("asked_for", out _)) Answer(root);
            else Turn(root);
        }
    }

    private void Count(string name, bool right, string id, string text, string expected, string got)
    {
        var (rights, total) = table.GetValueOrDefault(name);
        table[name] = (rights + (right ? 1 : 0), total + 1);
        if (!right) failures.Add($"{name} | {id} | {text} | expected {expected} | got {got}");
    }

    private void Specification(JsonElement row)
    {
        if (row.GetProperty("dotnet_not_supported").GetBoolean()) return;
        var (id, model, text) = (Text(row, "id"), Text(row, "model"), Text(row, "input"));
        var results = row.GetProperty("results").EnumerateArray().ToList();
        var values = results.Select(r => r.GetProperty("Resolution").ValueKind == JsonValueKind.Object && r.GetProperty("Resolution").TryGetProperty("value", out var v) ? v.ToString() : "").ToList();
        var texts = results.Select(r => Text(r, "Text").ToLowerInvariant()).ToList();
        switch (model)
        {
            case "BooleanModel":
                var answer = rules.ReadAnswer(text).Answer.ToString();
                Count("boolean", values is [var one, ..] && answer == (one == "True" ? "Yes" : "No"), id, text, string.Join(", ", values), answer);
                break;
            case "NumberModel":
                var numbers = read.Numbers.FindAll(text).Select(n => n.Value).ToList();
                Count("number", numbers.Count == values.Count && numbers.Zip(values).All(p => Equal(p.First, p.Second)), id, text, string.Join(", ", values), string.Join(", ", numbers));
                break;
            case "PhoneNumberModel" or "EmailModel" or "URLModel":
                var kind = model switch { "PhoneNumberModel" => ContactKind.Phone, "EmailModel" => ContactKind.Email, _ => ContactKind.Url };
                var found = Contacts.FindAll(text).Where(c => c.Kind == kind).Select(c => c.Text.ToLowerInvariant()).ToList();
                Count($"contact {kind}", found.SequenceEqual(texts), id, text, string.Join(", ", texts), string.Join(", ", found));
                break;
            case "DateTimeModel" or "DateTimeModelSplitDateAndTime" or "DateTimeModelTasksMode":
                Moments(row, id, model, text, results);
                break;
        }
    }

    // Cases whose results are all days, times or windows of them, and those that must give nothing.
    private void Moments(JsonElement row, string id, string model, string text, List<JsonElement> results)
    {
        var types = results.Select(r => Text(r, "TypeName").Replace("datetimeV2.", "", StringComparison.Ordinal)).ToList();
        if (!types.TrueForAll(t => t is "date" or "time" or "datetime" or "daterange" or "timerange" or "datetimerange")) return;
        var reference = row.GetProperty("reference") is { ValueKind: JsonValueKind.String } r ? r.GetDateTime() : new DateTime(2019, 1, 1);
        var context = new ReadingContext(reference, Asked.None, DayFirst: Text(row, "variant") == "EnglishOthers");
        var found = read.Moments.FindAll(text, context);
        var expected = results.Select(ResolutionsOf).ToList();
        var got = found.Select(m => Written(m.Kind, m.Best)).ToList();
        var right = found.Count == expected.Count && got.Zip(expected).All(p => p.Second.Contains(p.First));
        var name = model == "DateTimeModel" ? types.Count == 0 ? "moment, nothing expected" : $"moment, {string.Join(" and ", types.Distinct().Order())}" : $"(other modes) {model}";
        var wanted = string.Join(" ;; ", expected.Select(e => string.Join(" | ", e)));
        Count(name, right, id, $"[{reference:yyyy-MM-ddTHH:mm}] {text}", wanted, string.Join(" ;; ", got));
        if (model != "DateTimeModel") return;
        Count("MOMENT (all of DateTimeModel)", right, id, text, wanted, "");

        // Somebody who only takes the first moment, as a command that gives one answer does.
        Count("moment, the first only", expected.Count == 0 ? found.Count == 0 : expected.Exists(e => got.Count > 0 && e.Contains(got[0])), id, text, wanted, got.FirstOrDefault() ?? "");
    }

    private static HashSet<string> ResolutionsOf(JsonElement result) =>
        [.. result.GetProperty("Resolution").GetProperty("values").EnumerateArray().Select(v => v.TryGetProperty("value", out var value) ? value.GetString()! : $"{Optional(v, "start")}~{Optional(v, "end")}")];

    private static string Optional(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static string Written(MomentKind kind, Window window)
    {
        var pattern = kind switch { MomentKind.Date or MomentKind.DateRange => "yyyy-MM-dd", MomentKind.Time or MomentKind.TimeRange => "HH:mm:ss", _ => "yyyy-MM-dd HH:mm:ss" };
        return kind is MomentKind.Date or MomentKind.Time or MomentKind.DateTime ? One(window.From) : $"{One(window.From)}~{One(window.To)}";

        string One(DateTime? at) => at?.ToString(pattern, CultureInfo.InvariantCulture) ?? "";
    }

    // Turns that name one slot. "Asked": those in which just that slot had been asked for.
    private void Answer(JsonElement row)
    {
        var slots = row.GetProperty("slots").EnumerateArray().ToList();
        if (slots.Count != 1) return;
        var (slot, value, text, id) = (Text(slots[0], "slot"), Text(slots[0], "value"), Text(row, "text"), Text(row, "id"));
        if (slot is not ("date" or "time" or "people")) return;
        var asked = row.GetProperty("asked_for").EnumerateArray().Select(a => a.GetString()).ToList();
        var question = slot switch { "date" => Asked.Date, "time" => Asked.Time, _ => Asked.Number };
        var now = new DateTime(2018, 8, 1, 12, 0, 0);
        var reading = read.Answers.Read(text, new ReadingContext(now, question));
        var (right, expected) = SlotMeaning.Same(slot, value, text, reading, now);
        var got = $"{reading.Kind} {reading.Value} {reading.From:yyyy-MM-dd HH:mm} {reading.To:yyyy-MM-dd HH:mm} '{reading.Text}'";
        if (asked is [var only] && only == slot)
        {
            Count("restaurant8k ASKED, all three", right, id, text, expected, got);
            Count($"restaurant8k asked, {slot}", right, id, text, expected, got);
        }

        Count("restaurant8k any single slot, all three", right, id, text, expected, got);
        Count($"restaurant8k any single slot, {slot}", right, id, text, expected, got);
    }

    // Days and times with a value; relative ones count from the day the set names, at nine.
    private void Turn(JsonElement row)
    {
        var now = row.GetProperty("reference_date").GetDateTime().AddHours(9);
        foreach (var slot in row.GetProperty("slots").EnumerateObject())
        {
            if (slot.Name is not ("date" or "time" or "date_from" or "date_to") || !slot.Value.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Object) continue;
            var (id, text, span) = (Text(row, "id"), Text(row, "text"), slot.Value.GetProperty("span")[0].GetInt32());
            var time = slot.Name == "time";
            var found = read.Moments.FindInAnswer(text, new ReadingContext(now, time ? Asked.Time : Asked.Date));
            var windows = found.Where(m => m.Start <= span + 4 && m.Start + m.Text.Length > span).SelectMany(m => new[] { m.Best.From, m.Best.To }.OfType<DateTime>()).ToList();
            int Part(string name) => value.TryGetProperty(name, out var p) && p.ValueKind == JsonValueKind.Number ? p.GetInt32() : 0;
            var right = time
                ? windows.Exists(w => w.Hour % 12 == Part("hour") % 12 && w.Minute == Part("minute"))
                : windows.Exists(w => w.Month == Part("month") && w.Day == Part("day") && w.Year == Part("year"));
            Count($"nlupp {slot.Name}", right, id, text, $"'{Text(slot.Value, "text")}' {value}", string.Join(", ", found.Select(f => $"{f.Text}: {f.Best.From:yyyy-MM-dd HH:mm}")));
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static bool Equal(double got, string expected) =>
        double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(got - value) <= Math.Max(Math.Abs(value) * 1e-12, 1e-15);
}
