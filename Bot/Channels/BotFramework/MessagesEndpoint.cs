using System.Net;
using System.Text.Json;
using FollowUpBot.Bot.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>
/// <c>POST /api/messages</c>: where the Bot Framework's channels bring what customers write. Replies leave by the dispatcher, or in the answer when the caller expects them there. Whoever may not
/// speak here is told that and nothing more; what was wrong stands in the log.
/// </summary>
internal sealed class MessagesEndpoint(FollowUpOptions options, ServiceHosts hosts, InboundTokens tokens, Activities activities, ILogger<MessagesEndpoint> log)
{
    /// <summary>The name of Microsoft Teams among the channels.</summary>
    public const string Teams = "msteams";

    private const int MostBytes = 256 * 1024;
    private const int LongestId = 512;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    public static void Map(WebApplication app)
    {
        var endpoint = app.Services.GetRequiredService<MessagesEndpoint>();
        if (app.Services.GetRequiredService<FollowUpOptions>().BotFramework.IsOff) endpoint.Warn();
        app.MapPost("/api/messages", endpoint.PostAsync).ShortCircuit().AllowAnonymous();
    }

    private void Warn() => log.LogWarning("FollowUp:BotFramework:Authentication is Off: whoever runs a program on this machine can speak as any customer at /api/messages. For development only.");

    private async Task<IResult> PostAsync(HttpRequest request, CancellationToken cancel)
    {
        // Before the body is read.
        ChannelToken? token = null;
        if (!options.BotFramework.IsOff)
        {
            try
            {
                token = await tokens.ReadAsync(request, cancel);
            }
            catch (KeysUnavailableException)
            {
                request.HttpContext.Response.Headers.RetryAfter = $"{LookAgain.TotalSeconds:0}";
                return Silence.Of(request, StatusCodes.Status503ServiceUnavailable);
            }

            if (token is null) return Unauthorized(request);
        }
        else if (!IsOfThisMachine(request))
        {
            return Unauthorized(request);
        }

        if (!request.HasJsonContentType()) return JsonBody.Problem(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON", "Send it with Content-Type: application/json.");
        if (request.ContentLength > MostBytes) return TooLarge();

        // One that comes in chunks is cut off there.
        if (request.ContentLength is null && request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBytes;
        if (await ReadAsync(request.Body, cancel) is not { } activity) return JsonBody.Problem(StatusCodes.Status400BadRequest, "The body is no activity", "It cannot be read as a Bot Framework activity.");
        if (token is not null && !token.VouchesFor(activity.ChannelId, activity.ServiceUrl)) return Unauthorized(request);
        if (!Activities.Concerns(activity)) return Results.Ok();
        if (activity.ServiceUrl is not null && !hosts.Allows(activity.ServiceUrl)) return Forbidden(request, activity.ServiceUrl);
        return Reference(activity) is { } reference
            ? await activities.TakeAsync(activity, reference, cancel)
            : JsonBody.Problem(StatusCodes.Status400BadRequest, "The activity is not complete", "It needs id, channelId, serviceUrl, from.id and conversation.id.");
    }

    /// <summary>How to speak where an activity comes from; null when it does not say enough.</summary>
    internal static ConversationReference? Reference(Activity activity)
    {
        if (!IsId(activity.ChannelId) || !IsId(activity.From?.Id) || !IsId(activity.Conversation?.Id) || activity.ServiceUrl is null) return null;
        if (activity.Type is "message" or "messageUpdate" && !IsId(activity.Id)) return null;
        return new ConversationReference(activity.ServiceUrl.TrimEnd('/'), activity.Conversation!.Id!, Bare(activity.Recipient) ?? new ChannelAccount("bot"), Bare(activity.From)!) { TenantId = activity.Conversation.TenantId };
    }

    // What is kept of somebody is what speaking to them needs.
    private static ChannelAccount? Bare(ChannelAccount? account) => account?.Id is { } id ? new ChannelAccount(id, account.Name is { Length: <= LongestId } name ? name : null) : null;

    private static bool IsId(string? id) => id is { Length: > 0 and <= LongestId } && !id.Contains('\0', StringComparison.Ordinal);

    // By its name too: a tunnel or proxy on this machine brings calls from anywhere, and a page in a browser can be made to call a name that leads here.
    private static bool IsOfThisMachine(HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
        && (request.Host.Host == "localhost" || (IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out var name) && IPAddress.IsLoopback(name)))
        && !request.Headers.ContainsKey("X-Forwarded-For") && !request.Headers.ContainsKey("Forwarded");

    /// <summary>Reads an activity; null when it is none.</summary>
    internal static async ValueTask<Activity?> ReadAsync(Stream body, CancellationToken cancel)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(body, BotFrameworkJson.Default.Activity, cancel);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second is half of a pair of surrogates: JSON, and no text.
            return null;
        }
    }

    private static IResult Unauthorized(HttpRequest request)
    {
        request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
        return Silence.Of(request, StatusCodes.Status401Unauthorized);
    }

    private IResult Forbidden(HttpRequest request, string serviceUrl)
    {
        // Only what cannot break out of a line of the log.
        var shown = new string([.. serviceUrl.Take(100).Select(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '.' or '-' ? c : '?')]);
        log.LogWarning("An activity names the service URL {Url}, which replies may not go to. If it is right, add its host to FollowUp:BotFramework:AllowedServiceHosts.", shown);
        return Silence.Of(request, StatusCodes.Status403Forbidden);
    }

    private static IResult TooLarge() => JsonBody.Problem(StatusCodes.Status413PayloadTooLarge, "The body is too large", $"At most {MostBytes / 1024} KB are taken.");
}
