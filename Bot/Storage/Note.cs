namespace FollowUpBot.Bot.Storage;

/// <summary>Something that staff keep about the shop's own work and that belongs to no customer: a sheet, a task, who answers for a theme.</summary>
/// <param name="Kind">What it is; each kind has one system that reads and writes it.</param>
/// <param name="Id">Its name among those of its kind.</param>
/// <param name="Document">What stands in it, as its system wrote it.</param>
/// <param name="ChangedAt">When it was written last.</param>
internal sealed record Note(string Kind, string Id, string Document, DateTimeOffset ChangedAt)
{
    /// <summary>How often it has been written; 0 before the first time.</summary>
    public long Version { get; init; }
}

/// <summary>What staff keep. Of two who change the same at once, the second is told.</summary>
internal interface INotes
{
    /// <summary>Those of a kind, by their ids.</summary>
    ValueTask<IReadOnlyList<Note>> ReadAsync(string kind, int most);

    ValueTask<Note?> FindAsync(string kind, string id);

    /// <summary>Writes it if what stands there has this version, which is 0 for a new one; false, and nothing written, when somebody was faster.</summary>
    Task<bool> WriteAsync(Note note);

    /// <summary>Takes it away if what stands there has this version; false when somebody was faster. Of several who try, one succeeds.</summary>
    Task<bool> RemoveAsync(Note note);
}
