namespace FollowUpBot.Bot.Desk.Pages;

/// <summary>Something that can be done from the command bar.</summary>
/// <param name="Title">What; it is found by any of its words.</param>
/// <param name="Key">The key that does the same; null when there is none.</param>
/// <param name="Do">Does it.</param>
public sealed record Command(string Title, string? Key, Func<Task> Do)
{
    /// <summary>Whether every word that was typed begins one of its words.</summary>
    public bool Matches(string typed) => typed.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .All(t => Title.Split([' ', ':', ','], StringSplitOptions.RemoveEmptyEntries).Any(w => w.StartsWith(t, StringComparison.OrdinalIgnoreCase)));
}
