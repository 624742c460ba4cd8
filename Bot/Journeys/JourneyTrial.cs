using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Purchases;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Journeys;

/// <summary>What became of a step in one life.</summary>
internal sealed record Tried
{
    /// <summary>When it left; null when it did not.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Why it did not leave.</summary>
    public string? Withheld { get; init; }

    /// <summary>What it waited for.</summary>
    public IReadOnlyList<Deferral> WaitedFor { get; init; } = [];
}

/// <summary>Tries a journey out: one customer buys and lives through it, decided by the very code that decides for real customers.</summary>
internal static class JourneyTrial
{
    // Any Monday; with ten steps a year there is time for each.
    private static readonly DateTimeOffset Bought = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private const int MostTurns = 2000;

    private static readonly TimeSpan BeforeAnAnswer = TimeSpan.FromHours(2);

    /// <summary>Each step of a product's journey by its name.</summary>
    /// <param name="product">Whose journey.</param>
    /// <param name="content">The shop.</param>
    /// <param name="answers">Whether this customer says yes to everything, or never says anything.</param>
    public static IReadOnlyDictionary<string, Tried> Run(Product product, ShopContent content, bool answers)
    {
        var tried = product.Steps.ToDictionary(s => s.Name, _ => new Tried());
        var report = new PurchaseReport("A-1", Bought, new ReportedCustomer("C-1", "Somebody", PromptLibrary.DefaultLocale, content.TimeZone), [], product.Name, 1, null, []);
        var buyer = new Buyer(report.Customer.Name, report.Customer.Locale, report.Customer.TimeZone);
        var file = Take(new CustomerFile { Id = "C-1" }, new PurchaseReported(buyer, report.Enrol(product)), Bought);
        for (var turn = 0; turn < MostTurns && file.Next is { } next; turn++)
        {
            var asked = file.Awaiting;
            file = Take(file, new WorkCameDue(new CheckInDue(next.At, next.Step, next.OrderId)), next.At);
            if (answers && file.Awaiting is { } open && open != asked) file = Take(file, new CustomerWrote("yes"), next.At + BeforeAnAnswer);
        }

        return tried;

        CustomerFile Take(CustomerFile before, Inbound inbound, DateTimeOffset now)
        {
            var meaning = new Meaning(inbound, content.StaffAt(now, PromptLibrary.DefaultLocale, [])) { Shop = Alone(content.Shop), Answer = inbound is CustomerWrote ? Answer.Yes : Answer.None };
            var decision = Router.Decide(before, meaning, now);
            foreach (var fact in decision.Facts)
            {
                switch (fact)
                {
                    case CheckInSent sent when tried.ContainsKey(sent.Step): tried[sent.Step] = tried[sent.Step] with { SentAt = now }; break;
                    case CheckInWithheld withheld when tried.ContainsKey(withheld.Step): tried[withheld.Step] = tried[withheld.Step] with { Withheld = withheld.Reason }; break;
                    case ContactDeferred deferred when tried.ContainsKey(deferred.Step): tried[deferred.Step] = tried[deferred.Step] with { WaitedFor = [.. tried[deferred.Step].WaitedFor, deferred.Because] }; break;
                }
            }

            return decision.Next;
        }
    }

    // A journey is tried by itself: what is for groups comes on top of it and waits for it.
    private static ShopRules Alone(ShopRules shop) => shop with { Rewards = [], News = [], Segments = [], Gestures = [] };

    /// <summary>On which day after the purchase, and at what time where the shop is.</summary>
    public static (int Day, TimeOnly Time) DayOf(DateTimeOffset at, ShopContent content)
    {
        var zone = LocalTime.Zone(content.TimeZone);
        var (local, first) = (TimeZoneInfo.ConvertTime(at, zone), TimeZoneInfo.ConvertTime(Bought, zone));
        return ((local.Date - first.Date).Days, TimeOnly.FromDateTime(local.DateTime));
    }
}
