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

    // A step that asks about a delivery so soon after its day is the check of that promise.
    private static readonly TimeSpan SoonAfterPromise = TimeSpan.FromDays(3);

    private static readonly TimeOnly CareFrom = new(10, 0);
    private static readonly TimeOnly CareUntil = new(18, 0);

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

    /// <summary>Whether what is asked out of care, whatever the journey says, may be asked now where the customer lives.</summary>
    public static bool IsOpenForCare(CustomerFile file, DateTimeOffset now) => LocalTime.InWindow(now, CareFrom, CareUntil, file.TimeZone) <= now;

    private static (NextContact? Next, RestingReason? Resting) NextOf(CustomerFile file, DateTimeOffset now)
    {
        if (file.Stopped) return (null, RestingReason.Stopped);
        if (file.OpenHandoff is not null) return (null, RestingReason.WithHuman);
        if (file.Recovery is { } recovery)
        {
            var from = Earliest(file, Later(recovery.ClosedAt + BeforeRecovery, now));
            return (new NextContact(WholeSecond(LocalTime.InWindow(from, CareFrom, CareUntil, file.TimeZone)), Recovery.Step, null), null);
        }

        Candidate? first = null;
        foreach (var candidate in Steps(file, now).Concat(Checks(file, now)))
            if (first is null || candidate.At < first.At || (candidate.At == first.At && candidate.Rank < first.Rank)) first = candidate;
        if (first is not null) return (new NextContact(first.At, first.Step, first.OrderId), null);
        return (null, file.Purchases.Count == 0 ? RestingReason.NoPurchase : RestingReason.JourneyComplete);
    }

    private static IEnumerable<Candidate> Steps(CustomerFile file, DateTimeOffset now)
    {
        foreach (var purchase in file.Purchases)
        {
            foreach (var step in purchase.Steps)
            {
                if (purchase.Done.Contains(step.Name)) continue;
                var earliest = Earliest(file, Later(OccasionOf(purchase, step, file.TimeZone), now));
                yield return new Candidate(WholeSecond(LocalTime.InWindow(earliest, step.From, step.Until, file.TimeZone)), step.Day, step.Name, purchase.OrderId);
            }
        }
    }

    // Who was promised a day is asked after it, by a step of the journey or else by a contact for nothing but this.
    private static IEnumerable<Candidate> Checks(CustomerFile file, DateTimeOffset now)
    {
        foreach (var purchase in file.Purchases)
        {
            if (purchase.Delivery is not { IsUnchecked: true, Due: { } due } || IsAskedByAStep(purchase, due, file)) continue;
            var earliest = Earliest(file, Later(LocalTime.On(due, 1, CareFrom, file.TimeZone), now));
            yield return new Candidate(WholeSecond(LocalTime.InWindow(earliest, CareFrom, CareUntil, file.TimeZone)), 0, Promise.CheckStep, purchase.OrderId);
        }
    }

    private static bool IsAskedByAStep(Purchase purchase, DateTimeOffset due, CustomerFile file) => purchase.Steps.Any(step =>
        step.Asks == CheckInQuestion.Arrived && !purchase.Done.Contains(step.Name) && !file.Told.Contains(step.About.Topic)
        && OccasionOf(purchase, step, file.TimeZone) is var at && at >= due && at <= due + SoonAfterPromise);

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

            if (purchase.Delivery is not { IsUnchecked: true, Due: { } due } || now - due < Expiry) continue;
            file = file.With(file.Purchases.First(p => p.OrderId == purchase.OrderId).With(Promise.Delivery, PromiseState.Lapsed));
            facts.Add(new CheckInWithheld(purchase.OrderId, Promise.CheckStep, "too late: its occasion has passed"));
        }

        return (file, facts);
    }

    private static DateTimeOffset OccasionOf(Purchase purchase, JourneyStep step, string zone) =>
        LocalTime.On(purchase.PurchasedAt, step.Day, step.From, zone);

    // A plan in whole seconds stays the same through every store and clock.
    private static DateTimeOffset WholeSecond(DateTimeOffset at) => at.AddTicks((TimeSpan.TicksPerSecond - (at.Ticks % TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerSecond);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    // Of two that could go at the same moment the lower rank goes first.
    private sealed record Candidate(DateTimeOffset At, int Rank, string Step, string OrderId);
}
