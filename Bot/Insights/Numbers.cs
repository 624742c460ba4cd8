namespace FollowUpBot.Bot.Insights;

/// <summary>How many, and what their values add up to, in thousandths.</summary>
internal readonly record struct Sum(long Count, long Total)
{
    public double? Mean => Count == 0 ? null : Total / 1000.0 / Count;

    public static Sum operator +(Sum one, Sum other) => new(one.Count + other.Count, one.Total + other.Total);
}

/// <summary>The numbers of a period and of the one before it, read from the tallies in one go.</summary>
internal sealed class Numbers
{
    private const int BeforeIt = -1;

    private readonly Dictionary<string, List<Row>> rows;

    private Numbers(Dictionary<string, List<Row>> rows) => this.rows = rows;

    /// <summary>Reads them.</summary>
    /// <param name="model">Where they are.</param>
    /// <param name="filter">What is looked at.</param>
    /// <param name="family">Which: what their names begin with.</param>
    /// <param name="until">The last day that counts; what must have had its time ends earlier.</param>
    public static Numbers Read(ReadModel model, Filter filter, string family, DateOnly until)
    {
        var (from, before, to) = (Days.Of(filter.From), Days.Of(filter.Before), Days.Of(until < filter.To ? until : filter.To));
        var sql =
            $"""
            SELECT c.what, c.product, c.step, CASE WHEN t.day < $2 THEN {BeforeIt} ELSE (t.day - $2) / $4 END AS bucket, sum(t.count), sum(t.total)
            FROM cell c JOIN tally t ON t.cell = c.id AND t.day BETWEEN $1 AND $3
            WHERE c.what >= $5 AND c.what < $6 {(filter.Product is null ? "" : "AND c.product = $7")} {SegmentClause(filter, "t", 8)}
            GROUP BY c.id, bucket
            """;
        var found = model.Readers.Rows(
            sql, r => new Row(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt32(3), new Sum(r.GetInt64(4), r.GetInt64(5))),
            before, from, to, filter.Bucket, family, family + "\uFFFF", filter.Product, filter.Segment);
        return new Numbers(found.GroupBy(r => r.What).ToDictionary(g => g.Key, g => g.ToList()));
    }

    /// <summary>Whose segments hold the one that is looked at.</summary>
    public static string SegmentClause(Filter filter, string table, int place) =>
        filter.Segment is null ? "" : $"AND {table}.segments IN (SELECT id FROM segments WHERE instr('|' || names || '|', '|' || ${place} || '|') > 0)";

    /// <summary>In the period; null stands for every product or step.</summary>
    public Sum Now(string what, string? product = null, string? step = null) => Add(what, product, step, b => b >= 0);

    /// <summary>In the one before.</summary>
    public Sum Before(string what, string? product = null, string? step = null) => Add(what, product, step, b => b == BeforeIt);

    /// <summary>At one point of a chart.</summary>
    public Sum At(int bucket, string what, string? product = null, string? step = null) => Add(what, product, step, b => b == bucket);

    /// <summary>The products and steps there are, of these kinds.</summary>
    public IEnumerable<(string Product, string Step)> Places(params string[] whats) => whats.SelectMany(Of).Select(r => (r.Product, r.Step)).Distinct();

    public IEnumerable<string> Steps(params string[] whats) => Places(whats).Select(p => p.Step).Distinct();

    public IEnumerable<string> Products(params string[] whats) => Places(whats).Select(p => p.Product).Distinct();

    private Sum Add(string what, string? product, string? step, Func<int, bool> within)
    {
        var sum = default(Sum);
        foreach (var row in Of(what))
            if (within(row.Bucket) && (product is null || row.Product == product) && (step is null || row.Step == step)) sum += row.Sum;
        return sum;
    }

    private List<Row> Of(string what) => rows.GetValueOrDefault(what) ?? [];

    private sealed record Row(string What, string Product, string Step, int Bucket, Sum Sum);
}
