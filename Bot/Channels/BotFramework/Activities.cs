using System.Text.Json.Serialization;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>What we read of an activity that a channel posts. Everything may be missing.</summary>
internal sealed record InboundActivity
{
    public string? Type { get; init; }

    public string? Id { get; init; }

    public string? ChannelId { get; init; }

    public string? ServiceUrl { get; init; }

    public string? DeliveryMode { get; init; }

    public string? Text { get; init; }

    public Account? From { get; init; }

    public Account? Recipient { get; init; }

    public Place? Conversation { get; init; }

    public IReadOnlyList<Account?>? MembersAdded { get; init; }
}

internal sealed record Account(string? Id, string? Name);

internal sealed record Place(string? Id, bool? IsGroup);

/// <summary>What is needed to speak in a conversation of our own accord; kept with the conversation.</summary>
internal sealed record ConversationReference(string ServiceUrl, string Conversation, Account Bot, Account User);

/// <summary>An activity that we send.</summary>
internal sealed record OutboundActivity(string Type, string Text, string TextFormat, string? ReplyToId, Account From, Account Recipient, Place Conversation, Offer? SuggestedActions);

internal sealed record Offer(IReadOnlyList<OfferedAction> Actions);

internal sealed record OfferedAction(string Type, string Title, string Value);

internal sealed record InlineReplies(IReadOnlyList<OutboundActivity> Activities);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 32)]
[JsonSerializable(typeof(InboundActivity))]
[JsonSerializable(typeof(OutboundActivity))]
[JsonSerializable(typeof(ConversationReference))]
[JsonSerializable(typeof(InlineReplies))]
internal sealed partial class BotFrameworkJson : JsonSerializerContext;
