using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Consent;

/// <summary>The one confirmation that we stop.</summary>
public sealed record OptedOut : Reply;

/// <summary>We stop, and a human has the complaint that came with it.</summary>
public sealed record OptedOutWithCase(string Team) : Reply;

/// <summary>How to hear no more: the end of each text message that nobody asked for.</summary>
public sealed record WayOut : Reply;

/// <summary>We write again.</summary>
public sealed record OptedIn(string? Name, string? Thing) : Reply;

/// <summary>We write nothing of our own accord before a moment.</summary>
/// <param name="Until">When.</param>
/// <param name="Today">Whether it is today, so that the time is worth saying.</param>
public sealed record Paused(DateTimeOffset Until, bool Today) : Reply;

/// <summary>They named a day further away than we can promise anything for: a year it is.</summary>
public sealed record PausedForAYear(DateTimeOffset Until) : Reply;

/// <summary>They want quiet and name no day: until when.</summary>
public sealed record UntilWhen : Reply;

/// <summary>The day they named has passed: which is it.</summary>
public sealed record ThatHasPassed : Reply;

/// <summary>What the bot can do, how to reach a person, how to stop.</summary>
public sealed record Help(string? Product, string Team, bool Stopped) : Reply;
