using Microsoft.AspNetCore.Authorization;

namespace FollowUpBot.Bot.Http;

/// <summary>
/// What is done in the name of who is signed in by a cookie is asked for by our own pages alone: by forms and scripts of this host, and over sockets that they open. An endpoint that names a permission
/// is guarded by that.
/// </summary>
internal sealed class OurPages(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } known && (known.GetMetadata<IAuthorizeData>() is not null || known.GetMetadata<Guarded>() is not null) && !IsOurs(context.Request)
            ? JsonBody.Problem(StatusCodes.Status403Forbidden, "Another site's page asked for this", "Do it on the pages of this host.").ExecuteAsync(context)
            : next(context);

    // A program that shows a cookie and says nothing of where it comes from is no browser.
    private static bool IsOurs(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        if (request.HttpContext.WebSockets.IsWebSocketRequest) return origin.Count == 0 || origin == Origin.OfHost(request);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return true;

        // Of a form, browsers that keep referrers to themselves say the origin "null", and where it comes from by the other header.
        return request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site ? site == "same-origin" : origin.Count == 0 || origin == Origin.OfHost(request);
    }

    /// <summary>Marks an endpoint that is for everybody and yet for our own pages alone.</summary>
    internal sealed class Guarded;
}
