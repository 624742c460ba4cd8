using System.Text.Json;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Takes what is said or pressed in a team's channel, where nobody is a customer.</summary>
internal delegate Task<IResult> TakesInTeam(Activity activity, ConversationReference reference, CancellationToken cancel);

/// <summary>What becomes of each type of activity. What is no turn is taken all the same, so that a channel does not send it again.</summary>
internal sealed class Activities(FollowUpOptions options, Conversations conversations, Newcomers newcomers, TakesInTeam team, IStore store)
{
    private const int LongestText = 4000;
    private const int LinesBack = 40;

    private const string TeamsFile = "application/vnd.microsoft.teams.file.download.info";

    // How long a channel that does not ask for the answer waits for it to be handed over; and how long one that does.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1), LongestInline = TimeSpan.FromSeconds(10);

    /// <summary>Whether an activity may become a turn. Typing, reactions, deletions, traces, the end of a conversation and events other than a hub's do not.</summary>
    public static bool Concerns(Activity activity) => activity.Type is "message" or "messageUpdate" or "conversationUpdate" or "installationUpdate" or "invoke" || activity is { Type: "event", Name: Handover.Status };

    /// <summary>The name under which a channel's conversations are kept. Azure's own web chat and texts are not ours.</summary>
    public static string ChannelOf(Activity activity) => activity.ChannelId is OutgoingRows.OurOwnChannel or "sms" ? $"azure-{activity.ChannelId}" : activity.ChannelId!;

    /// <summary>Takes an activity that is complete and comes from who may send it.</summary>
    public async Task<IResult> TakeAsync(Activity activity, ConversationReference reference, CancellationToken cancel)
    {
        // What is said in a team is staff's business, whoever says it.
        if (activity.IsInTeam) return await team(activity, reference, cancel);

        // What is said to a group is not said to us, and our answers are not for everybody.
        if (activity.Conversation!.IsShared) return activity.Type == "invoke" ? Invoke.NotImplemented : Results.Ok();
        return activity.Type switch
        {
            "message" => await HearAsync(activity, reference, cancel),
            "messageUpdate" => await HearAgainAsync(activity, reference, cancel),
            "invoke" => await InvokedAsync(activity, reference, cancel),
            "event" => await ReportedAsync(activity, reference),
            "conversationUpdate" when activity.MembersAdded is { Count: > 0 } => await OpenAsync(activity, reference, cancel),
            "installationUpdate" when activity.Action is "add" or "add-upgrade" => await OpenAsync(activity, reference, cancel),
            "installationUpdate" when activity.Action is "remove" => await LeaveAsync(activity, reference, cancel),
            _ => Results.Ok(),
        };
    }

    // Who was added may be the customer or we ourselves: either way the conversation is open now.
    private async Task<IResult> OpenAsync(Activity activity, ConversationReference reference, CancellationToken cancel)
    {
        var conversation = await EnterAsync(activity, reference, cancel);
        await conversations.OpenAsync(conversation.Channel, conversation.User, conversation.Id);

        // Who had taken the app away is there again.
        if (activity.Type == "installationUpdate") await conversations.NoteAsync(conversation.CustomerId, conversation.Channel, $"{reference.Conversation}|{activity.Id ?? activity.Timestamp}|installed", new ConversationOpened());
        return Results.Ok();
    }

    // They took the app away: until they are back, nothing can be brought to them here, and nothing is tried.
    private async Task<IResult> LeaveAsync(Activity activity, ConversationReference reference, CancellationToken cancel)
    {
        var conversation = await EnterAsync(activity, reference, cancel);
        await conversations.NoteAsync(conversation.CustomerId, conversation.Channel, $"{reference.Conversation}|{activity.Id ?? activity.Timestamp}|removed", new AddressFailed(conversation.Channel));
        return Results.Ok();
    }

    private async Task<IResult> HearAsync(Activity activity, ConversationReference reference, CancellationToken cancel)
    {
        var text = activity.Value is { } value && string.IsNullOrWhiteSpace(activity.Text) ? Invoke.ChoiceIn(value) ?? "" : TeamsText.Of(activity);
        if (text.Length == 0 && activity.Attachments?.Any(a => a?.ContentType?.StartsWith("image/", StringComparison.Ordinal) == true || a?.ContentType == TeamsFile) == true)
        {
            await conversations.ReceivePictureAsync(await EnterAsync(activity, reference, cancel), $"{reference.Conversation}|{activity.Id}");
            return Results.Ok();
        }

        if (text.Length == 0) return Results.Ok();
        var inline = activity.DeliveryMode == "expectReplies";
        var conversation = await EnterAsync(activity, reference, cancel);
        var received = await conversations.ReceiveAsync(conversation, $"{reference.Conversation}|{activity.Id}", Bound(text), clientId: activity.Id, replyTo: activity.Id, inline);
        if (inline) return await RepliesAsync(activity, reference, conversation, received, cancel);

        // Who sends again what was not acknowledged should find it answered. Longer than this the channel need not wait: what was taken is not lost.
        if (!received.Left.IsCompleted) await received.Left.WaitAsync(LongestWait, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Results.Ok();
    }

    // A message that its author has changed is taken as said anew, if the words are others than those that were answered.
    private async Task<IResult> HearAgainAsync(Activity activity, ConversationReference reference, CancellationToken cancel)
    {
        var text = TeamsText.Of(activity);
        var conversation = await EnterAsync(activity, reference, cancel);
        var before = await conversations.FindAsync(conversation.Key) is { } soFar
            ? (await conversations.ReadAsync(conversation.Key, Math.Max(0, soFar.LastSequence - LinesBack), LinesBack)).LastOrDefault(l => l.ClientId == activity.Id)
            : null;
        if (text.Length == 0 || before is null || TeamsText.IsSame(before.Text, text)) return Results.Ok();
        await conversations.ReceiveAsync(conversation, $"{reference.Conversation}|{activity.Id}|{TeamsText.HashOf(text)}", Bound(text), clientId: activity.Id, replyTo: activity.Id);
        return Results.Ok();
    }

    private async Task<IResult> InvokedAsync(Activity activity, ConversationReference reference, CancellationToken cancel)
    {
        if (activity.Name is not (Invoke.CardAction or Invoke.Feedback) || activity.Value is not { } value) return Invoke.NotImplemented;
        if (activity.Name == Invoke.Feedback) return await JudgedAsync(activity, value, reference, cancel);
        if (Invoke.ChoiceIn(value) is not { Length: > 0 } choice) return Invoke.BadRequest;
        var conversation = await EnterAsync(activity, reference, cancel);

        // Pressed twice on the same card, it is answered once.
        var card = activity.ReplyToId ?? activity.Id ?? "";
        var received = await conversations.ReceiveAsync(conversation, $"{reference.Conversation}|{card}|{TeamsText.HashOf(choice)}", Bound(choice), clientId: activity.Id);
        if (!received.Left.IsCompleted) await received.Left.WaitAsync(LongestWait, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Invoke.Chosen(choice, Invoke.TextIn(value, Invoke.Title));
    }

    // Each answer is judged once by each word about it; pressed again, it is the same.
    private async Task<IResult> JudgedAsync(Activity activity, JsonElement value, ConversationReference reference, CancellationToken cancel)
    {
        if (Invoke.TextIn(value, "reaction") is not { } reaction || reaction is not ("like" or "dislike")) return Invoke.BadRequest;
        var words = Invoke.FeedbackIn(value);
        var conversation = await EnterAsync(activity, reference, cancel);
        await conversations.JudgeAsync(conversation, $"{reference.Conversation}|{activity.ReplyToId ?? activity.Id}|{reaction}", reaction == "like", words is null ? null : Bound(words));
        return Results.Ok();
    }

    // A bot that need not heed a status must not refuse it either. It counts in a conversation that we know, and never as the customer's own word.
    private async Task<IResult> ReportedAsync(Activity activity, ConversationReference reference)
    {
        var known = await conversations.FindAsync(new ConversationKey(ChannelOf(activity), reference.Conversation));
        if (known is null || known.User == reference.User.Id || activity.Value is not { ValueKind: JsonValueKind.Object } value || Handover.StateOf(Invoke.TextIn(value, "state")) is not { } state) return Results.Ok();
        await conversations.ReportAsync(known, $"{reference.Conversation}|{activity.Id ?? $"{activity.Timestamp}|{state}"}", state, Invoke.TextIn(value, "message") is { } message ? Bound(message) : null);
        return Results.Ok();
    }

    private async Task<IResult> RepliesAsync(Activity activity, ConversationReference reference, StoredConversation conversation, Received received, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestInline);
        var replies = await conversations.RepliesToAsync(conversation.Key, received.ActivityId).WaitAsync(limit.Token);
        return Results.Json(new ExpectedReplies([.. replies.Select(r => ConnectorSender.ActivityOf(r.Text, r.Buttons, r.Form, conversation.Channel, activity.Id, reference, options.BotFramework.PublicUrl))]), BotFrameworkJson.Default.ExpectedReplies);
    }

    // The customer's conversation, and how to speak there. It is written only when that changes, which is hardly ever: it may cost a commit of its own.
    private async Task<StoredConversation> EnterAsync(Activity activity, ConversationReference reference, CancellationToken cancel)
    {
        var conversation = await newcomers.RecogniseAsync(activity, reference, cancel);
        var document = JsonSerializer.Serialize(reference, BotFrameworkJson.Default.ConversationReference);
        if (conversation.Reference == document) return conversation;
        await store.SaveReferenceAsync(conversation, document);
        return conversation with { Reference = document };
    }

    private static string Bound(string text) => text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];
}
