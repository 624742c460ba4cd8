using FollowUpBot.Bot.Http;

namespace FollowUpBot.Bot.Channels.WebChat;

/// <summary>On whose pages the chat may be shown.</summary>
/// <param name="Shop">The shop's name.</param>
/// <param name="Origins">Where its pages come from.</param>
/// <param name="IsDevelopment">Pages of this machine may as well.</param>
internal sealed record ChatPlaces(string Shop, IReadOnlyList<string> Origins, bool IsDevelopment)
{
    /// <summary>Whether a page of this origin may have the chat; our own may.</summary>
    public bool Has(string? origin, HttpRequest request) =>
        origin is not null && (origin == Origin.OfHost(request) || Origins.Contains(origin, StringComparer.OrdinalIgnoreCase) || (IsDevelopment && Origin.IsLoopback(origin)));

    /// <summary>Who may frame the chat's page, for a browser's policy.</summary>
    public string Ancestors => string.Join(' ', ["'self'", .. Origins, .. IsDevelopment ? (string[])["http://localhost:*", "http://127.0.0.1:*", "https://localhost:*"] : []]);
}
