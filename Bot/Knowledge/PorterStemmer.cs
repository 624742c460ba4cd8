namespace FollowUpBot.Bot.Knowledge;

/// <summary>Takes an English word to its stem, so that "charging", "charged" and "charges" are one word (Porter 1980, "An algorithm for suffix stripping").</summary>
internal static class PorterStemmer
{
    // Suffix, what it becomes, and what the rest must measure: the tables of steps 2 to 4 of the paper.
    private static readonly (string Suffix, string Becomes)[] Second =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"),
        ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ];

    private static readonly (string Suffix, string Becomes)[] Third =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    // The longest suffix counts: "ement" before "ment" before "ent".
    private static readonly (string Suffix, string Becomes)[] Fourth =
    [
        ("ement", ""), ("ance", ""), ("ence", ""), ("able", ""), ("ible", ""), ("ment", ""), ("ant", ""), ("ent", ""), ("ism", ""), ("ate", ""), ("iti", ""), ("ous", ""), ("ive", ""), ("ize", ""),
        ("al", ""), ("er", ""), ("ic", ""), ("ou", ""),
    ];

    /// <summary>The stem of a word in lower case; words with anything but a to z, and those of two letters, stay as they are.</summary>
    public static string Stem(string word)
    {
        if (word.Length <= 2 || word.Any(c => c is < 'a' or > 'z')) return word;
        word = Plural(word);
        word = PastAndProgress(word);
        if (word.EndsWith('y') && HasVowel(word[..^1])) word = $"{word[..^1]}i";
        word = Replace(word, Second, 0);
        word = Replace(word, Third, 0);
        word = Fourthly(word);
        return Last(word);
    }

    private static string Plural(string word) =>
        word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("ies", StringComparison.Ordinal) ? word[..^2]
        : word.EndsWith("ss", StringComparison.Ordinal) ? word
        : word.EndsWith('s') ? word[..^1]
        : word;

    private static string PastAndProgress(string word)
    {
        if (word.EndsWith("eed", StringComparison.Ordinal)) return Measure(word[..^3]) > 0 ? word[..^1] : word;
        var rest = word.EndsWith("ed", StringComparison.Ordinal) && HasVowel(word[..^2]) ? word[..^2]
            : word.EndsWith("ing", StringComparison.Ordinal) && HasVowel(word[..^3]) ? word[..^3]
            : null;
        if (rest is null) return word;
        if (rest.EndsWith("at", StringComparison.Ordinal) || rest.EndsWith("bl", StringComparison.Ordinal) || rest.EndsWith("iz", StringComparison.Ordinal)) return $"{rest}e";
        if (EndsDouble(rest) && rest[^1] is not ('l' or 's' or 'z')) return rest[..^1];
        return Measure(rest) == 1 && EndsShort(rest) ? $"{rest}e" : rest;
    }

    private static string Replace(string word, (string Suffix, string Becomes)[] table, int least)
    {
        foreach (var (suffix, becomes) in table)
        {
            if (!word.EndsWith(suffix, StringComparison.Ordinal)) continue;
            var rest = word[..^suffix.Length];
            return Measure(rest) > least ? rest + becomes : word;
        }

        return word;
    }

    private static string Fourthly(string word)
    {
        if (word.EndsWith("ion", StringComparison.Ordinal))
            return word.Length > 3 && word[^4] is 's' or 't' && Measure(word[..^3]) > 1 ? word[..^3] : word;

        return Replace(word, Fourth, 1);
    }

    private static string Last(string word)
    {
        if (word.EndsWith('e'))
        {
            var rest = word[..^1];
            if (Measure(rest) > 1 || (Measure(rest) == 1 && !EndsShort(rest))) word = rest;
        }

        return word.EndsWith("ll", StringComparison.Ordinal) && Measure(word) > 1 ? word[..^1] : word;
    }

    private static bool IsConsonant(string word, int at) => word[at] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => at == 0 || !IsConsonant(word, at - 1),
        _ => true,
    };

    private static bool HasVowel(string word) => Enumerable.Range(0, word.Length).Any(i => !IsConsonant(word, i));

    private static bool EndsDouble(string word) => word.Length > 1 && word[^1] == word[^2] && IsConsonant(word, word.Length - 1);

    // Consonant, vowel, consonant that is not w, x or y: "hop", so that "hoping" becomes "hope".
    private static bool EndsShort(string word) =>
        word.Length > 2 && IsConsonant(word, word.Length - 1) && !IsConsonant(word, word.Length - 2) && IsConsonant(word, word.Length - 3) && word[^1] is not ('w' or 'x' or 'y');

    // How often a run of vowels is followed by a run of consonants.
    private static int Measure(string word)
    {
        var measure = 0;
        for (var i = 1; i < word.Length; i++)
            if (IsConsonant(word, i) && !IsConsonant(word, i - 1)) measure++;
        return measure;
    }
}
