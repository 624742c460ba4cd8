using System.Text;
using System.Text.RegularExpressions;
using FollowUpBot.Dialogs.Customers;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FollowUpBot.Bot.Channels.WebChat;

/// <summary>Somebody for whom the shop vouches.</summary>
/// <param name="Id">The shop's id of the customer, as in its purchases.</param>
/// <param name="Name">Their name, if it was said.</param>
internal sealed record VouchedFor(string Id, string? Name);

/// <summary>
/// What the shop's server signs when a customer is logged in there: a JSON Web Token by HS256 with the key that both know, for this audience, good for ten minutes at most. Nothing else is
/// believed, so nobody can say of themselves who they are.
/// </summary>
internal sealed partial class HandOver
{
    public const string Audience = "followupbot";

    private const int LongestToken = 4096, LongestName = 200;

    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(10), ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<SymmetricSecurityKey> keys;
    private readonly TimeProvider clock;
    private readonly JsonWebTokenHandler handler = new();

    /// <param name="keys">The valid keys; without one nobody is vouched for.</param>
    /// <param name="clock">The real clock.</param>
    public HandOver(IReadOnlyList<string> keys, TimeProvider clock)
    {
        this.keys = [.. keys.Select(k => new SymmetricSecurityKey(Encoding.UTF8.GetBytes(k)))];
        this.clock = clock;
    }

    /// <summary>Whom a token vouches for; otherwise why it does not, in a word for the shop's developer.</summary>
    public async Task<(VouchedFor? Customer, string? Refusal)> ReadAsync(string shown)
    {
        if (keys.Count == 0) return (null, "not configured");
        if (shown.Length > LongestToken) return (null, "too long");
        var result = await handler.ValidateTokenAsync(shown, new TokenValidationParameters
        {
            ValidateIssuer = false,
            ValidAudience = Audience,
            IssuerSigningKeys = keys,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            RequireSignedTokens = true,
            RequireExpirationTime = true,

            // Looked at below, where it is known that the signature is right.
            LifetimeValidator = (_, _, _, _) => true,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken token) return (null, result.Exception is SecurityTokenInvalidAudienceException ? "for another audience" : "not signed with the key");
        if (Aged(token) is { } aged) return (null, aged);
        if (token.Subject is not { } id || !CustomerId().IsMatch(id) || id.StartsWith(CustomerFile.StrangerPrefix, StringComparison.Ordinal)) return (null, "no customer id in sub");
        var name = token.TryGetPayloadValue<string>("name", out var said) ? string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : "";
        return (new VouchedFor(id, name.Length is > 0 and <= LongestName && !name.Any(char.IsControl) ? name : null), null);
    }

    private string? Aged(JsonWebToken token)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (token.IssuedAt == DateTime.MinValue || token.ValidTo == DateTime.MinValue) return "without iat or exp";
        if (token.ValidTo - token.IssuedAt > LongestLife) return "good for more than ten minutes";
        if (token.IssuedAt > now + ClockTolerance || token.ValidFrom > now + ClockTolerance) return "from the future";
        return token.ValidTo <= now ? "expired" : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex CustomerId();
}
