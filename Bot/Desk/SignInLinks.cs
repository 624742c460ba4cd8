using System.Collections.Concurrent;
using FollowUpBot.Bot.Http;

namespace FollowUpBot.Bot.Desk;

/// <summary>One-time links to the desk: each lets one person in, once, within a day.</summary>
internal sealed class SignInLinks(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> open = new();

    /// <summary>A new token for a link.</summary>
    public string Create()
    {
        var now = clock.GetUtcNow();
        foreach (var (token, until) in open) if (until <= now) open.TryRemove(token, out _);
        var created = Keys.New();
        open[created] = now + Lifetime;
        return created;
    }

    /// <summary>Uses a token up; true for the first caller only.</summary>
    public bool Redeem(string token) => open.TryRemove(token, out var until) && until > clock.GetUtcNow();
}
