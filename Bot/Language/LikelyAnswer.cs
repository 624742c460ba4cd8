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
        if (read.Kind != ReadingKind.None || context.Asked != Asked.YesNo || message.Confidence < Sure) return read;
        return message.Label switch
        {
            "yes" => new Reading(ReadingKind.Yes, text),
            "no" => new Reading(ReadingKind.No, text),
            "unsure" => new Reading(ReadingKind.Unsure, text),
            _ => read,
        };
    }
}
