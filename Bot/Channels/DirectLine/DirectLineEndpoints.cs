using System.Globalization;
using System.Security.Cryptography;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>Direct Line 3.0: what Web Chat and other clients of that protocol speak.</summary>
internal sealed class DirectLineEndpoints(DirectLineTokens tokens, Conversations conversations, DirectLineStream streams, DirectLinePace pace)
{
    /// <summary>The channel's name in addresses, conversations and activities.</summary>
    public const string Channel = "directline";

    private const int MostBytes = 256 * 1024;
    private const int LongestText = 4000;
    private const int PageSize = 200;

    public static void Map(WebApplication app)
    {
        var endpoints = app.Services.GetRequiredService<DirectLineEndpoints>();
        var group = app.MapGroup("/v3/directline").RequireCors(policy => policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod());
        group.MapPost("/tokens/generate", endpoints.GenerateAsync);
        group.MapPost("/tokens/refresh", endpoints.RefreshAsync);
        group.MapPost("/conversations", endpoints.StartAsync);
        group.MapGet("/conversations/{id}", endpoints.ReconnectAsync);
        group.MapGet("/conversations/{id}/activities", endpoints.ReadAsync);
        group.MapPost("/conversations/{id}/activities", endpoints.PostAsync);
        group.Map("/conversations/{id}/stream", endpoints.StreamAsync);
    }

    private async Task<IResult> GenerateAsync(HttpRequest request, CancellationToken cancel)
    {
        var (caller, refusal) = await tokens.AuthenticateAsync(request);
        if (caller is null) return Refuse(refusal);
        if (!caller.IsSecret) return Error(StatusCodes.Status403Forbidden, "BadArgument", "Only a secret makes tokens; a token is refreshed.");

        string? user = null;
        IReadOnlyList<string> origins = [];
        if (request.ContentLength is > 0 || (request.ContentLength is null && request.HasJsonContentType()))
        {
            var (body, error) = await JsonBody.ReadAsync(request, MostBytes, cancel);
            if (body is null) return error!;
            if (body.Has("user"))
            {
                user = body.Object("user").Text("id", 64);
                if (user.Length > 0 && !user.StartsWith("dl_", StringComparison.Ordinal)) body.Wrong("user.id", "must begin with 'dl_'");
            }

            origins = body.Texts("trustedOrigins", 20, 200);
            if (body.Errors.Count > 0) return BadArgument(body);
        }

        var conversation = (user is null ? null : await conversations.FindOfAsync(Channel, user)) ?? NewId();
        return Results.Ok(new { conversationId = conversation, token = tokens.Issue(conversation, user, origins), expires_in = DirectLineTokens.LifetimeSeconds });
    }

    private async Task<IResult> RefreshAsync(HttpRequest request)
    {
        var (caller, refusal) = await tokens.AuthenticateAsync(request);
        if (caller is null) return Refuse(refusal);
        if (caller.Conversation is not { } id) return Error(StatusCodes.Status403Forbidden, "BadArgument", "A secret does not expire; only a token is refreshed.");
        if (ForeignOrigin(request, caller)) return Refuse(DirectLineRefusal.Invalid);
        return Results.Ok(new { conversationId = id, token = tokens.Issue(id, caller.User, caller.Origins), expires_in = DirectLineTokens.LifetimeSeconds });
    }

    private async Task<IResult> StartAsync(HttpRequest request)
    {
        var (caller, refusal) = await tokens.AuthenticateAsync(request);
        if (caller is null) return Refuse(refusal);
        if (ForeignOrigin(request, caller)) return Refuse(DirectLineRefusal.Invalid);
        var id = caller.Conversation ?? NewId();
        var known = await conversations.FindAsync(new ConversationKey(Channel, id)) is not null;
        var conversation = await conversations.OpenAsync(Channel, caller.User, id);

        // The user of a token may have got a conversation since it was made; the newest token goes with the one that is theirs.
        return Results.Json(Opened(request, caller, conversation.Id, "0"), statusCode: known ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private async Task<IResult> ReconnectAsync(string id, HttpRequest request, string? watermark)
    {
        var (caller, conversation, error) = await EnterAsync(id, request);
        if (conversation is null) return error!;
        if (After(watermark, conversation.LastSequence) is not { } after) return BadWatermark();
        return Results.Ok(Opened(request, caller!, id, after.ToString(CultureInfo.InvariantCulture)));
    }

    private async Task<IResult> ReadAsync(string id, HttpRequest request, string? watermark)
    {
        var (_, conversation, error) = await EnterAsync(id, request);
        if (conversation is null) return error!;
        if (After(watermark, 0) is not { } after) return BadWatermark();
        var lines = await conversations.ReadAsync(conversation.Key, after, PageSize);
        return Results.Json(ActivitySet.Of(lines, id, conversation.User, HostOf(request), after), DirectLineJson.Default.ActivitySet);
    }

    private async Task<IResult> PostAsync(string id, HttpRequest request, CancellationToken cancel)
    {
        var (_, conversation, error) = await EnterAsync(id, request);
        if (conversation is null) return error!;
        if (!pace.TryTake(id, out var retryAfter))
        {
            request.HttpContext.Response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
            return Error(StatusCodes.Status429TooManyRequests, "TooManyRequests", $"Slow down; try again in {retryAfter} seconds.");
        }

        var (body, unreadable) = await JsonBody.ReadAsync(request, MostBytes, cancel);
        if (body is null) return unreadable!;
        var type = body.Text("type", 64);
        var clientId = body.Has("channelData") ? body.Object("channelData").Text("clientActivityID", 200, required: false) : "";
        var text = type == "message" ? body.Text("text", LongestText) : "";
        if (body.Errors.Count > 0) return BadArgument(body);

        // Typing, events and the like are no turns yet; they are taken, so that a client does not send them again.
        if (type != "message") return Results.Ok(new { id = $"{id}|{NewId()}" });
        var inbound = $"{id}|{(clientId.Length > 0 ? clientId : NewId())}";
        return Results.Ok(new { id = (await conversations.ReceiveAsync(conversation, inbound, text, clientId.Length > 0 ? clientId : null)).ActivityId });
    }

    private async Task<IResult> StreamAsync(string id, HttpContext context, string? watermark, string? t)
    {
        if (!context.WebSockets.IsWebSocketRequest) return Error(StatusCodes.Status400BadRequest, "BadArgument", "This address takes WebSockets.");
        if (!await tokens.MayListenAsync(t, id)) return Refuse(DirectLineRefusal.Expired);
        if (await conversations.FindAsync(new ConversationKey(Channel, id)) is not { } conversation) return NotFound();
        if (After(watermark, conversation.LastSequence) is not { } after) return BadWatermark();
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await streams.RunAsync(socket, conversation, HostOf(context.Request), Math.Min(after, conversation.LastSequence), context.RequestAborted);
        return Results.Empty;
    }

    private async Task<(DirectLineCaller? Caller, ConversationSoFar? Conversation, IResult? Error)> EnterAsync(string id, HttpRequest request)
    {
        var (caller, refusal) = await tokens.AuthenticateAsync(request);
        if (caller is null) return (null, null, Refuse(refusal));
        if (ForeignOrigin(request, caller)) return (null, null, Refuse(DirectLineRefusal.Invalid));
        if (!caller.IsSecret && caller.Conversation != id)
            return (null, null, Error(StatusCodes.Status403Forbidden, "BadArgument", "The token is for another conversation."));
        return await conversations.FindAsync(new ConversationKey(Channel, id)) is { } found ? (caller, found, null) : (null, null, NotFound());
    }

    private object Opened(HttpRequest request, DirectLineCaller caller, string id, string watermark)
    {
        var scheme = request.IsHttps ? "wss" : "ws";
        var stream = $"{scheme}://{request.Host}/v3/directline/conversations/{Uri.EscapeDataString(id)}/stream?watermark={watermark}&t={tokens.IssueForStream(id)}";
        return new { conversationId = id, token = tokens.Issue(id, caller.User, caller.Origins), expires_in = DirectLineTokens.LifetimeSeconds, streamUrl = stream };
    }

    // Browsers name the page's origin; other clients name none, and a token with origins is for pages.
    private static bool ForeignOrigin(HttpRequest request, DirectLineCaller caller) =>
        caller.Origins.Count > 0 && !caller.Origins.Contains(request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase);

    private static long? After(string? watermark, long whenAbsent) =>
        string.IsNullOrEmpty(watermark) || watermark is "null" or "undefined" ? whenAbsent
        : watermark == "-" ? 0
        : long.TryParse(watermark, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after
        : null;

    private static string HostOf(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    private static IResult Refuse(DirectLineRefusal refusal) => refusal switch
    {
        DirectLineRefusal.Expired => Error(StatusCodes.Status403Forbidden, "TokenExpired", "Token has expired"),
        DirectLineRefusal.Missing => Error(StatusCodes.Status401Unauthorized, "MissingAuthorization", "Send Authorization: Bearer with a secret or a token."),
        _ => Error(StatusCodes.Status403Forbidden, "BadArgument", "Invalid token or secret"),
    };

    private static IResult NotFound() => Error(StatusCodes.Status404NotFound, "ConversationNotFound", "There is no such conversation.");

    private static IResult BadWatermark() => Error(StatusCodes.Status400BadRequest, "BadArgument", "'watermark' must be one that was given out.");

    private static IResult BadArgument(JsonBody body) =>
        Error(StatusCodes.Status400BadRequest, "BadArgument", string.Join("; ", body.Errors.Select(e => $"'{e.Key}' {string.Join(" and ", e.Value)}")));

    private static IResult Error(int status, string code, string message) => Results.Json(new { error = new { code, message } }, statusCode: status);
}
