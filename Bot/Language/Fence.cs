using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FollowUpBot.Bot.Language;

/// <summary>
/// Marks around data in a model's prompt. The mark is made anew for each request, outside, so that no text can hold it; what looks like a mark
/// or like a model's own markup is taken apart all the same. A fence tells a model what is data. It is no security boundary: that is
/// <see cref="Evidence"/>, which lets nothing be shown that the manuals do not say.
/// </summary>
/// <param name="token">The mark.</param>
internal sealed class Fence(string token)
{
    public string Token => token;

    /// <summary>A mark that nobody has seen before.</summary>
    public static Fence New() => new(RandomNumberGenerator.GetHexString(16, lowercase: true));

    /// <summary>Data between its marks.</summary>
    public string Around(string what, string data) => $"[{token} {what}]\n{Defuse(data)}\n[/{token}]\n";

    /// <summary>The text without anything that could pass for a mark: no angle brackets, no control, invisible or tag characters, no token of ours.</summary>
    public string Defuse(string data)
    {
        var safe = new StringBuilder(data.Length);
        foreach (var rune in data.EnumerateRunes())
        {
            if (rune.Value is '\n') safe.Append('\n');
            else if (rune.Value is '<' or '>') safe.Append(rune.Value == '<' ? '‹' : '›');
            else if (Rune.IsWhiteSpace(rune)) safe.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate))
                safe.Append(rune.ToString());
        }

        return safe.Replace(token, "").Replace("[/", "(").ToString().Trim();
    }
}
