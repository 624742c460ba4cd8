using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FollowUpBot.Tests.Bot.Channels.BotFramework;

/// <summary>What stands in for the Bot Framework's cloud: it publishes keys with their endorsements, signs the tokens that channels show, and gives the app its own token for its secret.</summary>
internal sealed class BotCloudServer : IAsyncDisposable
{
    public const string AppId = "3f1c7a54-6f2b-4d0e-9a51-0c7f1f6a2b11";
    public const string Secret = "the secret of the app";
    public const string Issuer = "https://api.botframework.com";

    private readonly WebApplication app;
    private readonly Dictionary<string, (RSA Key, string[]? Channels)> keys = [];
    private int tokens;

    private BotCloudServer(WebApplication app)
    {
        this.app = app;
        Publish("key-1", "msteams", "webchat", "emulator");
    }

    public string Url => app.Urls.First();

    /// <summary>How often the keys were read.</summary>
    public int Looks { get; private set; }

    /// <summary>How many tokens were given out.</summary>
    public int Given => tokens;

    /// <summary>What is answered instead of the keys.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>The token that the Connector takes.</summary>
    public string Current => $"app-token-{tokens}";

    public string[] Flags =>
    [
        "--FollowUp:BotFramework:AppId", AppId, "--FollowUp:BotFramework:AppSecret", Secret, "--FollowUp:BotFramework:OpenIdMetadata", $"{Url}/v1/.well-known/openidconfiguration",
        "--FollowUp:BotFramework:TokenEndpoint", $"{Url}/oauth2/v2.0/token", "--FollowUp:BotFramework:AllowedServiceHosts:0", "127.0.0.1",
    ];

    public static async Task<BotCloudServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new BotCloudServer(app);
        app.MapGet("/v1/.well-known/openidconfiguration", () => Results.Json(new { issuer = Issuer, jwks_uri = $"{server.Url}/v1/keys", id_token_signing_alg_values_supported = new[] { "RS256" } }));
        app.MapGet("/v1/keys", server.KeysAsync);
        app.MapPost("/oauth2/v2.0/token", server.GiveAsync);

        // For who stands in for a channel in another process.
        app.MapGet("/sign", (string serviceUrl) => server.Token(serviceUrl, DateTimeOffset.UtcNow));
        await app.StartAsync();
        return server;
    }

    /// <summary>Publishes a new key; without channels it has no endorsements at all.</summary>
    public void Publish(string id, params string[] channels) => keys[id] = (RSA.Create(2048), channels.Length == 0 ? null : channels);

    public void Withdraw(string id) => keys.Remove(id);

    public RSA KeyOf(string id) => keys[id].Key;

    /// <summary>The claims of a good token, for a test to spoil.</summary>
    public static JsonObject Claims(string serviceUrl, DateTimeOffset now) => new()
    {
        ["iss"] = Issuer,
        ["aud"] = AppId,
        ["nbf"] = now.AddMinutes(-5).ToUnixTimeSeconds(),
        ["exp"] = now.AddMinutes(55).ToUnixTimeSeconds(),
        ["serviceurl"] = serviceUrl,
    };

    /// <summary>A good token.</summary>
    public string Token(string serviceUrl, DateTimeOffset now, string key = "key-1") => Sign(Claims(serviceUrl, now), key);

    /// <summary>A token with these claims, signed by one of the keys.</summary>
    public string Sign(JsonNode claims, string key = "key-1", JsonObject? header = null)
    {
        header ??= new JsonObject { ["alg"] = "RS256", ["kid"] = key, ["x5t"] = key, ["typ"] = "JWT" };
        var signed = $"{Part(header.ToJsonString())}.{Part(claims.ToJsonString())}";
        return $"{signed}.{Part(keys[key].Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public static string Part(string text) => Part(Encoding.UTF8.GetBytes(text));

    public static string Part(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        foreach (var (key, _) in keys.Values) key.Dispose();
    }

    private Task KeysAsync(HttpContext context)
    {
        Looks++;
        if (Instead is not null) return Instead(context);
        var list = keys.Select(k =>
        {
            var parameters = k.Value.Key.ExportParameters(false);
            var key = new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = k.Key, ["x5t"] = k.Key, ["n"] = Part(parameters.Modulus!), ["e"] = Part(parameters.Exponent!) };
            if (k.Value.Channels is { } channels) key["endorsements"] = new JsonArray([.. channels.Select(c => (JsonNode)c)]);
            return (JsonNode)key;
        });
        return context.Response.WriteAsJsonAsync(new JsonObject { ["keys"] = new JsonArray([.. list]) });
    }

    private async Task<IResult> GiveAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (form["grant_type"] != "client_credentials" || form["client_id"] != AppId || form["client_secret"] != Secret || form["scope"] != "https://api.botframework.com/.default")
            return Results.Json(new { error = "invalid_client", error_description = "AADSTS7000215: Invalid client secret provided." }, statusCode: 401);
        tokens++;
        return Results.Json(new { token_type = "Bearer", expires_in = 3599, access_token = Current });
    }
}
