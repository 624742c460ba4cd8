using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;
using Recognised = FollowUpBot.Dialogs.Understanding.AnswerReader;

namespace FollowUpBot.Bot.Language;

/// <summary>The answer to what was asked: by rules, and where they find no yes or no, by likeness to the examples.</summary>
internal static class LikelyAnswer
{
    // As sure as dialogs are of an intent.
    private const double Sure = 0.6;

    public static Reading Read(string text, Recognised answers, MessageReading message, ReadingContext context)
    {
        var read = answers.Read(text, context);
        if (read.Kind != ReadingKind.None || context.Asked != Asked.YesNo) return read;
        return YesNo(message) switch
        {
            Answer.Yes => new Reading(ReadingKind.Yes, text),
            Answer.No => new Reading(ReadingKind.No, text),
            Answer.Unsure => new Reading(ReadingKind.Unsure, text),
            _ => read,
        };
    }

    /// <summary>The answer to a yes/no question that was asked.</summary>
    public static Answer YesNo(MessageReading message) => message switch
    {
        { Rules.Answer: not Answer.None and var answer } => answer,
        { Confidence: < Sure } => Answer.None,
        { Label: "yes" } => Answer.Yes,
        { Label: "no" } => Answer.No,
        { Label: "unsure" } => Answer.Unsure,
        _ => Answer.None,
    };
}
