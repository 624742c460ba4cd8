using System.Globalization;
using System.Text.Json.Serialization;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>A Bot Framework activity as Direct Line carries it.</summary>
internal sealed record Activity(
    string Type,
    string Id,
    DateTimeOffset Timestamp,
    string ChannelId,
    ChannelAccount From,
    ConversationAccount Conversation,
    string TextFormat,
    string? Text,
    SuggestedActions? SuggestedActions,
    ActivityChannelData ChannelData)
{
    public IReadOnlyList<Attachment>? Attachments { get; init; }

    /// <summary>Why a conversation ended.</summary>
    public string? Code { get; init; }

    /// <summary>What an event is.</summary>
    public string? Name { get; init; }

    /// <summary>What an event says.</summary>
    public HandoverValue? Value { get; init; }

    /// <summary>The conversation is handed over to a hub with a line; it stands right behind that.</summary>
    public static Activity Of(Handover handover, TranscriptLine line, string conversation, string? user, string host) =>
        new("event", $"{line.Id}.handoff", line.At, "directline", new ChannelAccount("followupbot", "FollowUpBot", "bot"), new ConversationAccount(conversation), "plain", null, null, new ActivityChannelData(line.Sequence + 0.5))
        {
            Name = Handover.Initiate,
            // How urgent we think it is, is not for the customer, whose client reads it too.
            Value = handover.Value with { Priority = null },
            Attachments = [new Attachment("application/json", null, "Transcript") { Content = new HandoverTranscript([.. handover.Lines.Select(l => Of(l, conversation, user, host))]) }],
        };

    /// <param name="line">What was said.</param>
    /// <param name="conversation">Where.</param>
    /// <param name="user">The customer's id on this channel.</param>
    /// <param name="host">Where clients reach this host: they show our page only by its whole address.</param>
    public static Activity Of(TranscriptLine line, string conversation, string? user, string host) => new(
        "message",
        line.Id,
        line.At,
        "directline",
        line.Speaker == Speaker.Customer ? new ChannelAccount(user ?? "customer", line.Name, "user") : new ChannelAccount("followupbot", line.Name ?? "FollowUpBot", "bot"),
        new ConversationAccount(conversation),
        line.Speaker == Speaker.Customer ? "plain" : "markdown",
        line.Speaker == Speaker.Customer ? (line.Text.Length > 0 || line.Files.Count == 0 ? line.Text : null) : line.Text.Replace("](/", $"]({host}/", StringComparison.Ordinal),
        line.Buttons.Count == 0 ? null : new SuggestedActions([.. line.Buttons.Select(b => new CardAction("imBack", b, b))], [user ?? "customer"]),
        line.Speaker == Speaker.Customer
            ? new ActivityChannelData(line.Sequence) { ClientActivityID = line.ClientId }
            : new ActivityChannelData(line.Sequence) { StreamId = line.ClientId, StreamType = line.ClientId is null ? null : "final" })
    {
        Attachments = line.Files.Count == 0 ? null : [.. line.Files.Select(f => Attachment.Of(f, $"{host}/files/{f.Id}/{Uri.EscapeDataString(f.Name)}"))],
    };

    /// <summary>The customer has ended the conversation, on this page or another.</summary>
    public static Activity Ended(string conversation, long after, DateTimeOffset at) =>
        new("endOfConversation", $"{conversation}|ended", at, "directline", new ChannelAccount("followupbot", "FollowUpBot", "bot"), new ConversationAccount(conversation), "plain", null, null, new ActivityChannelData(after + 1))
        {
            Code = "userCancelled",
        };

    /// <summary>An answer while it is being written, as Web Chat shows it. It is in no transcript: the line that is committed takes its place.</summary>
    /// <param name="answer">What there is of it.</param>
    /// <param name="sequence">How often this client has been shown it, from 1; the first gives the stream its id.</param>
    /// <param name="conversation">Where.</param>
    /// <param name="after">The line it stands behind.</param>
    /// <param name="at">When.</param>
    public static Activity Of(UnfinishedAnswer answer, int sequence, string conversation, long after, DateTimeOffset at) => new(
        "typing",
        sequence == 1 ? answer.Id : string.Create(CultureInfo.InvariantCulture, $"{answer.Id}.{sequence}"),
        at,
        "directline",
        new ChannelAccount("followupbot", "FollowUpBot", "bot"),
        new ConversationAccount(conversation),
        "markdown",
        answer.Text.Length == 0 || answer.IsDropped ? null : answer.Text,
        null,
        new ActivityChannelData(after + Math.Min(0.001 * sequence, 0.999))
        {
            StreamId = sequence == 1 ? null : answer.Id,
            StreamType = answer.IsDropped ? "final" : "streaming",
            StreamSequence = answer.IsDropped ? null : sequence,
        });

    /// <summary>That somebody of the staff is writing.</summary>
    /// <param name="number">Which of those that were sent over this socket.</param>
    /// <param name="conversation">Where.</param>
    /// <param name="after">The line it stands behind.</param>
    /// <param name="at">When.</param>
    public static Activity Writing(int number, string conversation, long after, DateTimeOffset at) => new(
        "typing",
        string.Create(CultureInfo.InvariantCulture, $"{conversation}|{after:0000000}.{at.ToUnixTimeMilliseconds()}.{number}"),
        at,
        "directline",
        new ChannelAccount("followupbot", "FollowUpBot", "bot"),
        new ConversationAccount(conversation),
        "plain",
        null,
        null,
        new ActivityChannelData(after + 0.5));
}

internal sealed record ChannelAccount(string Id, string? Name, string Role);

internal sealed record ConversationAccount(string Id);

/// <summary>A file with a line.</summary>
internal sealed record Attachment(string ContentType, string? ContentUrl, string Name)
{
    /// <summary>What stands in the activity itself.</summary>
    public HandoverTranscript? Content { get; init; }

    /// <summary>Clients show a customer their own picture only by this.</summary>
    public string? ThumbnailUrl { get; init; }

    public static Attachment Of(SentFile file, string address) =>
        new(file.Type, address, file.Name) { ThumbnailUrl = file.Type.StartsWith("image/", StringComparison.Ordinal) ? address : null };
}

/// <summary>What was said until a conversation was handed over.</summary>
internal sealed record HandoverTranscript(IReadOnlyList<Activity> Activities);

/// <param name="Actions">What to offer.</param>
/// <param name="To">Whom: the ids of accounts. The schema asks for it.</param>
internal sealed record SuggestedActions(IReadOnlyList<CardAction> Actions, IReadOnlyList<string> To);

internal sealed record CardAction(string Type, string Title, string Value);

/// <param name="SequenceId">Web Chat orders by it; by timestamps a customer's fast clock would mix up the lines. What is no line stands between two.</param>
internal sealed record ActivityChannelData([property: JsonPropertyName("webchat:sequence-id")] double SequenceId)
{
    /// <summary>Given back as it came, so that the client knows its own message again.</summary>
    [JsonPropertyName("clientActivityID")]
    public string? ClientActivityID { get; init; }

    public string? StreamId { get; init; }

    public string? StreamType { get; init; }

    public int? StreamSequence { get; init; }
}

/// <summary>What a client reads: activities, and from where to read on.</summary>
internal sealed record ActivitySet(IReadOnlyList<Activity> Activities, string Watermark)
{
    /// <param name="lines">What was said.</param>
    /// <param name="handovers">What is handed over to a hub with them, by their ids.</param>
    /// <param name="conversation">Where.</param>
    /// <param name="user">The customer's id on this channel.</param>
    /// <param name="host">Where clients reach this host.</param>
    /// <param name="after">The line before them.</param>
    public static ActivitySet Of(IReadOnlyList<TranscriptLine> lines, IReadOnlyDictionary<string, Handover> handovers, string conversation, string? user, string host, long after) => new(
        [.. lines.SelectMany(l => handovers.TryGetValue(l.Id, out var handover) ? new[] { Activity.Of(l, conversation, user, host), Activity.Of(handover, l, conversation, user, host) } : [Activity.Of(l, conversation, user, host)])],
        (lines.Count > 0 ? lines[^1].Sequence : after).ToString(CultureInfo.InvariantCulture));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActivitySet))]
internal sealed partial class DirectLineJson : JsonSerializerContext;
