using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.News;

/// <summary>Not for them: noted, and no more of it.</summary>
/// <param name="AndNoMore">Whether it was the second time, so that no news comes any more.</param>
public sealed record NotForYou(bool AndNoMore) : Reply;
