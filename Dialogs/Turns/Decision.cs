using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>What a turn comes to: what is true now, what to say, what to do later. Nothing in it has happened yet.</summary>
/// <param name="Next">The customer's file after this turn.</param>
public sealed record Decision(CustomerFile Next)
{
    /// <summary>What to say, in this order.</summary>
    public IReadOnlyList<Reply> Replies { get; init; } = [];

    /// <summary>What to do later.</summary>
    public IReadOnlyList<Work> Work { get; init; } = [];

    /// <summary>What is true from now on.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>Why what was tried is not allowed; then nothing else changes.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Nothing is said and nothing changes.</summary>
    public static Decision Nothing(CustomerFile file) => new(file);

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

    /// <summary>The customer asked for no more messages and has not written since.</summary>
    CustomerStopped,

    /// <summary>A passed-on question was promised an answer, so it cannot be closed without one.</summary>
    AnswerOwed,

    /// <summary>The customer has no perk with this code.</summary>
    NoSuchReward,

    /// <summary>The perk was redeemed with another order.</summary>
    RewardUsed,

    /// <summary>The perk has ended.</summary>
    RewardExpired,
}
