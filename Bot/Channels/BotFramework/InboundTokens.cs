using System.Text.Json;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Turns;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>What a caller's token says. It is for activities from one address, of the channels that its key may sign for.</summary>
internal sealed record ChannelToken(string ServiceUrl, IReadOnlyCollection<string> Channels)
{
    /// <summary>Whether an activity may come with this token.</summary>
    public bool VouchesFor(string? channel, string? serviceUrl) =>
        channel is not null && serviceUrl is not null && Channels.Contains(channel) && serviceUrl.TrimEnd('/').Equals(ServiceUrl.TrimEnd('/'), StringComparison.Ordinal);
}

/// <summary>
/// Checks the token that a channel shows, as the Bot Framework's authentication of its REST API says: <c>Bearer</c>, signed by a key that the cloud publishes, from its issuer, for this app, in its
/// lifetime give or take five minutes. What else it must say, <see cref="ChannelToken"/> holds against the activity.
/// </summary>
internal sealed class InboundTokens(FollowUpOptions options, SigningKeys keys, TravelClock clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    /// <summary>The caller's token; null when there is none that is good. Throws <see cref="KeysUnavailableException"/>.</summary>
    public async Task<ChannelToken?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!options.BotFramework.IsConfigured || Keys.BearerOf(request) is not { } shown || Parse(shown) is not var (token, id, serviceUrl)) return null;
        if (await keys.FindAsync(id, cancel) is not { } key) return null;
        var result = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = key.Issuer ?? BotCloud.Of(options.BotFramework).Issuer,
            ValidAudience = options.BotFramework.AppId,
            AudienceValidator = (audiences, _, parameters) => audiences.Contains(parameters.ValidAudience, StringComparer.OrdinalIgnoreCase),
            IssuerSigningKey = key.Key,
            ValidAlgorithms = Algorithms,
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) => (from is null || from <= clock.RealNow.UtcDateTime + Skew) && until > clock.RealNow.UtcDateTime - Skew,
        });
        return result.IsValid ? new ChannelToken(serviceUrl, key.Endorsements) : null;
    }

    // What it claims, before it is known to be true: who it is for and how it is signed, so that not everybody has the cloud's keys looked up.
    private (JsonWebToken Token, string Key, string ServiceUrl)? Parse(string shown)
    {
        try
        {
            var token = handler.ReadJsonWebToken(shown);
            return token.Kid is { Length: > 0 } key && Algorithms.Contains(token.Alg) && token.Audiences.Contains(options.BotFramework.AppId, StringComparer.OrdinalIgnoreCase)
                && (token.TryGetPayloadValue<string>("serviceurl", out var url) || token.TryGetPayloadValue("serviceUrl", out url)) && url is { Length: > 0 }
                ? (token, key, url)
                : null;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException or JsonException or SecurityTokenException)
        {
            // Whatever it is that it cannot be read as, it is no token.
            return null;
        }
    }
}
