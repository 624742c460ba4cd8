using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Handoff;

/// <summary>The customer wants a person, and is told the truth about when one comes.</summary>
public static class HandoffDialog
{
    // We say sorry for a missed time twice; a third apology without a person is an insult. The desk goes on showing the case as overdue.
    internal const int ApologiesForWaiting = 2;

    // Of what a customer wrote, for who counts what was not solved.
    private const int LongestWords = 500;

    // As much as the queue shows of a message.
    private const int LongestGlimpse = 140;

    private static readonly TimeSpan BetweenApologies = TimeSpan.FromMinutes(30);

    // After a case is closed we say that a word is enough to have a person again; so long it is true.
    private static readonly TimeSpan StillTheSameCase = TimeSpan.FromDays(7);

    /// <summary>While a human owns the conversation the bot says nothing: the words are in the transcript for the agent.</summary>
    public static Decision? KeepSilent(CustomerFile file) => file.OpenHandoff is null ? null : Decision.Nothing(file);

    /// <summary>What the customer writes while a human owns the conversation waits for that human.</summary>
    public static CustomerFile Hear(CustomerFile file, string words, DateTimeOffset now) => file.OpenHandoff is { } open
        ? file.With(open with { Unanswered = open.Unanswered + 1, LastHeardAt = now, LastWords = words.Length > 0 ? Words.Shorten(words, LongestGlimpse) : null })
        : file;

    /// <summary>What the bot has answered itself, a time for a call, a channel, does not wait for the human any more.</summary>
    /// <param name="before">The file before the message was heard.</param>
    /// <param name="decision">What it came to.</param>
    public static Decision Answered(CustomerFile before, Decision decision) =>
        decision.Replies.Count > 0 && before.OpenHandoff is { } was && decision.Next.Cases.FirstOrDefault(c => c.Id == was.Id) is { IsOpen: true } open
            ? decision with { Next = decision.Next.With(open with { Unanswered = was.Unanswered, LastHeardAt = was.LastHeardAt, LastWords = was.LastWords }) }
            : decision;

    /// <summary>A case that was laid aside is back on its owner's list as soon as the customer writes. From then on an owner who is away loses it like any other.</summary>
    public static (CustomerFile File, IReadOnlyList<Fact> Facts) Wake(CustomerFile file, DateTimeOffset now)
    {
        List<Fact> facts = [];
        foreach (var asleep in file.Cases.Where(c => c is { IsOpen: true, SnoozedUntil: not null }))
        {
            file = file.With(asleep with { SnoozedUntil = null, LeaseUntil = now + Case.LeaseLength });
            facts.Add(new CaseWoken(asleep.Id, ByCustomer: true));
        }

        return (file, facts);
    }

    /// <summary>Takes the answer to "is it solved" before it is heard as a new complaint: a no opens the case that was closed, with all that is known of it.</summary>
    public static Decision? HandleSolved(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (file.Awaiting is not { Name: OpenQuestion.Solved } asked || meaning.Inbound is not CustomerWrote { Text: var text } || meaning.Danger) return null;
        if (file.Cases.FirstOrDefault(c => c.Id == asked.About) is not { IsOpen: false } closed) return null;
        if (meaning.Answer == Answer.Yes && meaning is { Reservation: false, Intent: Intent.None or Intent.Thanks or Intent.Praise }) return new Decision(file with { Awaiting = null }).Say(new GladItIsSolved());
        return meaning.Answer == Answer.No || (meaning.Answer == Answer.Yes && meaning.Reservation) ? Reopen(file, closed, text, meaning, now) : null;
    }

    private static Decision Reopen(CustomerFile file, Case closed, string words, Meaning meaning, DateTimeOffset now)
    {
        // Who was told that it is solved and finds that it is not has waited once already.
        var priority = meaning.Priority > Priority.High ? meaning.Priority : Priority.High;
        var staff = meaning.Staff.For(priority);
        var open = closed with
        {
            ResolvedAt = null,
            Owner = null,
            Desk = null,
            LeaseUntil = null,
            Lease = closed.Lease + 1,
            FirstWordAt = null,
            FirstWordBy = staff.FirstWordBy,
            Missed = 0,
            Reopened = closed.Reopened + 1,
            Mood = Math.Min(closed.Mood, meaning.Mood),
            Priority = priority,
            Level = 0,
            Team = null,
            EscalatesAt = null,
            WaitsSince = now,
            CallBack = null,
        };
        return new Decision(file.With(open) with { Awaiting = null, Recovery = file.Recovery?.CaseId == closed.Id ? null : file.Recovery })
            .Say(new NotSolved(closed is { Desk: null, Owner: { } last } && staff.Present.Contains(last) ? last : staff.Someone, staff.Team, staff.Open, staff.FirstWordBy))
            .Later(new FirstWordDue(staff.FirstWordBy, closed.Id))
            .Because(new CaseReopened(closed.Id, open.Reopened, Words.Shorten(words, LongestWords)));
    }

    /// <summary>Takes a wish for a person, what only a person can settle, a yes to our offer of one, and a first word that is overdue.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now) => meaning.Inbound switch
    {
        WorkCameDue { Work: FirstWordDue due } => Overdue(file, meaning, due, now),
        WorkCameDue { Work: SnoozeOver due } => Awake(file, due),
        CustomerWrote wrote when meaning.WantsHuman >= Meaning.Likely => Fetch(file, meaning, wrote.Text, now),
        CustomerWrote wrote when meaning is { Intent: Intent.OrderStatus } => LookUp(file, meaning, wrote.Text, now),
        CustomerWrote wrote when meaning is { Intent: Intent.Return, Finding: null } => Settle(file, meaning, wrote.Text, now),
        CustomerWrote when file.Awaiting is { Name: OpenQuestion.Person } offer && meaning.Answer == Answer.Yes =>
            Fetch(file, meaning, offer.Words ?? "", now),
        _ => null,
    };

    /// <summary>What nothing else understood, soon after a case was closed, is about that case.</summary>
    public static Decision? Reopen(CustomerFile file, Meaning meaning, DateTimeOffset now) =>
        meaning.Inbound is CustomerWrote wrote && meaning.Answer != Answer.Yes && meaning.OutOfScope < Meaning.Surely && Words.Count(wrote.Text) > 1
        && file.Cases.Any(c => c.Kind is CaseKind.Person or CaseKind.Complaint && now - c.ResolvedAt < StillTheSameCase)
            ? Fetch(file, meaning, wrote.Text, now)
            : null;

    private static Decision Fetch(CustomerFile file, Meaning meaning, string story, DateTimeOffset now) =>
        HandOver(file, "Wants a person", new PersonComing(meaning.Staff.Someone, meaning.Staff.Team, meaning.Staff.Open, meaning.Staff.FirstWordBy), meaning, story, now);

    // What we know ourselves, the promised day, is said at once; where the parcel is only a person can find out.
    private static Decision LookUp(CustomerFile file, Meaning meaning, string story, DateTimeOffset now)
    {
        var staff = meaning.Staff;
        var promised = file.Latest is { } bought && (meaning.Order?.Product ?? meaning.Product ?? bought.Product) == bought.Product
            ? bought.Promises.FirstOrDefault(p => p is { Name: Promise.Delivery, State: PromiseState.Open })?.Due
            : null;
        return HandOver(file, "Where is the order", new OrderStatus(file.Latest?.Thing, promised, staff.Someone, staff.Team, staff.Open, staff.FirstWordBy), meaning, story, now);
    }

    private static Decision Settle(CustomerFile file, Meaning meaning, string story, DateTimeOffset now)
    {
        var staff = meaning.Staff;
        return HandOver(file, "Return or refund", new ReturnOrRefund(staff.Someone, staff.Team, staff.Open, staff.FirstWordBy), meaning, story, now);
    }

    private static Decision HandOver(CustomerFile file, string reason, Reply reply, Meaning meaning, string story, DateTimeOffset now) =>
        Decision.HandOver(file, CaseKind.Person, reason, story, reply, meaning, now);

    private static Decision? Awake(CustomerFile file, SnoozeOver due) =>
        file.Cases.FirstOrDefault(c => c.Id == due.CaseId) is { IsOpen: true } asleep && asleep.SnoozedUntil == due.DueAt
            ? new Decision(file.With(asleep with { SnoozedUntil = null })).Because(new CaseWoken(due.CaseId, ByCustomer: false)) : null;

    private static Decision? Overdue(CustomerFile file, Meaning meaning, FirstWordDue due, DateTimeOffset now)
    {
        var late = file.Cases.FirstOrDefault(c => c.Id == due.CaseId);

        // Who was promised a call waits for that, also when it is at the very time we had named before.
        if (late is not { IsOpen: true, FirstWordAt: null, CallBack: null or { KeptAt: not null } } || late.FirstWordBy != due.DueAt) return null;
        var missed = late with { Missed = late.Missed + 1 };
        var question = late.Kind == CaseKind.Question ? Words.Quote(late.Story, 90) : null;
        var by = question is null ? meaning.Staff.For(late.Priority).FirstWordBy : meaning.Staff.AnswerBy;
        var isLast = missed.Missed >= ApologiesForWaiting;
        var next = file.With(isLast ? missed : missed with { FirstWordBy = by });
        var decision = new Decision(next).Because(new FirstWordMissed(late.Id));
        if (!isLast) decision = decision.Later(new FirstWordDue(by, late.Id));
        if (late.Kind != CaseKind.Task) decision = EscalationDialog.Raise(decision, late.Id, StaffNotice.Escalated, meaning, now);
        next = decision.Next;

        // Who waits for several things hears one apology, not one for each; and into a conversation with a person the bot does not speak of another matter.
        if (file.Stopped || (question is not null && file.OpenHandoff is not null) || now - file.ApologisedAt < BetweenApologies) return decision;
        return (decision with { Next = next with { ApologisedAt = now } }).Say(
            isLast ? new NoThirdHour(question)
            : question is null ? new StillWaiting(meaning.Staff.Team, by)
            : new StillAsking(meaning.Staff.Team, question, by));
    }
}
