using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FollowUpBot.Bot.Storage;

/// <summary>Something that somebody of the staff did. Each entry seals the one before it: who changes or takes away one breaks every seal after it.</summary>
/// <param name="Number">Its place, from 1, without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Who">Their name; of a program its option.</param>
/// <param name="What">What they did, in a word: <c>case.read</c>.</param>
/// <param name="About">The id of the case, the customer or the account it was about.</param>
/// <param name="Details">What else is worth knowing; never what a customer said.</param>
internal sealed record AuditEntry(long Number, DateTimeOffset At, string Who, string What, string About, string Details)
{
    /// <summary>What the first entry seals.</summary>
    public const string Beginning = "";

    /// <summary>SHA-256 over the seal before it and over all of the entry, in hexadecimal.</summary>
    public string Seal { get; init; } = "";

    /// <summary>The entry as it follows one with this seal.</summary>
    public AuditEntry SealedAfter(string previous) => this with { Seal = SealAfter(previous) };

    /// <summary>Whether it stands as it was written, after the one with this seal.</summary>
    public bool Follows(string previous) => Seal == SealAfter(previous);

    // As a list of JSON texts, so that no two entries run together into the same bytes.
    private string SealAfter(string previous)
    {
        string[] parts = [previous, Number.ToString(CultureInfo.InvariantCulture), At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), Who, What, About, Details];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(p => JsonEncodedText.Encode(p).ToString())))));
    }
}

/// <summary>Who of the staff did what. It is only ever added to.</summary>
internal interface IAuditLog
{
    /// <summary>Adds an entry; false, and nothing added, when its number has been taken.</summary>
    Task<bool> AppendAsync(AuditEntry entry);

    ValueTask<AuditEntry?> LastAsync();

    /// <summary>Entries after a number, in order.</summary>
    ValueTask<IReadOnlyList<AuditEntry>> ReadAfterAsync(long number, int most);
}
