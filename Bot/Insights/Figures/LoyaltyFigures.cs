using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Insights.Figures;

/// <summary>What customers say of their loyalty, and whether they do it.</summary>
internal static class LoyaltyFigures
{
    /// <summary>With fewer answers a measure says nothing.</summary>
    public const int Least = 20;

    private const string TooFew = "too few to say";

    private static readonly (Measure Measure, string Name, string Key)[] Measures =
        [(Measure.Recommend, "Recommend (NPS)", "recommend"), (Measure.Repurchase, "Buy again", "repurchase"), (Measure.Stay, "Stay", "stay")];

    public static IReadOnlyList<Section> Of(Reading reading) => [OverTime(reading), By(reading, product: true), By(reading, product: false), Stated(reading), Criteria(reading), Success(reading)];

    /// <summary>The share of high answers less the share of low ones, in points.</summary>
    public static Cell Net(Reading reading, Measure measure, string? product = null)
    {
        var (now, n) = Net(reading, measure, product, past: false);
        var (before, m) = Net(reading, measure, product, past: true);
        var opens = n == 0 ? null : reading.Open(Whats.Rated, product, $"{measure}");
        return n < Least
            ? new Cell(Unit.Points, null, TooFew) { Of = n, Opens = opens }
            : new Cell(Unit.Points, now) { Of = n, Opens = opens, Before = m < Least ? null : before, Better = 1 };
    }

    private static (double Net, long Of) Net(Reading reading, Measure measure, string? product, bool past)
    {
        long Group(LoyaltyGroup group) => reading.SumOf(Whats.In(group), product, $"{measure}", past).Count;
        var (high, low, all) = (Group(LoyaltyGroup.High), Group(LoyaltyGroup.Low), Group(LoyaltyGroup.High) + Group(LoyaltyGroup.Middle) + Group(LoyaltyGroup.Low));
        return (all == 0 ? 0 : 100.0 * (high - low) / all, all);
    }

    private static Section OverTime(Reading reading)
    {
        var numbers = reading.Numbers("loyalty.");
        var lines = Enumerable.Range(0, reading.Filter.Buckets).Select(i => new Line([Cell.Say(reading.BucketName(i)), .. Measures.Select(m => At(reading.At(i), numbers, i, $"{m.Measure}"))])).ToList();
        return new Section(
            "loyalty", "Loyalty over time",
            $"For each measure the share of high answers less the share of low ones, in points; for Recommend that is the NPS. n is how many answers lie behind it; under {Least} it is {TooFew}.",
            [new("From", "from", false), .. Measures.Select(m => new Column(m.Name, m.Key))],
            lines.TrueForAll(l => l.Cells.Skip(1).All(c => c.Of is 0)) ? [] : lines,
            "Appears with the first answer to a question of loyalty. They are asked at the end of contacts, one at a time, as Prompts/Loyalty says.")
        { Chart = new Chart("line", "recommend", "repurchase", "stay") };
    }

    private static Cell At(Reading then, Numbers numbers, int bucket, string measure)
    {
        long Group(LoyaltyGroup group) => numbers.At(bucket, Whats.In(group), null, measure).Count;
        var (high, low, all) = (Group(LoyaltyGroup.High), Group(LoyaltyGroup.Low), Group(LoyaltyGroup.High) + Group(LoyaltyGroup.Middle) + Group(LoyaltyGroup.Low));
        return new Cell(Unit.Points, all < Least ? null : 100.0 * (high - low) / all, TooFew) { Of = all, Opens = all == 0 ? null : then.Open(Whats.Rated, null, measure) };
    }

    private static Section By(Reading reading, bool product)
    {
        var (filter, what) = (reading.Filter, product ? "product" : "segment");
        var names = product ? reading.Numbers("loyalty.").Products(Whats.Rated).Order(StringComparer.Ordinal).ToList() : Segments.Names(reading.Model);
        if (!product && filter.Segment is { } one) names = [one];
        var lines = names.Select(name =>
        {
            var of = product ? reading : reading with { Filter = filter with { Segment = name } };
            return new Line([Cell.Say(product ? Reading.ProductName(name) : name), .. Measures.Select(m => Net(of, m.Measure, product ? name : null))]);
        }).Where(l => l.Cells.Skip(1).Any(c => c.Of > 0)).ToList();
        return new Section(
            $"by-{what}", $"By {what}", $"The same measures for each {what}, with how many answers lie behind them.",
            [new(product ? "Product" : "Segment", what, false), .. Measures.Select(m => new Column(m.Name, m.Key))], lines,
            product ? "Appears with the first answer about a product." : "Appears when customers of a segment have answered. Segments are made in Prompts/Segments.");
    }

    private static Section Stated(Reading reading)
    {
        var lines = Enum.GetValues<LoyaltyGroup>().Reverse().Select(group =>
        {
            var (said, came) = (reading.SumOf(Whats.In(group), null, nameof(Measure.Repurchase), false).Count, reading.SumOf(Whats.CameBack(group), null, nameof(Measure.Repurchase), false).Count);
            var share = new Share(came, said);
            var (low, high) = share.Interval(1.96);
            return new Line(
            [
                Cell.Say(group switch { LoyaltyGroup.High => "would buy again", LoyaltyGroup.Middle => "perhaps", _ => "would not" }),
                new Cell(Unit.Count, said) { Opens = said == 0 ? null : reading.Open(Whats.In(group), null, nameof(Measure.Repurchase)) },
                new Cell(Unit.Count, came) { Opens = came == 0 ? null : reading.Open(Whats.CameBack(group), null, nameof(Measure.Repurchase)) },
                said < Least ? new Cell(Unit.Share, null, TooFew) { Of = said } : new Cell(Unit.Share, share.Value) { Of = said },
                Cell.Say(said < Least ? TooFew : $"{Percent(low)} to {Percent(high)} %"),
            ]);
        }).ToList();
        return new Section(
            "stated", "Said and done", "Who said in this period that they would buy again, and who has done so since. Between is where the true share lies, at 95 %.",
            [new("They said they", "said", false), new("Said so", "n"), new("Bought again since", "again"), new("Share", "share"), new("Between", "between", false)],
            lines.TrueForAll(l => l.Cells[1].Value is 0) ? [] : lines, "Appears with the first answer to whether they would buy again.")
        { Chart = new Chart("bar", "share") };
    }

    private static Section Criteria(Reading reading)
    {
        var numbers = reading.Numbers("criterion.");
        var (buying, usingIt) = (Whats.Criterion(CriterionKind.Buying), Whats.Criterion(CriterionKind.Using));
        var lines = numbers.Places(buying, usingIt).OrderBy(p => p.Product, StringComparer.Ordinal).Select(p =>
        {
            var (before, after) = (Named(reading, CriterionKind.Buying, p.Product, p.Step), Named(reading, CriterionKind.Using, p.Product, p.Step));
            var enough = before.Of >= Least && after.Of >= Least;
            return (p.Product, Gap: enough ? (after.Value - before.Value) * 100 : null, Line: new Line([Cell.Say(p.Step), before, after, new Cell(Unit.Points, enough ? (after.Value - before.Value) * 100 : null, TooFew) { Opens = enough ? after.Opens : null }]) { Group = Reading.ProductName(p.Product) });
        }).OrderBy(l => l.Product, StringComparer.Ordinal).ThenByDescending(l => Math.Abs(l.Gap ?? 0)).Select(l => l.Line).ToList();
        return new Section(
            "criteria", "What they buy for, and what they use it for", $"The share of customers who named a criterion when asked what decided the purchase, and when asked what matters now. A wide gap is a promise that the product keeps differently. Under {Least} answers: {TooFew}.",
            [new("Criterion", "criterion", false), new("When buying", "buying"), new("In use", "using"), new("Gap", "gap", true, "Share in use less share when buying, in points.")], lines,
            "Appears when customers have said what mattered when they bought, and what matters in use.");
    }

    private static Cell Named(Reading reading, CriterionKind kind, string product, string criterion)
    {
        var (named, all) = (reading.SumOf(Whats.Criterion(kind), product, criterion, false).Count, reading.SumOf(Whats.CriterionGiven, product, $"{kind}", false).Count);
        return new Cell(Unit.Share, all == 0 ? null : (double)named / all) { Of = all, Opens = named == 0 ? null : reading.Open(Whats.Criterion(kind), product, criterion) };
    }

    private static Section Success(Reading reading)
    {
        var count = reading.Count(Whats.Success);
        var lines = Sentences.Read(reading, Behind.Find(Whats.Success)!, null, null, 0, 12).Where(s => s.Words is not null).Select(s => new Line([Cell.Say(s.Words!), Cell.Say(Reading.ProductName(s.Product))])).ToList();
        return new Section(
            "success", "What business customers measure success by", $"Their own words, newest first; {count.Text} in all.", [new("In their words", "words", false), new("Product", "product", false)], lines,
            "Appears when business customers have said what would make it worth it.");
    }

    private static string Percent(double share) => Math.Round(share * 100).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
