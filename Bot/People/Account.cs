using System.Globalization;
using System.Text;

namespace FollowUpBot.Bot.People;

/// <summary>Somebody of the staff.</summary>
/// <param name="Name">As customers see it. No two have the same, whatever its case: cases are held by name.</param>
/// <param name="Role">What they are.</param>
/// <param name="Stamp">Changes whenever every sign-in so far is to end.</param>
/// <param name="CreatedAt">When.</param>
public sealed record Account(string Name, Role Role, string Stamp, DateTimeOffset CreatedAt)
{
    public const int LongestName = 40;

    /// <summary>The hash of their password; null when they sign in otherwise.</summary>
    public string? Password { get; init; }

    /// <summary>Who they are at the company's identity provider: issuer and subject; null when they never came from there.</summary>
    public string? Subject { get; init; }

    /// <summary>Who they are in Microsoft Teams, as <see cref="TeamsPeople.IdOf"/> writes it; null while nobody has shown it.</summary>
    public string? Teams { get; init; }

    /// <summary>Since when they may not sign in; null when they may.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>How often in a row the password was wrong.</summary>
    public int Failures { get; init; }

    /// <summary>Until when no password is looked at.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>What they answer for.</summary>
    public Duties Duties { get; init => field = value ?? Duties.All; } = Duties.All;

    /// <summary>Since when they are away from the desk though it is open; null when they are not.</summary>
    public DateTimeOffset? AwaySince { get; init; }

    public string Id => IdOf(Name);

    public bool IsEnabled => DisabledAt is null;

    /// <summary>The name as two that look the same are the same.</summary>
    public static string IdOf(string name) => Tidy(name).Normalize(NormalizationForm.FormKC).ToLower(CultureInfo.InvariantCulture);

    /// <summary>The name with one space where there were several.</summary>
    public static string Tidy(string name) => string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // A lone surrogate has no normal form, and what steers a line's direction makes one name look like another.
    public static bool IsName(string name) =>
        Tidy(name) is { Length: > 0 and <= LongestName } tidy && tidy.IsNormalized(NormalizationForm.FormC)
        && tidy.EnumerateRunes().All(r => Rune.GetUnicodeCategory(r) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));
}
