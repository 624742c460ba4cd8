namespace FollowUpBot.Dialogs.Customers;

/// <summary>Something a human has to do for a customer. The right to reply is a lease: who holds it and its version are decided here, so that two agents can never both have it.</summary>
/// <param name="Id">The customer's id and a running number.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">In a few words, for the queue.</param>
/// <param name="Story">The customer's own words.</param>
/// <param name="Mood">−1 (furious) to 1.</param>
/// <param name="OpenedAt">When.</param>
/// <param name="FirstWordBy">By when the customer was told to expect a word.</param>
public sealed record Case(string Id, CaseKind Kind, string Reason, string Story, double Mood, DateTimeOffset OpenedAt, DateTimeOffset FirstWordBy)
{
    /// <summary>The product it is about, if that is known.</summary>
    public string? Product { get; init; }

    /// <summary>The agent who holds the lease; null when it is in the queue.</summary>
    public string? Owner { get; init; }

    /// <summary>Version of the lease: grows with every change of owner.</summary>
    public int Lease { get; init; }

    /// <summary>Until when the lease holds without a sign of life from its owner.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Whether its owner was given it by the shop's rule and the customer has not heard of them yet.</summary>
    public bool IsUnannounced { get; init; }

    /// <summary>Who was given it by the shop's rule since an agent last wrote.</summary>
    public IReadOnlyList<string> GivenTo { get; init => field = value ?? []; } = [];

    /// <summary>When an agent first wrote to the customer.</summary>
    public DateTimeOffset? FirstWordAt { get; init; }

    /// <summary>How often the time we named passed without a word.</summary>
    public int Missed { get; init; }

    /// <summary>When it was closed; null while it is open.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>What was done.</summary>
    public string? Outcome { get; init; }

    /// <summary>What was at the root of it; null while nobody has said so.</summary>
    public RootCause? Cause { get; init; }

    /// <summary>Until when its owner has laid it aside; a word of the customer brings it back before.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>How often the customer said after it was closed that it is not solved.</summary>
    public int Reopened { get; init; }

    /// <summary>How many messages the customer has written since an agent last wrote; counted while the bot is silent.</summary>
    public int Unanswered { get; init; }

    /// <summary>When they wrote the last of them.</summary>
    public DateTimeOffset? LastHeardAt { get; init; }

    /// <summary>What they wrote in it, shortened.</summary>
    public string? LastWords { get; init; }

    /// <summary>What agents wrote down for each other, oldest first. The customer never sees it.</summary>
    public IReadOnlyList<CaseNote> Notes { get; init => field = value ?? []; } = [];

    /// <summary>How soon somebody must write; decided when it is opened and when it is opened again.</summary>
    public Priority Priority { get; init; }

    /// <summary>How often it has been escalated since it began to wait; 0 while it is where it belongs.</summary>
    public int Level { get; init; }

    /// <summary>The team it has been escalated or handed to, as the shop calls them; null while it is for everybody.</summary>
    public string? Team { get; init; }

    /// <summary>When it is escalated next if nobody has written by then; null when nothing is planned.</summary>
    public DateTimeOffset? EscalatesAt { get; init; }

    /// <summary>Since when the customer waits for a word; null in a case of an earlier version.</summary>
    public DateTimeOffset? WaitsSince { get; init; }

    /// <summary>The call that was promised; one that was kept stays. Null when there is none.</summary>
    public CallBack? CallBack { get; init; }

    /// <summary>The other desk at which its owner works; null when they work at ours, or nobody has it.</summary>
    public string? Desk { get; init; }

    /// <summary>How many events of it another desk was to hear.</summary>
    public int DeskEvents { get; init; }

    /// <summary>How many of them it has heard, or never will.</summary>
    public int DeskHeard { get; init; }

    /// <summary>By when its owner at the other desk answers what the customer has written; null while nothing is unanswered, or they work at ours.</summary>
    public DateTimeOffset? DeskAnswersBy { get; init; }

    /// <summary>The conversation in which it was handed over to a hub, which may still say what became of it; null when none may.</summary>
    public string? HubConversation { get; init; }

    /// <summary>Whether somebody still has to do something.</summary>
    public bool IsOpen => ResolvedAt is null;

    /// <summary>How long an owner may be silent before another agent may claim the case.</summary>
    public static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(30);

    /// <summary>Who holds the lease at this time; null when it is free.</summary>
    public string? HolderAt(DateTimeOffset now) => LeaseUntil > now ? Owner : null;
}

/// <summary>How soon somebody must write to a customer who waits.</summary>
public enum Priority
{
    /// <summary>As always.</summary>
    Normal,

    /// <summary>They are very angry, or it was closed and is not solved.</summary>
    High,

    /// <summary>Somebody may be hurt.</summary>
    Urgent,
}

/// <summary>A call that the customer was promised.</summary>
/// <param name="At">When it is to begin.</param>
/// <param name="Until">By when at the latest, when they named a span; null when they named the time itself.</param>
/// <param name="Phone">Their number, as E.164.</param>
/// <param name="BookedAt">When it was agreed.</param>
/// <param name="KeptAt">When an agent called; null while nobody has.</param>
public sealed record CallBack(DateTimeOffset At, DateTimeOffset? Until, string Phone, DateTimeOffset BookedAt, DateTimeOffset? KeptAt = null)
{
    /// <summary>How long after its time it still counts as kept.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>From then on it is broken if nobody has called.</summary>
    public DateTimeOffset MissedAt => (Until ?? At) + Grace;
}

/// <summary>Something that agents wrote down for each other.</summary>
/// <param name="At">When.</param>
/// <param name="Agent">Who.</param>
/// <param name="Text">What, as they wrote it; a colleague is mentioned by <c>@name</c>.</param>
public sealed record CaseNote(DateTimeOffset At, string Agent, string Text);

/// <summary>What was at the root of a case, as whoever closed it sees it.</summary>
public enum RootCause
{
    /// <summary>How we treated them: slow, wrong, unfriendly.</summary>
    Service,

    /// <summary>The product itself.</summary>
    Product,

    /// <summary>It came late, damaged, or not at all.</summary>
    Delivery,

    /// <summary>Money: an invoice, a price, a refund.</summary>
    Billing,

    /// <summary>It is as it should be, and was sold as something else.</summary>
    Expectation,

    /// <summary>None of these.</summary>
    Other,
}

/// <summary>What a case is.</summary>
public enum CaseKind
{
    /// <summary>The knowledge base did not hold the answer; the bot goes on talking meanwhile.</summary>
    Question,

    /// <summary>The customer wants a human.</summary>
    Person,

    /// <summary>Something went wrong.</summary>
    Complaint,

    /// <summary>A personal touch that a rule suggested. The customer knows nothing of it, so nothing waits for it.</summary>
    Task,
}
