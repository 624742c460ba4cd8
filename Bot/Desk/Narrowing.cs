using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Desk;

/// <summary>Which of a view's cases somebody looks at, as it stands in the address. Pure, as the queue is.</summary>
/// <param name="Kind">Only of this kind.</param>
/// <param name="Product">Only about this product; <see cref="None"/> where none is known.</param>
/// <param name="Holder">Only those somebody has; <see cref="None"/> for those nobody has.</param>
/// <param name="Standing">Only those that stand like this, a key of <see cref="Standings"/>.</param>
/// <param name="Customer">Only this customer's.</param>
internal sealed record Narrowing(CaseKind? Kind = null, string? Product = null, string? Holder = null, string? Standing = null, string? Customer = null)
{
    /// <summary>How "none" stands in an address.</summary>
    public const string None = "-";

    public const string FirstWord = "first-word", Late = "late", Unanswered = "unanswered", CallToday = "call-today";

    private const int Longest = 200;

    /// <summary>How a case can stand: keys of addresses, and what they are called.</summary>
    public static readonly IReadOnlyList<(string Key, string Title)> Standings =
    [
        (FirstWord, "Waits for a first word"), (Late, "First word is late"), (Unanswered, "Not answered"), (CallToday, "A call is due today"),
    ];

    /// <summary>Whether it leaves nothing out.</summary>
    public bool IsAll => this == new Narrowing();

    /// <summary>It as the query of an address, with its question mark; empty when it leaves nothing out.</summary>
    public string Query
    {
        get
        {
            var parts = new[] { ("kind", Kind?.ToString()), ("product", Product), ("holder", Holder), ("standing", Standing), ("customer", Customer) };
            var given = parts.Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}").ToList();
            return given.Count == 0 ? "" : $"?{string.Join('&', given)}";
        }
    }

    /// <summary>Reads it from an address or from fields; what is empty, or no choice that there is, leaves nothing out.</summary>
    public static Narrowing Read(string? kind, string? product, string? holder, string? standing, string? customer) => new(
        Enum.GetValues<CaseKind>().Where(k => $"{k}" == kind).Select(k => (CaseKind?)k).FirstOrDefault(), Given(product), Given(holder), Standings.Any(s => s.Key == standing) ? standing : null, Given(customer));

    /// <summary>Whether a case is among them.</summary>
    /// <param name="each">The case.</param>
    /// <param name="now">The time.</param>
    /// <param name="shop">The shop's zone: today is its.</param>
    public bool Shows(StoredCase each, DateTimeOffset now, TimeZoneInfo shop) =>
        (Kind is null || each.Case.Kind == Kind)
        && (Product is null || (each.Case.Product ?? None) == Product)
        && (Holder is null || (each.Case.HolderAt(now) ?? None) == Holder)
        && (Customer is null || each.CustomerId == Customer)
        && (Standing is null || Stands(each.Case, Standing, now, shop));

    /// <summary>Whether a case stands like this.</summary>
    public static bool Stands(Case found, string standing, DateTimeOffset now, TimeZoneInfo shop) => standing switch
    {
        FirstWord => found is { FirstWordAt: null, Kind: not CaseKind.Task },
        Late => Queue.IsLate(found, now),
        Unanswered => found.Unanswered > 0,

        // One that nobody made yesterday is owed today.
        CallToday => found.CallBack is { KeptAt: null } call && TimeZoneInfo.ConvertTime(call.At, shop).Date <= TimeZoneInfo.ConvertTime(now, shop).Date,
        _ => false,
    };

    private static string? Given(string? text) => text is { Length: > 0 and <= Longest } ? text : null;
}
