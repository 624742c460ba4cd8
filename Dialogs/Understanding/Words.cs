using System.Globalization;
using System.Text;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>Text as words: what is left of a message when case, accents, punctuation and invisible characters are taken away.</summary>
public static class Words
{
    /// <summary>The words of a text in lower case, each followed by one space: "Don't  STOP!" becomes "dont stop ".</summary>
    public static string Normalize(string text)
    {
        var words = new StringBuilder(text.Length + 1);
        foreach (var rune in Plain(text).EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.Format or UnicodeCategory.EnclosingMark:
                    break;
                case UnicodeCategory.OtherPunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.InitialQuotePunctuation
                    or UnicodeCategory.ModifierSymbol when rune.Value is '\'' or '’' or '‘' or '`' or '´':
                    break;
                case UnicodeCategory.OtherSymbol:
                    Space(words);
                    words.Append(rune.ToString()).Append(' ');
                    break;
                default:
                    if (Rune.IsLetterOrDigit(rune)) words.Append(Rune.ToLowerInvariant(rune).ToString());
                    else Space(words);
                    break;
            }
        }

        Space(words);
        return words.ToString();
    }

    /// <summary>What was written where these words of the normalized text stand: from one, before the other.</summary>
    public static string Span(string text, int from, int end)
    {
        var (start, stop, words) = (-1, 0, 0);
        for (var at = 0; at < text.Length && words < end; at = stop)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            for (stop = at; stop < text.Length && !char.IsWhiteSpace(text[stop]);) stop++;
            words += Count(text[at..stop]);
            if (start < 0 && words > from) start = at;
        }

        return start < 0 ? "" : text[start..stop].Trim('.', ',', '!', '?', ';', ':');
    }

    /// <summary>How many words a text has.</summary>
    public static int Count(string text) => Normalize(text).Count(c => c == ' ');

    /// <summary>Whether two texts are the same words.</summary>
    public static bool Same(string one, string other) => Normalize(one) == Normalize(other);

    /// <summary>The text on one line and no longer than so many characters, cut at a word.</summary>
    public static string Shorten(string text, int length)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= length) return line;
        var cut = line.LastIndexOf(' ', length - 1);
        if (cut < length / 2) cut = char.IsHighSurrogate(line[length - 2]) ? length - 2 : length - 1;
        return line[..cut].TrimEnd(',', ';', ' ', '.') + "…";
    }

    /// <summary>The text shortened for quoting inside a sentence: without the mark it ends with.</summary>
    public static string Quote(string text, int length) => Shorten(text, length).TrimEnd('.', '!', ' ');

    private static string Plain(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            // A lone surrogate cannot be decomposed; the rest of the text can still be read.
            return new string([.. text.Where(c => !char.IsSurrogate(c))]).Normalize(NormalizationForm.FormKD);
        }
    }

    private static void Space(StringBuilder words)
    {
        if (words.Length > 0 && words[^1] != ' ') words.Append(' ');
    }
}
