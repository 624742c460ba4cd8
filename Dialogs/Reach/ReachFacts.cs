using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Reach;

/// <summary>The customer said where they want to hear from us.</summary>
/// <param name="Channel">Which.</param>
/// <param name="Owed">Whether only for what they were waiting for.</param>
public sealed record ChannelChosen(string Channel, bool Owed) : Fact;
