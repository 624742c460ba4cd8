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
        OutgoingOutcome.Again again => ("sending", "pending", again.NotBefore.ToUnixTimeMilliseconds(), again.Reason, null, null, true),
        OutgoingOutcome.Failed failed => ("sending", "failed", null, failed.Reason, null, null, true),
        OutgoingOutcome.Unknown unknown => ("sending", "unknown", null, unknown.Reason, null, null, false),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
