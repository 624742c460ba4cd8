using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Handoff;

/// <summary>The customer wants a person, and is told the truth about when one comes.</summary>
public static class HandoffDialog
{
    // We say sorry for a missed time twice; a third apology without a person is an insult. The desk goes on showing the case as overdue.
    private const int ApologiesForWaiting = 2;

    private static readonly TimeSpan BetweenApologies = TimeSpan.FromMinutes(30);

    // After a case is closed we say that a word is enough to have a person again; so long it is true.
    private static readonly TimeSpan StillTheSameCase = TimeSpan.FromDays(7);

    /// <summary>While a human owns the conversation the bot says nothing: the words are in the transcript for the agent.</summary>
    public static Decision? KeepSilent(CustomerFile file) => file.OpenHandoff is null ? null : Decision.Nothing(file);

    /// <summary>Takes a wish for a person, a yes to our offer of one, and a first word that is overdue.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now) => meaning.Inbound switch
    {
        WorkCameDue { Work: FirstWordDue due } => Overdue(file, meaning, due, now),
        CustomerWrote wrote when meaning.WantsHuman >= Meaning.Likely => Fetch(file, meaning, wrote.Text, now),
        CustomerWrote when file.Awaiting is { Name: OpenQuestion.Person } offer && meaning.Answer == Answer.Yes =>
            Fetch(file, meaning, offer.Words ?? "", now),
        _ => null,
    };

    /// <summary>What nothing else understood, soon after a case was closed, is about that case.</summary>
    public static Decision? Reopen(CustomerFile file, Meaning meaning, DateTimeOffset now) =>
        meaning.Inbound is CustomerWrote wrote && meaning.Answer != Answer.Yes
        && file.Cases.Any(c => c.Kind != CaseKind.Question && now - c.ResolvedAt < StillTheSameCase)
            ? Fetch(file, meaning, wrote.Text, now)
            : null;

    private static Decision Fetch(CustomerFile file, Meaning meaning, string story, DateTimeOffset now)
    {
        var staff = meaning.Staff;
        var (next, opened) = file.Open(CaseKind.Person, "Wants a person", story, meaning, now, staff.FirstWordBy);
        return new Decision(next with { Awaiting = null })
            .Say(new PersonComing(staff.Someone, staff.Team, staff.Open, staff.FirstWordBy))
            .Later(new FirstWordDue(staff.FirstWordBy, opened.Id))
            .Because(new CaseOpened(opened.Id, nameof(CaseKind.Person), opened.Reason, opened.Mood));
    }

    private static Decision? Overdue(CustomerFile file, Meaning meaning, FirstWordDue due, DateTimeOffset now)
    {
        var late = file.Cases.FirstOrDefault(c => c.Id == due.CaseId);
        if (late is not { IsOpen: true, FirstWordAt: null } || late.FirstWordBy != due.DueAt) return null;
        var missed = late with { Missed = late.Missed + 1 };
        var question = late.Kind == CaseKind.Question ? Words.Quote(late.Story, 90) : null;
        var by = question is null ? meaning.Staff.FirstWordBy : meaning.Staff.AnswerBy;
        var isLast = missed.Missed >= ApologiesForWaiting;
        var next = file.With(isLast ? missed : missed with { FirstWordBy = by });
        var decision = new Decision(next).Because(new FirstWordMissed(late.Id));
        if (!isLast) decision = decision.Later(new FirstWordDue(by, late.Id));

        // Who waits for several things hears one apology, not one for each.
        if (file.Stopped || now - file.ApologisedAt < BetweenApologies) return decision;
        return (decision with { Next = next with { ApologisedAt = now } }).Say(
            isLast ? new NoThirdHour(question)
            : question is null ? new StillWaiting(meaning.Staff.Team, by)
            : new StillAsking(meaning.Staff.Team, question, by));
    }
}
