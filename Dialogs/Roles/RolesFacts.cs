using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Roles;

/// <summary>Who bought it is not who uses it: from now on somebody else is written to about its use.</summary>
/// <param name="OrderId">Which purchase.</param>
/// <param name="CustomerId">Under which id they are known to us; null when staff write to them.</param>
public sealed record UserNamed(string OrderId, string? CustomerId) : Fact;

/// <summary>Somebody who was named to us said whether they want to be written to.</summary>
public sealed record UserAnswered(bool Agrees) : Fact;
