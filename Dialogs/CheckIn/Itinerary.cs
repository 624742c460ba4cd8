using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.CheckIn;

/// <summary>Plans the one next contact. It runs after every turn, so that nobody is dropped: afterwards a customer has exactly one planned contact or a reason for none.</summary>
public static class Itinerary
{
    // Two contacts that we start are at least a day apart.
    private static readonly TimeSpan BetweenContacts = TimeSpan.FromDays(1);

    // Nobody is interrupted by a planned contact while they are talking to us.
    private static readonly TimeSpan AfterTheirWords = TimeSpan.FromHours(1);

    // A step that is this late has lost its occasion: a tip for the third day is none on the twentieth.
    private static readonly TimeSpan Expiry = TimeSpan.FromDays(14);

    // Time for the outcome of a case to show before we ask whether it is right.
    private static readonly TimeSpan BeforeRecovery = TimeSpan.FromDays(2);

    private static readonly TimeOnly RecoveryFrom = new(10, 0);
    private static readonly TimeOnly RecoveryUntil = new(18, 0);

    /// <summary>The decision with the next contact planned in its file, and the work that wakes us for it.</summary>
    /// <param name="before">The file as it was before the turn.</param>
    /// <param name="decision">What the turn came to.</param>
    /// <param name="now">The time of the turn.</param>
    /// <param name="rung">Whether the turn was the timer of a contact, so that what is still planned needs a new one.</param>
    public static Decision Plan(CustomerFile before, Decision decision, DateTimeOffset now, bool rung)
    {
        var (file, expired) = Expire(decision.Next, now);
        var (next, resting) = NextOf(file, now);
        var planned = (decision with { Next = file with { Next = next, Resting = resting } }).Because([.. expired]);
        return next is null || (next == before.Next && !rung) ? planned : planned.Later(new CheckInDue(next.At, next.Step, next.OrderId));
    }

    /// <summary>The earliest moment at which this customer may be contacted unasked, apart from the time of day.</summary>
    public static DateTimeOffset Earliest(CustomerFile file, DateTimeOffset wanted) =>
        Later(Later(wanted, file.LastContactAt + BetweenContacts), file.LastHeardAt + AfterTheirWords);

    /// <summary>Whether a step's hours are open now where the customer lives.</summary>
    public static bool IsOpen(JourneyStep step, CustomerFile file, DateTimeOffset now) =>
        LocalTime.InWindow(now, step.From, step.Until, file.TimeZone) <= now;

    /// <summary>When a contact that was made now has lost its occasion: at the end of today's hours where the customer lives, lest it arrive at night.</summary>
    public static DateTimeOffset Latest(CustomerFile file, CheckInDue contact, DateTimeOffset now)
    {
        var step = file.Purchases.FirstOrDefault(p => p.OrderId == contact.OrderId)?.Steps.FirstOrDefault(s => s.Name == contact.Step);
        return LocalTime.On(now, 0, step?.Until ?? RecoveryUntil, file.TimeZone);
    }

    private static (NextContact? Next, RestingReason? Resting) NextOf(CustomerFile file, DateTimeOffset now)
    {
        if (file.Stopped) return (null, RestingReason.Stopped);
        if (file.OpenHandoff is not null) return (null, RestingReason.WithHuman);
        if (file.Recovery is { } recovery)
        {
            var from = Earliest(file, Later(recovery.ClosedAt + BeforeRecovery, now));
            return (new NextContact(WholeSecond(LocalTime.InWindow(from, RecoveryFrom, RecoveryUntil, file.TimeZone)), Recovery.Step, null), null);
        }

        var steps =
            from purchase in file.Purchases
            from step in purchase.Steps
            where !purchase.Done.Contains(step.Name)
            let earliest = Earliest(file, Later(OccasionOf(purchase, step, file.TimeZone), now))
            orderby earliest, step.Day
            select new NextContact(WholeSecond(LocalTime.InWindow(earliest, step.From, step.Until, file.TimeZone)), step.Name, purchase.OrderId);
        if (steps.FirstOrDefault() is { } next) return (next, null);
        return (null, file.Purchases.Count == 0 ? RestingReason.NoPurchase : RestingReason.JourneyComplete);
    }

    private static (CustomerFile File, IReadOnlyList<Fact> Facts) Expire(CustomerFile file, DateTimeOffset now)
    {
        // What the customer's own wish or an open case holds back is deferred, not expired; its occasion is judged when the hold ends.
        if (file.Stopped || file.OpenHandoff is not null) return (file, []);
        List<Fact> facts = [];
        foreach (var purchase in file.Purchases)
        {
            foreach (var step in purchase.Steps.Where(s => !purchase.Done.Contains(s.Name)))
            {
                if (now - OccasionOf(purchase, step, file.TimeZone) < Expiry) continue;
                file = file.With(file.Purchases.First(p => p.OrderId == purchase.OrderId).Finish(step.Name));
                facts.Add(new CheckInWithheld(purchase.OrderId, step.Name, "too late: its occasion has passed"));
            }
        }

        return (file, facts);
    }

    private static DateTimeOffset OccasionOf(Purchase purchase, JourneyStep step, string zone) =>
        LocalTime.On(purchase.PurchasedAt, step.Day, step.From, zone);

    // A plan in whole seconds stays the same through every store and clock.
    private static DateTimeOffset WholeSecond(DateTimeOffset at) => at.AddTicks((TimeSpan.TicksPerSecond - (at.Ticks % TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerSecond);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
