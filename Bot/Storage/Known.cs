using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Storage;

/// <summary>
/// What this host knows of the store without asking it: the files and conversations it read or wrote last. Where other hosts write as well, a file is decided on only when the store has said
/// that it is still of that version, and the version is looked at once more when the turn is committed.
/// </summary>
internal sealed class Known
{
    private const int Most = 8192;

    private readonly Recent<string, KnownFile> files = new(Most);
    private readonly Recent<(string Channel, string User), StoredConversation> conversations = new(Most);

    /// <summary>A customer's file with its version.</summary>
    public KnownFile? File(string id) => files.Find(id);

    /// <summary>Keeps a file that was read, unless a newer one is known.</summary>
    public void Keep(CustomerFile file, long version) => files.Offer(file.Id, new KnownFile(file, version), known => known.Version <= version);

    /// <summary>The conversation of a channel's user.</summary>
    public StoredConversation? Conversation(string channel, string user) => conversations.Find((channel, user));

    public void Keep(StoredConversation conversation)
    {
        if (conversation.User is { } user) conversations.Put((conversation.Channel, user), conversation);
    }

    /// <summary>Keeps what a turn has made true.</summary>
    public void Learn(TurnCommit turn, CommitResult.Done done)
    {
        if (turn.Absorbed is not null || turn.Addresses.Count > 0) conversations.Clear();
        if (turn.Absorbed is { } stranger) files.Remove(stranger.Id);
        files.Put(turn.Next.Id, new KnownFile(turn.Next, turn.Version + 1));

        // Where it was said is known for certain now, also when another host has changed it.
        if (done.Leaving is { User: { } user } line && Conversation(line.Conversation.Channel, user) is { } known && known.Reference != line.Reference)
            Keep(known with { Reference = line.Reference });
    }

    /// <summary>Forgets what a turn was decided on that did not come true, or of which that is not known.</summary>
    public void Forget(TurnCommit turn)
    {
        files.Remove(turn.Next.Id);
        if (turn.Absorbed is { } stranger) files.Remove(stranger.Id);
    }

    public void Forget(string customer) => files.Remove(customer);

    public void ForgetConversations() => conversations.Clear();
}

/// <summary>A customer's file as it stood in the store.</summary>
internal sealed record KnownFile(CustomerFile File, long Version);
