using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Bot.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>What a caller may do.</summary>
/// <param name="Conversation">The one conversation the token is for; null for a secret, which may everything.</param>
/// <param name="User">The user every activity is from; null when the caller may name it.</param>
/// <param name="Origins">Where pages that use the token come from; empty means anywhere.</param>
internal sealed record DirectLineCaller(string? Conversation, string? User, IReadOnlyList<string> Origins)
{
    public bool IsSecret => Conversation is null;
}

/// <summary>What is wrong with what a caller showed.</summary>
internal enum DirectLineRefusal
{
    None,
    Missing,
    Invalid,
    Expired,
}

/// <summary>Direct Line tokens: one conversation, one user, half an hour. Signed with a key made from the secret, so that every host that knows the secret knows the token.</summary>
internal sealed class DirectLineTokens
{
    private const string Issuer = "followupbot";
    private const string Talk = "directline";
    private const string Listen = "directline/stream";

    // Azure's Direct Line gives a client a minute to open the socket.
    private static readonly TimeSpan StreamLifetime = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<string> secrets;
    private readonly IReadOnlyList<SymmetricSecurityKey> keys;
    private readonly TimeProvider clock;
    private readonly int lifetime;
    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <param name="secrets">The valid secrets, the one to sign with first; two while one replaces the other.</param>
    /// <param name="clock">The real clock: a customer's fast clock does not age a token.</param>
    /// <param name="lifetime">Seconds that a token lives. Clients refresh one after a quarter of an hour.</param>
    public DirectLineTokens(IReadOnlyList<string> secrets, TimeProvider clock, int lifetime)
    {
        this.lifetime = lifetime;
        this.secrets = secrets;
        this.clock = clock;
        keys = [.. secrets.Select(s => new SymmetricSecurityKey(HMACSHA256.HashData(Encoding.UTF8.GetBytes(s), "Direct Line tokens"u8)))];
    }

    public int LifetimeSeconds => lifetime;

    public string Issue(string conversation, string? user, IReadOnlyList<string> origins) =>
        Create(Talk, conversation, user, origins, TimeSpan.FromSeconds(lifetime));

    /// <summary>The token in a stream's address: it opens a socket of that conversation, for a minute, to the same pages.</summary>
    public string IssueForStream(string conversation, IReadOnlyList<string> origins) => Create(Listen, conversation, null, origins, StreamLifetime);

    public async Task<(DirectLineCaller? Caller, DirectLineRefusal Refusal)> AuthenticateAsync(HttpRequest request)
    {
        return Keys.BearerOf(request) is { } shown ? await CallerAsync(shown) : (null, DirectLineRefusal.Missing);
    }

    /// <summary>Whose secret or token this is.</summary>
    public async Task<(DirectLineCaller? Caller, DirectLineRefusal Refusal)> CallerAsync(string shown)
    {
        if (secrets.Any(s => Keys.Same(shown, s))) return (new DirectLineCaller(null, null, []), DirectLineRefusal.None);
        var (token, refusal) = await ValidateAsync(shown, Talk);
        return token is null ? (null, refusal) : (CallerOf(token), DirectLineRefusal.None);
    }

    /// <summary>Who listens to a conversation with this token of a stream's address; null when it is for another, or for none.</summary>
    public async Task<DirectLineCaller?> ListenerAsync(string? token, string conversation) =>
        token is not null && (await ValidateAsync(token, Listen)).Token is { } valid && CallerOf(valid) is var listener && listener.Conversation == conversation ? listener : null;

    private static DirectLineCaller CallerOf(JsonWebToken token) => new(
        token.GetPayloadValue<string>("conv"), token.TryGetPayloadValue<string>("user", out var id) ? id : null, [.. token.Claims.Where(c => c.Type == "origin").Select(c => c.Value)]);

    private async Task<(JsonWebToken? Token, DirectLineRefusal Refusal)> ValidateAsync(string token, string audience)
    {
        var result = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = audience,
            IssuerSigningKeys = keys,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            RequireExpirationTime = true,
            LifetimeValidator = (from, until, _, _) =>
                from <= clock.GetUtcNow().UtcDateTime + TimeSpan.FromMinutes(1) && (until > clock.GetUtcNow().UtcDateTime ? true : throw new SecurityTokenExpiredException()),
        });
        if (result.IsValid) return ((JsonWebToken)result.SecurityToken, DirectLineRefusal.None);
        return (null, result.Exception is SecurityTokenExpiredException ? DirectLineRefusal.Expired : DirectLineRefusal.Invalid);
    }

    private string Create(string audience, string conversation, string? user, IReadOnlyList<string> origins, TimeSpan lifetime)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var claims = new ClaimsIdentity([new Claim("conv", conversation), .. origins.Select(o => new Claim("origin", o))]);
        if (user is not null) claims.AddClaim(new Claim("user", user));
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = audience,
            Subject = claims,
            NotBefore = now,
            Expires = now + lifetime,
            SigningCredentials = new SigningCredentials(keys[0], SecurityAlgorithms.HmacSha256),
        });
    }
}
