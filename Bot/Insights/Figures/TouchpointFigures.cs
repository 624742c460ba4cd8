using System.Globalization;

namespace FollowUpBot.Bot.Insights.Figures;

/// <summary>How each contact of each product does, and which do worst.</summary>
internal static class TouchpointFigures
{
    // So many standard errors from the others, and it is no chance that should worry anybody.
    private const double Notable = 2;

    private const int MostNamed = 3, LeastSent = 20;

    private static readonly Concern[] Concerns =
    [
        new("complaints", Whats.Complaint, Whats.Sent, 3, "{0} of 100 contacts are followed by a complaint"),
        new("stops", Whats.OptOut, Whats.Sent, 5, "after {0} of 100 contacts the customer asks us to stop within a week"),
        new("silence", "silent", "judged", 0.5, "{0} of 100 contacts are met with a week of silence"),
        new("effort", Whats.Said, Whats.Sent, 0.3, "100 contacts cost customers {0} messages"),
    ];

    private static readonly Column[] MapColumns =
    [
        new("Touchpoint", "step", false),
        new("Sent", "sent", true, "Contacts that went out."),
        new("Skipped", "skipped", true, "Contacts that were not sent, since they would have brought nothing."),
        new("Answered", "answered", true, "Share of contacts whose question was answered."),
        new("Effort", "effort", true, "Customer messages for each contact, until the next one."),
        new("Mood", "mood", true, "Mean mood of what they wrote, from −1 to +1."),
        new("Complaints", "complaints", true, "Messages that complain."),
        new("Silence", "silence", true, "Share of contacts after which nothing was heard for 7 days."),
        new("Stops", "stops", true, "Customers who asked us to stop within 7 days of the contact."),
    ];

    public static IReadOnlyList<Section> Of(Reading reading) => [Map(reading), OverTime(reading)];

    /// <summary>The worst touchpoints in words, the worst first.</summary>
    public static IReadOnlyList<(string Sentence, string Opens)> Worst(Reading reading)
    {
        var all = new List<(double Harm, string Sentence, string Opens)>();
        foreach (var (product, step) in Places(reading).Where(p => p.Step.Length > 0 && reading.SumOf(Whats.Sent, p.Product, p.Step, false).Count >= LeastSent))
        {
            var worst = Concerns.Select(c => c.Of(reading, product, step)).Where(c => c.Errors >= Notable).OrderByDescending(c => c.Harm).ToList();
            if (worst.Count > 0) all.Add((worst.Sum(w => w.Harm), $"{product}, {Reading.StepName(step)}: {string.Join("; ", worst.Take(2).Select(w => w.Sentence))}.", worst[0].Opens));
        }

        return [.. all.OrderByDescending(w => w.Harm).Take(MostNamed).Select(w => (w.Sentence, w.Opens))];
    }

    private static IEnumerable<(string Product, string Step)> Places(Reading reading) =>
        reading.Numbers("touch.").Places(Whats.Sent, Whats.Skipped, Whats.Said).OrderBy(p => p.Product.Length == 0).ThenBy(p => p.Product, StringComparer.Ordinal).ThenBy(p => reading.PlaceOf(p.Product, p.Step)).ThenBy(p => p.Step, StringComparer.Ordinal);

    private static Section Map(Reading reading)
    {
        var lines = Places(reading).Select(p => LineOf(reading, p.Product, p.Step)).Where(l => l.Cells.Any(c => c is { IsNumber: true, Value: > 0 or < 0 })).ToList();
        return new Section(
            "map", "Touchpoint map",
            "Each contact of each product: what went out, what came of it. Silence, stops and answers count for the contact they follow. Arrows compare with the period before, once both have 20.",
            MapColumns, Heated(lines), "The map appears with the first contact: after the first sale has been thanked for, within seconds.");
    }

    private static Line LineOf(Reading reading, string product, string step)
    {
        var (sent, before) = (reading.SumOf(Whats.Sent, product, step, false).Count, reading.SumOf(Whats.Sent, product, step, true).Count);
        var (said, saidBefore) = (reading.SumOf(Whats.Said, product, step, false).Count, reading.SumOf(Whats.Said, product, step, true).Count);
        var effort = new Cell(Unit.Each, sent == 0 ? null : (double)said / sent)
        {
            Of = sent,
            Opens = said == 0 ? null : reading.Open(Whats.Said, product, step),
            Before = before < Cell.Least ? null : (double)saidBefore / before,
            Better = -1,
        };
        return new Line(
        [
            Cell.Say(Reading.StepName(step), reading.Open(Whats.Said, product, step)),
            reading.Count(Whats.Sent, product, step),
            reading.Count(Whats.Skipped, product, step),
            Asks(reading, product, step) ? reading.Share(Whats.Replied, Whats.Sent, product, step, 1) : new Cell(Unit.Share, null),
            effort,
            reading.Mean(Whats.Said, Unit.Mood, product, step, 1),
            reading.Count(Whats.Complaint, product, step, -1) with { Of = sent == 0 ? null : sent },
            reading.Share("silent", "judged", product, step, -1),
            reading.Count(Whats.OptOut, product, step, -1) with { Of = sent == 0 ? null : sent },
        ])
        { Group = Reading.ProductName(product) };
    }

    // What has never been answered asks nothing, and silence after it is no news.
    private static bool Asks(Reading reading, string product, string step) => reading.SumOf(Whats.Replied, product, step, false).Count > 0;

    // What is worst of its column stands out; few say nothing.
    private static List<Line> Heated(List<Line> lines)
    {
        const int answered = 3, mood = 5, complaints = 6, silence = 7, stops = 8;
        foreach (var column in new[] { mood, complaints, silence, stops })
        {
            var badness = lines.Select(l => column == silence && l.Cells[answered].Value is null ? null : Badness(l.Cells[column], column is complaints or stops)).ToList();
            var (least, most) = (badness.Min() ?? 0, badness.Max() ?? 0);
            if (most - least < 1e-9) continue;
            lines = [.. lines.Select((l, i) => badness[i] is { } bad ? l with { Cells = [.. l.Cells.Select((c, at) => at == column ? c with { Heat = (bad - least) / (most - least) } : c)] } : l)];
        }

        return lines;

        static double? Badness(Cell cell, bool isCount) => cell.Value is not { } value || cell.Of is not >= LeastSent ? null : cell.Unit == Unit.Mood ? -value : isCount ? value / cell.Of : value;
    }

    private static Section OverTime(Reading reading)
    {
        var numbers = reading.Numbers("touch.");
        var lines = new List<Line>();
        for (var i = 0; i < reading.Filter.Buckets; i++)
        {
            var (sent, said, complaints, replied) = (numbers.At(i, Whats.Sent).Count, numbers.At(i, Whats.Said), numbers.At(i, Whats.Complaint).Count, numbers.At(i, Whats.Replied).Count);
            var then = reading.At(i);
            lines.Add(new Line(
            [
                Cell.Say(reading.BucketName(i)), Opening(then, Whats.Sent, sent), Opening(then, Whats.Replied, replied), Opening(then, Whats.Complaint, complaints),
                new Cell(Unit.Mood, said.Mean) { Of = said.Count, Opens = said.Count == 0 ? null : then.Open(Whats.Said) },
            ]));
        }

        return new Section(
            "weeks", "Over time", string.Create(CultureInfo.InvariantCulture, $"Each point stands for {reading.Filter.Bucket} days and is named by the first."),
            [new("From", "from", false), new("Sent", "sent"), new("Answered", "answered"), new("Complaints", "complaints"), new("Mood", "mood")],
            lines.TrueForAll(l => l.Cells[1].Value is 0 && l.Cells[3].Value is 0) ? [] : lines, "A line appears with the first week of contacts.")
        { Chart = new Chart("line", "sent", "answered", "complaints") };
    }

    private static Cell Opening(Reading then, string what, long count) => new(Unit.Count, count) { Opens = count == 0 ? null : then.Open(what) };

    /// <summary>Something that may be wrong with a touchpoint.</summary>
    private sealed record Concern(string Name, string Behind, string Among, double Weight, string Words)
    {
        public (double Harm, double Errors, string Sentence, string Opens) Of(Reading reading, string product, string step)
        {
            var (count, of) = (reading.SumOf(Behind, product, step, false).Count, reading.SumOf(Among, product, step, false).Count);

            // Held against all the others, itself left out.
            var (all, ofAll) = (reading.SumOf(Behind, null, null, false).Count - count, reading.SumOf(Among, null, null, false).Count - of);
            if (of < LeastSent || ofAll < LeastSent || (Behind == "silent" && !Asks(reading, product, step))) return (0, 0, "", "");
            var (rate, usual) = ((double)count / of, (double)all / ofAll);
            var variance = Math.Max(usual * Math.Max(1 - usual, 0.05), 1e-6) * ((1.0 / of) + (1.0 / ofAll));
            var sentence = $"{string.Format(CultureInfo.InvariantCulture, Words, Hundred(rate))}, elsewhere {Hundred(usual)} (n = {of.ToString("N0", CultureInfo.InvariantCulture)})";
            return (Weight * (rate - usual) * of, (rate - usual) / Math.Sqrt(variance), sentence, reading.Open(Behind == Whats.Complaint ? Behind : Whats.Said, product, step));
        }

        private static string Hundred(double rate) => (rate * 100).ToString(rate < 0.1 ? "0.#" : "0", CultureInfo.InvariantCulture);
    }
}
