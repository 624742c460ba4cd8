using System.Text;
using System.Text.RegularExpressions;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>
/// Phrases that mean one thing. A phrase is words as <see cref="Words.Normalize"/> leaves them; <c>a|b</c> is either word, <c>*</c> up to three words,
/// <c>^</c> and <c>$</c> the beginning and the end of the message. What an <c>unless</c> phrase covers does not count: "not broken" hides "broken".
/// </summary>
public sealed class PhraseRule
{
    private readonly Regex? phrases;
    private readonly Regex? unless;

    /// <summary>Compiles a rule; throws <see cref="FormatException"/> with the phrase when one is not well formed.</summary>
    public PhraseRule(IEnumerable<string> phrases, IEnumerable<string> unless)
    {
        this.phrases = Compile(phrases);
        this.unless = Compile(unless);
    }

    /// <summary>Whether the message, already normalized, has one of the phrases.</summary>
    public bool Matches(string words)
    {
        if (phrases is null) return false;
        if (unless is not null) words = unless.Replace(words, "… ");
        return phrases.IsMatch(words);
    }

    /// <summary>Says what is wrong with a phrase; null when nothing is.</summary>
    public static string? Check(string phrase)
    {
        var tokens = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (tokens.Length == 0) return "the phrase is empty";
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i] == "^" && i > 0) return "'^' stands for the beginning, so it can only come first";
            if (tokens[i] == "$" && i < tokens.Length - 1) return "'$' stands for the end, so it can only come last";
            if (tokens[i] is "^" or "$" or "*") continue;
            foreach (var word in tokens[i].Split('|'))
            {
                if (Words.Normalize(word) != word + " ")
                    return $"'{word}' never matches: write it as '{Words.Normalize(word).Trim()}' (lower case, no accents, no punctuation; '^', '$' and '*' stand alone)";
            }
        }

        return null;
    }

    private static Regex? Compile(IEnumerable<string> phrases)
    {
        var all = new StringBuilder();
        foreach (var phrase in phrases)
        {
            if (Check(phrase) is { } fault) throw new FormatException(fault);
            all.Append(all.Length > 0 ? "|" : "").Append("(?:");
            foreach (var token in phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                all.Append(token switch
                {
                    "^" => @"\A",
                    "$" => @"\z",
                    "*" => @"(?:[^ ]+ ){0,3}",
                    _ => $"(?:{string.Join('|', token.Split('|').Select(Regex.Escape))}) ",
                });
            }

            all.Append(')');
        }

        return all.Length == 0 ? null : new Regex($"(?<![^ ])(?:{all})", RegexOptions.CultureInvariant | RegexOptions.Compiled, TimeSpan.FromMilliseconds(100));
    }
}
