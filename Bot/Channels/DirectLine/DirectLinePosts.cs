using System.Security.Cryptography;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;
using Microsoft.AspNetCore.Http.Features;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>What clients say: activities, and files with or without words.</summary>
internal sealed class DirectLinePosts(DirectLineDoor door, Conversations conversations, Typing typing, FollowUpOptions options, ILogger<DirectLinePosts> log)
{
    // What stands between and before the parts.
    private const int RoomForHeaders = 64 * 1024;

    private const int IdBytes = 24;

    private int LargestFile => options.DirectLine.LargestFileKilobytes * 1024;

    public async Task<IResult> PostAsync(string id, HttpRequest request, CancellationToken cancel)
    {
        var (caller, conversation, error) = await door.EnterToSpeakAsync(id, request);
        if (conversation is null) return error!;
        var (body, unreadable) = await JsonBody.ReadAsync(request, IncomingActivity.MostBytes, cancel);
        if (body is null) return unreadable!;
        var activity = IncomingActivity.Read(body, filesBeside: 0);
        if (body.Errors.Count > 0) return DirectLineDoor.BadArgument(body);
        return activity.IsStatus ? await ReportAsync(caller!, conversation, activity) : await TakeAsync(conversation, activity, activity.Files);
    }

    public async Task<IResult> UploadAsync(string id, HttpRequest request, CancellationToken cancel)
    {
        var (_, conversation, error) = await door.EnterToSpeakAsync(id, request);
        if (conversation is null) return error!;

        // Who may speak may send more at once than anybody else may.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = ((long)Upload.MostFiles * LargestFile) + IncomingActivity.MostBytes + RoomForHeaders;
        var (upload, unreadable) = await Upload.ReadAsync(request.Body, request.ContentType, request.Headers.ContentDisposition, LargestFile, cancel);
        if (upload is null) return unreadable!;
        var activity = upload.Activity is { } body ? IncomingActivity.Read(body, upload.Files.Count) : new IncomingActivity("message", "", null, []);
        return upload.Activity is { Errors.Count: > 0 } wrong ? DirectLineDoor.BadArgument(wrong) : await TakeAsync(conversation, activity, [.. upload.Files, .. activity.Files]);
    }

    // A browser has a token, and the customer in it is no hub.
    private async Task<IResult> ReportAsync(DirectLineCaller caller, ConversationSoFar conversation, IncomingActivity activity)
    {
        if (!caller.IsSecret) return DirectLineDoor.Error(StatusCodes.Status403Forbidden, "BadArgument", "Only a secret says what became of a hand-over.");
        var id = activity.ClientId ?? NewId(12);
        if (activity.State is { } state) await conversations.ReportAsync(conversation, $"{conversation.Id}|{id}", state, activity.Text.Length > 0 ? activity.Text : null);
        return Results.Ok(new { id = $"{conversation.Id}|{id}" });
    }

    private async Task<IResult> TakeAsync(ConversationSoFar conversation, IncomingActivity activity, IReadOnlyList<NamedBytes> sent)
    {
        if (activity.Type == "endOfConversation") await conversations.EndAsync(conversation);

        if (activity.Type == "typing") typing.TellOfCustomer(conversation.CustomerId);

        // Typing, events and the like are no turns; they are taken, so that a client does not send them again.
        if (activity.Type != "message") return Results.Ok(new { id = $"{conversation.Id}|{NewId(12)}" });
        if (sent.Count > Upload.MostFiles) return DirectLineDoor.Error(StatusCodes.Status400BadRequest, "BadArgument", $"At most {Upload.MostFiles} files are taken at once.");
        var files = new List<StoredFile>();
        foreach (var (name, content) in sent)
        {
            if (FileKind.Of(content) is not { } kind)
                return DirectLineDoor.Error(StatusCodes.Status415UnsupportedMediaType, "UnsupportedMediaType", "Pictures (PNG, JPEG, GIF, WebP), PDF and plain text are taken.");
            files.Add(new StoredFile(new SentFile(NewId(IdBytes), kind.Harmless(name), kind.Type, content.Length), content));
        }

        return await SayAsync(conversation, activity, files);
    }

    private async Task<IResult> SayAsync(ConversationSoFar conversation, IncomingActivity activity, List<StoredFile> files)
    {
        try
        {
            var taken = await conversations.ReceiveAsync(conversation, $"{conversation.Id}|{activity.ClientId ?? NewId(12)}", activity.Text, activity.ClientId, files: files);
            return Results.Ok(new { id = taken.ActivityId });
        }
        catch (Exception error) when (error is not (StoreUnavailableException or OperationCanceledException))
        {
            // By the protocol the channel is not to blame for what the bot cannot do, and clients offer to send it again.
            log.LogError(error, "A message on Direct Line could not be handled.");
            return DirectLineDoor.Error(StatusCodes.Status502BadGateway, "BotError", "The bot could not handle this message. Send it again.");
        }
    }

    private static string NewId(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}
