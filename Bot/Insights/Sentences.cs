using FollowUpBot.Bot.Storage.Sqlite;

namespace FollowUpBot.Bot.Insights;

/// <summary>What lies behind a number, one line of it: who, when, about what, and what they said.</summary>
public sealed record Sentence(DateTimeOffset At, string Customer, string Product, string Step, string? Words, double? Value)
{
    /// <summary>The case it is about; null when it is about none.</summary>
    public string? Case { get; init; }

    /// <summary>Why it was opened, in a few words of ours.</summary>
    public string? Reason { get; init; }
}

/// <summary>Reads what lies behind numbers, newest first.</summary>
internal static class Sentences
{
    /// <summary>Reads a page of it.</summary>
    /// <param name="reading">What is looked at.</param>
    /// <param name="behind">Behind which number.</param>
    /// <param name="product">Of this product; null for all.</param>
    /// <param name="step">Of this step; null for all.</param>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<Sentence> Read(Reading reading, Behind behind, string? product, string? step, int skip, int most)
    {
        var (model, filter) = (reading.Model, reading.Filter);
        product ??= filter.Product;
        var from = Days.Begins(Days.Of(filter.From), model.Zone);
        var last = behind.Until(reading.Today) < filter.To ? behind.Until(reading.Today) : filter.To;
        var until = Days.Begins(Days.Of(last) + 1, model.Zone);

        // Cell by cell, each from its newest on: sorting all of them would read all of them.
        var found = new List<Found>();
        foreach (var (cell, of, at) in Cells(model, behind.What, product, step))
        {
            var lacking = behind.Lacking is null ? null : model.Readers.Scalar("SELECT id FROM cell WHERE what = $1 AND product = $2 AND step = $3", behind.Lacking, of, at);
            found.AddRange(model.Readers.Rows(
                $"""
                SELECT e.at, e.subject, e.fact, e.customer, e.value FROM entry e WHERE e.cell = $1 AND e.at >= $2 AND e.at < $3 {Numbers.SegmentClause(filter, "e", 6)}
                {(lacking is null ? "" : "AND NOT EXISTS (SELECT 1 FROM entry l WHERE l.cell = $4 AND l.at = e.at AND l.subject = e.subject)")}
                ORDER BY e.at DESC, e.subject DESC LIMIT $5
                """,
                r => new Found(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.IsDBNull(4) ? null : r.GetInt64(4), of, at),
                cell, from, until, lacking, skip + most, filter.Segment));
        }

        return [.. found.OrderByDescending(f => f.At).ThenByDescending(f => f.Subject).Skip(skip).Take(most).Select(f => Told(model.Readers, f))];
    }

    /// <summary>How many there are.</summary>
    public static long Count(Reading reading, Behind behind, string? product, string? step)
    {
        var numbers = Numbers.Read(reading.Model, reading.Filter, behind.What.Split('.')[0] + ".", behind.Until(reading.Today));
        return numbers.Now(behind.What, product, step).Count - (behind.Lacking is null ? 0 : numbers.Now(behind.Lacking, product, step).Count);
    }

    private static List<(long Id, string Product, string Step)> Cells(ReadModel model, string what, string? product, string? step) => model.Readers.Rows(
        $"SELECT id, product, step FROM cell WHERE what = $1 {(product is null ? "" : "AND product = $2")} {(step is null ? "" : "AND step = $3")}", r => (r.GetInt64(0), r.GetString(1), r.GetString(2)), what, product, step);

    private static Sentence Told(SqliteReaders readers, Found found)
    {
        var about = readers.Rows(
            "SELECT name, reason, words FROM about_case WHERE fact = $1", r => new AboutCase(r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1), r.IsDBNull(2) ? null : r.GetInt64(2)), found.Subject) is [var known] ? known : null;
        var (at, words) = Said(readers, found.Fact) ?? (found.At, about?.Words is { } said ? Said(readers, said)?.Words : null);
        var customer = (string)readers.Scalar("SELECT coalesce(o.name, c.name) FROM customer c LEFT JOIN customer o ON o.id = c.goes_on_as WHERE c.id = $1", found.Customer)!;
        return new Sentence(DateTimeOffset.FromUnixTimeMilliseconds(at), customer, found.Product, found.Step, words, found.Value / 1000.0) { Case = about?.Name, Reason = about?.Reason };
    }

    private static (long At, string? Words)? Said(SqliteReaders readers, long fact) =>
        readers.Rows("SELECT at, text FROM words WHERE fact = $1", r => (r.GetInt64(0), (string?)r.GetString(1)), fact) is [var said] ? said : null;

    private sealed record AboutCase(string Name, string? Reason, long? Words);

    private sealed record Found(long At, long Subject, long Fact, long Customer, long? Value, string Product, string Step);
}
