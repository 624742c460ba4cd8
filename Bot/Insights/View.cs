using FollowUpBot.Bot.Insights.Figures;

namespace FollowUpBot.Bot.Insights;

/// <summary>A page of the insights.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Title">Its name in the navigation.</param>
/// <param name="Of">What is on it.</param>
internal sealed record View(string Key, string Title, Func<Reading, IReadOnlyList<Section>> Of)
{
    /// <summary>All of them, in the order of the navigation.</summary>
    public static readonly IReadOnlyList<View> All =
    [
        new("overview", "Overview", OverviewFigures.Of),
        new("touchpoints", "Touchpoints", TouchpointFigures.Of),
        new("loyalty", "Loyalty", LoyaltyFigures.Of),
        new("leaving", "Leaving", LeavingFigures.Of),
        new("perks", "Perks", PerkFigures.Of),
        new("cases", "Cases", CaseFigures.Of),
        new("service", "Service", ServiceFigures.Of),
        new("contacts", "Contacts", ContactFigures.Of),
        new("voice", "Voice", VoiceFigures.Of),
    ];

    public static View? Find(string key) => All.FirstOrDefault(v => v.Key == key);
}
