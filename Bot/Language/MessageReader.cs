using System.Collections.Concurrent;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Language;

/// <summary>What a message says by rules and by what was learned from examples, taken together.</summary>
/// <param name="Intent">What it is for, as dialogs know it.</param>
/// <param name="Label">Name of the likeliest intent of the example files.</param>
/// <param name="Confidence">How likely that is, 0–1.</param>
/// <param name="Complaint">How likely it complains, 0–1.</param>
/// <param name="WantsHuman">How likely it asks for a person, 0–1.</param>
/// <param name="Mood">From −1 (furious) to 1 (delighted).</param>
/// <param name="Rules">What the phrases alone say.</param>
internal sealed record MessageReading(Intent Intent, string Label, double Confidence, double Complaint, double WantsHuman, double Mood, RuleReading Rules)
{
    /// <summary>Whether somebody may be hurt: by a phrase, or by a likeness that is nearly certain.</summary>
    public bool IsDanger => Rules.Danger || (Label == "danger" && Confidence >= NearlyCertain);

    private const double NearlyCertain = 0.8;

    /// <summary>How likely it is none of our business, 0–1.</summary>
    public double OutOfScope => Label == ExamplesReader.OutOfScope ? Confidence : 0;
}

/// <summary>Reads the messages of one language: a phrase that is written down counts for certain, and what nobody wrote down is judged by likeness to the examples.</summary>
internal sealed class MessageReader(MessageRules rules, IntentClassifier classifier)
{
    private const double ByRule = 0.9;

    // An opt-out is for good and a silence is for ever: below this likeness we would rather be asked once more.
    private const double SureToStop = 0.9;

    private const double Sure = 0.6, SureOfAnErrand = 0.75;

    // A bare "not really" answers a question. Whoever complains says about what.
    private const int WordsOfAnAnswer = 3;

    // People greet, thank, agree and stop in the same few words, and to judge them costs more than all the rest of the turn. What was judged once is not judged again; every message still is.
    private const int LongestRemembered = 24, MostRemembered = 4096;

    private readonly ConcurrentDictionary<string, Judgement> remembered = new(StringComparer.Ordinal);

    public MessageReading Read(string text)
    {
        var said = rules.Read(text);
        var judged = Judge(text);
        var bare = said.Answer != Answer.None && Words.Count(text) <= WordsOfAnAnswer;
        var complaint = said.Complaint ? Math.Max(ByRule, judged.Complaint) : bare || SpeaksAgainst(judged) ? Math.Min(judged.Complaint, Meaning.Likely - 0.01) : judged.Complaint;
        var wantsHuman = said.WantsHuman ? Math.Max(ByRule, judged.WantsHuman) : judged.WantsHuman;
        var mood = said.Furious ? -0.9 : said.Complaint ? Math.Min(-0.6, judged.Mood) : said.Pleased ? Math.Max(0.6, judged.Mood) : judged.Mood;
        return new MessageReading(IntentOf(said, judged), judged.Intent, judged.Confidence, complaint, wantsHuman, mood, said);
    }

    // Warm thanks and a plain question are no complaint for a word or two in them that often stand in one.
    private static bool SpeaksAgainst(Judgement judged) =>
        judged is { Intent: "thanks" or "praise", Confidence: >= Sure, Mood: > 0, Complaint: < SureOfAnErrand } or { Intent: "question-product" or "question-shop" or "out-of-scope", Confidence: >= SureOfAnErrand, Complaint: < SureOfAnErrand };

    private Judgement Judge(string text)
    {
        if (text.Length > LongestRemembered) return classifier.Judge(text);
        if (remembered.TryGetValue(text, out var before)) return before;
        if (remembered.Count >= MostRemembered) remembered.Clear();
        return remembered[text] = classifier.Judge(text);
    }

    // "When will it be here?" is a question to the rules, and to the examples one that no manual answers.
    private static Intent IntentOf(RuleReading said, Judgement judged) => said.Intent is not (Intent.None or Intent.Question)
        ? said.Intent
        : judged switch
        {
            { Intent: "order-status", Confidence: >= SureOfAnErrand } => Intent.OrderStatus,
            { Intent: "return-refund", Confidence: >= SureOfAnErrand } => Intent.Return,
            _ when said.Intent == Intent.Question => Intent.Question,
            { Intent: "stop", Confidence: >= SureToStop } => Intent.Stop,
            { Confidence: < Sure } => Intent.None,
            { Intent: "help" } => Intent.Help,
            { Intent: "leaving" } => Intent.Leaving,
            { Intent: "machine" } => Intent.Machine,
            { Intent: "question-product" or "question-shop" } => Intent.Question,
            { Intent: "thanks" } => Intent.Thanks,
            { Intent: "praise" } => Intent.Praise,
            { Intent: "goodbye" } => Intent.Goodbye,
            { Intent: "greeting" } => Intent.Greeting,
            _ => Intent.None,
        };
}

/// <summary>The readers of all languages.</summary>
internal sealed class MessageReaders
{
    private readonly Dictionary<string, MessageReader> readers = [];

    public MessageReaders(ShopContent content, SentenceEncoder encoder, string cacheFolder, Action<string>? tell = null)
    {
        foreach (var locale in content.Rules.Keys)
            readers[locale] = new MessageReader(content.Rules[locale], IntentClassifier.Load(encoder, content.Rules[locale], content.ExamplesFor(locale), cacheFolder, tell));
    }

    public MessageReader For(string locale) => readers[locale];
}
