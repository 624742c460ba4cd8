using System.Net;
using System.Text.Json;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary><c>POST /api/messages</c>: where the Bot Framework's channels bring what customers write. Replies leave by the dispatcher, or in the answer when the caller expects them there.</summary>
internal sealed class MessagesEndpoint(FollowUpOptions options, ServiceHosts hosts, Conversations conversations, IStore store)
{
    private const int MostBytes = 256 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private const int LongestText = 4000, LongestId = 512;

    public static void Map(WebApplication app) => app.MapPost("/api/messages", app.Services.GetRequiredService<MessagesEndpoint>().PostAsync).ShortCircuit();

    private async Task<IResult> PostAsync(HttpRequest request, CancellationToken cancel)
    {
        // Before the body is read. Without the token checks nobody can be told from anybody.
        if (!options.BotFramework.IsOff || request.HttpContext.Connection.RemoteIpAddress is not { } caller || !IPAddress.IsLoopback(caller))
            return JsonBody.Problem(StatusCodes.Status401Unauthorized, "Who is asking?", "A token of the Bot Framework is needed, and this host cannot check one yet.");
        if (!request.HasJsonContentType()) return JsonBody.Problem(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON", "Send it with Content-Type: application/json.");
        if (request.ContentLength is not (>= 0 and <= MostBytes)) return JsonBody.Problem(StatusCodes.Status413PayloadTooLarge, "The body is too large", $"At most {MostBytes / 1024} KB are taken, and its length must be said.");
        if (await ReadAsync(request, cancel) is not { } activity) return JsonBody.Problem(StatusCodes.Status400BadRequest, "The body is no activity", "It cannot be read as a Bot Framework activity.");
        if (activity.Type is not ("message" or "conversationUpdate")) return activity.Type == "invoke" ? Results.StatusCode(StatusCodes.Status501NotImplemented) : Results.Ok();
        return Reference(activity) is { } reference
            ? await TakeAsync(activity, reference, cancel)
            : JsonBody.Problem(StatusCodes.Status400BadRequest, "The activity is not complete", "It needs id, channelId, serviceUrl (of an allowed host), from.id and conversation.id.");
    }

    private async Task<IResult> TakeAsync(InboundActivity activity, ConversationReference reference, CancellationToken cancel)
    {
        // What is said to a group is not said to us, and our answers are not for everybody.
        if (activity.Conversation!.IsGroup == true) return Results.Ok();
        if (activity.Type == "conversationUpdate")
        {
            // Who was added may be the customer or we ourselves: either way the conversation is open now.
            if (activity.MembersAdded is not { Count: > 0 }) return Results.Ok();
            await RememberAsync(await conversations.FindOrMakeAsync(activity.ChannelId!, reference.User.Id!, reference.Conversation), reference);
            await conversations.OpenAsync(activity.ChannelId!, reference.User.Id!, reference.Conversation);
            return Results.Ok();
        }

        var text = activity.Text?.Replace("\0", "", StringComparison.Ordinal).Trim() ?? "";
        if (text.Length == 0) return Results.Ok();
        var conversation = await conversations.FindOrMakeAsync(activity.ChannelId!, reference.User.Id!, reference.Conversation);
        await RememberAsync(conversation, reference);
        var inline = activity.DeliveryMode == "expectReplies";
        var received = await conversations.ReceiveAsync(
            conversation, $"{reference.Conversation}|{activity.Id}", text.Length > LongestText ? text[..LongestText] : text, clientId: activity.Id, replyTo: activity.Id, inline);
        if (!inline)
        {
            // Who sends again what was not acknowledged should find it answered. Longer than this the channel need not wait: what was taken is not lost.
            if (!received.Left.IsCompleted) await received.Left.WaitAsync(LongestWait, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Results.Ok();
        }

        var replies = await conversations.RepliesToAsync(conversation.Key, received.ActivityId);
        return Results.Json(new InlineReplies([.. replies.Select(r => ConnectorSender.ActivityOf(r.Text, r.Buttons, activity.Id, reference, options.BotFramework.PublicUrl))]), BotFrameworkJson.Default.InlineReplies);
    }

    // Written only when it changes, which is hardly ever: it may cost a commit of its own.
    private async Task RememberAsync(StoredConversation conversation, ConversationReference reference)
    {
        var document = JsonSerializer.Serialize(reference, BotFrameworkJson.Default.ConversationReference);
        if (conversation.Reference != document) await store.SaveReferenceAsync(conversation, document);
    }

    private ConversationReference? Reference(InboundActivity activity)
    {
        // On this name our own web chat is spoken of, whose rows are delivered by being written.
        if (!IsId(activity.ChannelId) || activity.ChannelId is OutgoingRows.OurOwnChannel or "sms" || !IsId(activity.From?.Id) || !IsId(activity.Conversation?.Id) || !hosts.Allows(activity.ServiceUrl)) return null;
        if (activity.Type == "message" && !IsId(activity.Id)) return null;
        return new ConversationReference(activity.ServiceUrl!.TrimEnd('/'), activity.Conversation!.Id!, new Account(activity.Recipient?.Id ?? "bot", activity.Recipient?.Name), new Account(activity.From!.Id, activity.From.Name));
    }

    private static bool IsId(string? id) => id is { Length: > 0 and <= LongestId } && !id.Contains('\0', StringComparison.Ordinal);

    private static async Task<InboundActivity?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, BotFrameworkJson.Default.InboundActivity, cancel);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
