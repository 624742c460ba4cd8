using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Loyalty;

/// <summary>Would you buy from us again.</summary>
public sealed record WouldBuyAgain(string Thing) : Reply;

/// <summary>Would you stay with us if another shop had the same.</summary>
public sealed record WouldStay(string Thing) : Reply;

/// <summary>How likely are you to recommend it, 0 to 10.</summary>
public sealed record WouldRecommend(string Thing) : Reply;

/// <summary>What mattered most when you bought it.</summary>
public sealed record WhatMattered(string Thing) : Reply;

/// <summary>To a business customer: what would make it worth it for you.</summary>
public sealed record WhatWouldMakeItWorthIt(string Thing) : Reply;

/// <summary>What matters most now that you use it.</summary>
public sealed record WhatMattersNow(string Thing) : Reply;

/// <summary>A low score: sorry, and what happens now.</summary>
/// <param name="Agent">The agent at the desk, if exactly one is.</param>
/// <param name="Team">The team.</param>
/// <param name="Open">Whether somebody is there now.</param>
/// <param name="By">By when a word comes.</param>
/// <param name="Words">The reason, if they gave one with it, shortened.</param>
public sealed record LowScore(string? Agent, string Team, bool Open, DateTimeOffset By, string? Words) : Reply;

/// <summary>A score in the middle: thanks, and what is missing.</summary>
public sealed record WhatIsInTheWay : Reply;

/// <summary>A high score: thanks, and what it is.</summary>
public sealed record WhatIsIt(string? Name) : Reply;

/// <summary>Thanks for the reason.</summary>
public sealed record ThanksForTheReason : Reply;

/// <summary>No reason then.</summary>
public sealed record NoReasonNeeded : Reply;

/// <summary>What matters to them is noted.</summary>
public sealed record NotedWhatMatters(string Thing) : Reply;

/// <summary>Their measure of success is noted, and will be asked about.</summary>
public sealed record NotedWhatCounts : Reply;
