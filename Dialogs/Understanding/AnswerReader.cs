namespace FollowUpBot.Dialogs.Understanding;

/// <summary>What an answer turned out to be.</summary>
public enum ReadingKind
{
    /// <summary>Nothing of what was asked.</summary>
    None,

    /// <summary>Yes.</summary>
    Yes,

    /// <summary>No.</summary>
    No,

    /// <summary>Neither: partly, perhaps, it depends.</summary>
    Unsure,

    /// <summary>A rating on the scale that was asked.</summary>
    Rating,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A day, a time or a window.</summary>
    Moment,
}

/// <summary>An answer, read in the light of the question.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it was read from; empty when it is nothing.</param>
/// <param name="Value">The rating or number; null when the answer leaves it open ("7 or 8", "11" on a scale to 10).</param>
/// <param name="From">Beginning of the likeliest moment or window, in local time; null when it is open.</param>
/// <param name="To">Its end, as <see cref="Window.To"/> says.</param>
public sealed record Reading(ReadingKind Kind, string Text = "", double? Value = null, DateTime? From = null, DateTime? To = null)
{
    /// <summary>Every way to understand the moment, the likeliest first. More than one: ask, or say which was taken.</summary>
    public IReadOnlyList<Window> Candidates { get; init; } = [];

    /// <summary>The rating, when the answer names two or one that is not on the scale.</summary>
    public Rating? Rating { get; init; }
}

/// <summary>Reads an answer in the light of what was asked: "7" is a rating, a number, a day or a time.</summary>
/// <param name="recognisers">What reads values.</param>
/// <param name="rules">What reads yes and no.</param>
public sealed class AnswerReader(Recognisers recognisers, MessageRules rules)
{
    private static readonly Reading Nothing = new(ReadingKind.None);

    /// <summary>Reads a message. What was asked is looked for first; a question that is answered with something else may still be answered.</summary>
    /// <param name="text">As the customer wrote it; what comes after two thousand characters is not read.</param>
    /// <param name="context">What was asked, and when it is for the customer.</param>
    /// <param name="scale">The scale that was asked for; only for <see cref="Asked.Rating"/>.</param>
    public Reading Read(string text, ReadingContext context, Scale? scale = null)
    {
        if (text.Length > Token.LongestMessage) text = text[..Token.LongestMessage];
        var first = context.Asked switch
        {
            Asked.YesNo => YesOrNo(text),
            Asked.Rating => RatingOf(text, scale ?? Scale.ZeroToTen),
            Asked.Number => NumberOf(text),
            Asked.Date or Asked.Time => MomentOf(text, context),
            _ => MomentOf(text, context) ?? NumberOf(text),
        };
        return first ?? (context.Asked == Asked.YesNo ? null : YesOrNo(text)) ?? Nothing;
    }

    private Reading? YesOrNo(string text)
    {
        var (answer, words) = rules.ReadAnswer(text);
        return answer switch
        {
            Turns.Answer.Yes => new Reading(ReadingKind.Yes, words),
            Turns.Answer.No => new Reading(ReadingKind.No, words),
            Turns.Answer.Unsure => new Reading(ReadingKind.Unsure, words),
            _ => null,
        };
    }

    private Reading? RatingOf(string text, Scale scale) =>
        recognisers.Ratings.Find(text, scale) is { } rating ? new Reading(ReadingKind.Rating, rating.Text, rating.Value) { Rating = rating } : null;

    private Reading? NumberOf(string text) =>
        recognisers.Numbers.FindCounts(text) is [var number, ..] ? new Reading(ReadingKind.Number, number.Text, number.Value) : null;

    private Reading? MomentOf(string text, ReadingContext context)
    {
        var found = recognisers.Moments.FindInAnswer(text, context);
        return found is [var moment, ..] ? new Reading(ReadingKind.Moment, moment.Text, null, moment.Best.From, moment.Best.To) { Candidates = moment.Candidates } : null;
    }
}
