using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Handoff;

/// <summary>What another desk hears of cases, one event after the other. A case stays in our own queue all the while, so that whoever does not take it there leaves nobody alone here.</summary>
public static class OtherDeskDialog
{
    private const int LongestReason = 200;

    /// <summary>Notes what the other desk is to hear of a turn, after everything else of it is decided.</summary>
    public static Decision Note(CustomerFile before, Decision decision, Meaning meaning, DateTimeOffset now)
    {
        if (meaning.Desk is not { } desk) return decision;
        if (!desk.IsHub) decision = AwaitAnswer(decision, meaning);
        List<DeskEventNoted> events = [];

        // Only where a person has the conversation: in another the bot answers, and nobody is to answer twice.
        if (meaning.Inbound is CustomerWrote or PictureReceived && before.OpenHandoff is { } talking) events.Add(new DeskEventNoted(talking.Id, 0, DeskEvent.Received));
        events.AddRange(decision.Facts.Select(f => Of(f, decision.Next)).OfType<DeskEventNoted>());
        return events.Where(e => !desk.IsHub || IsForHubs(e, decision.Next)).Aggregate(decision, (so, e) => Note(so, e, desk, meaning.Place, now));
    }

    /// <summary>Takes what became of telling it. What could not be told now need not be told later: the desk asks for it when it is back.</summary>
    public static Decision Told(CustomerFile file, DeskTold told, Meaning meaning, DateTimeOffset now)
    {
        if (file.Cases.FirstOrDefault(c => c.Id == told.CaseId) is not { } about || told.Sequence != about.DeskHeard + 1) return Decision.Nothing(file);
        about = about with { DeskHeard = told.Lost is null ? told.Sequence : about.DeskEvents };
        var next = about.DeskHeard < about.DeskEvents ? new TellDesk(now, about.Id) : null;
        if (told.Lost is not { } reason) return next is null ? new Decision(file.With(about)) : new Decision(file.With(about)).Later(next);

        var name = meaning.Desk?.Name ?? about.Desk ?? "the other desk";
        if (about.IsOpen) about = AgentDialog.Noted(about with { HubConversation = null }, name, $"Could not be told of event {told.Sequence}: {Words.Shorten(reason, LongestReason)}.", now);
        file = file.With(about);

        // Whoever has it there cannot know what the customer wrote.
        var decision = about is { IsOpen: true, Desk: not null, Owner: { } owner } ? AgentDialog.Back(file, about, owner, meaning.Staff, now) : new Decision(file);
        return decision.Because(new DeskUnreached(about.Id, told.Sequence, Words.Shorten(reason, LongestReason)));
    }

    /// <summary>Takes the time by which somebody there was to have answered: a desk that hears everything and says nothing does not keep a customer.</summary>
    public static Decision? HandleDue(CustomerFile file, DeskAnswerDue due, Meaning meaning, DateTimeOffset now) =>
        file.Cases.FirstOrDefault(c => c.Id == due.CaseId) is { IsOpen: true, Desk: not null, Owner: { } owner } silent && silent.DeskAnswersBy == due.DueAt
            ? AgentDialog.Back(file, silent, owner, meaning.Staff, now) : null;

    // Who has written once more to somebody there waits for them; how long is looked after here. Our own desk shows it in its queue.
    private static Decision AwaitAnswer(Decision decision, Meaning meaning)
    {
        if (decision.Next.OpenHandoff is not { } held) return decision;
        var waits = held is { Desk: not null, FirstWordAt: not null, Unanswered: > 0 };
        if (waits == (held.DeskAnswersBy is not null)) return decision;
        if (!waits) return decision with { Next = decision.Next.With(held with { DeskAnswersBy = null }) };
        var by = meaning.Staff.For(held.Priority).FirstWordBy;
        return (decision with { Next = decision.Next.With(held with { DeskAnswersBy = by }) }).Later(new DeskAnswerDue(by, held.Id));
    }

    private static Decision Note(Decision decision, DeskEventNoted noted, ConnectedDesk desk, LinePlace? place, DateTimeOffset now)
    {
        if (decision.Next.Cases.FirstOrDefault(c => c.Id == noted.CaseId) is not { } about) return decision;
        var isIdle = about.DeskEvents == about.DeskHeard;
        var next = about with { DeskEvents = about.DeskEvents + 1 };
        if (desk.IsHub) next = next with { HubConversation = place is null ? null : KeyOf(place.Channel, place.Conversation) };
        noted = noted with { Sequence = next.DeskEvents, Place = place, Priority = about.Priority, Mood = about.Mood, Level = about.Level };
        decision = (decision with { Next = decision.Next.With(next) }).Because(noted);

        // One row at a time: an event waits for the one before it.
        return isIdle ? decision.Later(new TellDesk(now, about.Id)) : decision;
    }

    private static DeskEventNoted? Of(Fact fact, CustomerFile file) => fact switch
    {
        CaseOpened f => new DeskEventNoted(f.CaseId, 0, DeskEvent.Opened) { By = WordBy(file, f.CaseId) },
        CaseReopened f => new DeskEventNoted(f.CaseId, 0, DeskEvent.Reopened) { By = WordBy(file, f.CaseId) },
        CaseEscalated f => new DeskEventNoted(f.CaseId, 0, DeskEvent.Escalated),
        CaseResolved f => new DeskEventNoted(f.CaseId, 0, DeskEvent.Closed) { Agent = f.Agent, Outcome = f.Outcome },
        CallBackPromised f => new DeskEventNoted(f.CaseId, 0, DeskEvent.CallPromised) { By = f.At },
        _ => null,
    };

    // A hub has the conversation itself and hears in it what is said.
    private static bool IsForHubs(DeskEventNoted noted, CustomerFile file) =>
        noted.What is DeskEvent.Opened or DeskEvent.Reopened && file.Cases.Any(c => c.Id == noted.CaseId && c.Kind is CaseKind.Person or CaseKind.Complaint);

    private static DateTimeOffset? WordBy(CustomerFile file, string caseId) => file.Stopped ? null : file.Cases.FirstOrDefault(c => c.Id == caseId) is { Kind: not CaseKind.Task } about ? about.FirstWordBy : null;

    /// <summary>How a conversation stands in a case.</summary>
    public static string KeyOf(string channel, string conversation) => $"{channel}|{conversation}";
}
