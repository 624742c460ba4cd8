namespace FollowUpBot.Dialogs.Customers;

/// <summary>A contact that somebody has had.</summary>
/// <param name="Step">Which.</param>
/// <param name="OrderId">Of which purchase; null when of none.</param>
/// <param name="At">When.</param>
public sealed record Touchpoint(string Step, string? OrderId, DateTimeOffset At)
{
    /// <summary>Begins the names of contacts that tell news.</summary>
    public const string News = "news:";

    /// <summary>Begins the names of contacts that tell what became of something they had asked for.</summary>
    public const string Improvement = "did:";

    // Later on they write of something else.
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(7);

    /// <summary>Whether a message of this moment may be about it.</summary>
    public bool IsFresh(DateTimeOffset now) => now - At < Fresh;
}

/// <summary>The one planned contact.</summary>
/// <param name="At">When.</param>
/// <param name="Step">Which step of the journey, or <see cref="Recovery.Step"/>.</param>
/// <param name="OrderId">Of which purchase; null for a recovery.</param>
public sealed record NextContact(DateTimeOffset At, string Step, string? OrderId)
{
    /// <summary>What holds it back beyond its day; null when nothing does.</summary>
    public Deferral? Because { get; init; }

    /// <summary>Whether this is the same contact at the same moment, whatever the reason.</summary>
    public bool Is(NextContact? other) => other is not null && other.At == At && other.Step == Step && other.OrderId == OrderId;
}

/// <summary>What holds a planned contact back. It is deferred, never dropped; only its occasion can pass meanwhile.</summary>
public enum Deferral
{
    /// <summary>Another contact of ours was less than a day ago.</summary>
    AnotherContact,

    /// <summary>They wrote to us within the hour.</summary>
    Talking,

    /// <summary>They have had as many contacts in thirty days as the shop allows.</summary>
    Cap,

    /// <summary>They have a question of ours that they have not answered yet.</summary>
    OpenQuestion,

    /// <summary>Its hours of the day are over.</summary>
    QuietHours,

    /// <summary>They asked us not to write before a day.</summary>
    Paused,
}

/// <summary>Care that is owed after a closed case.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Agent">Who closed it.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="ClosedAt">When.</param>
public sealed record Recovery(string CaseId, string Agent, string Outcome, DateTimeOffset ClosedAt)
{
    /// <summary>Name of the contact in plan, work and facts.</summary>
    public const string Step = "recovery";
}

/// <summary>Why a customer has no planned contact.</summary>
public enum RestingReason
{
    /// <summary>Nothing was bought: a stranger.</summary>
    NoPurchase,

    /// <summary>They asked us to stop.</summary>
    Stopped,

    /// <summary>A human owns the conversation; the plan is made again when the case is closed.</summary>
    WithHuman,

    /// <summary>Every step of every journey has been taken.</summary>
    JourneyComplete,

    /// <summary>Somebody else uses what they bought, and is written to instead.</summary>
    UsedByAnother,

    /// <summary>They have left and we said goodbye; a purchase begins anew.</summary>
    Left,

    /// <summary>Nothing can be brought to them on their channel; their next word or purchase begins anew.</summary>
    Unreachable,
}
