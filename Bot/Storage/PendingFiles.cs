using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage;

/// <summary>Files that staff have added to what they write and not sent. They stand with those that were sent, in a place where nobody is served from; the turn that sends one moves it to the conversation.</summary>
internal interface IPendingFiles
{
    /// <summary>Keeps a file for what is written there.</summary>
    /// <param name="place">Whose draft, about what.</param>
    /// <param name="file">The file.</param>
    /// <param name="at">When it was added.</param>
    Task KeepAsync(string place, StoredFile file, DateTimeOffset at);

    /// <summary>A file that was added there; null when it was not, or has been sent or taken away.</summary>
    ValueTask<StoredFile?> FindAsync(string place, string id);

    /// <summary>What is known of such a file, without what is in it.</summary>
    ValueTask<SentFile?> AboutAsync(string place, string id);

    /// <summary>Takes a file away that was added there; one that was sent stays.</summary>
    Task RemoveAsync(string place, string id);
}

/// <summary>How these files stand in the table of both stores.</summary>
internal static class PendingFiles
{
    /// <summary>No channel is called that.</summary>
    public const string Channel = "desk/draft";
}
