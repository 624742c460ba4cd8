namespace FollowUpBot.Bot.Desk.Pages;

/// <summary>A line of the numbers that are shown live.</summary>
/// <param name="Name">Whose they are.</param>
/// <param name="Values">How many, column by column.</param>
/// <param name="Links">Where the cases are, column by column; null where there are none.</param>
public sealed record NumbersRow(string Name, IReadOnlyList<int> Values, IReadOnlyList<string?> Links);
