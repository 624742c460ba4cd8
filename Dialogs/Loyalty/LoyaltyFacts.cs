using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Loyalty;

/// <summary>A measure of loyalty was asked, at the end of a contact about this purchase.</summary>
public sealed record LoyaltyAsked(Measure Measure, string? OrderId, string? Product) : Fact;

/// <summary>It was answered.</summary>
/// <param name="Measure">Which.</param>
/// <param name="Score">0–10 for <see cref="Measure.Recommend"/>, else 0–4; null when the answer names none.</param>
/// <param name="Group">Where it lies; null when that cannot be said.</param>
/// <param name="Words">The answer, verbatim.</param>
/// <param name="OrderId">The purchase it was asked about.</param>
/// <param name="Product">What that was.</param>
public sealed record LoyaltyAnswered(Measure Measure, double? Score, LoyaltyGroup? Group, string Words, string? OrderId, string? Product) : Fact
{
    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Words = "" };
}

/// <summary>The customer said why, verbatim.</summary>
public sealed record LoyaltyReasonGiven(Measure Measure, LoyaltyGroup? Group, string Words, string? OrderId, string? Product) : Fact
{
    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Words = "" };
}

/// <summary>The customer was asked what mattered, or matters.</summary>
public sealed record CriterionAsked(CriterionKind Kind, string OrderId, string Product) : Fact;

/// <summary>They said it.</summary>
/// <param name="Kind">When it mattered.</param>
/// <param name="Words">Verbatim.</param>
/// <param name="Criteria">Names of the criteria in it; may be empty.</param>
/// <param name="OrderId">Of which purchase.</param>
/// <param name="Product">What that was.</param>
public sealed record CriterionGiven(CriterionKind Kind, string Words, IReadOnlyList<string> Criteria, string OrderId, string Product) : Fact
{
    /// <inheritdoc/>
    public override Fact WithoutWords() => this with { Words = "" };
}
