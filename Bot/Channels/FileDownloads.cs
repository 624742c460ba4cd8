using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using Microsoft.Net.Http.Headers;

namespace FollowUpBot.Bot.Channels;

/// <summary>Files that customers and agents sent: by their id, for who reads the conversation (<c>/files</c>), and by an address that ends (<c>/f</c>), where a channel carries no files. No page of ours, no script and no frame is ever made of one.</summary>
internal sealed class FileDownloads(Conversations conversations, FileLinks links, TimeProvider clock)
{
    private const int IdLength = 48;

    public static void Map(WebApplication app)
    {
        var downloads = app.Services.GetRequiredService<FileDownloads>();
        app.MapGet("/files/{id}/{name?}", downloads.ByIdAsync).AllowAnonymous();
        app.MapMethods($"{FileLinks.Path}{{code}}", [HttpMethods.Get, HttpMethods.Head], downloads.ByLinkAsync).AllowAnonymous();
    }

    private async Task<IResult> ByIdAsync(string id, HttpContext context)
    {
        if (id.Length != IdLength || await conversations.FindFileAsync(id) is not { } file) return NotThere("It may have been taken away since.");
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return Results.Bytes(file.Content, TypeOf(file), file.About.Name);
    }

    // A picture is shown; everything else is saved.
    private async Task<IResult> ByLinkAsync(string code, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (links.Open(code, clock.GetUtcNow()) is not { } id || await conversations.FindFileAsync(id) is not { } file) return NotThere("A link to a file opens it for thirty days. Ask for it again where you got it.");
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        if (!file.About.Type.StartsWith("image/", StringComparison.Ordinal)) return Results.Bytes(file.Content, TypeOf(file), file.About.Name);
        var shown = new ContentDispositionHeaderValue("inline");
        shown.SetHttpFileName(file.About.Name);
        context.Response.Headers.ContentDisposition = shown.ToString();
        return Results.Bytes(file.Content, TypeOf(file));
    }

    private static string TypeOf(StoredFile file) => file.About.Type == "text/plain" ? "text/plain; charset=utf-8" : file.About.Type;

    private static IResult NotThere(string detail) => JsonBody.Problem(StatusCodes.Status404NotFound, "There is no such file", detail);
}
