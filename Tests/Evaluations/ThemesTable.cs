using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Evaluations;

/// <summary>
/// Finds themes in tickets of a shop (tickets.jsonl, with products.jsonl beside it), and again a week later when a fifth more have come: what came out, and whether it stays what it was.
/// The tickets stand in no order of time, so the first five sixths are the first week's.
/// </summary>
internal sealed class ThemesTable(SentenceCutter cutter)
{
    private const int Shown = 4;

    public static Task<int> RunAsync(string[] args)
    {
        if (args.FirstOrDefault(a => a.EndsWith("tickets.jsonl", StringComparison.Ordinal)) is not { } path)
        {
            Console.Error.WriteLine("Name the tickets: themes PATH/tickets.jsonl [--prompts FOLDER]");
            return Task.FromResult(2);
        }

        var (content, problems) = ShopContent.Load(args.SkipWhile(a => a != "--prompts").Skip(1).FirstOrDefault() ?? "Prompts");
        foreach (var problem in problems) Console.Error.WriteLine(problem);
        if (content is null) return Task.FromResult(1);
        new ThemesTable(new SentenceCutter(content.EmptyWords)).Measure(path);
        return Task.FromResult(0);
    }

    private void Measure(string path)
    {
        var products = Read(Path.Combine(Path.GetDirectoryName(path)!, "products.jsonl")).ToDictionary(p => p.GetProperty("product_id").GetInt32(), p => $"{p.GetProperty("brand")} {p.GetProperty("model")}");
        var tickets = Read(path);
        var all = tickets.SelectMany((t, place) => SayingsOf(place, t, products[t.GetProperty("product_id").GetInt32()])).ToList();
        var firstWeek = tickets.Count * 5 / 6;
        var before = all.Where(s => s.Customer < firstWeek).ToList();
        var themes = ThemeFinder.Find(before, [], cutter).ToList();
        Show("First week", firstWeek, before, themes, themes);

        // A week later: what belongs to a theme joins it, and what is left may make new ones.
        var left = all.Where(s => Theme.Nearest(themes, s.Meaning, s.Terms) is null).ToList();
        var found = ThemeFinder.Find(left, themes, cutter);
        List<Theme> later = [.. themes, .. found];
        Show("A week later", tickets.Count, all, later, found);
        var same = before.Count(s => Theme.Nearest(themes, s.Meaning, s.Terms) is { } theme && Theme.Nearest(later, s.Meaning, s.Terms) == theme);
        var were = before.Count(s => Theme.Nearest(themes, s.Meaning, s.Terms) is not null);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of {were} sentences with a theme in the first week {same} would have the same theme a week later if all were counted anew ({100.0 * same / were:0.0} %); those that are counted stay where they are."));

        var scratch = ThemeFinder.Find(all, [], cutter);
        var pairs = all.Select(s => (Theme.Nearest(later, s.Meaning, s.Terms)?.Id, Theme.Nearest(scratch, s.Meaning, s.Terms)?.Id)).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Found in all at once there would be {scratch.Count} themes; adjusted Rand index to those of two weeks {Rand(pairs):0.00} over all sentences, {Rand([.. pairs.Where(p => p.Item1 is not null && p.Item2 is not null)]):0.00} over those with a theme in both."));
    }

    private static void Show(string when, int tickets, List<Saying> sayings, List<Theme> themes, IReadOnlyList<Theme> shown)
    {
        var members = sayings.GroupBy(s => Theme.Nearest(themes, s.Meaning, s.Terms)?.Id ?? "").ToDictionary(g => g.Key, g => g.ToList());
        var told = sayings.Where(s => Theme.Nearest(themes, s.Meaning, s.Terms) is not null).Select(s => s.Customer).Distinct().Count();
        Console.WriteLine($"{when}: {tickets} tickets, {sayings.Count} sentences that say something, {themes.Count} themes ({shown.Count} new); {sayings.Count - members.GetValueOrDefault("", []).Count} sentences of {told} tickets belong to one");
        foreach (var theme in shown.OrderByDescending(t => members.GetValueOrDefault(t.Id, []).Count))
        {
            var said = members.GetValueOrDefault(theme.Id, []);
            Console.WriteLine($"  {theme.Label}: {said.Count} sentences, {said.Select(s => s.Customer).Distinct().Count()} tickets");
            foreach (var saying in said.OrderByDescending(s => theme.Likeness(s.Meaning, s.Terms)).Where((_, i) => i % Math.Max(1, said.Count / Shown) == 0).Take(Shown + 1)) Console.WriteLine($"      {saying.Text}");
        }

        Console.WriteLine();
    }

    private IEnumerable<Saying> SayingsOf(int place, JsonElement ticket, string product)
    {
        var words = string.Join(' ', ticket.GetProperty("messages").EnumerateArray().Where(m => m.GetProperty("from").GetString() == "customer").Select(m => m.GetProperty("text").GetString()));
        return cutter.Cut(words, product).Select(s => new Saying(place, (place, s.Part), s.Text, SentenceEncoder.Shared.Encode(s.Text), s.Terms));
    }

    private static List<JsonElement> Read(string path) => [.. File.ReadLines(path).Select(l => JsonSerializer.Deserialize<JsonElement>(l))];

    // Hubert and Arabie 1985.
    private static double Rand<T>(List<(T, T)> pairs)
    {
        static double Two(double n) => n * (n - 1) / 2;
        var (both, one, other, all) = (pairs.GroupBy(p => p).Sum(g => Two(g.Count())), pairs.GroupBy(p => p.Item1).Sum(g => Two(g.Count())), pairs.GroupBy(p => p.Item2).Sum(g => Two(g.Count())), Two(pairs.Count));
        var chance = one * other / all;
        return (both - chance) / (((one + other) / 2) - chance);
    }
}
