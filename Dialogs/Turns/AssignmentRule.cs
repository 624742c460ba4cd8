namespace FollowUpBot.Dialogs.Turns;

/// <summary>That cases are given to agents by themselves.</summary>
/// <param name="AtOnce">So many cases at most that are not laid aside, for who has no number of their own.</param>
/// <param name="WriteWithin">Who has not written by then loses the case to somebody else.</param>
public sealed record AssignmentRule(int AtOnce, TimeSpan WriteWithin);
