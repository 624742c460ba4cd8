using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.TeamsDesk;

/// <summary>A card of a case in a channel.</summary>
/// <param name="Channel">Which.</param>
/// <param name="CaseId">Which.</param>
internal sealed record PostedCard(string Channel, string CaseId)
{
    /// <summary>The thread that it began; null while it is on its way.</summary>
    public string? Conversation { get; init; }

    /// <summary>Its id there; null while it is on its way, or when Teams will not have it.</summary>
    public string? Activity { get; init; }

    /// <summary>A hash of what it shows.</summary>
    public string? Shown { get; init; }

    /// <summary>As it stands in the store.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Note? Note { get; init; }
}

/// <summary>
/// What stands in which channel. A case has one card for each time it begins to wait and each level it goes up to, so each of these is heard of in the channel. Who posts one writes that down before:
/// of several hosts one does, and when it dies in between another does it again.
/// </summary>
internal sealed class PostedCards(IStore store, TravelClock clock)
{
    private const string Kind = "teams-card";
    private const int Most = 5000;

    // A call to the Connector is over by then, one way or the other.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>All there are, by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, PostedCard>> ReadAsync() => (await store.Notes.ReadAsync(Kind, Most)).ToDictionary(n => n.Id, n => JsonSerializer.Deserialize<PostedCard>(n.Document, Json)! with { Note = n });

    /// <summary>The id of the card that a case has now in a channel.</summary>
    public static string IdOf(string channel, Case about) => string.Create(CultureInfo.InvariantCulture, $"{channel}|{about.Id}|{(about.WaitsSince ?? about.OpenedAt).ToUnixTimeMilliseconds()}|{about.Level}");

    /// <summary>Whether one that is said to be on its way has been for too long.</summary>
    public bool IsLost(PostedCard card) => card is { Conversation: null, Note: { } note } && note.ChangedAt + OnItsWay < clock.RealNow;

    /// <summary>Takes it upon us to post one; null when another host has.</summary>
    public Task<PostedCard?> BeginAsync(string id, PostedCard? lost, string channel, string caseId) => WriteAsync(new PostedCard(channel, caseId) { Note = lost?.Note ?? new Note(Kind, id, "", clock.RealNow) });

    /// <summary>Writes down what became of it; null when another host was faster.</summary>
    public async Task<PostedCard?> WriteAsync(PostedCard card)
    {
        var note = card.Note! with { Document = JsonSerializer.Serialize(card, Json), ChangedAt = clock.RealNow };
        return await store.Notes.WriteAsync(note) ? card with { Note = note with { Version = note.Version + 1 } } : null;
    }

    /// <summary>Another host changed the card too, and nobody knows whose change came last: it is changed once more.</summary>
    public async Task<PostedCard?> DoubtAsync(PostedCard card) =>
        await store.Notes.FindAsync(Kind, card.Note!.Id) is { } note ? await WriteAsync(JsonSerializer.Deserialize<PostedCard>(note.Document, Json)! with { Note = note, Shown = null }) : null;

    /// <summary>It is nothing to us any more.</summary>
    public Task ForgetAsync(PostedCard card) => store.Notes.RemoveAsync(card.Note!);

    /// <summary>A case, open or closed.</summary>
    public ValueTask<StoredCase?> CaseOfAsync(PostedCard card) => store.FindCaseAsync(card.CaseId);
}
