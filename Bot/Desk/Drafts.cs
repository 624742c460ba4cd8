using System.Text.Json;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Desk;

/// <summary>What an agent has begun to write. It is kept with the id under which it will be sent, so that it is neither lost nor sent twice, whatever happens to page and host meanwhile.</summary>
/// <param name="Text">So far.</param>
/// <param name="RequestId">Under this id it is sent, once.</param>
public sealed record Draft(string Text, string RequestId)
{
    /// <summary>Files that were added to it.</summary>
    public IReadOnlyList<SentFile> Files { get; init; } = [];

    public static Draft Empty => new("", Guid.NewGuid().ToString("N"));
}

/// <summary>Drafts, one for each agent and case, and the files that were added to them: those stand in the store as files that nobody is served, until a reply takes them along.</summary>
internal sealed class Drafts(IStore store, TimeProvider clock)
{
    /// <summary>So many files go with one reply.</summary>
    public const int MostFiles = 5;

    /// <summary>How many characters the id of a file has.</summary>
    public const int IdLength = 48;

    private const string Kind = "draft";
    private const int MostTries = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The draft; an empty one when there is none, or when it has been sent already and only the page did not hear of it.</summary>
    public async Task<Draft> ReadAsync(string agent, string caseId)
    {
        if (await store.Notes.FindAsync(Kind, IdOf(agent, caseId)) is not { } note) return Draft.Empty;
        var draft = Read(note);
        var there = new List<SentFile>();
        foreach (var file in draft.Files)
            if (await store.Pending.AboutAsync(IdOf(agent, caseId), file.Id) is { } about) there.Add(about);
        if (!await WasSentAsync(caseId, draft.RequestId)) return draft with { Files = there };

        // What was added after it had left waits for the next one.
        return await ChangeAsync(agent, caseId, _ => Draft.Empty with { Files = there });
    }

    /// <summary>Whether what had this id stands in the conversation already.</summary>
    public ValueTask<bool> WasSentAsync(string caseId, string requestId) => store.HasHandledAsync(Cases.Channel, Cases.InboundId(caseId, requestId));

    /// <summary>Keeps the words and their id; the last ones count. Files stay as they are.</summary>
    public Task WriteAsync(string agent, string caseId, Draft draft) => ChangeAsync(agent, caseId, there => draft with { Files = there.Files });

    /// <summary>Adds a file; null when there are too many.</summary>
    public async Task<Draft?> AddAsync(string agent, string caseId, StoredFile file)
    {
        // First the file: one that no draft names is taken away in time, a name without a file could not be sent.
        await store.Pending.KeepAsync(IdOf(agent, caseId), file, clock.GetUtcNow());
        var draft = await ChangeAsync(agent, caseId, there => there.Files.Count < MostFiles ? there with { Files = [.. there.Files, file.About] } : there);
        if (draft.Files.Any(f => f.Id == file.About.Id)) return draft;
        await store.Pending.RemoveAsync(IdOf(agent, caseId), file.About.Id);
        return null;
    }

    /// <summary>Takes a file out again.</summary>
    public async Task<Draft> RemoveAsync(string agent, string caseId, string id)
    {
        SentFile? taken = null;
        var draft = await ChangeAsync(agent, caseId, there =>
        {
            taken = there.Files.FirstOrDefault(f => f.Id == id);
            return there with { Files = [.. there.Files.Where(f => f.Id != id)] };
        });
        if (taken is not null) await store.Pending.RemoveAsync(IdOf(agent, caseId), id);
        return draft;
    }

    /// <summary>These files as a reply takes them along; null when one of them is not this agent's in this case, or not there any more.</summary>
    public async Task<IReadOnlyList<StoredFile>?> TakeAsync(string agent, string caseId, IReadOnlyList<string> ids)
    {
        var files = new List<StoredFile>();
        foreach (var id in ids.Distinct())
        {
            if (id.Length != IdLength || !id.All(char.IsAsciiHexDigitLower) || await store.Pending.FindAsync(IdOf(agent, caseId), id) is not { } file) return null;
            files.Add(file);
        }

        return files;
    }

    /// <summary>Forgets what was sent: files, and the words if they left under the id of the draft.</summary>
    public Task<Draft> SentAsync(string agent, string caseId, string requestId, IReadOnlyList<string> files) => ChangeAsync(agent, caseId, there =>
        (there.RequestId == requestId ? Draft.Empty : there) with { Files = [.. there.Files.Where(f => !files.Contains(f.Id))] });

    // Of two who write at once the second reads again. What is empty is not kept.
    private async Task<Draft> ChangeAsync(string agent, string caseId, Func<Draft, Draft> change)
    {
        for (var attempt = 1; ; attempt++)
        {
            var there = await store.Notes.FindAsync(Kind, IdOf(agent, caseId));
            var draft = change(there is null ? Draft.Empty : Read(there));
            var isEmpty = draft is { Text.Length: 0, Files.Count: 0 };
            if (isEmpty && there is null) return draft;
            var note = new Note(Kind, IdOf(agent, caseId), JsonSerializer.Serialize(draft, Json), clock.GetUtcNow()) { Version = there?.Version ?? 0 };
            if ((isEmpty ? await store.Notes.RemoveAsync(note) : await store.Notes.WriteAsync(note)) || attempt == MostTries) return draft;
        }
    }

    private static Draft Read(Note note) => JsonSerializer.Deserialize<Draft>(note.Document, Json)!;

    private static string IdOf(string agent, string caseId) => $"{caseId}|{agent}";
}
