namespace FollowUpBot.Bot.Http;

/// <summary>What changes something for who is signed in by a cookie is asked for by our own pages alone.</summary>
internal static class OurPages
{
    /// <summary>Refuses what another site's page sends in the name of who is signed in.</summary>
    public static TBuilder FromOurPages<TBuilder>(this TBuilder endpoints) where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(async (context, next) =>
        IsOurs(context.HttpContext.Request) ? await next(context) : JsonBody.Problem(StatusCodes.Status403Forbidden, "Another site's page asked for this", "Do it on the pages of this host."));

    /// <summary>Whether a request only reads, or comes from a page of this host. A program that shows a cookie and says nothing of where it comes from is no browser.</summary>
    public static bool IsOurs(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        || (request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" && (request.Headers.Origin.Count == 0 || request.Headers.Origin == Origin.OfHost(request)));
}
