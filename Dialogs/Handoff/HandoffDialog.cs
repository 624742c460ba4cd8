using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Handoff;

/// <summary>The customer wants a person, and is told the truth about when one comes.</summary>
public static class HandoffDialog
{
    // We say sorry for a missed time twice; a third apology without a person is an insult. The desk goes on showing the case as overdue.
    private const int ApologiesForWaiting = 2;

    /// <summary>While a human owns the conversation the bot says nothing: the words are in the transcript for the agent.</summary>
    public static Decision? KeepSilent(CustomerFile file) => file.OpenHandoff is null ? null : Decision.Nothing(file);

    /// <summary>Takes a wish for a person, a yes to our offer of one, and a first word that is overdue.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now) => meaning.Inbound switch
    {
        WorkCameDue { Work: FirstWordDue due } => Overdue(file, meaning, due),
        CustomerWrote wrote when meaning.WantsHuman >= Meaning.Likely => Fetch(file, meaning, wrote.Text, now),
        CustomerWrote when file.Awaiting is { Name: OpenQuestion.Person } offer && meaning.Answer == Answer.Yes =>
            Fetch(file, meaning, offer.Words ?? "", now),
        _ => null,
    };

    private static Decision Fetch(CustomerFile file, Meaning meaning, string story, DateTimeOffset now)
    {
        var staff = meaning.Staff;
        var (next, opened) = file.Open(CaseKind.Person, "Wants a person", story, meaning, now, staff.FirstWordBy);
        return new Decision(next with { Awaiting = null })
            .Say(new PersonComing(staff.Someone, staff.Team, staff.Open, staff.FirstWordBy))
            .Later(new FirstWordDue(staff.FirstWordBy, opened.Id))
            .Because(new CaseOpened(opened.Id, nameof(CaseKind.Person), opened.Reason, opened.Mood));
    }

    private static Decision? Overdue(CustomerFile file, Meaning meaning, FirstWordDue due)
    {
        var late = file.Cases.FirstOrDefault(c => c.Id == due.CaseId);
        if (late is not { IsOpen: true, FirstWordAt: null } || late.FirstWordBy != due.DueAt) return null;

        var missed = late with { Missed = late.Missed + 1 };
        if (late.Missed >= ApologiesForWaiting || file.Stopped) return new Decision(file.With(missed)).Because(new FirstWordMissed(late.Id));

        var by = late.Kind == CaseKind.Question ? meaning.Staff.AnswerBy : meaning.Staff.FirstWordBy;
        Reply sorry = late.Kind == CaseKind.Question
            ? new StillAsking(meaning.Staff.Team, Words.Quote(late.Story, 90), by)
            : new StillWaiting(meaning.Staff.Team, by);
        return new Decision(file.With(missed with { FirstWordBy = by })).Say(sorry).Later(new FirstWordDue(by, late.Id)).Because(new FirstWordMissed(late.Id));
    }
}
