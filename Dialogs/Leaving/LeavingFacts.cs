using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Leaving;

/// <summary>It showed that the customer may be leaving.</summary>
public sealed record LeavingNoticed(LeavingSign Sign, string? Product, string? Words) : Fact
{
    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Words = null };
}

/// <summary>They said why.</summary>
public sealed record LeavingReasonGiven(LeavingReason Reason, string Words, string? Product) : Fact
{
    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Words = "" };
}

/// <summary>We said goodbye.</summary>
public sealed record CustomerLeft(LeavingReason? Reason, string? Product) : Fact;

/// <summary>They bought from us again, or said that it is right after all.</summary>
/// <param name="Reason">Why they had been leaving.</param>
/// <param name="By">What brought them back: <c>purchase</c> or <c>care</c>.</param>
public sealed record CustomerWonBack(LeavingReason? Reason, string By) : Fact;
