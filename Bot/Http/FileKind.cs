using System.Globalization;
using System.Text;

namespace FollowUpBot.Bot.Http;

/// <summary>The kinds of files that are taken, told by what is in them; what somebody calls a file tells nothing.</summary>
internal sealed record FileKind(string Type, string Extension)
{
    private const int LongestName = 80;

    private static readonly FileKind Png = new("image/png", ".png"), Jpeg = new("image/jpeg", ".jpg"), Gif = new("image/gif", ".gif"), WebP = new("image/webp", ".webp");
    private static readonly FileKind Pdf = new("application/pdf", ".pdf"), Text = new("text/plain", ".txt");

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What a file is; null when it is nothing that is taken: a program, a page, a drawing with scripts in it, an archive, nothing at all.</summary>
    public static FileKind? Of(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? Png
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? Jpeg
        : content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8) ? Gif
        : content.Length > 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8) ? WebP
        : content.StartsWith("%PDF-"u8) ? Pdf
        : IsPlainText(content) ? Text
        : null;

    /// <summary>A name that does no harm wherever it is shown or kept: no folder, no sign that is not seen or turns the others around, the ending that the kind has.</summary>
    public string Harmless(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new StringBuilder(LongestName);
        foreach (var rune in last.EnumerateRunes())
        {
            if (kept.Length >= LongestName) break;
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || rune == Rune.ReplacementChar) continue;
            kept.Append("<>:\"|?*%;".Contains(rune.ToString(), StringComparison.Ordinal) ? "_" : rune.ToString());
        }

        var stem = kept.ToString();
        if (stem.LastIndexOf('.') is var dot and >= 0) stem = stem[..dot];
        stem = stem.Trim('.', ' ');
        return (stem.Length > 0 ? stem : "file") + Extension;
    }

    // Text is what reads as text and does not open like a page: served as a download either way, but nobody is to be handed one.
    private static bool IsPlainText(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(Encoding.UTF8.Preamble)) content = content[3..];
        if (content.IndexOfAnyInRange((byte)0x00, (byte)0x08) >= 0 || content.IndexOfAnyInRange((byte)0x0E, (byte)0x1F) >= 0) return false;
        var words = content.TrimStart(" \t\r\n\f\v"u8);
        if (words.Length == 0 || words[0] == '<') return false;
        try
        {
            _ = StrictUtf8.GetCharCount(content);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
