using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FollowUpBot.Bot.Notices;

/// <summary>Posts a notice to an address of the shop's, signed, so that the receiver can tell it from a forged one and a repeat from a new one.</summary>
internal sealed class NoticeHook(FollowUpOptions options, IHttpClientFactory http, IHostEnvironment environment)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "notices";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public bool IsConfigured => options.Notices.WebhookSecret is { Length: > 0 };

    public async Task SendAsync(Notice notice, string to, DateTimeOffset now, CancellationToken cancel)
    {
        // What is signed can still be read on the way.
        if (!Uri.TryCreate(to, UriKind.Absolute, out var address) || !(address.Scheme == "https" || (address.IsLoopback && environment.IsDevelopment()))) throw new NoticeException("the webhook's address is not https");
        var body = JsonSerializer.Serialize(
            new HookBody(notice.Id, notice.Kind, notice.Tell.CaseId, notice.About.Reason, notice.About.Priority.ToString(), notice.Tell.Level, notice.Tell.Team, notice.Tell.Since, notice.Desk), HookJson.Default.HookBody);
        using var request = RequestTo(address, notice.Id, body, options.Notices.WebhookSecret!, now);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Timeout);
        try
        {
            using var answer = await http.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!answer.IsSuccessStatusCode) throw new NoticeException($"the webhook answered {(int)answer.StatusCode}");
        }
        catch (HttpRequestException error)
        {
            throw new NoticeException($"the webhook: {error.HttpRequestError}", error);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new NoticeException($"the webhook did not answer within {Timeout.TotalSeconds:0} seconds");
        }
    }

    /// <summary>A signed request; whatever leaves this host for a program of the shop's looks like this.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="id">The same each time the same is tried.</param>
    /// <param name="body">JSON.</param>
    /// <param name="secret">What signs it.</param>
    /// <param name="now">The real time.</param>
    public static HttpRequestMessage RequestTo(Uri address, string id, string body, string secret, DateTimeOffset now)
    {
        var at = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Followup-Id", id);
        request.Headers.Add("Followup-Signature", $"t={at},v1={Sign(secret, at, body)}");
        return request;
    }

    /// <summary>The signature of a body that is posted at a time (seconds since 1970).</summary>
    public static string Sign(string secret, string at, string body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{at}.{body}")));
}

/// <summary>What is posted.</summary>
internal sealed record HookBody(string Id, string Kind, string CaseId, string Reason, string Priority, int Level, string? Team, DateTimeOffset Since, string? Desk);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HookBody))]
internal sealed partial class HookJson : JsonSerializerContext;
