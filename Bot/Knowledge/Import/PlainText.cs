using System.Globalization;
using System.Text;

namespace FollowUpBot.Bot.Knowledge.Import;

/// <summary>Bytes to text, and text without what no reader sees.</summary>
internal static class PlainText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes by byte order mark, else as UTF-8, else as <paramref name="declared"/>, else as Windows-1252, which every byte is valid in.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, Encoding? declared = null)
    {
        if (bytes.StartsWith("\uFEFF"u8)) return Strictly(bytes[3..]) ?? Encoding.UTF8.GetString(bytes[3..]);
        if (bytes is [0xFF, 0xFE, ..]) return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes is [0xFE, 0xFF, ..]) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (bytes.Contains((byte)0)) throw new UnreadableException("is not text; if it is text of another encoding, save it as UTF-8");
        return Strictly(bytes) ?? (declared ?? CodePagesEncodingProvider.Instance.GetEncoding(1252)!).GetString(bytes);
    }

    /// <summary>
    /// NFC, one kind of line end, and nothing invisible: tag characters, zero-width characters, bidi overrides and selectors are where
    /// instructions to a language model are planted, and they part words that customers ask for.
    /// </summary>
    public static string Clean(string text)
    {
        text = text.ReplaceLineEndings("\n");
        if (Ascii.IsValid(text) && !text.AsSpan().ContainsAnyInRange('\0', '\b') && !text.AsSpan().ContainsAnyInRange('\v', '\u001F') && !text.Contains('\u007F')) return text;
        var clean = new StringBuilder(text.Length);
        var before = default(Rune);
        foreach (var rune in text.EnumerateRunes())
        {
            var said = Said(rune, before);
            if (said is { } one) clean.Append(one);
            before = rune;
        }

        // What PDFs print as one glyph is typed as two letters.
        return clean.ToString().Normalize(NormalizationForm.FormC)
            .Replace("ﬀ", "ff", StringComparison.Ordinal).Replace("ﬁ", "fi", StringComparison.Ordinal).Replace("ﬂ", "fl", StringComparison.Ordinal)
            .Replace("ﬃ", "ffi", StringComparison.Ordinal).Replace("ﬄ", "ffl", StringComparison.Ordinal);
    }

    /// <summary>A file name as a title: <c>coffee-maker_v2.pdf</c> is "Coffee maker v2".</summary>
    public static string TitleOf(string document)
    {
        var name = Path.GetFileNameWithoutExtension(document[(document.LastIndexOf('/') + 1)..]);
        var words = string.Join(' ', name.Split([' ', '-', '_', '.', '+'], StringSplitOptions.RemoveEmptyEntries));
        return words.Length == 0 ? document : char.ToUpper(words[0], CultureInfo.InvariantCulture) + words[1..];
    }

    /// <summary>Bytes as a person reads them.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.#} MB"),
        >= 1L << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 10):0.#} KB"),
        _ => $"{bytes} bytes",
    };

    // Runes come already repaired: half a surrogate pair is U+FFFD.
    private static Rune? Said(Rune rune, Rune before) => rune.Value switch
    {
        '\n' or '\t' => rune,
        '\u2028' or '\u2029' or '\f' => new Rune('\n'),
        '\u00A0' or (>= 0x2000 and <= 0x200A) or '\u202F' => new Rune(' '),

        // Between Arabic and Indic letters a joiner is spelling.
        '\u200C' or '\u200D' when before.Value is >= 0x0600 and <= 0x0DFF => rune,
        >= 0xFE00 and <= 0xFE0F or >= 0xE0000 and <= 0xE0FFF => null,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.PrivateUse ? null : rune,
    };

    private static string? Strictly(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
