using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FollowUpBot.Tests.Bot.People;

/// <summary>An OpenID provider on loopback: discovery, keys, the authorization endpoint and the token endpoint with PKCE, as OpenID Connect Core 1.0 and RFC 7636 have them. Whoever comes is who the test says.</summary>
internal sealed class CompanyProvider : IAsyncDisposable
{
    public const string ClientId = "followup", ClientSecret = "provider-secret-0123456789";

    private readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "k1" };
    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge, string RedirectUri)> codes = new();
    private WebApplication app = null!;

    public string Url { get; private set; } = "";

    /// <summary>What the provider says of who comes next.</summary>
    public Dictionary<string, object> Claims { get; set; } = [];

    /// <summary>The directory that it is of, which its issuer names as Entra's does.</summary>
    public const string Tenant = "7a0f4c1e-8f0b-4a55-9d0c-1a2b3c4d5e6f";

    /// <summary>Signs with a key that it does not publish.</summary>
    public bool Forges { get; set; }

    public string[] Flags => ["--FollowUp:SignIn:Authority", Url, "--FollowUp:SignIn:ClientId", ClientId, "--FollowUp:SignIn:ClientSecret", ClientSecret, "--FollowUp:SignIn:Name", "Northpine"];

    public static async Task<CompanyProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var provider = new CompanyProvider { app = builder.Build() };
        provider.app.UsePathBase($"/{Tenant}/v2.0");
        provider.app.UseRouting();
        provider.app.MapGet("/.well-known/openid-configuration", () => Results.Ok(new
        {
            issuer = provider.Url,
            authorization_endpoint = $"{provider.Url}/authorize",
            token_endpoint = $"{provider.Url}/token",
            jwks_uri = $"{provider.Url}/keys",
            response_types_supported = new[] { "code" },
            subject_types_supported = new[] { "public" },
            id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        provider.app.MapGet("/keys", provider.Keys);
        provider.app.MapGet("/authorize", provider.Authorize);
        provider.app.MapPost("/token", provider.TokenAsync);
        await provider.app.StartAsync();
        provider.Url = $"{provider.app.Urls.First()}/{Tenant}/v2.0";
        return provider;
    }

    private IResult Keys()
    {
        var shown = key.Rsa.ExportParameters(false);
        return Results.Ok(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = key.KeyId, n = Base64UrlEncoder.Encode(shown.Modulus), e = Base64UrlEncoder.Encode(shown.Exponent) } } });
    }

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || !query["scope"].ToString().Split(' ').Contains("openid")) return Results.BadRequest();
        var code = Guid.NewGuid().ToString("N");
        codes[code] = (query["nonce"]!, query["code_challenge"]!, query["redirect_uri"]!);
        return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={HttpUtility.UrlEncode(query["state"])}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (form["client_secret"] != ClientSecret || !codes.TryRemove(form["code"]!, out var asked) || form["redirect_uri"] != asked.RedirectUri
            || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))) != asked.Challenge) return Results.BadRequest(new { error = "invalid_grant" });
        var signing = Forges ? new RsaSecurityKey(RSA.Create(2048)) { KeyId = key.KeyId } : key;
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Url,
            Audience = ClientId,
            IssuedAt = DateTime.UtcNow,
            Expires = DateTime.UtcNow.AddMinutes(5),
            Claims = new Dictionary<string, object>(Claims) { ["nonce"] = asked.Nonce },
            SigningCredentials = new SigningCredentials(signing, SecurityAlgorithms.RsaSha256),
        });
        return Results.Ok(new { access_token = "unused", token_type = "Bearer", expires_in = 300, id_token = token });
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Rsa.Dispose();
    }
}
