using System.Text.Json;
using System.Text.Json.Serialization;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using Microsoft.AspNetCore.Identity;

namespace FollowUpBot.Bot.People;

/// <summary>Who may sign in, and as what. Nothing is kept in memory: what is true of an account is true on every host from the next request on.</summary>
internal sealed class Accounts(IStore store, Changes changes, TimeProvider clock)
{
    public const int ShortestPassword = 12, LongestPassword = 200;

    private const string Kind = "account";
    private const int Most = 5000, MostTries = 20;

    // After so many wrong passwords in a row nobody tries another for a while: 480 guesses a day at most.
    private const int MostFailures = 5;
    private static readonly TimeSpan Locked = TimeSpan.FromMinutes(15);

    // PBKDF2 with HMAC-SHA-512; the count is the one of OWASP's password storage cheat sheet.
    private static readonly PasswordHasher<Account> Hasher = new(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));
    private static readonly Account Nobody = new("nobody", Role.Agent, "", default);

    // What is compared with when there is nothing to compare with, so that a name nobody has takes as long as one that somebody has.
    private static readonly Lazy<string> NoPassword = new(() => Hasher.HashPassword(Nobody, Keys.New()));

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() } };

    public async Task<IReadOnlyList<Account>> ReadAsync() => [.. (await store.Notes.ReadAsync(Kind, Most)).Select(Read)];

    public async ValueTask<Account?> FindAsync(string name) => await store.Notes.FindAsync(Kind, Account.IdOf(name)) is { } note ? Read(note) : null;

    /// <summary>Whether there is anybody who may say who else may sign in.</summary>
    public async Task<bool> HasAdminAsync() => (await ReadAsync()).Any(a => a is { Role: Role.Admin, IsEnabled: true });

    /// <summary>Makes an account; null when the name is taken.</summary>
    public async Task<Account?> CreateAsync(string name, Role role, string? password = null, string? subject = null)
    {
        var made = new Account(Account.Tidy(name), role, Keys.New(), clock.GetUtcNow()) { Subject = subject };
        if (password is not null) made = made with { Password = Hasher.HashPassword(made, password) };
        return await store.Notes.WriteAsync(new Note(Kind, made.Id, JsonSerializer.Serialize(made, Json), made.CreatedAt)) ? Told(made) : null;
    }

    /// <summary>Whether no password is looked at right now.</summary>
    public bool IsLocked(Account account) => account.LockedUntil > clock.GetUtcNow();

    /// <summary>The account if this is its password and it may sign in, else null; why not is not told to who does not know the password.</summary>
    public async Task<Account?> CheckAsync(string name, string password)
    {
        var now = clock.GetUtcNow();
        var counted = false;
        var found = await ChangeAsync(name, a =>
        {
            // Counted before it is looked at: of a hundred guesses at once five are looked at.
            counted = a is { IsEnabled: true, Password: not null } && !(a.LockedUntil > now);
            return counted ? a with { Failures = a.Failures + 1, LockedUntil = a.Failures + 1 >= MostFailures ? now + Locked : null } : a;
        });
        var right = Hasher.VerifyHashedPassword(found ?? Nobody, counted ? found!.Password! : NoPassword.Value, password) != PasswordVerificationResult.Failed;
        return counted && right ? await ChangeAsync(name, a => a with { Failures = 0, LockedUntil = null }) : null;
    }

    /// <summary>Changes an account; null when there is none. Of two changes at once both count.</summary>
    public async Task<Account?> ChangeAsync(string name, Func<Account, Account> change)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            if (await store.Notes.FindAsync(Kind, Account.IdOf(name)) is not { } note) return null;
            var (before, after) = (Read(note), change(Read(note)));
            if (after == before) return after;
            if (!await store.Notes.WriteAsync(note with { Document = JsonSerializer.Serialize(after, Json), ChangedAt = clock.GetUtcNow() })) continue;
            return after.Role != before.Role || after.Stamp != before.Stamp || after.IsEnabled != before.IsEnabled ? Told(after) : after;
        }

        throw new InvalidOperationException($"An account was changed {MostTries} times while this change was made.");
    }

    /// <summary>Gives a new password. Whoever is signed in with the old one is signed out.</summary>
    public Task<Account?> SetPasswordAsync(string name, string password) =>
        ChangeAsync(name, a => a with { Password = Hasher.HashPassword(a, password), Stamp = Keys.New(), Teams = null, Failures = 0, LockedUntil = null });

    /// <summary>Ends every sign-in there is, and with them what is done from Teams.</summary>
    public Task<Account?> SignOutEverywhereAsync(string name) => ChangeAsync(name, a => a with { Stamp = Keys.New(), Teams = null });

    public Task<Account?> DisableAsync(string name) => ChangeAsync(name, a => a.IsEnabled ? a with { DisabledAt = clock.GetUtcNow(), Stamp = Keys.New() } : a);

    public Task<Account?> EnableAsync(string name) => ChangeAsync(name, a => a with { DisabledAt = null, Failures = 0, LockedUntil = null });

    /// <summary>Who came from the company's identity provider as this.</summary>
    public async Task<Account?> OfSubjectAsync(string subject) => (await ReadAsync()).FirstOrDefault(a => a.Subject == subject);

    /// <summary>Says that they are away from the desk, or back.</summary>
    public async Task<Account?> SetAwayAsync(string name, bool away) =>
        await ChangeAsync(name, a => a with { AwaySince = away ? a.AwaySince ?? clock.GetUtcNow() : null }) is { } changed ? Told(changed) : null;

    /// <summary>Who is this in Teams.</summary>
    public async Task<Account?> OfTeamsAsync(string person) => (await ReadAsync()).FirstOrDefault(a => a.Teams == person);

    /// <summary>Says who somebody is in Teams, or with null that it is not known any more; nobody else is that person then. Null when there is no such account.</summary>
    public async Task<Account?> ConnectAsync(string name, string? person)
    {
        foreach (var other in await ReadAsync())
            if (person is not null && other.Teams == person && other.Id != Account.IdOf(name)) await ChangeAsync(other.Name, a => a.Teams == person ? a with { Teams = null } : a);
        return await ChangeAsync(name, a => a with { Teams = person });
    }

    // Live pages look again whether they may go on.
    private Account Told(Account account)
    {
        changes.Signal(Changes.Desk);
        return account;
    }

    private static Account Read(Note note) => JsonSerializer.Deserialize<Account>(note.Document, Json)!;
}
