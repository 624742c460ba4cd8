using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>Reads a message by rules: which phrases mean what in one language.</summary>
/// <param name="rules">A rule for each of <see cref="Names"/>; a missing one never matches.</param>
public sealed class MessageRules(IReadOnlyDictionary<string, PhraseRule> rules)
{
    /// <summary>What a rule may be for.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "stop", "start", "help", "person", "order", "return", "danger", "complaint", "furious", "pleased", "machine", "question", "follow up", "not yet", "later", "away", "greeting", "thanks", "goodbye", "yes", "no", "unsure", "plain yes", "plain no", "but",
        "leaving", "about me", "forget", "not for me", "perk", "other person", "by text", "in teams", "in chat", "here", "no call",
    ];

    private static readonly (string Name, Answer Answer)[] Doubtful = [("unsure", Answer.Unsure), ("no", Answer.No), ("yes", Answer.Yes)];

    /// <summary>A text that changes when any rule does.</summary>
    public string Fingerprint { get; } = string.Join('\n', rules.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key}: {r.Value}"));

    /// <summary>What the phrases of a message say.</summary>
    /// <param name="text">As the customer wrote it.</param>
    public RuleReading Read(string text)
    {
        var words = Words.Normalize(text);
        var furious = Has("furious", words);
        var danger = Has("danger", words);
        return new RuleReading(
            IntentOf(text, words),
            Complaint: furious || danger || Has("complaint", words),
            WantsHuman: Has("person", words),
            Danger: danger,
            Furious: furious,
            Pleased: Has("pleased", words),
            Reservation: Has("but", words),
            FollowsUp: Has("follow up", words),
            NotYet: Has("not yet", words),
            Later: Has("later", words),
            Away: Has("away", words),
            AnswerOf(words).Answer)
        {
            ReachOn = PlaceIn(words),
            CallsOff = Has("no call", words),
        };
    }

    /// <summary>The answer to a yes/no question, and the words it was read from, as they were written; none when it is no answer.</summary>
    public (Answer Answer, string Text) ReadAnswer(string text)
    {
        var (answer, from, end) = AnswerOf(Words.Normalize(text));
        return (answer, answer == Answer.None ? "" : Words.Span(text, from, end));
    }

    private Intent IntentOf(string text, string words)
    {
        // An order to stop is one with or without a picture behind it.
        var spoken = string.Concat(words.Split(' ').Where(w => w.Any(char.IsLetterOrDigit)).Select(w => w + " "));
        return Has("stop", spoken) ? Intent.Stop
            : Has("start", spoken) ? Intent.Start
            : Has("help", spoken) ? Intent.Help
            : PlaceIn(words) is not null ? Intent.Reach
            : Has("machine", words) ? Intent.Machine
            : IsGreetingAlone(words) ? Intent.Greeting
            : Has("about me", words) ? Intent.AboutMe
            : Has("forget", words) ? Intent.Forget
            : Has("perk", words) ? Intent.Perk
            : Has("order", words) ? Intent.OrderStatus
            : Has("return", words) ? Intent.Return
            : Has("leaving", words) ? Intent.Leaving
            : Has("not for me", words) ? Intent.NotForMe
            : Has("other person", words) ? Intent.OtherPerson
            : (text.Contains('?') && words.Contains(' ')) || Has("question", words) ? Intent.Question
            : Has("thanks", words) ? Intent.Thanks
            : Has("goodbye", words) ? Intent.Goodbye
            : Has("greeting", words) ? Intent.Greeting
            : Intent.None;
    }

    private ReachPlace? PlaceIn(string words) =>
        Has("by text", words) ? ReachPlace.Text
        : Has("in teams", words) ? ReachPlace.Teams
        : Has("in chat", words) ? ReachPlace.WebChat
        : Has("here", words) ? ReachPlace.Here
        : null;

    private bool IsGreetingAlone(string words) => words.Count(c => c == ' ') <= 2 && Has("greeting", words);

    // Who begins with a plain yes or no has answered. Else "not sure" holds "sure" and "not bad" holds "not": the doubtful is looked for first, then no.
    private (Answer Answer, int From, int End) AnswerOf(string words)
    {
        if (Find("plain no", words) is { From: 0, End: var afterNo }) return (Answer.No, 0, afterNo);
        if (Find("plain yes", words) is { From: 0, End: var afterYes }) return (Answer.Yes, 0, afterYes);
        foreach (var (name, answer) in Doubtful)
            if (Find(name, words) is { } at) return (answer, at.From, at.End);
        return (Answer.None, 0, 0);
    }

    private (int From, int End)? Find(string name, string words) => rules.TryGetValue(name, out var rule) ? rule.Find(words) : null;

    private bool Has(string name, string words) => rules.TryGetValue(name, out var rule) && rule.Matches(words);
}

/// <summary>What the phrases of a message say, each by itself.</summary>
/// <param name="Intent">What it is for.</param>
/// <param name="Complaint">Whether it has a phrase that complains; danger and fury do.</param>
/// <param name="WantsHuman">Whether it asks for a person.</param>
/// <param name="Danger">Whether somebody may be hurt or a thing may hurt them.</param>
/// <param name="Furious">Whether it swears or threatens.</param>
/// <param name="Pleased">Whether it praises.</param>
/// <param name="Reservation">Whether there is a "but" in it.</param>
/// <param name="FollowsUp">Whether it may be half a question, whose other half was asked before.</param>
/// <param name="NotYet">Whether it says that it is too early to tell.</param>
/// <param name="Later">Whether it asks us to come back another time.</param>
/// <param name="Away">Whether a time that it names is one of quiet, so that its end counts.</param>
/// <param name="Answer">The answer to a yes/no question that it can be read as.</param>
public sealed record RuleReading(Intent Intent, bool Complaint, bool WantsHuman, bool Danger, bool Furious, bool Pleased, bool Reservation, bool FollowsUp, bool NotYet, bool Later, bool Away, Answer Answer)
{
    /// <summary>Where it asks to be written to; null when it does not.</summary>
    public ReachPlace? ReachOn { get; init; }

    /// <summary>Whether it says that no call is wanted.</summary>
    public bool CallsOff { get; init; }
}
