using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.News;

/// <summary>A customer was told news about something they own.</summary>
public sealed record NewsSent(string News, string? OrderId, string? Product) : Fact;

/// <summary>They said that it is not for them.</summary>
public sealed record NewsDeclined(string News) : Fact;
