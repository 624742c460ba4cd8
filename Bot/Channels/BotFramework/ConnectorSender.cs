using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>Sends by the Connector of a Bot Framework channel. It cannot be asked what it has taken.</summary>
internal sealed partial class ConnectorSender(ServiceHosts hosts, IHttpClientFactory http, TravelClock clock, FollowUpOptions options) : IChannelSender
{
    /// <summary>Name of the HTTP client.</summary>
    public const string Client = "connector";

    public bool Serves(string channel) => channel is not (OutgoingRows.OurOwnChannel or "sms");

    public async Task<SendResult> SendAsync(Outgoing message, CancellationToken cancel)
    {
        if (message.Reference is null || JsonSerializer.Deserialize(message.Reference, BotFrameworkJson.Default.ConversationReference) is not { } reference)
            return new SendResult.Rejected("the channel has not said yet how to speak there");

        // Looked at again: the list may have become shorter since the address was kept.
        if (!hosts.Allows(reference.ServiceUrl)) return new SendResult.Rejected("its address is not among the allowed service hosts");
        var address = $"{reference.ServiceUrl}/v3/conversations/{Uri.EscapeDataString(reference.Conversation)}/activities";
        if (message.ReplyTo is { } replyTo) address += $"/{Uri.EscapeDataString(replyTo)}";

        // With its length said: a body in chunks is not taken everywhere.
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(ActivityOf(message.Text, message.Buttons, message.ReplyTo, reference, options.BotFramework.PublicUrl), BotFrameworkJson.Default.OutboundActivity));
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json, "utf-8");
        using var answer = await http.CreateClient(Client).PostAsync(new Uri(address), content, cancel);

        // The id it got is of no use to us: nobody can be asked about it, and nothing is reported on it later.
        return answer.IsSuccessStatusCode ? new SendResult.Accepted(null) : SendResult.Of(answer, null, clock.RealNow);
    }

    public Task<IReadOnlyList<string>?> FindAsync(Outgoing message, CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>?>(null);

    /// <summary>A line as the channel takes it. A link to a page of ours has this host's address; where that is not known, its words stay and lead nowhere.</summary>
    public static OutboundActivity ActivityOf(string text, IReadOnlyList<string> buttons, string? replyTo, ConversationReference reference, string? publicUrl) => new(
        "message", string.IsNullOrEmpty(publicUrl) ? OurLink().Replace(text, "$1") : text.Replace("](/", $"]({publicUrl.TrimEnd('/')}/", StringComparison.Ordinal), "markdown", replyTo, reference.Bot, reference.User, new Place(reference.Conversation, null),
        buttons.Count == 0 ? null : new Offer([.. buttons.Select(b => new OfferedAction("imBack", b, b))]));

    [GeneratedRegex(@"\[([^\]\[]*)\]\(/[^)\s]*\)")]
    private static partial Regex OurLink();
}
