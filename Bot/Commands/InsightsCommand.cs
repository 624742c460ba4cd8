using System.CommandLine;
using System.Globalization;
using FollowUpBot.Bot.Insights;
using FollowUpBot.Bot.Insights.Figures;
using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Bot.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>insights</c>: the numbers of the page, in the terminal or for another program.</summary>
internal static class InsightsCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print them as JSON." };
        var from = new Option<string?>("--from") { Description = "The first day, like 2026-11-01; by default ninety days before the last." };
        var to = new Option<string?>("--to") { Description = "The last day; by default today." };
        var product = new Option<string?>("--product") { Description = "Only this product." };
        var segment = new Option<string?>("--segment") { Description = "Only customers of this segment." };
        var command = new Command("insights", "The numbers of the page /insights: touchpoints, loyalty, leaving, perks, service, contacts. Reads the store beside a running host, whose counts it takes; without a host it counts what is new itself.")
        {
            json, from, to, product, segment,
        };
        command.SetAction((parsed, cancel) => ShowAsync(
            name => name switch { "from" => parsed.GetValue(from), "to" => parsed.GetValue(to), "product" => parsed.GetValue(product), "segment" => parsed.GetValue(segment), _ => null }, parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> ShowAsync(Func<string, string?> ask, bool json, CancellationToken cancel)
    {
        var shelf = Shelf.Open();
        if (shelf.Content is not { } content) return CommandLine.Report(shelf.Fault);
        try
        {
            await using var store = await FollowUpHost.OpenStoreToReadAsync(shelf.Options);
            using var model = ReadModel.Open(shelf.Options.InsightsPath, TimeZoneInfo.FindSystemTimeZoneById(content.TimeZone));
            var book = new ThemeBook(store, TimeProvider.System);
            using var reader = new FactReader(store, model, new ThemeReader(book, model, content), NullLogger<FactReader>.Instance);
            await ProgressBar.RunAsync(async report =>
            {
                await Task.Run(() => reader.CatchUpAsync((done, all) => report("Counting facts", (int)Math.Min(done, int.MaxValue), (int)Math.Min(all, int.MaxValue)), cancel), cancel);
                var unread = ThemeReader.Unread(model);
                while (await reader.ReadThemesAsync(find: false, cancel)) report("Reading what customers said", (int)(unread - ThemeReader.Unread(model)), (int)unread);
                return true;
            });
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), model.Zone).DateTime);
            var newest = model.About("newest") is { } at ? Days.Date(Days.Of(long.Parse(at, CultureInfo.InvariantCulture), model.Zone)) : today;
            var (filter, wrong) = Filter.Read(ask, newest, today);
            if ((wrong ?? Unknown(filter, model, content)) is { } mistake) return CommandLine.Fail(mistake);
            var themes = await book.ReadAsync();
            var views = View.All.Select(v => (v.Key, v.Title, Sections: v.Of(new Reading(model, content, filter, today) { Themes = themes }))).Where(v => v.Sections.Count > 0).ToList();
            if (json) PrintJson(filter, model, views);
            else Print(filter, model, views);
            return CommandLine.Ok;
        }
        catch (Exception error) when (error is StoreException or StoreUnavailableException)
        {
            return CommandLine.Report(error.Message);
        }
    }

    private static string? Unknown(Filter filter, ReadModel model, Prompts.ShopContent content)
    {
        var products = content.Catalogue.Products.Select(p => p.Name).Union(model.Readers.Rows("SELECT DISTINCT product FROM cell WHERE product <> ''", r => r.GetString(0))).ToList();
        if (filter.Product is { } product && !products.Contains(product)) return $"There is no product '{product}'; there are: {string.Join(", ", products.Order(StringComparer.Ordinal))}.";
        var segments = Segments.Names(model);
        return filter.Segment is not { } segment || segments.Contains(segment) ? null : segments.Count == 0 ? "There are no segments yet." : $"There is no segment '{segment}'; there are: {string.Join(", ", segments)}.";
    }

    private static void Print(Filter filter, ReadModel model, List<(string Key, string Title, IReadOnlyList<Section> Sections)> views)
    {
        Console.WriteLine($"{filter.Says}, days of {model.Zone.Id}{(filter.Product is { } product ? $", {product}" : "")}{(filter.Segment is { } segment ? $", {segment}" : "")}");
        foreach (var (_, title, sections) in views)
        {
            foreach (var section in sections.Where(s => !s.IsEmpty))
            {
                Console.WriteLine();
                Console.WriteLine($"{title}: {section.Title}");
                Print(section);
            }

            if (sections.All(s => s.IsEmpty)) Console.WriteLine($"{Environment.NewLine}{title}: nothing yet");
        }
    }

    private static void Print(Section section)
    {
        List<string[]> rows = [[.. section.Columns.Select(c => c.Name)], .. section.Lines.Select(l => l.Cells.Select((c, i) => (i == 0 && l.Group is { } group ? $"{group}: " : "") + Text(c)).ToArray())];
        var widths = Enumerable.Range(0, section.Columns.Count).Select(i => rows.Max(r => r[i].Length)).ToArray();
        foreach (var row in rows) Console.WriteLine($"  {string.Join("  ", row.Select((cell, i) => section.Columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])))}".TrimEnd());
    }

    private static string Text(Cell cell) =>
        (cell is { IsNumber: true, Value: null, Words: { } words } ? words : cell.Text) + (cell is { IsNumber: true, Of: { } of } ? string.Create(CultureInfo.InvariantCulture, $" (n {of:N0})") : "") + (cell.ChangeText is { } change ? $" {change}" : "");

    private static void PrintJson(Filter filter, ReadModel model, List<(string Key, string Title, IReadOnlyList<Section> Sections)> views) => Console.WriteLine(JsonLines.Write(new
    {
        from = filter.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        to = filter.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        product = filter.Product,
        segment = filter.Segment,
        timeZone = model.Zone.Id,
        views = views.ToDictionary(v => v.Key, v => v.Sections.ToDictionary(s => s.Key, s => s.Lines.Select(l => Fields(s, l)).ToList())),
    }));

    private static Dictionary<string, object?> Fields(Section section, Line line)
    {
        var fields = new Dictionary<string, object?>();
        if (line.Group is { } group) fields["group"] = group;
        foreach (var (column, cell) in section.Columns.Zip(line.Cells))
            fields[column.Key] = cell.IsNumber ? new { value = cell.Value, n = cell.Of, before = cell.Before } : cell.Text;
        return fields;
    }
}
