namespace FollowUpBot.Bot.Insights.Themes;

/// <summary>Finds new themes among sentences that belong to none.</summary>
internal static class ThemeFinder
{
    /// <summary>How many customers must say it.</summary>
    public const int FewestCustomers = 4;

    // How alike two groups of sentences are on average to be one.
    private const float Together = 0.4f;

    // What is nearly a theme already is not another one: what it has of its own will show when more is said.
    private const float NearlyTheSame = 0.46f;

    /// <summary>The new themes, the largest first.</summary>
    /// <param name="sayings">Sentences that belong to none.</param>
    /// <param name="known">The themes that there are.</param>
    /// <param name="cutter">Knows the words that say nothing.</param>
    public static IReadOnlyList<Theme> Find(IReadOnlyList<Saying> sayings, IReadOnlyList<Theme> known, SentenceCutter cutter)
    {
        var found = new List<Theme>();
        foreach (var group in Clusters.Of(sayings, Together).Where(g => g.Count >= FewestCustomers).OrderByDescending(g => g.Count).ThenBy(g => g[0]))
        {
            var said = group.Select(place => sayings[place]).ToList();
            if (said.Select(s => s.Customer).Distinct().Count() < FewestCustomers) continue;
            if (known.Concat(found).Any(t => said.Average(s => t.Likeness(s.Meaning, s.Terms)) >= NearlyTheSame)) continue;
            if (Theme.Of(said, cutter) is { } theme) found.Add(theme);
        }

        return found;
    }
}
