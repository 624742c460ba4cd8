using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Rewards;

/// <summary>A perk was given. The code stands in the customer's file and in no fact.</summary>
public sealed record RewardIssued(string Reward, decimal Value, string Currency, DateTimeOffset ExpiresAt) : Fact;

/// <summary>They earned it and belong to those who get nothing, so that its effect is known.</summary>
public sealed record RewardHeldOut(string Reward) : Fact;

/// <summary>They were reminded of it.</summary>
public sealed record RewardReminded(string Reward) : Fact;

/// <summary>It was redeemed.</summary>
public sealed record RewardRedeemed(string Reward, string OrderId) : Fact;

/// <summary>It was not redeemed in time.</summary>
public sealed record RewardExpired(string Reward) : Fact;
