using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>What a turn comes to: what is true now, what to say, what to do later. Nothing in it has happened yet.</summary>
/// <param name="Next">The customer's file after this turn.</param>
public sealed record Decision(CustomerFile Next)
{
    /// <summary>What to say, in this order.</summary>
    public IReadOnlyList<Reply> Replies { get; init; } = [];

    /// <summary>The channel to say it on, where that is not the usual one.</summary>
    public string? On { get; init; }

    /// <summary>What to do later.</summary>
    public IReadOnlyList<Work> Work { get; init; } = [];

    /// <summary>What is true from now on.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>Why what was tried is not allowed; then nothing else changes.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Nothing is said and nothing changes.</summary>
    public static Decision Nothing(CustomerFile file) => new(file);

    /// <summary>Opens a case that a person owns from now on, tells the customer so, and looks after the time they were told whether somebody has written.</summary>
    /// <param name="file">Whose.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="reason">In a few words for the queue.</param>
    /// <param name="story">The customer's own words.</param>
    /// <param name="said">What they hear.</param>
    /// <param name="meaning">What the message meant, and who is there.</param>
    /// <param name="now">The time of the turn.</param>
    public static Decision HandOver(CustomerFile file, CaseKind kind, string reason, string story, Reply said, Meaning meaning, DateTimeOffset now)
    {
        var by = meaning.Staff.FirstWordBy;
        var (next, opened) = file.Open(kind, reason, story, meaning, now, by);
        return new Decision(next with { Awaiting = null }).Say(said).Later(new FirstWordDue(by, opened.Id)).Because(new CaseOpened(opened.Id, $"{kind}", reason, opened.Mood));
    }

    /// <summary>The same decision with one more thing to say.</summary>
    public Decision Say(Reply reply) => this with { Replies = [.. Replies, reply] };

    /// <summary>The same decision with one more thing to do later.</summary>
    public Decision Later(Work work) => this with { Work = [.. Work, work] };

    /// <summary>The same decision with more that is true.</summary>
    public Decision Because(params ReadOnlySpan<Fact> facts) => this with { Facts = [.. Facts, .. facts] };
}

/// <summary>Why what an agent or a shop tried was refused.</summary>
public enum Refusal
{
    /// <summary>There is no such case.</summary>
    NoSuchCase,

    /// <summary>The case is closed.</summary>
    Closed,

    /// <summary>Another agent holds the lease.</summary>
    HeldByAnother,

    /// <summary>The agent's lease is not the current one.</summary>
    LeaseLost,

    /// <summary>Nobody holds the lease, or the agent does: there is nobody to take it from or to hand it to.</summary>
    NothingToTake,

    /// <summary>The customer asked for no more messages and has not written since.</summary>
    CustomerStopped,

    /// <summary>A passed-on question was promised an answer, so it cannot be closed without one.</summary>
    AnswerOwed,

    /// <summary>There is neither a word to send nor a file.</summary>
    NothingSaid,

    /// <summary>The customer's channel cannot carry a file, nor a link that opens it.</summary>
    NoFilesThere,

    /// <summary>The customer has no perk with this code.</summary>
    NoSuchReward,

    /// <summary>The perk was redeemed with another order.</summary>
    RewardUsed,

    /// <summary>The perk has ended.</summary>
    RewardExpired,
}
