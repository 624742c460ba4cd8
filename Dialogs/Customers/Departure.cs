namespace FollowUpBot.Dialogs.Customers;

/// <summary>Why somebody leaves.</summary>
public enum LeavingReason
{
    /// <summary>How they were treated.</summary>
    Service,

    /// <summary>The thing itself.</summary>
    Product,

    /// <summary>What it costs.</summary>
    Price,

    /// <summary>Somebody else has what they like better.</summary>
    Competition,

    /// <summary>They live elsewhere.</summary>
    Moved,

    /// <summary>They have no use for it any more.</summary>
    NeedGone,

    /// <summary>None of these.</summary>
    Other,
}

/// <summary>By what it showed that somebody is leaving.</summary>
public enum LeavingSign
{
    /// <summary>They said so.</summary>
    Said,

    /// <summary>They want to give it back.</summary>
    Return,

    /// <summary>They want to hear no more from us.</summary>
    Stop,

    /// <summary>A low score, and nothing since.</summary>
    SilentAfterLowScore,
}

/// <summary>That somebody is leaving or has left.</summary>
/// <param name="Sign">By what it showed.</param>
/// <param name="NoticedAt">When.</param>
public sealed record Departure(LeavingSign Sign, DateTimeOffset NoticedAt)
{
    /// <summary>When they were asked why: once, whatever comes.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Why; null while it is not known.</summary>
    public LeavingReason? Reason { get; init; }

    /// <summary>When we said goodbye: from then on nothing is planned.</summary>
    public DateTimeOffset? LeftAt { get; init; }
}
