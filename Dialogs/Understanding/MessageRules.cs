using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>Reads a message by rules: which phrases mean what in one language.</summary>
/// <param name="rules">A rule for each of <see cref="Names"/>; a missing one never matches.</param>
public sealed class MessageRules(IReadOnlyDictionary<string, PhraseRule> rules)
{
    /// <summary>What a rule may be for.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "stop", "start", "help", "person", "danger", "complaint", "furious", "pleased", "machine", "question", "greeting", "thanks", "goodbye", "yes", "no", "unsure", "but",
    ];

    /// <summary>What a message says, before anything is looked up for it.</summary>
    /// <param name="text">As the customer wrote it.</param>
    /// <param name="meaning">What is known of the message so far.</param>
    public Meaning Read(string text, Meaning meaning)
    {
        var words = Words.Normalize(text);
        var furious = Has("furious", words);
        var danger = Has("danger", words);
        var complaint = furious || danger || Has("complaint", words);
        return meaning with
        {
            Intent = IntentOf(text, words),
            Danger = danger,
            Reservation = Has("but", words),
            Complaint = complaint ? 0.9 : 0,
            WantsHuman = Has("person", words) ? 0.9 : 0,
            Mood = furious ? -0.9 : complaint ? -0.6 : Has("pleased", words) ? 0.6 : 0,
            Answer = AnswerOf(words),
        };
    }

    /// <summary>The answer to a yes/no question, and the words it was read from.</summary>
    public (Answer Answer, string Text) ReadAnswer(string text) => (AnswerOf(Words.Normalize(text)), text);

    private Intent IntentOf(string text, string words)
    {
        // An order to stop is one with or without a picture behind it.
        var spoken = string.Concat(words.Split(' ').Where(w => w.Any(char.IsLetterOrDigit)).Select(w => w + " "));
        return Has("stop", spoken) ? Intent.Stop
            : Has("start", spoken) ? Intent.Start
            : Has("help", spoken) ? Intent.Help
            : Has("machine", words) ? Intent.Machine
            : IsGreetingAlone(words) ? Intent.Greeting
            : (text.Contains('?') && words.Contains(' ')) || Has("question", words) ? Intent.Question
            : Has("thanks", words) ? Intent.Thanks
            : Has("goodbye", words) ? Intent.Goodbye
            : Has("greeting", words) ? Intent.Greeting
            : Intent.None;
    }

    private bool IsGreetingAlone(string words) => words.Count(c => c == ' ') <= 2 && Has("greeting", words);

    // "Not sure" holds "sure", "not bad" holds "not": the doubtful is looked for first, then no.
    private Answer AnswerOf(string words) =>
        Has("unsure", words) ? Answer.Unsure
        : Has("no", words) ? Answer.No
        : Has("yes", words) ? Answer.Yes
        : Answer.None;

    private bool Has(string name, string words) => rules.TryGetValue(name, out var rule) && rule.Matches(words);
}
