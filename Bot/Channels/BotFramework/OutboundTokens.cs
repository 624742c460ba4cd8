using System.Text.Json.Serialization;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Our own token for the Connector: got by secret, certificate, federated token or managed identity, kept until shortly before its end.</summary>
internal sealed class OutboundTokens(FollowUpOptions options, IHttpClientFactory http, TravelClock clock) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5), BetweenTries = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim getting = new(1, 1);
    private readonly Lazy<TokenCredential> credential = new(() => CredentialOf(options.BotFramework, null));
    private volatile Kept? kept;

    /// <summary>A token that is good now; null where none is needed. Throws <see cref="TokenUnavailableException"/> when there is none to be had.</summary>
    public async ValueTask<string?> GetAsync(CancellationToken cancel)
    {
        if (!options.BotFramework.IsConfigured) return null;
        if (kept is { Token: { } good } have && clock.RealNow < have.RefreshAt) return good;
        await getting.WaitAsync(cancel);
        try
        {
            if (kept is { } other && clock.RealNow < other.RefreshAt) return other.Token ?? throw new TokenUnavailableException(other.Reason!);
            kept = await AskAsync(cancel);
            return kept.Token ?? throw new TokenUnavailableException(kept.Reason!);
        }
        finally
        {
            getting.Release();
        }
    }

    /// <summary>The Connector did not take it: the next one is a new one.</summary>
    public void Forget(string? token)
    {
        if (kept is { } have && have.Token == token) kept = null;
    }

    public void Dispose() => getting.Dispose();

    /// <summary>What proves the app to Entra ID.</summary>
    /// <param name="app">The options, which have been checked.</param>
    /// <param name="transport">Instead of the network.</param>
    public static TokenCredential CredentialOf(FollowUpOptions.BotFrameworkOptions app, HttpPipelineTransport? transport)
    {
        var cloud = BotCloud.Of(app);
        var tenant = app.AppType == "SingleTenant" ? app.TenantId! : cloud.BotTenant;
        if (app.IsManagedIdentity) return new ManagedIdentityCredential(With(new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(app.AppId!)), cloud, transport));
        if (app.FederatedTokenFile is { Length: > 0 } file)
        {
            var workload = With(new WorkloadIdentityCredentialOptions { TenantId = tenant, ClientId = app.AppId, TokenFilePath = file, DisableInstanceDiscovery = true }, cloud, transport);
            return new WorkloadIdentityCredential(workload);
        }

        if (app.FederatedIdentity is { Length: > 0 } identity)
        {
            var self = new ManagedIdentityCredential(With(new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(identity)), cloud, transport));
            var exchange = new TokenRequestContext([app.Cloud == "UsGovernment" ? "api://AzureADTokenExchangeUSGov/.default" : "api://AzureADTokenExchange/.default"]);
            return new ClientAssertionCredential(tenant, app.AppId, async stop => (await self.GetTokenAsync(exchange, stop)).Token, With(new ClientAssertionCredentialOptions { DisableInstanceDiscovery = true }, cloud, transport));
        }

        return app.CertificateFile is { Length: > 0 } certificate
            ? new ClientCertificateCredential(tenant, app.AppId, certificate, With(new ClientCertificateCredentialOptions { SendCertificateChain = true, DisableInstanceDiscovery = true }, cloud, transport))
            : new ClientSecretCredential(tenant, app.AppId, app.AppSecret, With(new ClientSecretCredentialOptions { DisableInstanceDiscovery = true }, cloud, transport));
    }

    // A refusal is kept for a moment too: every message that waits would ask.
    private async Task<Kept> AskAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            var (token, until) = options.BotFramework.TokenEndpoint is { Length: > 0 } endpoint ? await AskAsync(endpoint, limit.Token) : await AskEntraAsync(limit.Token);
            var life = until - clock.RealNow;
            return new Kept(token, clock.RealNow + (life > Early * 2 ? life - Early : life / 2), null);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            // What Entra ID says names the app and what is wrong, never the secret. The first line is enough.
            return new Kept(null, clock.RealNow + BetweenTries, error.Message.Split('\n')[0].Trim());
        }
    }

    private async Task<(string Token, DateTimeOffset Until)> AskEntraAsync(CancellationToken cancel)
    {
        var token = await credential.Value.GetTokenAsync(new TokenRequestContext([BotCloud.Of(options.BotFramework).Scope]), cancel);
        return (token.Token, token.ExpiresOn);
    }

    private async Task<(string Token, DateTimeOffset Until)> AskAsync(string endpoint, CancellationToken cancel)
    {
        using var form = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("grant_type", "client_credentials"),
            KeyValuePair.Create("client_id", options.BotFramework.AppId!),
            KeyValuePair.Create("client_secret", options.BotFramework.AppSecret!),
            KeyValuePair.Create("scope", BotCloud.Of(options.BotFramework).Scope),
        ]);
        using var client = http.CreateClient(SigningKeys.Client);
        using var answer = await client.PostAsync(new Uri(endpoint), form, cancel);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"the token endpoint answered {(int)answer.StatusCode}");
        var given = await answer.Content.ReadFromJsonAsync(TokenJson.Default.GivenToken, cancel);
        return given is { AccessToken.Length: > 0, ExpiresIn: > 0 } ? (given.AccessToken, clock.RealNow + TimeSpan.FromSeconds(given.ExpiresIn)) : throw new HttpRequestException("the token endpoint gave no token");
    }

    private static T With<T>(T credentialOptions, BotCloud cloud, HttpPipelineTransport? transport)
        where T : TokenCredentialOptions
    {
        credentialOptions.AuthorityHost = cloud.Authority;

        // Whoever waits for a reply waits for this too; the dispatcher tries again.
        credentialOptions.Retry.MaxRetries = 1;
        credentialOptions.Diagnostics.IsLoggingEnabled = false;
        if (transport is not null) credentialOptions.Transport = transport;
        return credentialOptions;
    }

    private sealed record Kept(string? Token, DateTimeOffset RefreshAt, string? Reason);
}

/// <summary>There is no token for the Connector.</summary>
internal sealed class TokenUnavailableException(string reason) : Exception(reason);

internal sealed record GivenToken([property: JsonPropertyName("access_token")] string? AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);

[JsonSerializable(typeof(GivenToken))]
internal sealed partial class TokenJson : JsonSerializerContext;
