namespace FollowUpBot.Bot.Insights;

/// <summary>What no tally can tell, read from the entries themselves: how values are spread, and how many each customer has.</summary>
internal static class Entries
{
    /// <summary>All values in the period, in order.</summary>
    public static List<double> Values(Reading reading, string what, string? step = null, string? product = null)
    {
        var filter = reading.Filter;
        product ??= filter.Product;
        var values = reading.Model.Readers.Rows(
            $"""
            SELECT e.value FROM cell c JOIN entry e ON e.cell = c.id AND e.at >= $1 AND e.at < $2
            WHERE c.what = $3 {(product is null ? "" : "AND c.product = $4")} {(step is null ? "" : "AND c.step = $6")} {Numbers.SegmentClause(filter, "e", 5)}
            """,
            r => r.GetInt64(0) / 1000.0, From(reading), Until(reading), what, product, filter.Segment, step);
        values.Sort();
        return values;
    }

    /// <summary>The value below which this share lies; null when there is none.</summary>
    public static double? Quantile(List<double> sorted, double share) => sorted.Count == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];

    /// <summary>How many customers had so many unasked contacts in the last thirty days of the period.</summary>
    public static List<(int Contacts, long Customers)> Load(Reading reading) => reading.Model.Readers.Rows(
        $"SELECT n, count(*) FROM ({PerCustomer(reading)}) GROUP BY n ORDER BY n", r => (r.GetInt32(0), r.GetInt64(1)), LoadFrom(reading), Until(reading), Whats.Sent, reading.Filter.Product, reading.Filter.Segment, TouchCounting.ThankYou);

    /// <summary>Customers who had this many.</summary>
    public static List<(string Customer, long Last)> WithLoad(Reading reading, int contacts, int skip, int most) => reading.Model.Readers.Rows(
        $"SELECT k.name, l.last FROM ({PerCustomer(reading)}) l JOIN customer k ON k.id = l.customer WHERE l.n = $7 ORDER BY l.last DESC LIMIT $8 OFFSET $9",
        r => (r.GetString(0), r.GetInt64(1)), LoadFrom(reading), Until(reading), Whats.Sent, reading.Filter.Product, reading.Filter.Segment, TouchCounting.ThankYou, contacts, most, skip);

    /// <summary>Who belongs to a segment at the end of the period: joined it more often than left it; who joined last comes first.</summary>
    public static List<(string Customer, long Joined)> Members(Reading reading, string segment, int skip, int most) => reading.Model.Readers.Rows(
        """
        SELECT coalesce(o.name, k.name), m.joined FROM (
            SELECT e.customer, sum(CASE c.what WHEN $1 THEN 1 ELSE -1 END) AS n, max(CASE c.what WHEN $1 THEN e.at END) AS joined
            FROM cell c JOIN entry e ON e.cell = c.id AND e.at < $4 WHERE c.what IN ($1, $2) AND c.step = $3 GROUP BY e.customer) m
        JOIN customer k ON k.id = m.customer LEFT JOIN customer o ON o.id = k.goes_on_as
        WHERE m.n > 0 ORDER BY m.joined DESC, k.id LIMIT $5 OFFSET $6
        """,
        r => (r.GetString(0), r.GetInt64(1)), Whats.Entered, Whats.LeftSegment, segment, Until(reading), most, skip);

    /// <summary>How many customers there are.</summary>
    public static long Customers(ReadModel model) => (long)model.Readers.Scalar("SELECT count(*) FROM customer")!;

    private static string PerCustomer(Reading reading) =>
        $"""
        SELECT e.customer, count(*) AS n, max(e.at) AS last FROM cell c JOIN entry e ON e.cell = c.id AND e.at >= $1 AND e.at < $2
        WHERE c.what = $3 AND c.step <> $6 {(reading.Filter.Product is null ? "" : "AND c.product = $4")} {Numbers.SegmentClause(reading.Filter, "e", 5)} GROUP BY e.customer
        """;

    private static long From(Reading reading) => Days.Begins(Days.Of(reading.Filter.From), reading.Model.Zone);

    private static long Until(Reading reading) => Days.Begins(Days.Of(reading.Filter.To) + 1, reading.Model.Zone);

    private static long LoadFrom(Reading reading) => Days.Begins(Days.Of(reading.Filter.To) - 29, reading.Model.Zone);
}
