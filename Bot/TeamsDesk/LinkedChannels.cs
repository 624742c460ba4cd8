using System.Text.Json;
using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.TeamsDesk;

/// <summary>A channel of a team into which cases come.</summary>
/// <param name="Id">Its conversation in Teams, without a thread.</param>
/// <param name="ServiceUrl">Where Teams is spoken to for it; whether it may be is looked at with each call.</param>
/// <param name="Bot">Who we are there.</param>
/// <param name="Tenant">The directory it belongs to.</param>
/// <param name="All">Whether every new case comes, or only what nobody picks up.</param>
/// <param name="By">Who linked it.</param>
/// <param name="At">When, by the customers' clock.</param>
internal sealed record LinkedChannel(string Id, string ServiceUrl, ChannelAccount Bot, string Tenant, bool All, string By, DateTimeOffset At)
{
    /// <summary>The channel of a conversation: each thread has its own, with the number of its first message behind the channel's.</summary>
    public static string IdOf(string conversation) => conversation.Split(';')[0];
}

/// <summary>Which channels are linked.</summary>
internal sealed class LinkedChannels(IStore store, Changes changes)
{
    private const string Kind = "teams-desk";
    private const int Most = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task<IReadOnlyList<LinkedChannel>> ReadAsync() => [.. (await store.Notes.ReadAsync(Kind, Most)).Select(Read)];

    public async Task<LinkedChannel?> FindAsync(string id) => await store.Notes.FindAsync(Kind, id) is { } note ? Read(note) : null;

    /// <summary>Links it from now on in this way; of two at once the first counts.</summary>
    public async Task LinkAsync(LinkedChannel channel)
    {
        var note = await store.Notes.FindAsync(Kind, channel.Id) ?? new Note(Kind, channel.Id, "", channel.At);
        await store.Notes.WriteAsync(note with { Document = JsonSerializer.Serialize(channel, Json), ChangedAt = channel.At });
        changes.Signal(Changes.Desk);
    }

    /// <summary>Ends it; false when it was not linked.</summary>
    public async Task<bool> UnlinkAsync(string id) => await store.Notes.FindAsync(Kind, id) is { } note && await store.Notes.RemoveAsync(note);

    private static LinkedChannel Read(Note note) => JsonSerializer.Deserialize<LinkedChannel>(note.Document, Json)!;
}
