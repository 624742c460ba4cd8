namespace FollowUpBot.Dialogs.Customers;

/// <summary>A perk that somebody has been given.</summary>
/// <param name="Name">Of its rule.</param>
/// <param name="Code">What they give at the checkout.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="ExpiresAt">From then on it is worth nothing.</param>
public sealed record EarnedReward(string Name, string Code, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>What it is, as the rule said on that day, by the name of the text.</summary>
    public string Says { get; init; } = "";

    /// <summary>When they were reminded of it.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>When it was redeemed.</summary>
    public DateTimeOffset? RedeemedAt { get; init; }

    /// <summary>With which order.</summary>
    public string? RedeemedWith { get; init; }

    /// <summary>Whether its end is on record.</summary>
    public bool Expired { get; init; }

    /// <summary>Whether it can be redeemed at this time.</summary>
    public bool IsOpen(DateTimeOffset now) => RedeemedAt is null && now < ExpiresAt;
}
