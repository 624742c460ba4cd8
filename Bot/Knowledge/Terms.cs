using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>Text as the index sees it: words without their endings and without those that say nothing, each as a number.</summary>
internal static class Terms
{
    // More than a question has; a longer message is searched by its beginning.
    private const int MostOfAQuestion = 48;

    private static readonly HashSet<string> Fillers =
    [
        .. ("a an the and or of to in on for with is are was were be been do does did how what when where which who why can could should would will i you he she it we they my your his her its our "
            + "their this that these those there have has had as at by from if not no so than then too very me us am any hi hello dear thank thanks please").Split(' '),
    ];

    // Words that carry little by themselves: they are looked for, but no passage is refused for want of them.
    private static readonly HashSet<uint> Light =
    [
        .. ("about after again also always another anything ask back before best big come does else ever every get give go good help happen hold issue just keep kind know let like long look lot make many may mean might "
            + "more most much must need never new now off ok okay old one only open other out over own possible problem put quite rather really recently right same say see seem set should show since some someone something "
            + "still such sure take tell thing think time try turn under up use used using usually want way well will without wonder work would yet provide guidance information instruction step bought purchased received product "
            + "item specify specified following correct properly detail able").Split(' ').Select(Term),
    ];

    /// <summary>Whether the term says little by itself.</summary>
    public static bool IsLight(uint term) => Light.Contains(term);

    /// <summary>The words of a text that count, in order.</summary>
    public static IEnumerable<string> WordsOf(string text) =>
        Words.Normalize(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !Fillers.Contains(w) && char.IsLetterOrDigit(w[0]));

    /// <summary>The terms of a text, in order.</summary>
    public static uint[] Of(string text) => [.. WordsOf(text).Select(Term)];

    /// <summary>The words of a question that are looked for.</summary>
    public static IReadOnlyList<string> OfQuestion(string question) => [.. WordsOf(question).Take(MostOfAQuestion)];

    /// <summary>The number of a word: FNV-1a of its stem, the same in every release, as it stands in the index file.</summary>
    public static uint Term(string word)
    {
        var hash = 2166136261u;
        foreach (var c in PorterStemmer.Stem(word)) hash = (hash ^ c) * 16777619u;
        return hash;
    }

    /// <summary>The number of two terms that stand side by side.</summary>
    public static uint Pair(uint first, uint second) => (first * 16777619u) ^ (second + 0x9E3779B9u + (first << 6) + (first >> 2));

    /// <summary>Whether the question asks for a way to do something, so that the steps are the answer.</summary>
    public static bool AsksHow(string question)
    {
        var words = $" {Words.Normalize(question)}";
        return words.Contains(" how do ", StringComparison.Ordinal) || words.Contains(" how can ", StringComparison.Ordinal)
            || words.Contains(" how to ", StringComparison.Ordinal) || words.Contains(" how should ", StringComparison.Ordinal);
    }
}
