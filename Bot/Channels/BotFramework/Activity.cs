using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>
/// An activity of the Bot Framework (schema 3.1). Of what comes everything may be missing; a field that is not of the schema is kept as it came. Times are texts: a strange one is
/// no reason to lose what somebody said.
/// </summary>
internal sealed record Activity
{
    public string? Type { get; init; }

    public string? Id { get; init; }

    public string? Timestamp { get; init; }

    public string? LocalTimestamp { get; init; }

    public string? LocalTimezone { get; init; }

    public string? CallerId { get; init; }

    public string? ServiceUrl { get; init; }

    public string? ChannelId { get; init; }

    public ChannelAccount? From { get; init; }

    public ConversationAccount? Conversation { get; init; }

    public ChannelAccount? Recipient { get; init; }

    public string? TextFormat { get; init; }

    public string? AttachmentLayout { get; init; }

    public IReadOnlyList<ChannelAccount?>? MembersAdded { get; init; }

    public IReadOnlyList<ChannelAccount?>? MembersRemoved { get; init; }

    public IReadOnlyList<MessageReaction?>? ReactionsAdded { get; init; }

    public IReadOnlyList<MessageReaction?>? ReactionsRemoved { get; init; }

    public string? TopicName { get; init; }

    public bool? HistoryDisclosed { get; init; }

    public string? Locale { get; init; }

    public string? Text { get; init; }

    public string? Speak { get; init; }

    public string? InputHint { get; init; }

    public string? Summary { get; init; }

    public SuggestedActions? SuggestedActions { get; init; }

    public IReadOnlyList<Attachment?>? Attachments { get; init; }

    public IReadOnlyList<JsonElement>? Entities { get; init; }

    public JsonElement? ChannelData { get; init; }

    public string? Action { get; init; }

    public string? ReplyToId { get; init; }

    public string? Label { get; init; }

    public string? ValueType { get; init; }

    public JsonElement? Value { get; init; }

    public string? Name { get; init; }

    public JsonElement? RelatesTo { get; init; }

    public string? Code { get; init; }

    public string? Expiration { get; init; }

    public string? Importance { get; init; }

    public string? DeliveryMode { get; init; }

    public IReadOnlyList<string?>? ListenFor { get; init; }

    public JsonElement? TextHighlights { get; init; }

    public JsonElement? SemanticAction { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Whether it comes from a channel of a team: the conversation says so, or the data that Teams adds.</summary>
    [JsonIgnore]
    public bool IsInTeam => ChannelId == MessagesEndpoint.Teams
        && (Conversation?.ConversationType == "channel" || (ChannelData is { ValueKind: JsonValueKind.Object } data && (data.TryGetProperty("team", out _) || data.TryGetProperty("channel", out _))));
}

/// <summary>A user or a bot on a channel.</summary>
internal sealed record ChannelAccount(string? Id, string? Name = null)
{
    /// <summary>Who they are in Entra ID.</summary>
    public string? AadObjectId { get; init; }

    public string? Role { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>A conversation on a channel.</summary>
internal sealed record ConversationAccount(string? Id)
{
    public bool? IsGroup { get; init; }

    /// <summary>On Teams <c>personal</c>, <c>groupChat</c> or <c>channel</c>.</summary>
    public string? ConversationType { get; init; }

    public string? TenantId { get; init; }

    public string? Name { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Whether others read along.</summary>
    [JsonIgnore]
    public bool IsShared => IsGroup == true || ConversationType is "groupChat" or "channel";
}

internal sealed record MessageReaction(string? Type);

/// <summary>A card, a file, a picture.</summary>
internal sealed record Attachment(string? ContentType)
{
    public string? ContentUrl { get; init; }

    public JsonElement? Content { get; init; }

    public string? Name { get; init; }

    public string? ThumbnailUrl { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

internal sealed record SuggestedActions(IReadOnlyList<CardAction> Actions)
{
    public IReadOnlyList<string>? To { get; init; }
}

internal sealed record CardAction(string Type, string Title)
{
    public JsonElement? Value { get; init; }

    public string? Text { get; init; }

    public string? DisplayText { get; init; }

    public string? Image { get; init; }
}

/// <summary>What is needed to speak in a conversation of our own accord; kept with the conversation.</summary>
internal sealed record ConversationReference(string ServiceUrl, string Conversation, ChannelAccount Bot, ChannelAccount User)
{
    public string? TenantId { get; init; }
}

/// <summary>The answer to <c>deliveryMode: expectReplies</c>.</summary>
internal sealed record ExpectedReplies(IReadOnlyList<Activity> Activities);

/// <summary>What the Connector calls what it took.</summary>
internal sealed record ResourceResponse(string? Id);

/// <summary>What it calls a conversation that it made, and the first that is said there.</summary>
internal sealed record ConversationResource(string? Id, string? ActivityId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 64, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Activity))]
[JsonSerializable(typeof(ConversationReference))]
[JsonSerializable(typeof(ExpectedReplies))]
[JsonSerializable(typeof(ResourceResponse))]
[JsonSerializable(typeof(ConversationResource))]
[JsonSerializable(typeof(ConversationParameters))]
[JsonSerializable(typeof(AttachmentData))]
[JsonSerializable(typeof(TeamsMember))]
[JsonSerializable(typeof(PagedMembers))]
[JsonSerializable(typeof(Turns.HandoverValue))]
[JsonSerializable(typeof(HandoverTranscript))]
[JsonSerializable(typeof(InvokeAnswer))]
[JsonSerializable(typeof(InvokeError))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class BotFrameworkJson : JsonSerializerContext;
