using Microsoft.AspNetCore.Diagnostics;

namespace FollowUpBot.Bot.Http;

/// <summary>Refusals from which a caller learns nothing but that they are one.</summary>
internal static class Silence
{
    /// <summary>A status and nothing else: the page that other refusals come with would say more.</summary>
    public static IResult Of(HttpRequest request, int status)
    {
        if (request.HttpContext.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
        return Results.StatusCode(status);
    }
}
