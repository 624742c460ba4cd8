using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.SmallTalk;

/// <summary>Hello.</summary>
public sealed record Hello(string? Name, string? Thing) : Reply;

/// <summary>Taken thanks.</summary>
public sealed record YouAreWelcome : Reply;

/// <summary>Taken praise.</summary>
public sealed record GladToHear : Reply;

/// <summary>No person then.</summary>
public sealed record AsYouLike : Reply;

/// <summary>Goodbye.</summary>
public sealed record Goodbye : Reply;

/// <summary>Yes, a program.</summary>
public sealed record AmAProgram(string Team) : Reply;

/// <summary>That is none of our business, and nobody is asked.</summary>
public sealed record NotOurs(string? Thing) : Reply;

/// <summary>A picture cannot be seen here: what to do instead.</summary>
public sealed record CannotSeePictures : Reply;

/// <summary>What stands in the conversation where a customer sent a picture.</summary>
public sealed record APicture : Reply;

/// <summary>The honest fallback.</summary>
public sealed record NotUnderstood(string? Thing) : Reply;

/// <summary>The second time in a row: the offer of a person.</summary>
public sealed record OfferPerson(string Team) : Reply;
