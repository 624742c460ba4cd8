using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage;

/// <summary>The right to send a message and to say what became of it.</summary>
/// <param name="Key">The message: the inbound it answers and its place among the replies; unique for ever.</param>
/// <param name="Fence">Grows with every claim; a claim with an old one changes nothing.</param>
/// <param name="Owner">The host that claimed it.</param>
internal readonly record struct OutgoingClaim(string Key, long Fence, int Owner)
{
    /// <summary>Where the store keeps it, if it finds it by that; 0 when it has to look for the key.</summary>
    public long Row { get; init; }
}

/// <summary>A message on its way to a channel that is not ours.</summary>
/// <param name="Claim">The right to send it.</param>
/// <param name="Conversation">Where it is said.</param>
/// <param name="Sequence">The line's place there.</param>
/// <param name="CustomerId">To whom.</param>
internal sealed record Outgoing(OutgoingClaim Claim, ConversationKey Conversation, long Sequence, string CustomerId)
{
    /// <summary>The customer's id on the channel.</summary>
    public string? User { get; init; }

    /// <summary>What the channel needs to know to speak there, as it wrote it itself.</summary>
    public string? Reference { get; init; }

    /// <summary>The channel's id of the message that this answers; null for what nobody asked for.</summary>
    public string? ReplyTo { get; init; }

    public required Speaker Speaker { get; init; }

    public string? Name { get; init; }

    public required string Text { get; init; }

    public IReadOnlyList<string> Buttons { get; init; } = [];

    /// <summary>What it has for channels that can show more, or less.</summary>
    public Form? Form { get; init; }

    /// <summary>Files that an agent sent with it.</summary>
    public IReadOnlyList<SentFile> Files { get; init; } = [];

    /// <summary>Whether we write of our own accord.</summary>
    public bool Unasked { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it has lost its occasion.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>How often the channel has refused it.</summary>
    public int Attempts { get; init; }

    /// <summary>How long ago, by the store's clock, the intent to send it was recorded; zero before that.</summary>
    public TimeSpan SendingFor { get; init; }
}

/// <summary>What the gate says to a message just before it is sent.</summary>
internal abstract record GateVerdict
{
    /// <summary>It may be sent, and the store holds that it is being sent.</summary>
    public sealed record Pass : GateVerdict;

    /// <summary>Not now. It keeps its place and is asked about again, and what is said after it need not wait for it.</summary>
    public sealed record Hold(DateTimeOffset Until, string Reason) : GateVerdict;

    /// <summary>Never.</summary>
    public sealed record Withhold(string Reason) : GateVerdict;

    /// <summary>Somebody else owns it by now: do not send.</summary>
    public sealed record Lost : GateVerdict;
}

/// <summary>What became of a message that was claimed or was being sent.</summary>
internal abstract record OutgoingOutcome
{
    /// <summary>Claimed and given back; nothing was sent.</summary>
    public sealed record Released : OutgoingOutcome;

    /// <summary>The provider took it.</summary>
    public sealed record Sent(string? ProviderId, DateTimeOffset At) : OutgoingOutcome;

    /// <summary>The provider provably did not take it.</summary>
    public sealed record Again(DateTimeOffset NotBefore, string Reason) : OutgoingOutcome
    {
        /// <summary>Whether it counts as an attempt.</summary>
        public bool Counts { get; init; } = true;
    }

    /// <summary>The provider will never take it.</summary>
    public sealed record Failed(string Reason) : OutgoingOutcome;

    /// <summary>Whether the provider took it cannot be known.</summary>
    public sealed record Unknown(string Reason) : OutgoingOutcome;
}

/// <summary>
/// Messages to channels that are not ours, one row each: <c>pending → claimed → sending → sent | failed | unknown</c>, and <c>held</c> or <c>withheld</c> by the gate. A row in
/// <c>sending</c> is a recorded intent: nobody but its owner touches it until the owner is proven dead.
/// </summary>
internal interface IOutbox
{
    /// <summary>The number under which this host sends now.</summary>
    int Self { get; }

    /// <summary>The channels that have something to send now.</summary>
    ValueTask<IReadOnlyList<string>> DueChannelsAsync(DateTimeOffset now);

    /// <summary>When the next message comes due that is not due yet.</summary>
    ValueTask<DateTimeOffset?> NextDueAtAsync(DateTimeOffset after);

    /// <summary>Takes messages that are due, answers before what nobody asked for, then oldest first, and one of each conversation: the next one is to be had when this one has been settled. A claim that is left alone comes free again.</summary>
    ValueTask<IReadOnlyList<Outgoing>> ClaimAsync(string channel, DateTimeOffset now, int most);

    /// <summary>
    /// Asks whether a claimed message may be sent, in the light of the customer's file as it is at that moment, and if so records the intent. When this returns
    /// <see cref="GateVerdict.Pass"/>, the intent is durable.
    /// </summary>
    Task<GateVerdict> GateAsync(OutgoingClaim claim, Func<CustomerFile?, GateVerdict> judge);

    /// <summary>Writes down what became of a message; false when it is no longer this claim's to say.</summary>
    Task<bool> SettleAsync(OutgoingClaim claim, OutgoingOutcome outcome);

    /// <summary>Frees claims that were left alone, and takes over what was being sent by hosts that are proven dead: those messages are this host's to settle now.</summary>
    ValueTask<IReadOnlyList<Outgoing>> RecoverAsync(int most);

    /// <summary>What this host has been sending for longer than a lease.</summary>
    ValueTask<IReadOnlyList<OutgoingClaim>> OverdueAsync();

    /// <summary>Whether some message is known to have got this id from its provider.</summary>
    ValueTask<bool> KnowsProviderIdAsync(string channel, string providerId);

    /// <summary>Keeps what a provider reports later; an earlier stage never replaces a later one.</summary>
    Task NoteDeliveryAsync(string channel, string providerId, string status, int stage);

    /// <summary>What became of the lines of a conversation on a channel that is not ours, from a line on, by their sequence numbers; of what was sent long ago nothing is known any more.</summary>
    ValueTask<IReadOnlyDictionary<long, Fate>> ReadFatesAsync(ConversationKey conversation, long from);

    /// <summary>Messages whose fate cannot be known, the latest first.</summary>
    ValueTask<IReadOnlyList<UnknownSend>> ReadUnknownAsync(int most);

    /// <summary>How many messages there are whose fate cannot be known.</summary>
    ValueTask<long> CountUnknownAsync();
}

/// <summary>What became of a message.</summary>
/// <param name="State">As the outbox has it: pending, held, claimed, sending, sent, failed, unknown, withheld.</param>
/// <param name="Reason">Why, where it is not on its way.</param>
/// <param name="Report">What the provider reported after it took the message; null when nothing.</param>
public sealed record Fate(string State, string? Reason, string? Report);

/// <summary>A message of which nobody can say whether it was heard.</summary>
/// <param name="CustomerId">Whose.</param>
/// <param name="CustomerName">Theirs, if it is known.</param>
/// <param name="Channel">Where it was sent.</param>
/// <param name="At">When it was said.</param>
/// <param name="Text">What.</param>
/// <param name="Reason">Why that is.</param>
public sealed record UnknownSend(string CustomerId, string? CustomerName, string Channel, DateTimeOffset At, string Text, string? Reason);
