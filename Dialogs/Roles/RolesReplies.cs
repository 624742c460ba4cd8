using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Roles;

/// <summary>Somebody else uses it: who.</summary>
public sealed record WhoUsesIt(string? Thing) : Reply;

/// <summary>Do they mind being written to.</summary>
public sealed record DoTheyAgree(string Who, string? Thing) : Reply;

/// <summary>Done: they hear from us, and this person no longer does about its use.</summary>
/// <param name="Who">As they were named.</param>
/// <param name="Thing">What it is about.</param>
/// <param name="ByStaff">Whether a person writes to them, since we cannot reach them ourselves.</param>
/// <param name="Team">Who that is.</param>
public sealed record HandedOn(string Who, string? Thing, bool ByStaff, string Team) : Reply;

/// <summary>Then everything stays as it was.</summary>
public sealed record AsBefore(string? Thing) : Reply;

/// <summary>The first word to somebody who was named to us: may we write to them.</summary>
public sealed record MayWeWriteToYou(string? Name, string By, string Product, string Thing) : Reply;

/// <summary>They agree.</summary>
public sealed record GoodToMeetYou(string Thing) : Reply;

/// <summary>They do not: they hear no more.</summary>
public sealed record NotAWordMore : Reply;
