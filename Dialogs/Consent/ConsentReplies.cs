using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Consent;

/// <summary>The one confirmation that we stop.</summary>
public sealed record OptedOut : Reply;

/// <summary>We stop, and a human has the complaint that came with it.</summary>
public sealed record OptedOutWithCase(string Team) : Reply;

/// <summary>We write again.</summary>
public sealed record OptedIn(string? Name, string? Thing) : Reply;

/// <summary>What the bot can do, how to reach a person, how to stop.</summary>
public sealed record Help(string? Product, string Team, bool Stopped) : Reply;
