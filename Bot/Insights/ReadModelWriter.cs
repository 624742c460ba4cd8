using System.Globalization;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Insights;

/// <summary>Counts facts into the read model, batch by batch.</summary>
internal sealed class ReadModelWriter(ReadModel model)
{
    // About a kilobyte each; beyond it they are read again when they are needed.
    private const int MostKept = 250_000;

    private readonly Dictionary<string, Known> customers = [];
    private readonly Dictionary<(string What, string Product, string Step), long> cells = [];
    private readonly Dictionary<string, long> segments = [];
    private readonly List<Mark> marks = [];

    /// <summary>Counts them, whole or not at all; facts that are counted already are left out.</summary>
    public void Add(IReadOnlyList<NumberedFact> facts)
    {
        if (facts.Count == 0) return;
        WriteOrForget(s => Add(s, facts));
        if (customers.Count > MostKept) customers.Clear();
    }

    public void Forget()
    {
        customers.Clear();
        cells.Clear();
        segments.Clear();
    }

    private void WriteOrForget(Action<SqliteStatements> write)
    {
        try
        {
            model.Write(write);
        }
        catch
        {
            // What is in memory has gone ahead of the file.
            Forget();
            throw;
        }
    }

    private void Add(SqliteStatements s, IReadOnlyList<NumberedFact> facts)
    {
        var from = long.Parse(s.Scalar("SELECT value FROM about WHERE name = 'watermark'") as string ?? "0", CultureInfo.InvariantCulture);
        Dictionary<(long Cell, int Day, long Segments), (long Count, long Total)> tally = [];
        HashSet<Known> changed = [];
        foreach (var fact in facts)
        {
            if (fact.Number <= from || StoreJson.ReadFact(fact.Kind, fact.Document) is not { } read) continue;
            var known = Find(s, fact.CustomerId);
            marks.Clear();
            if (read is StrangerRecognised stranger) GoOnAs(s, Find(s, stranger.StrangerId), known);
            new Counting(known.SoFar, fact.Number, fact.At, model.Zone, marks).Count(read);
            foreach (var mark in marks) Enter(s, mark, known.Id, tally);
            if (Counting.WordsOf(read) is { Length: > 0 } words)
            {
                KeepWords(s, fact, words, known.Id);
                if (read is not CaseAnswered) known.SoFar.Said = new SaidFact(fact.Number, fact.At);
            }

            KeepCase(s, fact, read, known.SoFar.Said);
            changed.Add(known);
        }

        AddUp(s, tally);
        foreach (var known in changed) s.Execute("UPDATE customer SET so_far = $2 WHERE id = $1", known.Id, known.SoFar.Write());
        var newest = Math.Max(facts.Max(f => f.At), long.Parse(s.Scalar("SELECT value FROM about WHERE name = 'newest'") as string ?? "0", CultureInfo.InvariantCulture));
        ReadModel.Note(s, "newest", newest.ToString(CultureInfo.InvariantCulture));
        ReadModel.Note(s, "watermark", facts[^1].Number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Enters what was found out about facts that are counted already, and what belongs to it, whole or not at all.</summary>
    public void Enter(IEnumerable<(Mark Mark, long Customer)> found, Action<SqliteStatements> beside) => WriteOrForget(s =>
    {
        Dictionary<(long Cell, int Day, long Segments), (long Count, long Total)> tally = [];
        foreach (var (mark, customer) in found) Enter(s, mark, customer, tally);
        AddUp(s, tally);
        beside(s);
    });

    // What somebody said is looked at for themes as well, under the product and the mood that it counts with.
    private void KeepWords(SqliteStatements s, NumberedFact fact, string words, long customer)
    {
        s.Execute("INSERT OR IGNORE INTO words (fact, at, text) VALUES ($1, $2, $3)", fact.Number, fact.At, words);
        foreach (var said in marks.Where(m => m.What == Whats.Said))
            s.Execute("INSERT OR IGNORE INTO unread (fact, at, customer, product, segments, mood) VALUES ($1, $2, $3, $4, $5, $6)", fact.Number, fact.At, customer, said.Product, said.Segments, said.Value ?? 0);
    }

    // What is said in the turn that opens a case has opened it.
    private static void KeepCase(SqliteStatements s, NumberedFact fact, Fact read, SaidFact? said)
    {
        const string Insert = "INSERT OR IGNORE INTO about_case (fact, name, reason, words) VALUES ($1, $2, $3, $4)";
        if (read is CaseOpened opened) s.Execute(Insert, fact.Number, opened.CaseId, opened.Reason, said?.At == fact.At ? said.Number : null);
        else if (read is CaseAnswered answered) s.Execute(Insert, fact.Number, answered.CaseId, null, null);
    }

    private static void AddUp(SqliteStatements s, Dictionary<(long Cell, int Day, long Segments), (long Count, long Total)> tally)
    {
        foreach (var ((cell, day, set), (count, total)) in tally)
            s.Execute(
                """
                INSERT INTO tally (cell, day, segments, count, total) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (cell, day, segments) DO UPDATE SET count = count + excluded.count, total = total + excluded.total
                """,
                cell, day, set, count, total);
    }

    private void Enter(SqliteStatements s, Mark mark, long customer, Dictionary<(long Cell, int Day, long Segments), (long Count, long Total)> tally)
    {
        var (cell, set) = (CellOf(s, mark), SegmentsOf(s, mark.Segments));
        if (mark.IsTakenBack)
        {
            if (s.Execute("DELETE FROM entry WHERE cell = $1 AND at = $2 AND subject = $3", cell, mark.At, mark.Subject) > 0) Tally(-1, -(mark.Value ?? 0));
            return;
        }

        var added = s.Execute(
            "INSERT OR IGNORE INTO entry (cell, at, subject, fact, customer, segments, value) VALUES ($1, $2, $3, $4, $5, $6, $7)", cell, mark.At, mark.Subject, mark.Fact, customer, set, mark.Value);
        if (added > 0) Tally(1, mark.Value ?? 0);

        void Tally(int more, long value)
        {
            var key = (cell, Days.Of(mark.At, model.Zone), set);
            var (count, total) = tally.GetValueOrDefault(key);
            tally[key] = (count + more, total + value);
        }
    }

    // In the store a stranger's facts become the customer's. Their sentences open under the customer's id from now on.
    private static void GoOnAs(SqliteStatements s, Known stranger, Known customer)
    {
        if (stranger == customer) return;
        customer.SoFar.Take(stranger.SoFar);
        s.Execute("UPDATE customer SET goes_on_as = $2 WHERE id = $1", stranger.Id, customer.Id);
    }

    private Known Find(SqliteStatements s, string name)
    {
        if (customers.TryGetValue(name, out var known)) return known;
        var rows = s.Rows("SELECT id, so_far FROM customer WHERE name = $1", r => new Known(r.GetInt64(0), CustomerSoFar.Read(r.Text(1))), name);
        if (rows is [var found]) return customers[name] = found;
        return customers[name] = new Known((long)s.Scalar("INSERT INTO customer (name) VALUES ($1) RETURNING id", name)!, new CustomerSoFar());
    }

    private long CellOf(SqliteStatements s, Mark mark)
    {
        var key = (mark.What, mark.Product, mark.Step);
        if (cells.TryGetValue(key, out var id)) return id;
        s.Execute("INSERT OR IGNORE INTO cell (what, product, step) VALUES ($1, $2, $3)", mark.What, mark.Product, mark.Step);
        return cells[key] = (long)s.Scalar("SELECT id FROM cell WHERE what = $1 AND product = $2 AND step = $3", mark.What, mark.Product, mark.Step)!;
    }

    private long SegmentsOf(SqliteStatements s, string names)
    {
        if (segments.TryGetValue(names, out var id)) return id;
        s.Execute("INSERT OR IGNORE INTO segments (names) VALUES ($1)", names);
        return segments[names] = (long)s.Scalar("SELECT id FROM segments WHERE names = $1", names)!;
    }

    private sealed class Known(long id, CustomerSoFar soFar)
    {
        public long Id { get; } = id;

        public CustomerSoFar SoFar { get; } = soFar;
    }
}

/// <summary>Days of the shop, counted from 1970.</summary>
internal static class Days
{
    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    public static int Of(long at, TimeZoneInfo zone) => Of(DateTimeOffset.FromUnixTimeMilliseconds(at), zone);

    public static int Of(DateTimeOffset at, TimeZoneInfo zone) => Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime));

    public static int Of(DateOnly date) => date.DayNumber - Epoch;

    public static DateOnly Date(int day) => DateOnly.FromDayNumber(day + Epoch);

    /// <summary>When a day begins there, in milliseconds.</summary>
    public static long Begins(int day, TimeZoneInfo zone)
    {
        var midnight = Date(day).ToDateTime(TimeOnly.MinValue);

        // Where the clocks are put forward at midnight the day begins an hour later.
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(30);
        return new DateTimeOffset(midnight, zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight)).ToUnixTimeMilliseconds();
    }
}
