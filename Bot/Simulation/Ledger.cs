using FollowUpBot.Dialogs.CheckIn;
using FollowUpBot.Dialogs.Complaints;
using FollowUpBot.Dialogs.Consent;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Questions;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>
/// What one customer has heard and wished, kept beside the file and by other means, and held against every committed turn. It believes the file only where the file
/// speaks about its own plan.
/// </summary>
internal sealed class Ledger(ShopRules shop)
{
    private static readonly TimeOnly Morning = new(9, 0);
    private static readonly TimeOnly Evening = new(20, 0);
    private static readonly TimeSpan CapPeriod = TimeSpan.FromDays(30);
    private static readonly TimeSpan CheckWithin = TimeSpan.FromDays(4);

    private readonly RelationLedger relation = new(shop);
    private readonly CaseLedger cases = new();
    private readonly HashSet<(string Kind, string About)> heard = [];
    private readonly HashSet<string> told = [];
    private readonly HashSet<string> open = [];
    private readonly HashSet<string> checkedPromises = [];
    private readonly List<DateTimeOffset> unasked = [];
    private bool stopped;
    private bool wroteSinceStop;
    private bool owedCare;
    private DateTimeOffset? quietUntil;
    private DateTimeOffset? leftInPeace;

    public int Contacts => unasked.Count;

    /// <summary>The rule that this turn breaks; null when it breaks none.</summary>
    public (Invariant Rule, string What)? Check(Input input, CustomerFile before, Decision decision, SimulatedStore store, DateTimeOffset clock)
    {
        var inbound = input.Meaning.Inbound;
        var contact = inbound is WorkCameDue { Work: CheckInDue due } && decision.Replies.Count > 0 ? due : null;
        var broken = Twice(input, contact, before, decision)
            ?? Forbidden(inbound, input.Meaning, contact, before, decision)
            ?? (contact is null ? null : Unasked(contact, decision, clock))
            ?? Poor(decision)
            ?? relation.Check(inbound, before, decision, contact, clock)
            ?? cases.Check(before, decision, store);
        Note(inbound, input.Meaning, decision, contact, clock);
        return broken ?? Plan(decision, store) ?? Promises(decision.Next, contact, clock);
    }

    private (Invariant, string)? Twice(Input input, CheckInDue? contact, CustomerFile before, Decision decision)
    {
        if (!heard.Add(("turn", input.Id))) return (Invariant.HeardTwice, $"two turns of {input.Id}");
        if (contact is not null && !heard.Add((contact.Step, contact.OrderId ?? before.Recovery?.CaseId ?? ""))) return (Invariant.HeardTwice, $"contact {contact.Step} of {contact.OrderId}");
        if (input.Meaning.Inbound is PurchaseReported sale && decision.Replies.Count > 0 && !heard.Add(("thanks", sale.Purchase.OrderId))) return (Invariant.HeardTwice, $"thanks for {sale.Purchase.OrderId}");
        for (var i = 1; i < decision.Replies.Count; i++)
            for (var j = 0; j < i; j++)
                if (decision.Replies[i].Equals(decision.Replies[j])) return (Invariant.HeardTwice, $"{decision.Replies[i].Prompt} twice in answer to {input.Id}");
        return null;
    }

    private (Invariant, string)? Forbidden(Inbound inbound, Meaning meaning, CheckInDue? contact, CustomerFile before, Decision decision)
    {
        if (decision.Replies is not [var first, ..]) return null;

        // Who writes after a stop is answered, also later: that is asked for.
        var isAnswer = inbound is CustomerWrote or RewardPresented || (wroteSinceStop && (inbound is AgentAction or AnswerComposed or WorkCameDue { Work: StoryDue }));
        if (stopped && !isAnswer) return (Invariant.UnaskedAfterStop, first.Prompt);
        if (open.Count == 0) return null;
        if (contact is not null) return (Invariant.UnaskedIntoOpenCase, first.Prompt);

        // Whoever waits too long hears an apology, a stop is confirmed whoever owns the conversation, and while we ask about a call its answer is heard.
        var isAboutACall = before.Awaiting is { IsAboutACall: true } && inbound is CustomerWrote && decision.Replies.Count == 1 && first is CallInstead or CallOnWhichNumber or CallBooked or NoCall;
        var allowed = inbound is AgentAction || isAboutACall || first is StillWaiting or NoThirdHour { Question: null } or CallMissed || (meaning.Intent is Intent.Stop or Intent.Start && first is OptedOut or OptedIn);
        return allowed ? null : (Invariant.BotWhileHumanOwns, first.Prompt);
    }

    private (Invariant, string)? Unasked(CheckInDue contact, Decision decision, DateTimeOffset clock)
    {
        var local = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock, LocalTime.Zone(decision.Next.TimeZone)).DateTime);
        if (local < Morning || local > Evening) return (Invariant.InTheNight, $"{contact.Step} at {local:HH:mm}");
        if (owedCare && contact.Step != Recovery.Step) return (Invariant.CareForgotten, contact.Step);
        if (quietUntil > clock) return (Invariant.UnaskedInPause, $"{contact.Step}, and they asked for quiet until {quietUntil:u}");
        if (unasked.Count > 0 && (clock - unasked[^1]).Duration() < TimeSpan.FromDays(1)) return (Invariant.TooOften, $"{contact.Step} on the day of another");
        if (contact.Step is Recovery.Step or Promise.CheckStep) return null;
        if (unasked.Count(at => clock - at < CapPeriod) >= shop.MostContacts) return (Invariant.TooOften, $"{contact.Step} is one too many in thirty days");
        return null;
    }

    private (Invariant, string)? Poor(Decision decision)
    {
        foreach (var reply in decision.Replies)
            if (reply is PlannedContact { Source: { } tip } contact && (tip.Heading.Length == 0 || told.Contains(tip.Topic))) return (Invariant.WithoutSubstance, contact.Says);
        return null;
    }

    private void Note(Inbound inbound, Meaning meaning, Decision decision, CheckInDue? contact, DateTimeOffset clock)
    {
        if (contact is not null) unasked.Add(clock);
        if (inbound is CustomerWrote)
        {
            wroteSinceStop = true;
            if (meaning.Intent == Intent.Stop) (stopped, wroteSinceStop) = (true, false);
            if (meaning.Intent == Intent.Start) (stopped, quietUntil) = (false, null);
            if (meaning.Intent == Intent.Pause) BeQuiet(meaning.QuietUntil, clock);
        }

        foreach (var reply in decision.Replies)
        {
            switch (reply)
            {
                case PlannedContact { Source: { } source }: told.Add(source.Topic); break;
                case Answered answer: told.Add(answer.Source.Topic); break;
                case MeanwhileTry fix: told.Add(fix.Source.Topic); break;
                case IsItRightNow: owedCare = false; break;
                case Composed composed:
                    foreach (var source in composed.Sources) told.Add(source.Topic);
                    break;
            }
        }

        foreach (var fact in decision.Facts)
        {
            switch (fact)
            {
                case CaseOpened opened when opened.Kind is nameof(CaseKind.Person) or nameof(CaseKind.Complaint): open.Add(opened.CaseId); break;
                case CaseResolved resolved: owedCare |= open.Remove(resolved.CaseId); break;
                case CaseReopened reopened when open.Add(reopened.CaseId): owedCare = false; break;
                case CheckInAnswered { Answer: not Answer.No }: leftInPeace = decision.Next.Awaiting?.AskedAt; break;
                case CheckInWithheld { Step: Promise.CheckStep, OrderId: { } order }: checkedPromises.Add(order); break;
            }
        }
    }

    // Who puts a question of ours off may hear it once more.
    private void BeQuiet(DateTimeOffset? until, DateTimeOffset clock)
    {
        if (until > clock) quietUntil = until < clock.AddDays(365) ? until : clock.AddDays(365);
        heard.RemoveWhere(h => h.Kind is Promise.CheckStep or Recovery.Step);
    }

    private (Invariant, string)? Plan(Decision decision, SimulatedStore store)
    {
        var file = decision.Next;
        if (file.Next is null == file.Resting is null) return (Invariant.Dropped, $"planned {file.Next?.Step ?? "nothing"}, resting {file.Resting?.ToString() ?? "without reason"}");
        var isTrue = file.Resting switch
        {
            RestingReason.Stopped => stopped,
            RestingReason.WithHuman => open.Count > 0,
            RestingReason.NoPurchase => file.Purchases.Count == 0,
            RestingReason.Unreachable => file.UnreachableOn is not null,
            RestingReason.Left => relation.HasLeft,
            RestingReason.UsedByAnother => file.Purchases.Any(p => p.UsedByAnother),
            RestingReason.JourneyComplete => file.Recovery is null && file.Purchases.All(p => p.Steps.All(s => p.Done.Contains(s.Name))),
            _ => true,
        };
        if (!isTrue) return (Invariant.Dropped, $"resting: {file.Resting}, which is not so");
        if (file.Next is { } next && !store.Work.Exists(w => w.Work is CheckInDue due && due.DueAt == next.At && due.Step == next.Step && due.OrderId == next.OrderId))
            return (Invariant.Lost, $"contact {next.Step} of {next.OrderId} is planned and nothing wakes us for it");

        // Who was in two minds may tell what is missing or not; everybody else who is asked for a story is waited for.
        if (file.Awaiting is { Name: OpenQuestion.Story } story && story.AskedAt != leftInPeace && !store.Work.Exists(w => w.Work is StoryDue due && due.AskedAt == story.AskedAt) && file.OpenHandoff is null)
            return (Invariant.Lost, "a story is waited for and nothing ends the wait");

        // A personal touch is waited for by nobody.
        foreach (var id in decision.Facts.Select(f => f is CaseOpened { Kind: not nameof(CaseKind.Task) } opened ? opened.CaseId : f is CaseReopened reopened ? reopened.CaseId : null).OfType<string>())
            if (!stopped && !store.Work.Exists(w => w.Work is FirstWordDue due && due.CaseId == id)) return (Invariant.Lost, $"nobody looks whether {id} got its first word");
        return null;
    }

    // A promise is asked about when it is due, before anything else of its purchase or at the latest when there is nothing else.
    private (Invariant, string)? Promises(CustomerFile file, CheckInDue? contact, DateTimeOffset clock)
    {
        foreach (var purchase in file.Purchases)
        {
            foreach (var promise in purchase.Promises)
            {
                if (promise is not { Name: Promise.Delivery, State: PromiseState.Open, Due: { } due } || checkedPromises.Contains(purchase.OrderId)) continue;
                if (contact?.OrderId == purchase.OrderId && clock >= due && (contact.Step == Promise.CheckStep || purchase.Steps.Any(s => s.Name == contact.Step && s.Asks == CheckInQuestion.Arrived)))
                    checkedPromises.Add(purchase.OrderId);
                else if (file.Resting == RestingReason.JourneyComplete) return (Invariant.PromiseUnchecked, $"the delivery of {purchase.OrderId}, promised for {due:u}, and the journey is over");
                else if (contact?.OrderId == purchase.OrderId && clock > due + CheckWithin) return (Invariant.PromiseUnchecked, $"{contact.Step} went out and nobody asked about the delivery of {purchase.OrderId}, promised for {due:u}");
            }
        }

        return null;
    }
}
