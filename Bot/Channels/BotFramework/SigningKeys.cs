using System.Collections.Frozen;
using System.Text.Json;
using FollowUpBot.Bot.Turns;
using Microsoft.IdentityModel.Tokens;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>A key by which the Bot Framework signs, and the channels that it may sign for.</summary>
internal sealed record SigningKey(SecurityKey Key, IReadOnlyCollection<string> Endorsements, string? Issuer);

/// <summary>
/// The keys that the cloud publishes, kept for a day. A key that is not known is looked for at once, though not more often than every few seconds: anybody can name one. While the cloud's page
/// is away or says nonsense, what was known goes on being good.
/// </summary>
internal sealed class SigningKeys(FollowUpOptions options, IHttpClientFactory http, TravelClock clock, ILogger<SigningKeys> log) : IDisposable
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "openid";

    private const int MostKeys = 100;

    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1), Good = TimeSpan.FromDays(5), BetweenLooks = TimeSpan.FromSeconds(10), Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim looking = new(1, 1);
    private volatile Known? known;
    private DateTimeOffset lastLook = DateTimeOffset.MinValue;

    /// <summary>The key of an id; null when there is none. Throws <see cref="KeysUnavailableException"/> when no keys are to be had at all.</summary>
    public async ValueTask<SigningKey?> FindAsync(string id, CancellationToken cancel)
    {
        var now = clock.RealNow;
        if (known is { } have && now - have.At < Fresh && have.Keys.TryGetValue(id, out var key)) return key;
        await looking.WaitAsync(cancel);
        try
        {
            // Whoever waited may find what another has fetched meanwhile.
            if (known is { } fetched && now - fetched.At < Fresh && fetched.Keys.TryGetValue(id, out key)) return key;
            if (now - lastLook >= BetweenLooks) await LookAsync(now, cancel);
        }
        finally
        {
            looking.Release();
        }

        return known is { } kept && now - kept.At < Good ? kept.Keys.GetValueOrDefault(id) : throw new KeysUnavailableException();
    }

    public void Dispose() => looking.Dispose();

    private async Task LookAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var metadata = options.BotFramework.OpenIdMetadata is { Length: > 0 } other ? other : BotCloud.Of(options.BotFramework).OpenIdMetadata;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            using var client = http.CreateClient(Client);
            using var document = JsonDocument.Parse(await client.GetStringAsync(metadata, limit.Token));
            var address = document.RootElement.GetProperty("jwks_uri").GetString()!;
            var uri = new Uri(address);
            if (uri.Scheme != Uri.UriSchemeHttps && !(uri.IsLoopback && new Uri(metadata).IsLoopback)) throw new FormatException("its keys are not at an https address");

            // Who says where the metadata is trusts what it says of its issuer; the cloud's own is known beforehand.
            var issuer = options.BotFramework.OpenIdMetadata is { Length: > 0 } && document.RootElement.TryGetProperty("issuer", out var named) ? named.GetString() : null;
            var keys = Read(await client.GetStringAsync(uri, limit.Token), issuer);
            if (keys.Count == 0) throw new FormatException("there is no key in it");
            known = new Known(keys, now);
            lastLook = now;
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            lastLook = now;
            log.LogError("The keys of the Bot Framework cannot be read from {Address}: {Reason}. {Consequence}", metadata, error.Message, known is null ? "Until they can, its calls are answered 503." : "Those that are known stay good for some days.");
        }
    }

    private static FrozenDictionary<string, SigningKey> Read(string json, string? issuer)
    {
        var keys = new Dictionary<string, SigningKey>();
        using var document = JsonDocument.Parse(json);
        foreach (var element in document.RootElement.GetProperty("keys").EnumerateArray().Take(MostKeys))
        {
            if (element.GetProperty("kty").GetString() != "RSA" || !element.TryGetProperty("kid", out var kid) || kid.GetString() is not { Length: > 0 } id) continue;
            var endorsements = element.TryGetProperty("endorsements", out var list) ? list.EnumerateArray().Select(e => e.GetString()!).ToFrozenSet(StringComparer.OrdinalIgnoreCase) : FrozenSet<string>.Empty;
            keys[id] = new SigningKey(new JsonWebKey(element.GetRawText()), endorsements, issuer);
        }

        return keys.ToFrozenDictionary();
    }

    private sealed record Known(FrozenDictionary<string, SigningKey> Keys, DateTimeOffset At);
}

/// <summary>Tokens cannot be checked now.</summary>
internal sealed class KeysUnavailableException() : Exception("The keys by which tokens are checked are not to be had.");
