namespace FollowUpBot.Bot.People;

/// <summary>What somebody answers for. An empty list is everything.</summary>
/// <param name="Teams">The teams they belong to, as the shop calls them.</param>
/// <param name="Products">Products, by name.</param>
/// <param name="Languages">Languages, as in <c>de</c>.</param>
public sealed record Duties(IReadOnlyList<string> Teams, IReadOnlyList<string> Products, IReadOnlyList<string> Languages)
{
    public const int MostOfEach = 50, LongestName = 80, MostAtOnce = 100;

    /// <summary>Everything.</summary>
    public static Duties All { get; } = new([], [], []);

    /// <summary>So many cases at most are given to them at once; null when the shop's number counts.</summary>
    public int? AtOnce { get; init; }

    /// <summary>Whether this can be the short name of a language.</summary>
    public static bool IsLanguage(string name) => name.All(c => char.IsAsciiLetter(c) || c == '-');

    public bool BelongsTo(string team) => Teams.Contains(team, StringComparer.OrdinalIgnoreCase);

    public bool Knows(string product) => Products.Contains(product, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether they read what somebody of this locale writes: <c>de</c> stands for <c>de-AT</c> too.</summary>
    public bool Reads(string locale) => Languages.Count == 0 || Languages.Any(l => locale.Equals(l, StringComparison.OrdinalIgnoreCase) || locale.StartsWith($"{l}-", StringComparison.OrdinalIgnoreCase));
}
