using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Welcome;

/// <summary>Thanks for a purchase, with what to expect; introduces the bot the first time.</summary>
/// <param name="Name">What to call the customer.</param>
/// <param name="Product">What they bought.</param>
/// <param name="Thing">The everyday word for it.</param>
/// <param name="Promises">What to expect, a line each.</param>
/// <param name="OnItsWay">Whether it is still to arrive.</param>
/// <param name="First">Whether they have not been told yet that they talk to a program.</param>
/// <param name="Promised">The day it is promised for, when it is still to arrive.</param>
public sealed record ThankYou(string? Name, string Product, string Thing, IReadOnlyList<PromiseLine> Promises, bool OnItsWay, bool First, DateTimeOffset? Promised) : Reply;

/// <summary>Greets somebody no shop has told us about and asks, once, which order it is about.</summary>
public sealed record Stranger : Reply;

/// <summary>A stranger named a product we know.</summary>
public sealed record ProductNoted(string Product) : Reply;

/// <summary>A stranger gave an order number we do not know.</summary>
public sealed record OrderUnknown(string Order) : Reply;
