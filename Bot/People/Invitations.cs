using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.People;

/// <summary>What a one-time link is good for.</summary>
/// <param name="Role">As what it lets somebody in who has no account.</param>
/// <param name="By">Who made it.</param>
/// <param name="Until">From then on it is good for nothing.</param>
internal sealed record Invitation(Role Role, string By, DateTimeOffset Until)
{
    /// <summary>Whose password it sets anew; null when it makes an account.</summary>
    public string? Account { get; init; }

    /// <summary>Whether the host printed it: who reads the host's output may sign in as anybody.</summary>
    public bool IsOperators { get; init; }
}

/// <summary>One-time links: each lets one person in, once, within a day. The store holds what a token hashes to, never the token.</summary>
internal sealed class Invitations(IStore store, TimeProvider clock)
{
    private const string Kind = "invitation";
    private const int Most = 1000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() } };

    /// <summary>A new token for a link.</summary>
    public async Task<string> CreateAsync(Role role, string by, string? account = null, bool operators = false)
    {
        var now = clock.GetUtcNow();
        foreach (var old in (await store.Notes.ReadAsync(Kind, Most)).Where(n => Read(n).Until <= now)) await store.Notes.RemoveAsync(old);
        var token = Keys.New();
        var invitation = new Invitation(role, by, now + Lifetime) { Account = account, IsOperators = operators };
        await store.Notes.WriteAsync(new Note(Kind, IdOf(token), JsonSerializer.Serialize(invitation, Json), now));
        return token;
    }

    /// <summary>What a token is good for; null when for nothing any more.</summary>
    public async Task<Invitation?> FindAsync(string token) => await store.Notes.FindAsync(Kind, IdOf(token)) is { } note && Read(note) is var found && found.Until > clock.GetUtcNow() ? found : null;

    /// <summary>Uses a token up; true for the first caller only.</summary>
    public async Task<bool> RedeemAsync(string token) => await store.Notes.FindAsync(Kind, IdOf(token)) is { } note && await store.Notes.RemoveAsync(note) && Read(note).Until > clock.GetUtcNow();

    private static string IdOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static Invitation Read(Note note) => JsonSerializer.Deserialize<Invitation>(note.Document, Json)!;
}
