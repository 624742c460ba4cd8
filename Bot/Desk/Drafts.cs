using System.Text.Json;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Desk;

/// <summary>What an agent has begun to write. It is kept with the id under which it will be sent, so that it is neither lost nor sent twice, whatever happens to page and host meanwhile.</summary>
/// <param name="Text">So far.</param>
/// <param name="RequestId">Under this id it is sent, once.</param>
public sealed record Draft(string Text, string RequestId)
{
    public static Draft Empty => new("", Guid.NewGuid().ToString("N"));
}

/// <summary>Drafts, one for each agent and case.</summary>
internal sealed class Drafts(IStore store, TimeProvider clock)
{
    private const string Kind = "draft";
    private const int MostTries = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The draft; an empty one when there is none, or when it has been sent already and only the page did not hear of it.</summary>
    public async Task<Draft> ReadAsync(string agent, string caseId)
    {
        if (await store.Notes.FindAsync(Kind, IdOf(agent, caseId)) is not { } note) return Draft.Empty;
        var draft = JsonSerializer.Deserialize<Draft>(note.Document, Json)!;
        if (!await WasSentAsync(caseId, draft.RequestId)) return draft;
        await store.Notes.RemoveAsync(note);
        return Draft.Empty;
    }

    /// <summary>Whether what had this id stands in the conversation already.</summary>
    public ValueTask<bool> WasSentAsync(string caseId, string requestId) => store.HasHandledAsync(Cases.Channel, Cases.InboundId(caseId, requestId));

    /// <summary>Keeps it; the last one counts.</summary>
    public async Task WriteAsync(string agent, string caseId, Draft draft)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var there = await store.Notes.FindAsync(Kind, IdOf(agent, caseId));
            if (draft.Text.Length == 0 && there is null) return;
            var note = new Note(Kind, IdOf(agent, caseId), JsonSerializer.Serialize(draft, Json), clock.GetUtcNow()) { Version = there?.Version ?? 0 };
            if (draft.Text.Length == 0 ? await store.Notes.RemoveAsync(note) : await store.Notes.WriteAsync(note)) return;
        }
    }

    private static string IdOf(string agent, string caseId) => $"{caseId}|{agent}";
}
