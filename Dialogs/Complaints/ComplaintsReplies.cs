using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Complaints;

/// <summary>Sorry, and the one question that an unclear complaint allows.</summary>
public sealed record WhatHappened(string? Name, string? Product, string Team) : Reply;

/// <summary>Sorry for exactly this, and who has it now.</summary>
/// <param name="Name">What to call the customer.</param>
/// <param name="Words">The complaint in the customer's own words, shortened; null when they are not to be repeated.</param>
/// <param name="Product">What it is about.</param>
/// <param name="Agent">The agent at the desk, if exactly one is.</param>
/// <param name="Team">The team.</param>
/// <param name="Open">Whether somebody is there now.</param>
/// <param name="By">By when a word comes.</param>
/// <param name="Asked">Whether we had asked what happened, and so have said sorry once.</param>
public sealed record HandedOver(string? Name, string? Words, string? Product, string? Agent, string Team, bool Open, DateTimeOffset By, bool Asked) : Reply;

/// <summary>Somebody may be hurt: safety first, then who has it.</summary>
public sealed record StopUsingIt(string? Thing, string? Agent, string Team, bool Open, DateTimeOffset By) : Reply;

/// <summary>What the manual says to a fault, while the customer waits for a person.</summary>
public sealed record MeanwhileTry(Markdown Quote, Citation Source) : Reply;
