using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.People;

/// <summary>
/// Who of the staff is who in Microsoft Teams: the company's directory says it when they sign in by it; whoever signs in otherwise is told a code in Teams and gives it at the desk. It ends with their
/// sign-ins: by a new password, or when they are signed out everywhere.
/// </summary>
internal sealed class TeamsPeople(IStore store, Accounts accounts, AuditTrail audit, TimeProvider clock)
{
    private const string Kind = "teams-code";
    private const int Most = 1000, Bytes = 10;

    // Others in the channel read it. Given at their own desk it makes somebody else act as them there, and nobody as anybody else.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Somebody in Teams, by their directory and their object id in it; null when one of them is no such id.</summary>
    public static string? IdOf(string? tenant, string? person) => Guid.TryParse(tenant, out var directory) && Guid.TryParse(person, out var who) ? $"{directory:d}|{who:d}" : null;

    /// <summary>Whose account it is, also when they may not sign in any more; null when nobody has said so.</summary>
    public Task<Account?> FindAsync(string person) => accounts.OfTeamsAsync(person);

    /// <summary>A new code for somebody in Teams; one that was made for them before is good for nothing any more.</summary>
    public async Task<string> NewCodeAsync(string person)
    {
        var now = clock.GetUtcNow();
        foreach (var old in (await store.Notes.ReadAsync(Kind, Most)).Where(n => Read(n) is var code && (code.Person == person || code.Until <= now))) await store.Notes.RemoveAsync(old);
        var made = Convert.ToHexString(RandomNumberGenerator.GetBytes(Bytes));
        await store.Notes.WriteAsync(new Note(Kind, KeyOf(made), JsonSerializer.Serialize(new Code(person, now + Lifetime), Json), now));
        return made;
    }

    /// <summary>Uses a code up: whoever was told it in Teams is this account's person from now on. Null when it is good for nothing.</summary>
    public async Task<Account?> RedeemAsync(Account me, string code)
    {
        if (await store.Notes.FindAsync(Kind, KeyOf(code)) is not { } note || !await store.Notes.RemoveAsync(note) || Read(note) is not { } made || made.Until <= clock.GetUtcNow()) return null;
        if (await accounts.ConnectAsync(me.Name, made.Person) is not { } connected) return null;
        await audit.WriteAsync(connected.Name, "account.teams", connected.Id, $"is {made.Person}");
        return connected;
    }

    /// <summary>From now on nobody in Teams acts as them.</summary>
    public async Task DisconnectAsync(Account me)
    {
        await accounts.ConnectAsync(me.Name, null);
        await audit.WriteAsync(me.Name, "account.teams", me.Id, "ended");
    }

    private static string KeyOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code.Trim().ToUpperInvariant())));

    private static Code Read(Note note) => JsonSerializer.Deserialize<Code>(note.Document, Json)!;

    private sealed record Code(string Person, DateTimeOffset Until);
}
