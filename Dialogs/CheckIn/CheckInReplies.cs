using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.CheckIn;

/// <summary>The promised day is over and nobody has said: has it arrived.</summary>
public sealed record HasItArrived(string Product, DateTimeOffset Promised) : Reply;

/// <summary>It has arrived.</summary>
public sealed record GoodItArrived(string Thing) : Reply;

/// <summary>It has not: sorry, and who looks for it.</summary>
public sealed record NotArrived(string Product, DateTimeOffset? Promised, string? Agent, string Team, bool Open, DateTimeOffset By) : Reply;

/// <summary>It has not, and is not due yet.</summary>
public sealed record StillOnItsWay(DateTimeOffset Promised) : Reply;

/// <summary>Neither yes nor no to whether it is there or right.</summary>
public sealed record LetMeKnow : Reply;

/// <summary>Yes, but: what follows the but goes to a human.</summary>
public sealed record YesBut(string? Agent, string Team, bool Open, DateTimeOffset By) : Reply;

/// <summary>Does it do what it was bought for; of a business customer, is it worth it by their own measure.</summary>
public sealed record DoesItDoItsJob(string Product, string? Success) : Reply;

/// <summary>It does what it was bought for.</summary>
public sealed record GladItWorks(string Thing) : Reply;

/// <summary>It does not: sorry, and what is it.</summary>
public sealed record WhatIsWrong(string Thing, string Team) : Reply;

/// <summary>Partly: what is missing.</summary>
public sealed record WhatIsMissing(string Thing) : Reply;

/// <summary>After a closed case: is it really good now; of what had not arrived, whether it has.</summary>
public sealed record IsItRightNow(string Agent, string? Outcome, string? Thing, bool Missing) : Reply;

/// <summary>It is.</summary>
public sealed record GladItIsRight : Reply;

/// <summary>It is not: a human again, at once.</summary>
public sealed record StillNotRight(string? Agent, string Team, bool Open, DateTimeOffset By) : Reply;
