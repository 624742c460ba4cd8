using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Leaving;

/// <summary>They are leaving: may we ask why. Once.</summary>
public sealed record MayIAskWhy(string? Thing) : Reply;

/// <summary>A low score, and nothing heard since: how is it.</summary>
public sealed record AreYouStillThere(string? Name, string? Thing) : Reply;

/// <summary>Service or the thing itself drove them away: a person puts it right.</summary>
public sealed record PutRight(bool Service, string? Thing, string? Agent, string Team, bool Open, DateTimeOffset By) : Reply;

/// <summary>Too dear: what they keep, and where it went.</summary>
public sealed record TooDear(string? Thing) : Reply;

/// <summary>Somebody else is better: thanks for saying, and what they keep.</summary>
public sealed record FoundBetter(string? Thing) : Reply;

/// <summary>They live elsewhere: what works from anywhere.</summary>
public sealed record MovedOn(string? Thing) : Reply;

/// <summary>No need any more, or something else: goodbye.</summary>
public sealed record HonourableGoodbye(string? Name, string? Thing) : Reply;

/// <summary>They stay: that is good to hear.</summary>
public sealed record GoodToHear(string? Thing) : Reply;
