using System.Text.Json.Serialization;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>What starts a turn: a customer's words, a sale, a timer or something a human agent did.</summary>
public abstract record Inbound;

/// <summary>The customer wrote to us.</summary>
/// <param name="Text">What they wrote, as it came; at most 4,000 characters, and empty only when there are files.</param>
public sealed record CustomerWrote(string Text) : Inbound
{
    /// <summary>Names of files that came with it.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>The shop has vouched for who is chatting.</summary>
/// <param name="Name">Theirs, as the shop knows it.</param>
public sealed record CustomerSignedIn(string? Name) : Inbound;

/// <summary>Somebody opened a conversation and has not said anything yet.</summary>
public sealed record ConversationOpened : Inbound;

/// <summary>A sale was reported. Everything the journey needs from the catalogue comes with it, so that a later edit of the catalogue cannot change what this customer was promised.</summary>
/// <param name="Buyer">Who bought, as the shop knows them.</param>
/// <param name="Purchase">What they bought, with its promises and the steps of its journey.</param>
public sealed record PurchaseReported(Buyer Buyer, Purchase Purchase) : Inbound;

/// <summary>The customer told the provider of their channel to stop us, and it will take nothing more for them.</summary>
public sealed record OptedOutAtProvider : Inbound;

/// <summary>The customer pressed one of the buttons below an answer that say whether it helped.</summary>
/// <param name="Helpful">Which.</param>
/// <param name="Words">What they wrote with it; null when nothing.</param>
public sealed record AnswerJudged(bool Helpful, string? Words) : Inbound;

/// <summary>The customer told the provider of their channel to let us write again.</summary>
public sealed record OptedInAtProvider : Inbound;

/// <summary>The customer sent a picture and no words.</summary>
public sealed record PictureReceived : Inbound;

/// <summary>A channel says that nothing can be brought to the customer there: no such number, a landline, out of service.</summary>
/// <param name="Channel">Which.</param>
public sealed record AddressFailed(string Channel) : Inbound;

/// <summary>The customer gave us a number of theirs and agreed to be texted there; the turn brings its address.</summary>
/// <param name="Owed">Whether only with the answers they wait for.</param>
public sealed record NumberGiven(bool Owed) : Inbound;

/// <summary>The number that the customer gave us is somebody else's address.</summary>
public sealed record NumberOfAnother : Inbound;

/// <summary>The nightly check found that nothing would wake us for this customer's plan.</summary>
public sealed record PlanFoundBroken : Inbound;

/// <summary>A shop was given the code of a perk at its checkout.</summary>
/// <param name="Code">As it was issued.</param>
/// <param name="OrderId">The order it is for: a code is redeemed with one.</param>
public sealed record RewardPresented(string Code, string OrderId) : Inbound;

/// <summary>A customer named who uses what they bought, and says that they agree to be written to.</summary>
/// <param name="Name">Theirs, if it was said.</param>
/// <param name="By">Who named them.</param>
/// <param name="Locale">Language tag.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Purchase">What they use, with the steps that are still to come.</param>
public sealed record PersonNamed(string? Name, string By, string Locale, string TimeZone, Purchase Purchase) : Inbound;

/// <summary>Something was done about what this customer had said.</summary>
/// <param name="Says">Name of the prompt that tells it.</param>
public sealed record ImprovementMade(string Says) : Inbound;

/// <summary>Something we planned has come due.</summary>
public sealed record WorkCameDue(Work Work) : Inbound;

/// <summary>An answer that took long is there.</summary>
/// <param name="Work">What was asked for.</param>
/// <param name="Composition">The answer; null when there is none, and the passage is quoted instead.</param>
public sealed record AnswerComposed(ComposeAnswer Work, Composition? Composition) : Inbound;

/// <summary>A human agent did something with a case.</summary>
/// <param name="CaseId">The case it is about.</param>
/// <param name="Agent">The agent's name as customers see it.</param>
public abstract record AgentAction(string CaseId, string Agent) : Inbound
{
    /// <summary>The other desk at which they work; null at ours. Two of the same name at two desks are two people.</summary>
    public string? Desk { get; init; }
}

/// <summary>An agent takes a case and with it the right to reply.</summary>
public sealed record AgentClaimed(string CaseId, string Agent) : AgentAction(CaseId, Agent);

/// <summary>An agent writes to the customer.</summary>
/// <param name="CaseId">The case it is about.</param>
/// <param name="Agent">The agent's name as customers see it.</param>
/// <param name="Lease">The lease version the agent's claim was answered with.</param>
/// <param name="Text">What the customer will read; empty only when there are files.</param>
public sealed record AgentReplied(string CaseId, string Agent, int Lease, string Text) : AgentAction(CaseId, Agent)
{
    /// <summary>Files that go with it.</summary>
    public IReadOnlyList<SentFile> Files { get; init; } = [];
}

/// <summary>The shop's rule gives a case to an agent who is at the desk.</summary>
/// <param name="CaseId">The case it is about.</param>
/// <param name="Agent">The agent's name as customers see it.</param>
/// <param name="Until">From then on it is anybody's again, if they have not written.</param>
public sealed record AgentAssigned(string CaseId, string Agent, DateTimeOffset Until) : AgentAction(CaseId, Agent);

/// <summary>An agent gives a case back to the queue.</summary>
/// <param name="CaseId">The case it is about.</param>
/// <param name="Agent">The agent's name as customers see it.</param>
/// <param name="Lease">The lease version the agent's claim was answered with.</param>
public sealed record AgentReleased(string CaseId, string Agent, int Lease) : AgentAction(CaseId, Agent)
{
    /// <summary>The team that is to take it; null when it is for everybody.</summary>
    public string? Team { get; init; }
}

/// <summary>An agent closes a case.</summary>
/// <param name="CaseId">The case it is about.</param>
/// <param name="Agent">The agent's name as customers see it.</param>
/// <param name="Lease">The lease version the agent's claim was answered with.</param>
/// <param name="Outcome">What was done, in words the customer may read.</param>
public sealed record AgentResolved(string CaseId, string Agent, int Lease, string Outcome) : AgentAction(CaseId, Agent)
{
    /// <summary>What was at the root of it, if they say so.</summary>
    public RootCause? Cause { get; init; }
}

/// <summary>An agent hands a case to a colleague.</summary>
/// <param name="CaseId">The case it is about.</param>
/// <param name="Agent">The agent's name as customers see it.</param>
/// <param name="Lease">The lease version the agent's claim was answered with.</param>
/// <param name="To">The colleague's name as customers see it.</param>
public sealed record AgentTransferred(string CaseId, string Agent, int Lease, string To) : AgentAction(CaseId, Agent);

/// <summary>An agent takes a case from the colleague who has it.</summary>
/// <param name="CaseId">The case it is about.</param>
/// <param name="Agent">The agent's name as customers see it.</param>
/// <param name="Reason">Why, for the colleague and the record.</param>
public sealed record AgentTookOver(string CaseId, string Agent, string Reason) : AgentAction(CaseId, Agent);

/// <summary>An agent lays a case aside until later.</summary>
/// <param name="CaseId">The case it is about.</param>
/// <param name="Agent">The agent's name as customers see it.</param>
/// <param name="Lease">The lease version the agent's claim was answered with.</param>
/// <param name="Until">Until when.</param>
public sealed record AgentSnoozed(string CaseId, string Agent, int Lease, DateTimeOffset Until) : AgentAction(CaseId, Agent);

/// <summary>An agent called the customer, or tried to.</summary>
/// <param name="CaseId">The case it is about.</param>
/// <param name="Agent">The agent's name as customers see it.</param>
/// <param name="Lease">The lease version the agent's claim was answered with.</param>
/// <param name="Reached">Whether they spoke.</param>
/// <param name="Words">What came of it, for colleagues; may be empty.</param>
public sealed record AgentCalled(string CaseId, string Agent, int Lease, bool Reached, string Words) : AgentAction(CaseId, Agent);

/// <summary>An agent writes something down for colleagues; whoever has the lease keeps it.</summary>
/// <param name="CaseId">The case it is about.</param>
/// <param name="Agent">The agent's name as customers see it.</param>
/// <param name="Text">What.</param>
public sealed record AgentNoted(string CaseId, string Agent, string Text) : AgentAction(CaseId, Agent);

/// <summary>Something to do later: a message to ourselves. It is never cancelled; when it comes due, the file decides whether it still acts.</summary>
/// <param name="DueAt">When it comes due.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CheckInDue), nameof(CheckInDue))]
[JsonDerivedType(typeof(FirstWordDue), nameof(FirstWordDue))]
[JsonDerivedType(typeof(SnoozeOver), nameof(SnoozeOver))]
[JsonDerivedType(typeof(EscalationDue), nameof(EscalationDue))]
[JsonDerivedType(typeof(CallBackDue), nameof(CallBackDue))]
[JsonDerivedType(typeof(CallBackOver), nameof(CallBackOver))]
[JsonDerivedType(typeof(TellStaff), nameof(TellStaff))]
[JsonDerivedType(typeof(TellDesk), nameof(TellDesk))]
[JsonDerivedType(typeof(DeskAnswerDue), nameof(DeskAnswerDue))]
[JsonDerivedType(typeof(StoryDue), nameof(StoryDue))]
[JsonDerivedType(typeof(StandingDue), nameof(StandingDue))]
[JsonDerivedType(typeof(IntroducePerson), nameof(IntroducePerson))]
[JsonDerivedType(typeof(StartTexting), nameof(StartTexting))]
[JsonDerivedType(typeof(ComposeAnswer), nameof(ComposeAnswer))]
public abstract record Work(DateTimeOffset DueAt);

/// <summary>The planned contact of <see cref="CustomerFile.Next"/>; it acts only while the file still plans exactly this one.</summary>
public sealed record CheckInDue(DateTimeOffset DueAt, string Step, string? OrderId) : Work(DueAt);

/// <summary>By now somebody was to have written to the customer about this case.</summary>
public sealed record FirstWordDue(DateTimeOffset DueAt, string CaseId) : Work(DueAt);

/// <summary>A case that was laid aside comes back; it acts only while the case is laid aside until exactly this moment.</summary>
public sealed record SnoozeOver(DateTimeOffset DueAt, string CaseId) : Work(DueAt);

/// <summary>A case that waits for its first word goes a level higher; it acts only while the case expects exactly this moment.</summary>
public sealed record EscalationDue(DateTimeOffset DueAt, string CaseId) : Work(DueAt);

/// <summary>A promised call is a few minutes away; it acts only while the case has a call at exactly this time.</summary>
/// <param name="DueAt">When to look.</param>
/// <param name="CaseId">The case.</param>
/// <param name="At">The time that was agreed.</param>
public sealed record CallBackDue(DateTimeOffset DueAt, string CaseId, DateTimeOffset At) : Work(DueAt);

/// <summary>The time of a promised call is over; it acts only while the case has a call at exactly this time.</summary>
/// <param name="DueAt">When to look.</param>
/// <param name="CaseId">The case.</param>
/// <param name="At">The time that was agreed.</param>
public sealed record CallBackOver(DateTimeOffset DueAt, string CaseId, DateTimeOffset At) : Work(DueAt);

/// <summary>Tell somebody outside the desk about a case: one receiver, so that one who cannot be reached does not make the others hear it twice.</summary>
/// <param name="DueAt">At once.</param>
/// <param name="CaseId">The case.</param>
/// <param name="What">What there is to tell.</param>
/// <param name="Level">The level at that time.</param>
/// <param name="Team">Who it was escalated to.</param>
/// <param name="Since">Since when the customer waits; for a call, the time that was agreed.</param>
public sealed record TellStaff(DateTimeOffset DueAt, string CaseId, StaffNotice What, int Level, string? Team, DateTimeOffset Since) : Work(DueAt)
{
    /// <summary>The receiver's e-mail address; null when it is a webhook.</summary>
    public string? Email { get; init; }

    /// <summary>The address that is posted to; null when it is an e-mail.</summary>
    public string? Webhook { get; init; }
}

/// <summary>Tell the other desk the next event of a case that it has not heard; it comes back as <see cref="DeskTold"/>. A case has one of these at a time.</summary>
public sealed record TellDesk(DateTimeOffset DueAt, string CaseId) : Work(DueAt);

/// <summary>By now whoever has a case at the other desk was to have answered; it acts only while the case expects exactly this moment.</summary>
public sealed record DeskAnswerDue(DateTimeOffset DueAt, string CaseId) : Work(DueAt);

/// <summary>What staff are told about a case outside the desk.</summary>
public enum StaffNotice
{
    /// <summary>Nobody has written in time.</summary>
    Escalated,

    /// <summary>A promised call is a few minutes away.</summary>
    CallBackDue,

    /// <summary>A promised call was not made.</summary>
    CallBackMissed,
}

/// <summary>A customer who complained was asked what happened; whatever they said by now is the story.</summary>
public sealed record StoryDue(DateTimeOffset DueAt, DateTimeOffset AskedAt) : Work(DueAt);

/// <summary>By now something about the customer has changed by the passing of time alone; it acts only while the file expects exactly this moment.</summary>
public sealed record StandingDue(DateTimeOffset DueAt) : Work(DueAt);

/// <summary>Write to somebody for the first time, whom a customer has named; for that person it is a <see cref="PersonNamed"/>.</summary>
/// <param name="DueAt">At once.</param>
/// <param name="CustomerId">The id under which they are known from now on.</param>
/// <param name="Phone">Their number, as E.164.</param>
/// <param name="Name">Theirs, if it was said.</param>
/// <param name="By">Who named them.</param>
/// <param name="Locale">Language tag.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Purchase">What they use.</param>
public sealed record IntroducePerson(DateTimeOffset DueAt, string CustomerId, string Phone, string? Name, string By, string Locale, string TimeZone, Purchase Purchase) : Work(DueAt);

/// <summary>Text the customer for the first time, at a number that they gave for it; it comes back as <see cref="NumberGiven"/> or <see cref="NumberOfAnother"/>.</summary>
/// <param name="DueAt">At once.</param>
/// <param name="Phone">Their number, as E.164.</param>
/// <param name="Owed">Whether only with the answers they wait for.</param>
public sealed record StartTexting(DateTimeOffset DueAt, string Phone, bool Owed) : Work(DueAt);

/// <summary>Write an answer to a question from what was found; it comes back as <see cref="AnswerComposed"/>. What was found travels along, so that there is an answer whatever becomes of the writing.</summary>
/// <param name="DueAt">At once: when the question was asked.</param>
/// <param name="Question">The customer's words.</param>
/// <param name="Finding">What the knowledge base says.</param>
public sealed record ComposeAnswer(DateTimeOffset DueAt, string Question, Finding Finding) : Work(DueAt);
