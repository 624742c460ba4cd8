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

    // A promise that is this late is asked about no more.
    private static readonly TimeSpan PromiseExpiry = TimeSpan.FromDays(14);

    // Who has not answered a question of ours gets no second one so soon.
    private static readonly TimeSpan ForAnAnswer = TimeSpan.FromDays(3);

    private static readonly TimeSpan CapPeriod = TimeSpan.FromDays(30);

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
    /// <param name="rung">Whether the timer of the planned contact is used up, so that what is still planned needs a new one.</param>
    /// <param name="shop">What the shop has decided for all; nothing when it is not given.</param>
    public static Decision Plan(CustomerFile before, Decision decision, DateTimeOffset now, bool rung, ShopRules? shop = null)
    {
        shop ??= ShopRules.Usual;
        var (file, facts) = Pause(before, decision.Next, now);
        (file, var expired) = Expire(file, now, decision.Next.PausedUntil is not null);
        var (next, resting) = NextOf(file, now, shop);
        var planned = (decision with { Next = file with { Next = next, Resting = resting } }).Because([.. facts, .. expired]);
        if (next is null) return planned;

        // Each reason is recorded once, however often the plan is made again.
        if (next.Because is { } because && !(before.Next is { } known && known.Step == next.Step && known.OrderId == next.OrderId && known.Because == because))
            planned = planned.Because(new ContactDeferred(next.OrderId, next.Step, because, next.At));
        return next.Is(before.Next) && !rung ? planned : planned.Later(new CheckInDue(next.At, next.Step, next.OrderId));
    }

    /// <summary>The earliest moment at which this customer may get this contact, apart from the time of day, and what holds it back until then.</summary>
    /// <param name="file">Whose.</param>
    /// <param name="wanted">When it would go if nothing held it back.</param>
    /// <param name="step">Which contact: care that is owed waits neither for an answer nor for the cap.</param>
    /// <param name="mostContacts">How many unasked contacts in thirty days the shop allows.</param>
    public static (DateTimeOffset At, Deferral? Because) Earliest(CustomerFile file, DateTimeOffset wanted, string step, int mostContacts)
    {
        var earliest = (At: wanted, Because: (Deferral?)null);
        Hold(file.LastContactAt + BetweenContacts, Deferral.AnotherContact);
        Hold(file.LastHeardAt + AfterTheirWords, Deferral.Talking);
        Hold(file.PausedUntil, Deferral.Paused);
        if (step is Recovery.Step or Promise.CheckStep) return earliest;
        if (file.Awaiting is { IsOurs: true } asked) Hold(asked.AskedAt + ForAnAnswer, Deferral.OpenQuestion);
        if (file.Contacts.Count >= mostContacts) Hold(file.Contacts[^mostContacts] + CapPeriod, Deferral.Cap);
        return earliest;

        void Hold(DateTimeOffset? until, Deferral because)
        {
            if (until > earliest.At) earliest = (until.Value, because);
        }
    }

    /// <summary>Whether a step comes too late for what it is about.</summary>
    public static bool HasPassed(Purchase purchase, JourneyStep step, CustomerFile file, DateTimeOffset now) => now - OccasionOf(purchase, step, file) >= TimeSpan.FromDays(step.Expires);

    /// <summary>Whether it is too late to ask about a promise.</summary>
    public static bool HasPassed(DateTimeOffset promised, DateTimeOffset now) => now - promised >= PromiseExpiry;

    /// <summary>When a contact that was made now has lost its occasion: at the end of today's hours where the customer lives, lest it arrive at night.</summary>
    public static DateTimeOffset Latest(CustomerFile file, CheckInDue contact, DateTimeOffset now, ShopRules shop) => LocalTime.On(now, 0, HoursOf(file, contact, shop).Until, file.TimeZone);

    /// <summary>Every contact that is still to come as things stand, in its order, whatever is planned next.</summary>
    public static IReadOnlyList<Occasion> Outlook(CustomerFile file, DateTimeOffset now, ShopRules shop) => file.Stopped ? [] : [.. Occasions(file, now, shop).OrderBy(o => o.Order)];

    /// <summary>Whether a contact whose timer rings is still the planned one and may go now: nothing holds it back, and it is within its hours.</summary>
    public static bool MayGo(CustomerFile file, CheckInDue due, DateTimeOffset now, ShopRules shop)
    {
        if (file.Next is not { } planned || !planned.Is(new NextContact(due.DueAt, due.Step, due.OrderId))) return false;
        if (Earliest(file, now, due.Step, shop.MostContacts).At > now) return false;
        var (from, until) = HoursOf(file, due, shop);
        return InHours(file, now, from, until) <= now;
    }

    private static (NextContact? Next, RestingReason? Resting) NextOf(CustomerFile file, DateTimeOffset now, ShopRules shop)
    {
        if (file.Stopped) return (null, RestingReason.Stopped);
        if (file.OpenHandoff is not null) return (null, RestingReason.WithHuman);
        if (file.UnreachableOn is not null) return (null, RestingReason.Unreachable);
        if (file.Recovery is { } recovery)
        {
            var care = Moved(file, Later(recovery.ClosedAt + BeforeRecovery, now), Recovery.Step, CareFrom, CareUntil, shop.MostContacts);
            return (new NextContact(care.At, Recovery.Step, null) { Because = care.Because }, null);
        }

        Occasion? first = null;
        foreach (var candidate in Occasions(file, now, shop))
            if (first is null || candidate.Order.CompareTo(first.Order) < 0) first = candidate;
        if (first is not null) return (first.Contact, null);
        if (file.Departure?.LeftAt is not null) return (null, RestingReason.Left);
        if (file.Purchases.Any(p => p.UsedByAnother && p.Steps.Any(s => !p.Done.Contains(s.Name)))) return (null, RestingReason.UsedByAnother);
        return (null, file.Purchases.Count == 0 ? RestingReason.NoPurchase : RestingReason.JourneyComplete);
    }

    // Who has left is asked about what was promised to them and nothing else.
    private static IEnumerable<Occasion> Occasions(CustomerFile file, DateTimeOffset now, ShopRules shop)
    {
        var checks = Checks(file, now, shop.MostContacts);
        return file.Departure?.LeftAt is null ? checks.Concat(Steps(file, now, shop.MostContacts)).Concat(Offers(file, now, shop)) : checks;
    }

    // What is for a group they belong to, or will without anything happening.
    private static IEnumerable<Occasion> Offers(CustomerFile file, DateTimeOffset now, ShopRules shop)
    {
        foreach (var offer in Offer.Of(file, shop))
        {
            if (offer.Until <= now) continue;
            var (at, because) = Moved(file, Later(offer.From, now), offer.Step, offer.Opens, offer.Closes, shop.MostContacts);
            if (at < offer.Until) yield return new Occasion(new NextContact(at, offer.Step, offer.OrderId) { Because = because }, offer.From, TooLate: false);
        }
    }

    private static (TimeOnly From, TimeOnly Until) HoursOf(CustomerFile file, CheckInDue due, ShopRules shop) =>
        file.Purchases.FirstOrDefault(p => p.OrderId == due.OrderId)?.Steps.FirstOrDefault(s => s.Name == due.Step) is { } step ? (step.From, step.Until)
        : shop.Find(due.Step) is { } outreach ? (outreach.From, outreach.Until)
        : (CareFrom, CareUntil);

    // Who has told us on which days they have time is written to on those.
    private static DateTimeOffset InHours(CustomerFile file, DateTimeOffset earliest, TimeOnly from, TimeOnly until)
    {
        var open = LocalTime.InWindow(earliest, from, until, file.TimeZone);
        if (file.DaysWithTime is not { } days) return open;
        for (var i = 0; i < 7 && !days.Contains(TimeZoneInfo.ConvertTime(open, LocalTime.Zone(file.TimeZone)).DayOfWeek); i++) open = LocalTime.On(open, 1, from, file.TimeZone);
        return open;
    }

    private static IEnumerable<Occasion> Steps(CustomerFile file, DateTimeOffset now, int mostContacts)
    {
        foreach (var purchase in file.Purchases.Where(p => !p.UsedByAnother))
        {
            foreach (var step in purchase.Steps)
            {
                if (purchase.Done.Contains(step.Name)) continue;
                var occasion = OccasionOf(purchase, step, file);
                var (at, because) = Moved(file, Later(occasion, now), step.Name, step.From, step.Until, mostContacts);
                yield return new Occasion(new NextContact(at, step.Name, purchase.OrderId) { Because = because }, occasion, OutlastedByPause(purchase, step, file));
            }
        }
    }

    // Who was promised a day is asked after it, by a step of the journey or else by a contact for nothing but this.
    private static IEnumerable<Occasion> Checks(CustomerFile file, DateTimeOffset now, int mostContacts)
    {
        foreach (var purchase in file.Purchases)
        {
            if (purchase.Delivery is not { IsUnchecked: true, Due: { } due } || IsAskedByAStep(purchase, due, file)) continue;
            var (at, because) = Moved(file, Later(LocalTime.On(due, 1, CareFrom, file.TimeZone), now), Promise.CheckStep, CareFrom, CareUntil, mostContacts);

            // What was promised is asked about before anything else that could go at that moment.
            yield return new Occasion(new NextContact(at, Promise.CheckStep, purchase.OrderId) { Because = because }, DateTimeOffset.MinValue, file.PausedUntil is { } until && HasPassed(due, until));
        }
    }

    // Held back by what has happened, then moved into its hours.
    private static (DateTimeOffset At, Deferral? Because) Moved(CustomerFile file, DateTimeOffset wanted, string step, TimeOnly from, TimeOnly until, int mostContacts)
    {
        var (earliest, because) = Earliest(file, wanted, step, mostContacts);
        var open = InHours(file, earliest, from, until);
        return (WholeSecond(open), because ?? (open > earliest ? Deferral.QuietHours : null));
    }

    private static bool IsAskedByAStep(Purchase purchase, DateTimeOffset due, CustomerFile file) => purchase.Steps.Any(step =>
        step.Asks == CheckInQuestion.Arrived && !purchase.UsedByAnother && !purchase.Done.Contains(step.Name) && !file.Told.Contains(step.About.Topic) && !OutlastedByPause(purchase, step, file)
        && OccasionOf(purchase, step, file) is var at && at >= due && at <= due + SoonAfterPromise);

    // Whether the pause that the customer asked for takes its occasion away.
    private static bool OutlastedByPause(Purchase purchase, JourneyStep step, CustomerFile file) => file.PausedUntil is { } until && HasPassed(purchase, step, file, until);

    // A pause that is over is taken out of the file, and its beginning and end are on record.
    private static (CustomerFile File, IReadOnlyList<Fact> Facts) Pause(CustomerFile before, CustomerFile file, DateTimeOffset now)
    {
        if (file.PausedUntil <= now) return (file with { PausedUntil = null }, [new PauseEnded(Early: false)]);
        if (file.PausedUntil == before.PausedUntil) return (file, []);
        return (file, [file.PausedUntil is { } until ? new ContactsPaused(until) : new PauseEnded(Early: before.PausedUntil > now)]);
    }

    private static (CustomerFile File, IReadOnlyList<Fact> Facts) Expire(CustomerFile file, DateTimeOffset now, bool wasPaused)
    {
        // What the customer's own wish or an open case holds back is deferred, not expired; its occasion is judged when the hold ends.
        if (file.Stopped || file.PausedUntil is not null || file.OpenHandoff is not null) return (file, []);
        List<Fact> facts = [];
        foreach (var purchase in file.Purchases)
        {
            foreach (var step in purchase.Steps.Where(s => !purchase.UsedByAnother && !purchase.Done.Contains(s.Name)))
            {
                if (!HasPassed(purchase, step, file, now)) continue;
                var because = wasPaused ? Deferral.Paused : file.Next is { } next && next.Step == step.Name && next.OrderId == purchase.OrderId ? next.Because : null;
                var held = because is null ? "" : $", held back by {because}";
                file = file.With(file.Purchases.First(p => p.OrderId == purchase.OrderId).Finish(step.Name));
                facts.Add(new CheckInWithheld(purchase.OrderId, step.Name, $"too late: its occasion has passed{held}"));
            }

            if (purchase.Delivery is not { IsUnchecked: true, Due: { } due } || !HasPassed(due, now)) continue;
            file = file.With(file.Purchases.First(p => p.OrderId == purchase.OrderId).With(Promise.Delivery, PromiseState.Lapsed));
            facts.Add(new CheckInWithheld(purchase.OrderId, Promise.CheckStep, "too late: its occasion has passed"));
        }

        return (file, facts);
    }

    private static DateTimeOffset OccasionOf(Purchase purchase, JourneyStep step, CustomerFile file)
    {
        var counted = step.After switch
        {
            StepBase.Delivery => purchase.Delivery?.KeptAt ?? purchase.Delivery?.Due ?? purchase.PurchasedAt,
            StepBase.LastContact => file.LastContactAt ?? purchase.PurchasedAt,
            _ => purchase.PurchasedAt,
        };
        return LocalTime.On(counted, step.Day, step.From, file.TimeZone);
    }

    // A plan in whole seconds stays the same through every store and clock.
    private static DateTimeOffset WholeSecond(DateTimeOffset at) => at.AddTicks((TimeSpan.TicksPerSecond - (at.Ticks % TimeSpan.TicksPerSecond)) % TimeSpan.TicksPerSecond);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}

/// <summary>A contact that may come next.</summary>
/// <param name="Contact">Which, when it may go and what holds it back.</param>
/// <param name="Day">When its occasion is; the beginning of time for what comes before everything else.</param>
/// <param name="TooLate">Whether a pause outlasts its occasion.</param>
public sealed record Occasion(NextContact Contact, DateTimeOffset Day, bool TooLate)
{
    /// <summary>When it would leave: on its own day, or when what holds it back is over.</summary>
    public DateTimeOffset Occurs => Contact.At;

    /// <summary>Of two that could go at the same moment the one whose occasion came first goes first; what a pause leaves too late comes last.</summary>
    internal (bool, DateTimeOffset, DateTimeOffset) Order => (TooLate, Contact.At, Day);
}
