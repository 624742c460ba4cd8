using System.Collections.Concurrent;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Walk;

/// <summary>Stands in for the providers of a walk's channel: takes every message and keeps which were sent. What the gate held back never comes here.</summary>
internal sealed class WalkChannel : IChannelSender
{
    private readonly ConcurrentDictionary<(ConversationKey Conversation, long Sequence), bool> sent = new();

    public bool Serves(string channel) => channel != OutgoingRows.OurOwnChannel;

    /// <summary>Whether a line has reached the customer. On our own web chat writing a line is sending it.</summary>
    public bool Has(ConversationKey conversation, long sequence) => !Serves(conversation.Channel) || sent.ContainsKey((conversation, sequence));

    public Task<SendResult> SendAsync(Outgoing message, CancellationToken cancel)
    {
        sent[(message.Conversation, message.Sequence)] = true;
        return Task.FromResult<SendResult>(new SendResult.Accepted(message.Claim.Key));
    }

    public Task<IReadOnlyList<string>?> FindAsync(Outgoing message, CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>?>([]);
}
