using System.Globalization;
using System.Text;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What a token is made of.</summary>
public enum TokenKind
{
    /// <summary>Letters.</summary>
    Word,

    /// <summary>Digits, at most as many as stand together.</summary>
    Digits,

    /// <summary>One punctuation mark, symbol or picture.</summary>
    Mark,
}

/// <summary>A piece of a message, with its place in it.</summary>
/// <param name="Text">In lower case, without accents and apostrophes; digits are ASCII.</param>
/// <param name="Start">Where it begins in the message.</param>
/// <param name="End">The place after its last character.</param>
/// <param name="Kind">Letters, digits or a mark.</param>
/// <param name="Spaced">Whether there is a space before it.</param>
public readonly record struct Token(string Text, int Start, int End, TokenKind Kind, bool Spaced)
{
    /// <summary>Longer messages are read up to here: nobody answers a question after two thousand characters.</summary>
    public const int LongestMessage = 2000;

    /// <summary>Cuts a message into words, numbers and marks: "7.30pm" is four tokens, "o'clock" is one.</summary>
    public static IReadOnlyList<Token> Split(string text)
    {
        var tokens = new List<Token>();
        var word = new StringBuilder();
        var (start, kind, spaced) = (0, TokenKind.Mark, false);
        var length = Math.Min(text.Length, LongestMessage);
        for (var i = 0; i < length;)
        {
            // A lone surrogate is read as one strange mark.
            var rune = Rune.TryGetRuneAt(text, i, out var found) ? found : Rune.ReplacementChar;
            var next = i + rune.Utf16SequenceLength;
            if (IsSilent(rune) || (IsApostrophe(rune) && kind == TokenKind.Word && word.Length > 0 && next < length && char.IsLetter(text[next])))
            {
                i = next;
                continue;
            }

            var (plain, plainKind) = Plain(rune);
            if (plainKind is null || plainKind != kind || plainKind == TokenKind.Mark)
            {
                Close(i);
                (start, kind) = (i, plainKind ?? TokenKind.Mark);
                spaced |= plainKind is null;
            }

            if (plainKind is not null) word.Append(plain);
            i = next;
        }

        Close(length);
        return tokens;

        void Close(int end)
        {
            if (word.Length == 0) return;
            tokens.Add(new Token(word.ToString(), start, TrimEnd(text, start, end), kind, spaced));
            word.Clear();
            spaced = false;
        }
    }

    // Apostrophes and invisible signs at the end of a word are no part of it.
    private static int TrimEnd(string text, int start, int end)
    {
        while (end > start + 1 && !char.IsLetterOrDigit(text[end - 1]) && char.IsLetterOrDigit(text[start])) end--;
        return end;
    }

    private static bool IsSilent(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierSymbol && rune.Value is not ('^' or '`' or '´');

    private static bool IsApostrophe(Rune rune) => rune.Value is '\'' or '’' or '‘' or '`' or '´';

    // What the rune is without accent, case and width; no kind means that it separates.
    private static (string Text, TokenKind? Kind) Plain(Rune rune)
    {
        if (Rune.IsWhiteSpace(rune)) return ("", null);
        if (rune.IsAscii && Rune.IsLetterOrDigit(rune)) return (((char)(rune.Value | (Rune.IsLetter(rune) ? 0x20 : 0))).ToString(), Rune.IsLetter(rune) ? TokenKind.Word : TokenKind.Digits);
        if (rune.IsAscii || !Rune.IsLetterOrDigit(rune)) return (rune.ToString(), TokenKind.Mark);
        if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber) return (((int)Rune.GetNumericValue(rune)).ToString(CultureInfo.InvariantCulture), TokenKind.Digits);
        var letters = string.Concat(rune.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes().Where(r => Rune.IsLetterOrDigit(r)).Select(r => Rune.ToLowerInvariant(r).ToString()));
        return (letters, TokenKind.Word);
    }
}
