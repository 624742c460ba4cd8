using System.Collections.Concurrent;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Turns;

/// <summary>An answer while it is being written.</summary>
/// <param name="Id">The id under which clients see it grow.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="Text">What has been checked so far, as Markdown; empty while there is nothing.</param>
/// <param name="IsDropped">Whether it will not be said after all.</param>
internal sealed record UnfinishedAnswer(string Id, int Version, string Text, bool IsDropped);

/// <summary>What is being written in conversations of this host: for eyes that are there now, never stored. The committed line is the answer.</summary>
internal sealed class UnfinishedAnswers(Changes changes)
{
    private readonly ConcurrentDictionary<ConversationKey, UnfinishedAnswer> writing = new();

    /// <summary>There is more of one.</summary>
    public event Action<ConversationKey>? Grew;

    public UnfinishedAnswer? Of(ConversationKey key) => writing.GetValueOrDefault(key);

    /// <summary>Shows what there is; with no text, that there is somebody writing.</summary>
    public void Show(ConversationKey key, string id, string text)
    {
        writing.AddOrUpdate(key, _ => new UnfinishedAnswer(id, 1, text, IsDropped: false), (_, was) => new UnfinishedAnswer(id, was.Version + 1, text, IsDropped: false));
        changes.SignalHere(Changes.Conversation(key.Channel, key.Id));
        Grew?.Invoke(key);
    }

    /// <summary>It has been said, or never will be: then it is taken off the screens.</summary>
    public void End(ConversationKey key, string id, bool wasSaid)
    {
        if (Of(key) is not { } last || last.Id != id) return;
        if (wasSaid)
        {
            writing.TryRemove(KeyValuePair.Create(key, last));
            return;
        }

        writing.TryUpdate(key, last with { Version = last.Version + 1, IsDropped = true }, last);
        changes.SignalHere(Changes.Conversation(key.Channel, key.Id));
    }
}
