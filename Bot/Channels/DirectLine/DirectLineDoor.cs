using System.Globalization;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>Who may do what on Direct Line, how often, and in which words they are refused.</summary>
internal sealed class DirectLineDoor(DirectLineTokens tokens, Conversations conversations, DirectLinePace pace)
{
    /// <summary>The channel's name in addresses, conversations and activities.</summary>
    public const string Channel = "directline";

    /// <summary>The caller by the secret or token they show, from a page that may use it.</summary>
    public async Task<(DirectLineCaller? Caller, IResult? Error)> AdmitAsync(HttpRequest request)
    {
        var (caller, refusal) = await tokens.AuthenticateAsync(request);
        if (caller is null) return (null, Refuse(refusal));
        return IsForeign(request, caller.Origins) ? (null, Refuse(DirectLineRefusal.Invalid)) : (caller, null);
    }

    /// <summary>The same, in a conversation that is theirs and has not ended.</summary>
    public async Task<(DirectLineCaller? Caller, ConversationSoFar? Conversation, IResult? Error)> EnterAsync(string id, HttpRequest request)
    {
        var (caller, error) = await AdmitAsync(request);
        if (caller is null) return (null, null, error);
        if (!caller.IsSecret && caller.Conversation != id) return (null, null, Error(StatusCodes.Status403Forbidden, "BadArgument", "The token is for another conversation."));
        return await conversations.FindAsync(new ConversationKey(Channel, id)) is { IsEnded: false } found ? (caller, found, null) : (null, null, NotFound());
    }

    /// <summary>The same, to say something: at the pace of a person.</summary>
    public async Task<(DirectLineCaller? Caller, ConversationSoFar? Conversation, IResult? Error)> EnterToSpeakAsync(string id, HttpRequest request)
    {
        var (caller, conversation, error) = await EnterAsync(id, request);
        if (conversation is null) return (null, null, error);
        return pace.MaySpeak(id, out var retryAfter) ? (caller, conversation, null) : (null, null, SlowDown(request, retryAfter));
    }

    /// <summary>Refuses an address that opens conversations, or guesses secrets, faster than people do; a shop's own server, which shows a secret, opens as many as it likes.</summary>
    public IResult? Hold(HttpRequest request, DirectLineCaller? caller) =>
        caller is { IsSecret: true } || pace.MayOpen(request.HttpContext.Connection.RemoteIpAddress, out var retryAfter) ? null : SlowDown(request, retryAfter);

    /// <summary>Whether the page that asks is none of those a token is for. Clients that are no pages name none, and a token with origins is for pages.</summary>
    public static bool IsForeign(HttpRequest request, IReadOnlyList<string> origins) =>
        origins.Count > 0 && !(Origin.Of(request) is { } page && origins.Contains(page, StringComparer.OrdinalIgnoreCase));

    public static IResult Refuse(DirectLineRefusal refusal) => refusal switch
    {
        DirectLineRefusal.Expired => Error(StatusCodes.Status403Forbidden, "TokenExpired", "Token has expired"),
        DirectLineRefusal.Missing => Error(StatusCodes.Status401Unauthorized, "MissingAuthorization", "Send Authorization: Bearer with a secret or a token."),
        _ => Error(StatusCodes.Status403Forbidden, "BadArgument", "Invalid token or secret"),
    };

    public static IResult NotFound() => Error(StatusCodes.Status404NotFound, "ConversationNotFound", "There is no such conversation, or it has ended.");

    public static IResult BadWatermark() => Error(StatusCodes.Status400BadRequest, "BadArgument", "'watermark' must be one that was given out.");

    public static IResult BadArgument(JsonBody body) =>
        Error(StatusCodes.Status400BadRequest, "BadArgument", string.Join("; ", body.Errors.Select(e => $"'{e.Key}' {string.Join(" and ", e.Value)}")));

    public static IResult Error(int status, string code, string message) => Results.Json(new { error = new { code, message } }, statusCode: status);

    private static IResult SlowDown(HttpRequest request, int retryAfter)
    {
        request.HttpContext.Response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
        return Error(StatusCodes.Status429TooManyRequests, "TooManyRequests", $"Slow down; try again in {retryAfter} seconds.");
    }
}
