using System.Text.Json;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Tasks;

/// <summary>The staff's tasks: made, done, and taken up again. Of two who change the same at once, both changes count.</summary>
internal sealed class TaskBook(IStore store)
{
    private const string Kind = "task";
    private const int Most = 2000, MostTries = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Open ones first, those due soonest before the others; then what is done, the latest first.</summary>
    public async Task<IReadOnlyList<ShopTask>> ReadAsync()
    {
        var all = (await store.Notes.ReadAsync(Kind, Most)).Select(Read).ToList();
        return [.. all.Where(t => t.IsOpen).OrderBy(t => t.Due).ThenBy(t => t.CreatedAt), .. all.Where(t => !t.IsOpen).OrderByDescending(t => t.DoneAt)];
    }

    /// <summary>A task; null when there is no such.</summary>
    public async Task<ShopTask?> FindAsync(string id) => await store.Notes.FindAsync(Kind, id) is { } note ? Read(note) : null;

    /// <summary>Keeps a new task. The same id again changes nothing, so whoever is not sure asks again.</summary>
    public Task AddAsync(ShopTask task) => store.Notes.WriteAsync(NoteOf(task, task.CreatedAt));

    /// <summary>Notes that it is done; null when there is no such task. Done twice, the first counts.</summary>
    public Task<ShopTask?> DoneAsync(string id, string by, DateTimeOffset at) => ChangeAsync(id, at, task => task.IsOpen ? task with { DoneBy = by, DoneAt = at } : task);

    /// <summary>Takes it up again; null when there is no such task.</summary>
    public Task<ShopTask?> ReopenAsync(string id, DateTimeOffset at) => ChangeAsync(id, at, task => task with { DoneBy = null, DoneAt = null });

    private async Task<ShopTask?> ChangeAsync(string id, DateTimeOffset at, Func<ShopTask, ShopTask> change)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            if (await store.Notes.FindAsync(Kind, id) is not { } note) return null;
            var (before, after) = (Read(note), change(Read(note)));
            if (after == before || await store.Notes.WriteAsync(NoteOf(after, at) with { Version = note.Version })) return after;
        }

        throw new InvalidOperationException($"A task was changed {MostTries} times while this change was made.");
    }

    private static Note NoteOf(ShopTask task, DateTimeOffset at) => new(Kind, task.Id, JsonSerializer.Serialize(task, Json), at);

    private static ShopTask Read(Note note) => JsonSerializer.Deserialize<ShopTask>(note.Document, Json)!;
}
