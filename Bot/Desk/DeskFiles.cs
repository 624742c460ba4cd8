using System.Security.Claims;
using System.Security.Cryptography;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;
using Microsoft.AspNetCore.Http.Features;

namespace FollowUpBot.Bot.Desk;

/// <summary>Files that an agent adds to what they are writing (<c>/api/desk/cases/ID/files</c>): the kinds and sizes that are taken from customers, by what is in them. They go with the next reply that names them.</summary>
internal sealed class DeskFiles(Drafts drafts, Cases cases, Accounts accounts, AuditTrail audit, FollowUpOptions options)
{
    private const int LongestName = 500;

    private int LargestFile => options.DirectLine.LargestFileKilobytes * 1024;

    public static void Map(RouteGroupBuilder act)
    {
        var files = act.MapGroup("/cases/{id}/files");
        files.MapPost("", (string id, string? name, HttpRequest request, ClaimsPrincipal agent, DeskFiles desk, CancellationToken cancel) => desk.AddAsync(id, name, request, agent, cancel));
        files.MapDelete("/{file}", (string id, string file, ClaimsPrincipal agent, DeskFiles desk) => desk.RemoveAsync(id, file, agent));
    }

    private async Task<IResult> AddAsync(string id, string? name, HttpRequest request, ClaimsPrincipal agent, CancellationToken cancel)
    {
        if (await StaffCookie.CurrentAsync(accounts, agent) is not { } who) return Results.Unauthorized();

        // Only who may answer here needs a file here.
        var found = (await cases.FindAsync(id))?.Case;
        var refusal = found switch
        {
            null => Refusal.NoSuchCase,
            { IsOpen: false } => Refusal.Closed,
            _ when found.HolderAt(cases.Now) is { } holder && found.Desk is null => holder == who.Name ? null : Refusal.HeldByAnother,
            _ => (Refusal?)Refusal.LeaseLost,
        };
        if (refusal is { } why) return ProblemOf(Refused.Of(why, found, cases.Now));

        // What is too large is not kept, but let come in a little way, so that a browser hears why it was refused.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = (long)LargestFile * Drafts.MostFiles;
        if (await BoundedBody.ReadAsync(request.Body, LargestFile, cancel) is not { } content)
            return JsonBody.Problem(StatusCodes.Status413PayloadTooLarge, "The file is too large", $"A file may have at most {LargestFile / 1024} KB.");
        if (FileKind.Of(content) is not { } kind) return JsonBody.Problem(StatusCodes.Status415UnsupportedMediaType, "This kind of file is not sent", "Pictures (PNG, JPEG, GIF, WebP), PDF and plain text are.");
        var about = new SentFile(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Drafts.IdLength / 2)), kind.Harmless(Bounded(name)), kind.Type, content.Length);
        if (await drafts.AddAsync(who.Name, id, new StoredFile(about, content)) is null) return JsonBody.Problem(StatusCodes.Status409Conflict, "There are enough files", $"At most {Drafts.MostFiles} go with one reply. Take one out, or send these first.");
        await audit.WriteAsync(who.Name, "case.file-added", id);
        return Results.Ok(new { id = about.Id, name = about.Name, type = about.Type, bytes = about.Bytes });
    }

    private async Task<IResult> RemoveAsync(string id, string file, ClaimsPrincipal agent)
    {
        if (await StaffCookie.CurrentAsync(accounts, agent) is not { } who) return Results.Unauthorized();
        if (await cases.FindAsync(id) is null) return ProblemOf(Refused.Of(Refusal.NoSuchCase, null, cases.Now));
        await drafts.RemoveAsync(who.Name, id, file);
        await audit.WriteAsync(who.Name, "case.file-removed", id);
        return Results.NoContent();
    }

    // The end of a name says what it is; it is cut at the front.
    private static string Bounded(string? name) => name is null ? "" : name.Length <= LongestName ? name : name[^LongestName..];

    private static IResult ProblemOf(Refused refused) => JsonBody.Problem(refused.Status, refused.Title, refused.Detail);
}
