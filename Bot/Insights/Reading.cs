using FollowUpBot.Bot.Insights.Themes;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Insights;

/// <summary>What the figures of all views are made from: the numbers of a filter, and cells that open the sentences behind them.</summary>
/// <param name="Model">The read model.</param>
/// <param name="Content">The shop's products and journeys.</param>
/// <param name="Filter">What is looked at.</param>
/// <param name="Today">Today, in the shop's zone.</param>
internal sealed record Reading(ReadModel Model, ShopContent Content, Filter Filter, DateOnly Today)
{
    // Of the filter too, since a reading that looks at something else shares what was read.
    private readonly Dictionary<(Filter Filter, string Family, int Age), Numbers> read = [];

    /// <summary>The themes that there are.</summary>
    public IReadOnlyList<KnownTheme> Themes { get; init; } = [];

    /// <summary>The numbers whose names begin like this; those that must have had so many days end earlier.</summary>
    public Numbers Numbers(string family, int age = 0) =>
        read.TryGetValue((Filter, family, age), out var known) ? known : read[(Filter, family, age)] = Insights.Numbers.Read(Model, Filter, family, Today.AddDays(-age));

    /// <summary>A count that opens what is counted.</summary>
    public Cell Count(string behind, string? product = null, string? step = null, int better = 0)
    {
        var (now, before) = (SumOf(behind, product, step, past: false), SumOf(behind, product, step, past: true));
        return new Cell(Unit.Count, now.Count) { Opens = now.Count == 0 ? null : Open(behind, product, step), Before = before.Count < Cell.Least ? null : before.Count, Better = better };
    }

    /// <summary>A share that opens those who are counted.</summary>
    public Cell Share(string behind, string of, string? product = null, string? step = null, int better = 0)
    {
        var (now, all) = (SumOf(behind, product, step, false).Count, SumOf(of, product, step, false).Count);
        var (before, allBefore) = (SumOf(behind, product, step, true).Count, SumOf(of, product, step, true).Count);
        return new Cell(Unit.Share, all == 0 ? null : (double)now / all)
        {
            Of = all,
            Opens = now == 0 ? null : Open(behind, product, step),
            Before = allBefore < Cell.Least ? null : (double)before / allBefore,
            Better = better,
        };
    }

    /// <summary>A mean that opens what went into it.</summary>
    public Cell Mean(string behind, Unit unit, string? product = null, string? step = null, int better = 0)
    {
        var (now, before) = (SumOf(behind, product, step, false), SumOf(behind, product, step, true));
        return new Cell(unit, now.Mean) { Of = now.Count, Opens = now.Count == 0 ? null : Open(behind, product, step), Before = before.Count < Cell.Least ? null : before.Mean, Better = better };
    }

    /// <summary>What stands behind a name, added up.</summary>
    public Sum SumOf(string behind, string? product, string? step, bool past)
    {
        var what = Behind.Find(behind)!;
        var numbers = Numbers(what.What.Split('.')[0] + ".", what.Age);
        var all = past ? numbers.Before(what.What, product, step) : numbers.Now(what.What, product, step);
        if (what.Lacking is null) return all;
        var known = past ? numbers.Before(what.Lacking, product, step) : numbers.Now(what.Lacking, product, step);
        return new Sum(all.Count - known.Count, 0);
    }

    /// <summary>The address of what lies behind a number.</summary>
    public string Open(string behind, string? product = null, string? step = null) =>
        "/insights/words" + (product is null ? Filter.Query(("what", behind), ("step", Named(step))) : Filter.Query(("what", behind), ("product", Named(product)), ("step", Named(step))));

    /// <summary>What is looked at by one point of a chart.</summary>
    public Reading At(int bucket)
    {
        var (from, to) = (Filter.From.AddDays(bucket * Filter.Bucket), Filter.From.AddDays(((bucket + 1) * Filter.Bucket) - 1));
        return this with { Filter = Filter with { From = from, To = to < Filter.To ? to : Filter.To } };
    }

    /// <summary>The first day of a point of a chart.</summary>
    public string BucketName(int bucket) => Filter.From.AddDays(bucket * Filter.Bucket).ToString("d MMM", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Where a step stands in its journey.</summary>
    public int PlaceOf(string product, string step)
    {
        if (step == TouchCounting.ThankYou) return -1;
        var steps = Content.Catalogue.Products.FirstOrDefault(p => p.Name == product)?.Steps ?? [];
        for (var i = 0; i < steps.Count; i++)
            if (steps[i].Name == step) return i;
        return step.Length == 0 ? int.MaxValue : step.Contains(':', StringComparison.Ordinal) ? 1000 : 500;
    }

    /// <summary>A step as it is read.</summary>
    public static string StepName(string step) => step switch
    {
        "" => "out of the blue",
        Recovery.Step => "is it right after the case",
        Promise.CheckStep => "has it arrived",
        _ => step.Split(':', 2) is [var kind, var name] ? $"{kind}: {name}" : step,
    };

    public static string ProductName(string product) => product.Length == 0 ? "no product" : product;

    // An empty value in an address says that nothing is asked for.
    private static string? Named(string? text) => text is "" ? Nothing : text;

    /// <summary>How "none" stands in an address.</summary>
    public const string Nothing = "-";
}
