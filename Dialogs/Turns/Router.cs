using FollowUpBot.Dialogs.CheckIn;
using FollowUpBot.Dialogs.Complaints;
using FollowUpBot.Dialogs.Consent;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Questions;
using FollowUpBot.Dialogs.SmallTalk;
using FollowUpBot.Dialogs.Welcome;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>Which dialog a turn belongs to. Read it from top to bottom: the first that takes the turn has it.</summary>
public static class Router
{
    /// <summary>Decides a turn. Pure: the same file, meaning and time always give the same decision.</summary>
    public static Decision Decide(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        var decision = meaning.Inbound switch
        {
            CustomerWrote => Answer(Fresh(file, now).HeardAt(now), meaning, now),
            PurchaseReported => WelcomeDialog.Handle(file, meaning, now),
            ConversationOpened => WelcomeDialog.Handle(file, meaning, now),
            OptedOutAtProvider => ConsentDialog.StopSilently(file, now),
            WorkCameDue { Work: CheckInDue } => CheckInDialog.Handle(file, meaning, now),
            WorkCameDue { Work: FirstWordDue } => HandoffDialog.Handle(file, meaning, now),
            WorkCameDue { Work: StoryDue } => ComplaintsDialog.Handle(file, meaning, now),
            AnswerComposed composed => QuestionsDialog.Handle(file, composed),
            PlanFoundBroken => Decision.Nothing(file).Because(new PlanMadeAgain()),
            AgentAction => AgentDialog.Handle(file, meaning, now),
            _ => null,
        } ?? Decision.Nothing(file);
        return decision.Refusal is null ? Itinerary.Plan(file, decision, now, rung: IsWithoutTimer(file, meaning.Inbound), meaning.MostContacts) : decision;
    }

    // The timer of a plan that was given up rings beside the one of the plan that stands.
    private static bool IsWithoutTimer(CustomerFile file, Inbound inbound) =>
        inbound is PlanFoundBroken || (inbound is WorkCameDue { Work: CheckInDue due } && new NextContact(due.DueAt, due.Step, due.OrderId).Is(file.Next));

    // What was said long ago is not "just now": an old question is not answered by today's yes, nor is today the second failure in a row.
    private static CustomerFile Fresh(CustomerFile file, DateTimeOffset now) => file with
    {
        Awaiting = file.Awaiting?.IsFresh(now) == true ? file.Awaiting : null,
        Misunderstood = now - file.LastHeardAt < TimeSpan.FromHours(1) ? file.Misunderstood : 0,
    };

    private static Decision Answer(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        file = WelcomeDialog.Recognise(file, meaning);
        var understood = PauseDialog.Note(file with { Misunderstood = 0 }, meaning, now);
        return ConsentDialog.Handle(understood, meaning, now, paused: file.PausedUntil > now)
            ?? HandoffDialog.KeepSilent(understood)
            ?? CheckInDialog.HandleNo(understood, meaning, now)
            ?? ComplaintsDialog.Handle(understood, meaning, now)
            ?? HandoffDialog.Handle(understood, meaning, now)
            ?? PauseDialog.Handle(understood, meaning, now)
            ?? CheckInDialog.Handle(understood, meaning, now)
            ?? QuestionsDialog.Handle(understood, meaning, now)
            ?? WelcomeDialog.Handle(understood, meaning, now)
            ?? SmallTalkDialog.Handle(understood, meaning, now)
            ?? HandoffDialog.Reopen(understood, meaning, now)
            ?? NotUnderstoodDialog.Handle(file, meaning, now);
    }
}
