namespace FollowUpBot.Dialogs.Turns;

/// <summary>Another helpdesk that people work at, beside our own desk: whoever takes a case first has it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="IsHub">Whether it takes the conversation over and talks with the customer itself; else its people write through us.</param>
public sealed record ConnectedDesk(string Name, bool IsHub);

/// <summary>A line of the transcript.</summary>
/// <param name="Channel">Where the conversation is.</param>
/// <param name="Conversation">Which.</param>
/// <param name="Sequence">Its position there.</param>
public sealed record LinePlace(string Channel, string Conversation, long Sequence);

/// <summary>What another desk is told of a case.</summary>
public enum DeskEvent
{
    /// <summary>It was opened.</summary>
    Opened,

    /// <summary>The customer wrote while it is open.</summary>
    Received,

    /// <summary>Nobody had written in time.</summary>
    Escalated,

    /// <summary>It was closed.</summary>
    Closed,

    /// <summary>It is not solved and open again.</summary>
    Reopened,

    /// <summary>A call was promised.</summary>
    CallPromised,
}

/// <summary>What a hub says of a conversation that was handed over to it.</summary>
public enum HandoffState
{
    /// <summary>Somebody there has it.</summary>
    Accepted,

    /// <summary>Nobody there takes it, or they could not go on.</summary>
    Failed,

    /// <summary>It is over.</summary>
    Completed,
}

/// <summary>A hub says what became of a conversation.</summary>
/// <param name="Channel">Where the conversation is.</param>
/// <param name="Conversation">Which: a status counts for what was handed over there and for nothing else.</param>
/// <param name="State">What became of it.</param>
/// <param name="Message">What they say about it; null when nothing.</param>
public sealed record HandoffReported(string Channel, string Conversation, HandoffState State, string? Message) : Inbound;

/// <summary>The other desk has heard what it was told, or never will.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Which of the case's events.</param>
/// <param name="Lost">Why it will never hear of it; null when it has.</param>
public sealed record DeskTold(string CaseId, int Sequence, string? Lost) : Inbound;

/// <summary>Something that the other desk is to hear. It is told in the order of these, and again whenever it asks.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">Its place among the events of the case, from 1, without gaps.</param>
/// <param name="What">What happened.</param>
public sealed record DeskEventNoted(string CaseId, int Sequence, DeskEvent What) : Fact
{
    /// <summary>The last line that the customer had written; the words themselves stand in the transcript only.</summary>
    public LinePlace? Place { get; init; }

    /// <summary>By when the customer was told to expect a word; of a call, when it begins.</summary>
    public DateTimeOffset? By { get; init; }

    /// <summary>How soon somebody must write.</summary>
    public Customers.Priority Priority { get; init; }

    /// <summary>How the customer sounds, −1 to 1.</summary>
    public double Mood { get; init; }

    /// <summary>How high it has been escalated.</summary>
    public int Level { get; init; }

    /// <summary>Who closed it.</summary>
    public string? Agent { get; init; }

    /// <summary>What was done.</summary>
    public string? Outcome { get; init; }
}

/// <summary>The other desk could not be told of a case, so it is ours alone again until the next time.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">The first of its events that the desk did not hear.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record DeskUnreached(string CaseId, int Sequence, string Reason) : Fact;

/// <summary>A hub has taken the conversation and talks with the customer itself.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Desk">Which.</param>
public sealed record ConversationTaken(string CaseId, string Desk) : Fact;
