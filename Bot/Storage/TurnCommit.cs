using System.Globalization;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage;

/// <summary>A conversation on a channel.</summary>
internal readonly record struct ConversationKey(string Channel, string Id)
{
    /// <summary>The id by which channels know a line.</summary>
    public static string ActivityId(string conversation, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{conversation}|{sequence:D7}");
}

/// <summary>A conversation with whom it belongs to.</summary>
internal record StoredConversation(string Channel, string Id, string? User, string CustomerId)
{
    /// <summary>What the channel needs to know to speak here of its own accord, as it wrote it itself.</summary>
    public string? Reference { get; init; }

    /// <summary>Whether the customer has ended it: nothing more is said or heard here.</summary>
    public bool IsEnded { get; init; }

    public ConversationKey Key => new(Channel, Id);
}

/// <summary>A conversation with how many lines it has.</summary>
internal sealed record ConversationSoFar(string Channel, string Id, string? User, string CustomerId, long LastSequence) : StoredConversation(Channel, Id, User, CustomerId);

/// <summary>A channel's user id, and the id its conversation gets if it has none yet.</summary>
internal sealed record Address(string Channel, string User, string NewConversation);

/// <summary>A line to add to the conversation.</summary>
/// <param name="Speaker">Who says it.</param>
/// <param name="Name">Their name.</param>
/// <param name="Text">What.</param>
/// <param name="Buttons">Answers to offer.</param>
/// <param name="ClientId">The id by which a client knows it already: its own message, or ours that it saw being written.</param>
internal sealed record NewLine(Speaker Speaker, string? Name, string Text, IReadOnlyList<string> Buttons, string? ClientId)
{
    /// <summary>What it has for channels that can show more, or less.</summary>
    public Form? Form { get; init; }

    /// <summary>Files that came with it.</summary>
    public IReadOnlyList<SentFile> Files { get; init; } = [];

    public bool IsOurs => Speaker != Speaker.Customer;

    /// <summary>The line as it stands in a conversation.</summary>
    public TranscriptLine SaidIn(ConversationKey conversation, long sequence, DateTimeOffset at) => new(sequence, ConversationKey.ActivityId(conversation.Id, sequence), Speaker, Name, Text, Buttons, at, ClientId) { Channel = conversation.Channel, Form = Form, Files = Files };
}

/// <summary>A file that was sent, or is to be, with what is in it.</summary>
internal sealed record StoredFile(SentFile About, byte[] Content);

/// <summary>A sale as it was reported.</summary>
internal sealed record ReportedPurchase(string OrderId, string CustomerId, string Product, string Document);

/// <summary>Everything that one turn makes true, in one transaction.</summary>
internal sealed record TurnCommit
{
    /// <summary>Where the inbound came from: a channel, or the part of the host that caused the turn.</summary>
    public required string Channel { get; init; }

    /// <summary>The inbound's id there; handled once.</summary>
    public required string InboundId { get; init; }

    public required CustomerFile Next { get; init; }

    /// <summary>The version the decision was made on; 0 when there was no file yet.</summary>
    public required long Version { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Where the lines are said; null when the customer's first conversation is made by this turn.</summary>
    public ConversationKey? Conversation { get; init; }

    /// <summary>The channel where the lines are said; null when there is nowhere to say anything.</summary>
    public string? SpokenOn => Conversation?.Channel ?? (Addresses is [var first, ..] ? first.Channel : null);

    public IReadOnlyList<NewLine> Lines { get; init; } = [];

    /// <summary>Files that the lines have with them.</summary>
    public IReadOnlyList<StoredFile> Files { get; init; } = [];

    /// <summary>The lines go back in the answer to the inbound itself, so nothing is left to send.</summary>
    public bool AnsweredInline { get; init; }

    /// <summary>The channel's id of the message that the lines answer.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Whether we write of our own accord.</summary>
    public bool Unasked { get; init; }

    /// <summary>From then on the lines have lost their occasion and are not sent.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The host, by its number in the outbox, that sends the first of our lines as soon as the turn is durable; null when it waits like the others.</summary>
    public int? LeavesAs { get; init; }

    public IReadOnlyList<Work> Work { get; init; } = [];

    /// <summary>The work that this turn was, removed with it.</summary>
    public WorkClaim? Finished { get; init; }

    public IReadOnlyList<Fact> Facts { get; init; } = [];

    public IReadOnlyList<Case> Cases { get; init; } = [];

    /// <summary>Perks that were given or changed.</summary>
    public IReadOnlyList<EarnedReward> Rewards { get; init; } = [];

    /// <summary>How many of the perks given now there may be in all, by their names.</summary>
    public IReadOnlyList<(string Reward, int Most)> Budgets { get; init; } = [];

    public ReportedPurchase? Purchase { get; init; }

    /// <summary>Addresses that belong to the customer from now on.</summary>
    public IReadOnlyList<Address> Addresses { get; init; } = [];

    /// <summary>Whether writing the lines is sending them: on our own Direct Line, and in the answer to the inbound.</summary>
    public bool IsSentOn(string channel) => AnsweredInline || channel == OutgoingRows.OurOwnChannel;

    /// <summary>The key of one of our lines among the outgoing.</summary>
    public string KeyOfReply(int index) => KeyOfReply(Channel, InboundId, index);

    /// <summary>The key of one of our lines to an inbound among the outgoing.</summary>
    public static string KeyOfReply(string channel, string inboundId, int index) => string.Create(CultureInfo.InvariantCulture, $"{channel}|{inboundId}|{index}");

    /// <summary>A stranger whose file has become part of this one, with the version that was read.</summary>
    public (string Id, long Version)? Absorbed { get; init; }
}

/// <summary>What became of a commit.</summary>
internal abstract record CommitResult
{
    /// <summary>It is durable.</summary>
    /// <param name="Lines">What was said.</param>
    /// <param name="Leaving">The line that is this host's to send now: it stands in the outbox as being sent.</param>
    public sealed record Done(IReadOnlyList<TranscriptLine> Lines, Outgoing? Leaving = null) : CommitResult;

    /// <summary>The inbound had been handled before; this is the activity id it got then.</summary>
    public sealed record Repeat(string ActivityId) : CommitResult;

    /// <summary>Somebody else changed the file since it was read: load and decide again.</summary>
    public sealed record Conflict : CommitResult;

    /// <summary>Another host has taken the work over that this turn was: it is theirs to finish.</summary>
    public sealed record Lost : CommitResult;
}

/// <summary>The right to finish a piece of work.</summary>
/// <param name="Id">The work's number.</param>
/// <param name="Fence">Grows when another host takes the work over; a claim with an old one ends nothing.</param>
internal readonly record struct WorkClaim(long Id, long Fence);

/// <summary>Work that has come due and is this host's to do.</summary>
/// <param name="Claim">The right to finish it.</param>
/// <param name="CustomerId">Whose.</param>
/// <param name="Work">What; null when this version cannot read it.</param>
/// <param name="Attempts">How often it has failed.</param>
internal sealed record DueWork(WorkClaim Claim, string CustomerId, Work? Work, int Attempts)
{
    public long Id => Claim.Id;
}

/// <summary>Something that became true of a customer.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="At">When.</param>
/// <param name="Fact">What; null when this version does not know that kind.</param>
internal sealed record StoredFact(string Kind, DateTimeOffset At, Fact? Fact);

/// <summary>A fact as it stands in the store.</summary>
/// <param name="Number">Its number; a later fact has a larger one.</param>
/// <param name="CustomerId">Of whom.</param>
/// <param name="Kind">Its name.</param>
/// <param name="At">When, in milliseconds.</param>
/// <param name="Document">What is in it.</param>
internal readonly record struct NumberedFact(long Number, string CustomerId, string Kind, long At, string Document);

/// <summary>What is kept only for a while.</summary>
internal enum Served
{
    /// <summary>Ids of what was handled, by which a repeat is known.</summary>
    Inbound,

    /// <summary>Messages that were sent; never one whose fate is not known or that failed.</summary>
    Outgoing,

    /// <summary>Lines of conversations that are not on their way any more.</summary>
    Transcript,

    /// <summary>Files that were sent.</summary>
    File,

    /// <summary>Files that staff added to a draft and did not send.</summary>
    PendingFile,
}

/// <summary>A case as the desk lists it.</summary>
public sealed record StoredCase(string CustomerId, string? CustomerName, Case Case)
{
    /// <summary>What the customer reads and writes.</summary>
    public string Locale { get; init; } = "en";
}

/// <summary>A case that was looked for, with the latest line in which the words stand; null when they stand in the case itself.</summary>
public sealed record FoundCase(StoredCase Case, string? Line);
