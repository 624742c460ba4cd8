namespace FollowUpBot.Bot.Storage;

/// <summary>How what happens to a message stands in the columns of both stores.</summary>
internal static class OutgoingRows
{
    /// <summary>The channel whose rows we deliver by writing them.</summary>
    public const string OurOwnChannel = "directline";

    /// <summary>
    /// How long a claim, and a send, are left to a host before the question is asked whether it lives. A send ends well before it, so a host that lost its lock with its connection and still
    /// runs has no call open when another host may take the message over.
    /// </summary>
    public const int LeaseSeconds = 10;

    /// <summary>The fence of a message that leaves with the turn that wrote it: every claim has a greater one.</summary>
    public const long NeverClaimed = 0;

    /// <summary>A line as it leaves with the turn that wrote it.</summary>
    public static Outgoing Leaving(TurnCommit turn, ConversationKey conversation, long sequence, string? user, string? reference, NewLine line, long row = 0) =>
        new(new OutgoingClaim(turn.KeyOfReply(0), NeverClaimed, turn.LeavesAs!.Value) { Row = row }, conversation, sequence, turn.Next.Id)
        {
            User = user,
            Reference = reference,
            ReplyTo = turn.ReplyTo,
            Speaker = line.Speaker,
            Name = line.Name,
            Text = line.Text,
            Buttons = line.Buttons,
            Form = line.Form,
            Files = line.Files,
            Unasked = turn.Unasked,
            CreatedAt = turn.At,
            NotAfter = turn.NotAfter,
        };

    public static (string State, long? Until, string? Reason) Of(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Pass => ("sending", null, null),
        GateVerdict.Hold hold => ("held", hold.Until.ToUnixTimeMilliseconds(), hold.Reason),
        GateVerdict.Withhold never => ("withheld", null, never.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    public static (string From, string To, long? Until, string? Reason, string? Provider, long? At, bool Counts) Of(OutgoingOutcome outcome) => outcome switch
    {
        OutgoingOutcome.Released => ("claimed", "pending", null, null, null, null, false),
        OutgoingOutcome.Sent sent => ("sending", "sent", null, null, sent.ProviderId, sent.At.ToUnixTimeMilliseconds(), false),
        OutgoingOutcome.Again again => ("sending", "pending", again.NotBefore.ToUnixTimeMilliseconds(), again.Reason, null, null, again.Counts),
        OutgoingOutcome.Failed failed => ("sending", "failed", null, failed.Reason, null, null, true),
        OutgoingOutcome.Unknown unknown => ("sending", "unknown", null, unknown.Reason, null, null, false),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
