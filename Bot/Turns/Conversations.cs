using System.Globalization;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>Conversations as a channel sees them: open, say, read on, wait.</summary>
internal sealed class Conversations(IStore store, TurnRunner turns, Changes changes, UnfinishedAnswers unfinished, TimeProvider clock)
{
    private const int MostReplies = 20;

    /// <summary>The conversation of a channel's user, opened now if need be; a newcomer is greeted.</summary>
    public async Task<StoredConversation> OpenAsync(string channel, string? user, string newId)
    {
        var conversation = await store.OpenConversationAsync(channel, user, newId, clock.GetUtcNow());
        await turns.RunAsync(new Turn(conversation.CustomerId, $"{channel}/opened", conversation.Id, new ConversationOpened()) { Conversation = conversation.Key });
        return conversation;
    }

    /// <summary>The conversation of a channel's user, made now if need be. Nobody is greeted: they have the first word.</summary>
    public Task<StoredConversation> FindOrMakeAsync(string channel, string user, string newId) => store.OpenConversationAsync(channel, user, newId, clock.GetUtcNow());

    public ValueTask<ConversationSoFar?> FindAsync(ConversationKey key) => store.FindConversationAsync(key);

    /// <summary>The id of the conversation that a channel's user has; null when they have none.</summary>
    public ValueTask<string?> FindOfAsync(string channel, string user) => store.FindConversationOfAsync(channel, user);

    /// <summary>Takes a customer's message. The same inbound id is taken once.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="inboundId">The message's id on the channel.</param>
    /// <param name="text">What they wrote.</param>
    /// <param name="clientId">The id by which the client knows it.</param>
    /// <param name="replyTo">The id that the channel wants replies to name.</param>
    /// <param name="inline">The replies go back in the answer to this message (<see cref="RepliesToAsync"/>), and are not sent.</param>
    public async Task<Received> ReceiveAsync(StoredConversation conversation, string inboundId, string text, string? clientId, string? replyTo = null, bool inline = false)
    {
        var result = await turns.RunAsync(new Turn(conversation.CustomerId, conversation.Channel, inboundId, new CustomerWrote(text))
        {
            Conversation = conversation.Key,
            ClientId = clientId,
            ReplyTo = replyTo,
            AnsweredInline = inline,
        });
        return result switch
        {
            TurnResult.Done done => new Received(done.Lines[0].Id, done.Left),
            TurnResult.Repeat repeat => new Received(repeat.ActivityId, Task.CompletedTask),
            _ => throw new InvalidOperationException("A customer's message is never refused."),
        };
    }

    /// <summary>What was said to a message: our lines between it and the customer's next.</summary>
    public async Task<IReadOnlyList<TranscriptLine>> RepliesToAsync(ConversationKey key, string activityId)
    {
        var sequence = long.Parse(activityId.AsSpan(activityId.LastIndexOf('|') + 1), CultureInfo.InvariantCulture);
        return [.. (await store.ReadLinesAsync(key, sequence, MostReplies)).TakeWhile(l => l.Speaker != Speaker.Customer)];
    }

    /// <summary>The answer that a bare number means where answers were offered by number; null when it is none of them.</summary>
    public async Task<string?> ChoiceAsync(StoredConversation conversation, string text)
    {
        if (!int.TryParse(text.TrimEnd('.', ')'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1) return null;
        if (await FindAsync(conversation.Key) is not { } soFar) return null;
        return await ReadAsync(soFar.Key, soFar.LastSequence - 1, 1) is [{ Buttons: var offered }] && number <= offered.Count ? offered[number - 1] : null;
    }

    public ValueTask<IReadOnlyList<TranscriptLine>> ReadAsync(ConversationKey key, long after, int most) => store.ReadLinesAsync(key, after, most);

    /// <summary>The answer that is being written in a conversation; it is in no transcript.</summary>
    public UnfinishedAnswer? Unfinished(ConversationKey key) => unfinished.Of(key);

    public Changes.Watch Watch(ConversationKey key) => changes.On(Changes.Conversation(key.Channel, key.Id));
}

/// <summary>A message that was taken.</summary>
/// <param name="ActivityId">The activity id it has.</param>
/// <param name="Left">Ends when the first answer to it has been handed to its channel, or waits for its turn there.</param>
internal readonly record struct Received(string ActivityId, Task Left);
