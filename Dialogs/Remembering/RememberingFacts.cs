using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Remembering;

/// <summary>Something a customer said is kept. The words stand in their file only, so that forgetting is complete.</summary>
public sealed record MemoryKept(int MemoryId, string Kind, double Confidence, bool Sensitive) : Fact;

/// <summary>They put it right; what it was before is gone.</summary>
public sealed record MemoryCorrected(int MemoryId, string Kind) : Fact;

/// <summary>They had it forgotten.</summary>
public sealed record MemoryForgotten(int MemoryId, string Kind) : Fact;

/// <summary>They did not want something sensitive kept; it was not.</summary>
public sealed record MemoryDeclined(string Kind) : Fact;

/// <summary>It is too old to be taken for true.</summary>
public sealed record MemoryExpired(int MemoryId, string Kind) : Fact;

/// <summary>It was used.</summary>
/// <param name="MemoryId">Which.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="For">In which contact or for which choice.</param>
public sealed record MemoryUsed(int MemoryId, string Kind, string For) : Fact;
