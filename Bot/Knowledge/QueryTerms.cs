using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Knowledge;

/// <summary>The words of a question that can be looked for.</summary>
internal static class QueryTerms
{
    // More than a question has; a longer message is searched by its beginning.
    private const int Most = 24;

    private static readonly HashSet<string> Fillers =
    [
        .. ("a about actually after again all also always am an and another any anybody anyone anything are arent as ask at away be been before being but by can cannot cant come could couldnt "
            + "did didnt do does doesnt doing dont each either else even ever every for from get gets getting give go goes going good got had has have havent having he hello her here hey hi him his how "
            + "i id if ill im in into is isnt it its ive just keep keeps kept know later less let like little long lot made make makes many may me mean might mine more most much must my need needs never new no nope not now of off "
            + "oh ok okay on one only or other our out over own per please quite rather really right said same say see seem seems shall she should so some somebody someone something sometimes still such sure take tell "
            + "than thank thanks that thats the their them then there theres these they thing things this those though through to told too tried try trying twice under until up us use used using usually very want wanted was wasnt way "
            + "we well were what whats when where which while who whose why will with wont work works would wouldnt yes yet you your yours").Split(' '),
    ];


    public static IReadOnlyList<string> Of(string question, IEnumerable<string> known)
    {
        var ignore = known.SelectMany(k => Words.Normalize(k).Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();
        return [.. Words.Normalize(question).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w.Length > 1 && char.IsLetterOrDigit(w[0]) && !ignore.Contains(w) && !Fillers.Contains(w))
            .Distinct().Take(Most)];
    }

    /// <summary>Whether the question asks for a way to do something, so that the steps are the answer.</summary>
    public static bool AsksHow(string question)
    {
        var words = $" {Words.Normalize(question)}";
        return words.Contains(" how do ", StringComparison.Ordinal) || words.Contains(" how can ", StringComparison.Ordinal)
            || words.Contains(" how to ", StringComparison.Ordinal) || words.Contains(" how should ", StringComparison.Ordinal);
    }
}
