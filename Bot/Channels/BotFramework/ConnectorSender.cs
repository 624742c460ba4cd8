using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Sends by the Connector of a Bot Framework channel. It cannot be asked what it has taken.</summary>
internal sealed partial class ConnectorSender(ConnectorClient connector, ThreadPace pace, TeamsStreams streams, TravelClock clock, FileLinks links, FollowUpOptions options) : IChannelSender
{
    // A sale may name somebody on Teams before they have the app.
    private static readonly TimeSpan UntilInstalled = TimeSpan.FromHours(1);

    // What the Connector calls it; the first when nobody hears us there until something changes on their side: they blocked us, or took the app away.
    private static readonly string[] Gone = ["MessageWritesBlocked", "ConversationBlockedByUser", "BotNotInConversationRoster", "ConversationNotFound"], Known = [.. Gone, "BotDisabledByAdmin", "MessageSizeTooBig", "BadSyntax", "ServiceError"];

    public bool Serves(string channel) => channel is not (OutgoingRows.OurOwnChannel or "sms");

    public bool CarriesFiles => !string.IsNullOrEmpty(options.BotFramework.PublicUrl);

    public async Task<SendResult> SendAsync(Outgoing message, CancellationToken cancel)
    {
        if (message.Reference is null || JsonSerializer.Deserialize(message.Reference, BotFrameworkJson.Default.ConversationReference) is not { } reference)
            return new SendResult.Later(UntilInstalled, "the channel has not said yet how to speak there");
        if (message.Conversation.Channel == MessagesEndpoint.Teams && pace.Take(reference.Conversation) is var wait && wait > TimeSpan.Zero) return new SendResult.Later(wait, "its conversation is at its pace");
        try
        {
            var plain = ActivityOf(message.Text, message.Buttons, message.Form, message.Conversation.Channel, message.ReplyTo, reference, options.BotFramework.PublicUrl);
            var activity = FileAttachments.Add(plain, links.Of(message.Files, message.CreatedAt), options.BotFramework.PublicUrl);
            var stream = message.Form is { } form && TeamsActivity.IsAnswer(form) ? await streams.EndAsync(message.Conversation) : null;
            if (stream is null) return await SendAsync(activity, reference, message.ReplyTo, cancel);

            // The last of what the customer saw growing. A channel that does not take it as that has taken nothing, and gets it as a message of its own.
            var ended = await SendAsync(TeamsStreams.LastOf(activity, stream), reference, null, cancel);
            return ended is SendResult.Rejected ? await SendAsync(activity, reference, message.ReplyTo, cancel) : ended;
        }
        catch (ForbiddenHostException error)
        {
            return new SendResult.Rejected(error.Message);
        }
        catch (TokenUnavailableException error)
        {
            return new SendResult.Refused($"there is no token for the Connector: {error.Message}");
        }
    }

    public Task<IReadOnlyList<string>?> FindAsync(Outgoing message, CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>?>(null);

    /// <summary>A line as the channel takes it. A link to a page of ours has this host's address; where that is not known, its words stay and lead nowhere.</summary>
    public static Activity ActivityOf(string text, IReadOnlyList<string> buttons, Form? form, string channel, string? replyTo, ConversationReference reference, string? publicUrl)
    {
        var plain = new Activity
        {
            Type = "message",
            Text = string.IsNullOrEmpty(publicUrl) ? OurLink().Replace(text, "$1") : text.Replace("](/", $"]({publicUrl.TrimEnd('/')}/", StringComparison.Ordinal),
            TextFormat = "markdown",
            ReplyToId = replyTo,
            From = reference.Bot,
            Recipient = reference.User,
            Conversation = new ConversationAccount(reference.Conversation),
            SuggestedActions = buttons.Count == 0 ? null : new SuggestedActions([.. buttons.Select(b => new CardAction("imBack", b) { Value = JsonSerializer.SerializeToElement(b, BotFrameworkJson.Default.String) })]) { To = [reference.User.Id!] },
        };
        return channel == MessagesEndpoint.Teams ? TeamsActivity.Of(plain, form, buttons, publicUrl) : plain;
    }

    private async Task<SendResult> SendAsync(Activity activity, ConversationReference reference, string? replyTo, CancellationToken cancel)
    {
        using var answer = await connector.SendAsync(reference.ServiceUrl, reference.Conversation, activity, replyTo, cancel);

        // The id it got is of no use to us: nobody can be asked about it, and nothing is reported on it later.
        if (answer.IsSuccessStatusCode) return new SendResult.Accepted(null);
        if (answer.StatusCode == HttpStatusCode.RequestEntityTooLarge && TextParts.Halve(activity.Text ?? "") is var (first, second)) return await SendInPartsAsync(activity, first, second, reference, replyTo, cancel);
        var word = await WordAsync(answer, cancel);
        var result = SendResult.Of(answer, word, clock.RealNow);
        return result is SendResult.Rejected rejected ? rejected with { Unreachable = Gone.Contains(word) } : result;
    }

    // The channel has said that it took nothing of the whole. Of the parts the first may be taken and the second not; then nobody knows what was heard, and that is what is written down.
    private async Task<SendResult> SendInPartsAsync(Activity activity, string first, string second, ConversationReference reference, string? replyTo, CancellationToken cancel)
    {
        var begun = await SendAsync(activity with { Text = first, SuggestedActions = null, Attachments = null, Entities = null }, reference, replyTo, cancel);
        if (begun is not SendResult.Accepted) return begun;
        return await SendAsync(activity with { Text = second }, reference, replyTo, cancel) is SendResult.Accepted done ? done : new SendResult.Unclear("it was too large for the channel, and of its parts not all were taken");
    }

    private static async Task<string?> WordAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var said = await answer.Content.ReadAsStringAsync(cancel);
        return Known.FirstOrDefault(w => said.Contains(w, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\[([^\]\[]*)\]\(/[^)\s]*\)")]
    private static partial Regex OurLink();
}
