using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Voice;

/// <summary>What the customer had asked for has been done, and they are owed a word about it.</summary>
public sealed record ImprovementNoted(string Improvement) : Fact;

/// <summary>They were told.</summary>
public sealed record ImprovementTold(string Improvement) : Fact;
