using System.Collections.Concurrent;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Desk;

/// <summary>The open cases at one time, as all pages show them. What is the same for everybody is worked out once, however many look.</summary>
internal sealed class Snapshot
{
    // Who missed more than that many was away, and looks at the queue.
    private const int MostNews = 200;

    private readonly ConcurrentDictionary<string, int> counts = new();
    private readonly Dictionary<string, Mark> marks;
    private readonly IReadOnlyList<(long Number, StoredCase Case)> news;
    private readonly Lazy<IReadOnlyList<string>> products, holders;

    private Snapshot(IReadOnlyList<StoredCase> cases, IReadOnlyList<string> present, DateTimeOffset now, long number, IEnumerable<(long, StoredCase)> news)
    {
        (Cases, Present, Now, Number) = (cases, present, now, number);
        this.news = [.. news];
        marks = cases.ToDictionary(c => c.Case.Id, c => MarkOf(c.Case));
        products = new(() => Choices(cases.Select(c => c.Case.Product)));
        holders = new(() => Choices(cases.Select(c => c.Case.HolderAt(now)).Concat(present)));
    }

    /// <summary>Before anything was read.</summary>
    public static Snapshot Empty { get; } = new([], [], default, 0, []);

    /// <summary>The most urgent first.</summary>
    public IReadOnlyList<StoredCase> Cases { get; }

    /// <summary>Who is at the desk.</summary>
    public IReadOnlyList<string> Present { get; }

    /// <summary>By the host's clock.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Grows with each.</summary>
    public long Number { get; }

    /// <summary>What the open cases are about, as addresses name it.</summary>
    public IReadOnlyList<string> Products => products.Value;

    /// <summary>Who has them, and who could, as addresses name them.</summary>
    public IReadOnlyList<string> Holders => holders.Value;

    /// <summary>The next one.</summary>
    public Snapshot After(IEnumerable<StoredCase> cases, IReadOnlyList<string> present, DateTimeOffset now)
    {
        var ordered = Queue.InOrder(cases, now);
        var isNew = ordered.Where(c => !marks.TryGetValue(c.Case.Id, out var mark) || mark != MarkOf(c.Case)).Select(c => (Number + 1, c));

        // The same people are the same list, so that a page can see at once that nobody came or left.
        return new Snapshot(ordered, present.SequenceEqual(Present) ? Present : present, now, Number + 1, news.Concat(isNew).TakeLast(MostNews));
    }

    /// <summary>The cases of a view, the most urgent first.</summary>
    public IReadOnlyList<StoredCase> Of(Queue.View view, string me, Narrowing? narrowing = null, TimeZoneInfo? shop = null) =>
        [.. Cases.Where(c => view.Shows(c.Case, me, Now) && narrowing?.Shows(c, Now, shop ?? TimeZoneInfo.Utc) is not false)];

    /// <summary>How many cases a view has.</summary>
    public int CountOf(Queue.View view, string me) => view.IsOnesOwn ? Count(view, me) : counts.GetOrAdd(view.Key, _ => Count(view, me));

    /// <summary>Cases that were opened, opened again, written in or given to somebody else after another snapshot.</summary>
    public IEnumerable<StoredCase> NewsSince(Snapshot other) => news.SkipWhile(n => n.Number <= other.Number).Select(n => n.Case);

    private static Mark MarkOf(Case found) => new(found.LastHeardAt, found.Reopened, found.Owner);

    private static IReadOnlyList<string> Choices(IEnumerable<string?> known) => [.. known.Select(k => k ?? Narrowing.None).Distinct().OrderBy(k => k != Narrowing.None).ThenBy(k => k, StringComparer.Ordinal)];

    private int Count(Queue.View view, string me) => Cases.Count(c => view.Shows(c.Case, me, Now));

    // What is news when it changes.
    private readonly record struct Mark(DateTimeOffset? LastHeardAt, int Reopened, string? Owner);
}
