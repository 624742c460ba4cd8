namespace FollowUpBot.Bot.Insights.Figures;

/// <summary>How cases go, by week, cause, product and kind: the first word, the time until they are closed, and whether they stay closed.</summary>
internal static class CaseFigures
{
    private const string Clock = "Times are by the clock, closed hours included.";

    private const string EmptyWeeks = "Appears when the first case is opened: a complaint, a wish for a person, or a question that no manual answers.";

    // In the order of the form at the desk.
    private static readonly (string Cause, string Name)[] Names =
    [
        ("Service", "service: how we treated them"), ("Product", "the product itself"), ("Delivery", "delivery"), ("Billing", "money"), ("Expectation", "sold as something else"), ("Other", "something else"), ("", "not said"),
    ];

    public static IReadOnlyList<Section> Of(Reading reading)
    {
        var weeks = Weeks.Of(reading.Filter).Select(w => (w.Name, Then: reading with { Filter = reading.Filter with { From = w.From, To = w.To } })).ToList();
        var (unit, cut) = Weeks.AreMonths(reading.Filter) ? ("month", "") : ("week", " Weeks begin on Monday.");
        cut = $"{cut} The first and the last {unit} may be cut by the period.";
        return [ByWeek(reading, weeks, unit, cut), FirstWords(reading, weeks, unit), Resolutions(reading, weeks, unit), Causes(reading), Products(reading), Kinds(reading)];
    }

    /// <summary>Half of the first words came within this time.</summary>
    public static Cell FirstWord(Reading reading, double share) => Within(reading, Whats.FirstWord, share);

    /// <summary>A cause as it is read.</summary>
    public static string CauseName(string cause) => Names.FirstOrDefault(n => n.Cause == cause).Name ?? cause.ToLowerInvariant();

    private static Section ByWeek(Reading reading, List<(string Name, Reading Then)> weeks, string unit, string cut)
    {
        var lines = weeks.Select(w => new Line(
        [
            Cell.Say(w.Name), Alone(w.Then.Count(Whats.Opened)), Alone(w.Then.Count(Whats.Resolved)), Alone(w.Then.Share(Whats.Reopened, Whats.Resolved)),
        ])).ToList();
        return new Section(
            "case-weeks", $"Cases by {unit}", $"Counted for the day they were opened, days of {reading.Model.Zone.Id}.{cut} Numbers and bars open the cases behind them.",
            [new(Head(unit), "from", false), new("Opened", "opened"), new("Closed since", "closed"), new("Opened again", "reopened", true, "Of those that were closed, how many the customer said were not solved.")],
            lines.TrueForAll(l => l.Cells[1].Value is 0) ? [] : lines, EmptyWeeks)
        { Chart = new Chart("bar", "opened", "closed", "reopened") };
    }

    private static Section FirstWords(Reading reading, List<(string Name, Reading Then)> weeks, string unit) => Times(
        reading, weeks, Whats.FirstWord, unit, "first-word-weeks", "First word", $"From the opening of a case until an agent claims it, writes or reaches them by phone. {Clock}", "Appears with the first word of an agent to a customer who waits.");

    private static Section Resolutions(Reading reading, List<(string Name, Reading Then)> weeks, string unit) => Times(
        reading, weeks, Whats.Resolution, unit, "resolution-weeks", "Time to resolution", $"From the opening of a case until it was closed for the last time; what is open, or open again, has no time yet. {Clock}", "Appears when the first case is closed.");

    private static Section Times(Reading reading, List<(string Name, Reading Then)> weeks, string what, string unit, string key, string title, string says, string empty)
    {
        var lines = weeks.Select(w => new Line([Cell.Say(w.Name), Within(w.Then, what, 0.5), Within(w.Then, what, 0.9)])).ToList();
        return new Section(
            key, $"{title} by {unit}", says, [new(Head(unit), "from", false), new("Half within", "median"), new("Nine of ten within", "p90")],
            reading.SumOf(what, null, null, past: false).Count == 0 ? [] : lines, empty)
        { Chart = new Chart("bar", "median", "p90") };
    }

    private static Section Causes(Reading reading)
    {
        var known = reading.Numbers("cause.").Steps(Whats.CauseClosed).ToList();
        var lines = Names.Select(n => n.Cause).Union(known).Where(known.Contains).Select(c => new Line(
        [
            Cell.Say(CauseName(c)), reading.Count(Whats.CauseClosed, null, c), Within(reading, Whats.CauseResolution, 0.5, c), Within(reading, Whats.CauseResolution, 0.9, c),
            reading.Share(Whats.CauseReopened, Whats.CauseClosed, null, c, -1), Within(reading, Whats.CauseFirstWord, 0.5, c), Within(reading, Whats.CauseFirstWord, 0.9, c),
        ])).Where(l => l.Cells[1].Value > 0).ToList();
        return new Section(
            "causes", "By root cause", $"Closed cases by what whoever closed them last saw at the root, counted for the day they were opened. Where nobody said it, it stands as “not said”. {Clock}",
            [
                new("Root cause", "cause", false), new("Closed", "closed"), new("Resolved, half within", "median"), new("Nine of ten within", "p90"),
                new("Opened again", "reopened", true, "The customer said that it was not solved."), new("First word, half within", "first"), new("First word, nine of ten within", "first90"),
            ],
            lines, "Appears when the first case is closed; whoever closes it says what was at the root of it.")
        { Chart = new Chart("bar", "closed") };
    }

    private static Section Products(Reading reading)
    {
        var lines = reading.Numbers("case.").Products(Whats.Opened).Order(StringComparer.Ordinal).Select(p => new Line(
        [
            Cell.Say(Reading.ProductName(p)), reading.Count(Whats.Opened, p, null, -1), reading.Count(Whats.Resolved, p), Within(reading, Whats.FirstWord, 0.5, product: p), Within(reading, Whats.FirstWord, 0.9, product: p),
            Within(reading, Whats.Resolution, 0.5, product: p), Within(reading, Whats.Resolution, 0.9, product: p), reading.Share(Whats.Reopened, Whats.Resolved, p, null, -1),
        ])).Where(l => l.Cells[1].Value > 0).OrderByDescending(l => l.Cells[1].Value).ToList();
        return new Section(
            "case-products", "By product", $"Cases by what the customer had bought last, counted for the day they were opened. {Clock}",
            [
                new("Product", "product", false), new("Opened", "opened"), new("Closed", "closed"), new("First word, half within", "first"), new("First word, nine of ten within", "first90"),
                new("Resolved, half within", "median"), new("Resolved, nine of ten within", "p90"), new("Opened again", "reopened", true, "Of those that were closed, how many the customer said were not solved."),
            ],
            lines, "Appears with the first case; who has bought nothing yet stands under “no product”.")
        { Chart = new Chart("bar", "opened", "closed") };
    }

    private static Section Kinds(Reading reading)
    {
        var kinds = reading.Numbers("case.").Steps(Whats.Opened).Order(StringComparer.Ordinal).ToList();
        var lines = kinds.Select(k => LineOf(reading, k, k)).ToList();
        if (lines.Count > 1) lines.Add(LineOf(reading, "all", null));
        return new Section(
            "cases", "By kind", $"Counted for the day they were opened. The first word is an agent's claim, message or call. Solved at first: the customer said that it is good, and no new case came within 14 days. {Clock}",
            [
                new("Kind", "kind", false), new("Opened", "opened"), new("First word, half within", "median"), new("Nine of ten within", "p90"), new("Missed", "missed", true, "Nobody had written by the time the customer was told."),
                new("Closed", "closed"), new("Resolved, half within", "resolution"), new("Opened again", "reopened", true, "The customer said that it was not solved."), new("Good now", "good"), new("Solved at first", "solved"), new("Not good", "notGood"),
            ],
            [.. lines.Where(l => l.Cells[1].Value > 0)], EmptyWeeks);
    }

    private static Line LineOf(Reading reading, string name, string? kind) => new(
    [
        Cell.Say(name == "Person" ? "wants a person" : name.ToLowerInvariant()), reading.Count(Whats.Opened, null, kind, -1), Within(reading, Whats.FirstWord, 0.5, kind), Within(reading, Whats.FirstWord, 0.9, kind),
        reading.Share(Whats.Missed, Whats.Opened, null, kind, -1), reading.Count(Whats.Resolved, null, kind), Within(reading, Whats.Resolution, 0.5, kind), reading.Count(Whats.Reopened, null, kind, -1),
        reading.Count(Whats.Good, null, kind, 1), reading.Share("solved", Whats.Resolved, null, kind, 1), reading.Count(Whats.NotGood, null, kind, -1),
    ]);

    // A share of them took no longer than this.
    private static Cell Within(Reading reading, string what, double share, string? step = null, string? product = null)
    {
        var values = Entries.Values(reading, what, step, product);
        return new Cell(Unit.Minutes, Entries.Quantile(values, share)) { Of = values.Count, Opens = values.Count == 0 ? null : reading.Open(what, product, step) };
    }

    private static string Head(string unit) => unit == "week" ? "Week from" : "Month";

    // Beside the others one week is held against none.
    private static Cell Alone(Cell cell) => cell with { Before = null };
}
