using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Segments;

/// <summary>The customer belongs to a segment from now on.</summary>
public sealed record SegmentEntered(string Segment) : Fact;

/// <summary>They no longer do.</summary>
public sealed record SegmentLeft(string Segment) : Fact;

/// <summary>A personal touch was suggested to staff.</summary>
public sealed record GestureSuggested(string Gesture, string CaseId) : Fact;
