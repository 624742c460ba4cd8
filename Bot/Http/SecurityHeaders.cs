namespace FollowUpBot.Bot.Http;

/// <summary>Headers by which a browser refuses what our pages never do: foreign scripts, frames, guessed content types.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // Web Chat styles itself by <style> elements it makes, shows its icons from data: and blob: addresses, and reads a file that is to be sent from a blob: address.
    private const string WithoutFrames =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; "
        + "connect-src 'self' ws: wss: blob:; worker-src blob:; base-uri 'self'; form-action 'self'; frame-ancestors ";

    private static readonly string Policy = PolicyFor("'none'");

    /// <summary>What a page of ours may do, with who may put it into a frame.</summary>
    public static string PolicyFor(string ancestors) => WithoutFrames + ancestors;

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";

        // What is shown depends on who is signed in and on the files of this build; a browser asks again, and is told when nothing changed.
        headers.CacheControl = "no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }
}
