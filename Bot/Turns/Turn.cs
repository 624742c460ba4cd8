using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>A turn to take.</summary>
/// <param name="Customer">Whose.</param>
/// <param name="Channel">Where the inbound came from.</param>
/// <param name="InboundId">Its id there: an inbound is handled once.</param>
/// <param name="Inbound">What arrived.</param>
internal sealed record Turn(string Customer, string Channel, string InboundId, Inbound Inbound)
{
    /// <summary>Where the answer goes; the customer's latest conversation when not given.</summary>
    public ConversationKey? Conversation { get; init; }

    /// <summary>Files that came with it, from the customer or an agent.</summary>
    public IReadOnlyList<StoredFile> Files { get; init; } = [];

    /// <summary>The client's own id of the message.</summary>
    public string? ClientId { get; init; }

    /// <summary>The channel's id of the message that the answer is a reply to.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The answer goes back in the HTTP answer to the inbound.</summary>
    public bool AnsweredInline { get; init; }

    /// <summary>The work that came due.</summary>
    public WorkClaim? Work { get; init; }

    /// <summary>Under which id the customer saw the answer being written.</summary>
    public string? StreamId { get; init; }

    /// <summary>The sale as reported, and the addresses it names.</summary>
    public ReportedPurchase? Purchase { get; init; }

    public IReadOnlyList<Address> Addresses { get; init; } = [];

    /// <summary>A stranger who turned out to be this customer.</summary>
    public string? Stranger { get; init; }
}

/// <summary>What became of a turn.</summary>
internal abstract record TurnResult
{
    /// <summary>It is durable, with these lines; the file is as it is now.</summary>
    public sealed record Done(CustomerFile File, IReadOnlyList<TranscriptLine> Lines) : TurnResult
    {
        /// <summary>Ends when the first of our lines has been handed to its channel, or waits for its turn there.</summary>
        public Task Left { get; init; } = Task.CompletedTask;
    }

    /// <summary>It had been taken before; the inbound's activity id from then.</summary>
    public sealed record Repeat(string ActivityId) : TurnResult;

    /// <summary>Another host has taken over the work that it was.</summary>
    public sealed record Lost : TurnResult;

    /// <summary>An agent may not do this; the file shows why.</summary>
    public sealed record Refused(Refusal Why, CustomerFile File) : TurnResult;
}
