using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Remembering;

/// <summary>What we know about somebody: who they are to us, what they bought, what they told us.</summary>
public sealed record WhatWeKnow(string? Name, IReadOnlyList<BoughtLine> Bought, IReadOnlyList<ToldLine> Told) : Reply;

/// <summary>A line of it: a purchase.</summary>
public sealed record BoughtLine(string Product, DateTimeOffset At) : Reply;

/// <summary>A line of it: something they told us.</summary>
public sealed record ToldLine(string Words, DateTimeOffset At) : Reply;

/// <summary>It is noted, and can be forgotten.</summary>
public sealed record Noted(string Words) : Reply;

/// <summary>It is put right.</summary>
public sealed record Corrected(string Words) : Reply;

/// <summary>May we keep that? It is sensitive.</summary>
public sealed record MayWeKeepThat : Reply;

/// <summary>It is kept.</summary>
public sealed record Kept : Reply;

/// <summary>It is not kept.</summary>
public sealed record NotKept : Reply;

/// <summary>It is forgotten.</summary>
/// <param name="Words">What was; empty when it was everything.</param>
public sealed record Forgotten(IReadOnlyList<ToldLine> Words) : Reply;

/// <summary>There is nothing to forget, or it is not clear what: this is what there is.</summary>
public sealed record ForgetWhich(IReadOnlyList<ToldLine> Told) : Reply;
