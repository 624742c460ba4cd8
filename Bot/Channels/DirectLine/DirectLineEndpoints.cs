using System.Security.Cryptography;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>Direct Line 3.0: what Web Chat and other clients of that protocol speak. Tokens, conversations and reading are here; what clients say is taken by <see cref="DirectLinePosts"/>.</summary>
internal sealed class DirectLineEndpoints(DirectLineDoor door, DirectLineTokens tokens, Conversations conversations, DirectLineStream streams)
{
    private const string Channel = DirectLineDoor.Channel;
    private const int MostBytes = 256 * 1024;
    private const int PageSize = 200;
    private const int MostOrigins = 20;

    public static void Map(WebApplication app)
    {
        var endpoints = app.Services.GetRequiredService<DirectLineEndpoints>();
        var posts = app.Services.GetRequiredService<DirectLinePosts>();
        var group = app.MapGroup("/v3/directline").AllowAnonymous().RequireCors(policy => policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("Retry-After"));
        group.MapPost("/tokens/generate", endpoints.GenerateAsync);
        group.MapPost("/tokens/refresh", endpoints.RefreshAsync);
        group.MapPost("/conversations", endpoints.StartAsync);
        group.MapGet("/conversations/{id}", endpoints.ReconnectAsync);
        group.MapGet("/conversations/{id}/activities", endpoints.ReadAsync);
        group.MapPost("/conversations/{id}/activities", posts.PostAsync);
        group.MapPost("/conversations/{id}/upload", posts.UploadAsync);
        group.Map("/conversations/{id}/stream", endpoints.StreamAsync);

        // Clients ask for it with credentials, and browsers want the page's origin named then. It opens nothing without a token.
        app.MapGet("/v3/directline/session/getsessionid", endpoints.SessionAsync).AllowAnonymous().RequireCors(policy => policy.SetIsOriginAllowed(_ => true).AllowCredentials().AllowAnyHeader());
    }

    private async Task<IResult> GenerateAsync(HttpRequest request, CancellationToken cancel)
    {
        var (caller, error) = await door.AdmitAsync(request);
        if (door.Hold(request, caller) is { } hold) return hold;
        if (caller is null) return error!;
        if (!caller.IsSecret) return DirectLineDoor.Error(StatusCodes.Status403Forbidden, "BadArgument", "Only a secret makes tokens; a token is refreshed.");

        string? user = null;
        IReadOnlyList<string> origins = [];
        if (request.ContentLength is > 0 || (request.ContentLength is null && request.HasJsonContentType()))
        {
            var (body, unreadable) = await JsonBody.ReadAsync(request, MostBytes, cancel);
            if (body is null) return unreadable!;
            if (body.Has("user"))
            {
                user = body.Object("user").Text("id", 64);
                if (user.Length > 0 && !user.StartsWith("dl_", StringComparison.Ordinal)) body.Wrong("user.id", "must begin with 'dl_'");
            }

            origins = body.Texts("trustedOrigins", MostOrigins, 200);
            if (origins.Any(o => !Origin.IsValid(o))) body.Wrong("trustedOrigins", "must be origins like 'https://shop.example', without a path");
            if (body.Errors.Count > 0) return DirectLineDoor.BadArgument(body);
        }

        var conversation = (user is null ? null : await conversations.FindOfAsync(Channel, user)) ?? NewId();
        return Results.Ok(new { conversationId = conversation, token = tokens.Issue(conversation, user, origins), expires_in = tokens.LifetimeSeconds });
    }

    private async Task<IResult> RefreshAsync(HttpRequest request)
    {
        var (caller, error) = await door.AdmitAsync(request);
        if (caller is null) return error!;
        if (caller.Conversation is not { } id) return DirectLineDoor.Error(StatusCodes.Status403Forbidden, "BadArgument", "A secret does not expire; only a token is refreshed.");
        return Results.Ok(new { conversationId = id, token = tokens.Issue(id, caller.User, caller.Origins), expires_in = tokens.LifetimeSeconds });
    }

    private async Task<IResult> StartAsync(HttpRequest request)
    {
        var (caller, error) = await door.AdmitAsync(request);
        if (caller is null) return error!;
        if (door.Hold(request, caller) is { } hold) return hold;
        var id = caller.Conversation ?? NewId();
        var known = await conversations.FindAsync(new ConversationKey(Channel, id));
        if (known is { IsEnded: true } && caller.User is null) return DirectLineDoor.NotFound();
        var conversation = await conversations.OpenAsync(Channel, caller.User, id);

        // The user of a token may have got a conversation since it was made, or ended that one; the newest token goes with the one that is theirs.
        return Results.Json(Opened(request, caller, conversation.Id, "0"), statusCode: known is { IsEnded: false } ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private async Task<IResult> ReconnectAsync(string id, HttpRequest request, string? watermark)
    {
        var (caller, conversation, error) = await door.EnterAsync(id, request);
        if (conversation is null) return error!;
        if (Watermark.Read(watermark, conversation.LastSequence, conversation.LastSequence) is not { } after) return DirectLineDoor.BadWatermark();
        return Results.Ok(Opened(request, caller!, id, Watermark.Of(after)));
    }

    private async Task<IResult> ReadAsync(string id, HttpRequest request, string? watermark)
    {
        var (_, conversation, error) = await door.EnterAsync(id, request);
        if (conversation is null) return error!;
        if (Watermark.Read(watermark, 0, conversation.LastSequence) is not { } after) return DirectLineDoor.BadWatermark();
        var lines = await conversations.ReadAsync(conversation.Key, after, PageSize);
        return Results.Json(ActivitySet.Of(lines, await conversations.HandoversAsync(conversation.Key, lines), id, conversation.User, Origin.OfHost(request), after), DirectLineJson.Default.ActivitySet);
    }

    private async Task<IResult> SessionAsync(HttpRequest request) =>
        await door.AdmitAsync(request) is { Caller: null, Error: { } error } ? error : Results.Ok(new { sessionId = NewId() });

    private async Task<IResult> StreamAsync(string id, HttpContext context, string? watermark, string? t)
    {
        if (!context.WebSockets.IsWebSocketRequest) return DirectLineDoor.Error(StatusCodes.Status400BadRequest, "BadArgument", "This address takes WebSockets.");
        if (await tokens.ListenerAsync(t, id) is not { } listener) return DirectLineDoor.Refuse(DirectLineRefusal.Expired);
        if (DirectLineDoor.IsForeign(context.Request, listener.Origins)) return DirectLineDoor.Refuse(DirectLineRefusal.Invalid);
        if (await conversations.FindAsync(new ConversationKey(Channel, id)) is not { IsEnded: false } conversation) return DirectLineDoor.NotFound();
        if (Watermark.Read(watermark, conversation.LastSequence, conversation.LastSequence) is not { } after) return DirectLineDoor.BadWatermark();
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await streams.RunAsync(socket, conversation, Origin.OfHost(context.Request), after, context.RequestAborted);
        return Results.Empty;
    }

    private object Opened(HttpRequest request, DirectLineCaller caller, string id, string watermark)
    {
        var scheme = request.IsHttps ? "wss" : "ws";
        var stream = $"{scheme}://{request.Host}/v3/directline/conversations/{Uri.EscapeDataString(id)}/stream?watermark={watermark}&t={tokens.IssueForStream(id, caller.Origins)}";
        return new { conversationId = id, token = tokens.Issue(id, caller.User, caller.Origins), expires_in = tokens.LifetimeSeconds, streamUrl = stream };
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
}
