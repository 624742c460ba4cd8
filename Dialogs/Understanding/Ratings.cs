using static FollowUpBot.Dialogs.Understanding.RatingActions;

namespace FollowUpBot.Dialogs.Understanding;

/// <summary>The scale that a question names: 0–10, 1–5.</summary>
/// <param name="Least">The worst.</param>
/// <param name="Most">The best.</param>
public readonly record struct Scale(int Least, int Most)
{
    /// <summary>How likely somebody is to recommend us.</summary>
    public static Scale ZeroToTen { get; } = new(0, 10);

    /// <summary>Stars.</summary>
    public static Scale OneToFive { get; } = new(1, 5);
}

/// <summary>A rating found in an answer.</summary>
/// <param name="Value">The rating on the scale that was asked; null when two were named, or when it is not on that scale and cannot be put there.</param>
/// <param name="Least">The lowest it may be, on the scale that was asked.</param>
/// <param name="Most">The highest it may be.</param>
/// <param name="Text">What it was read from.</param>
/// <param name="Start">Where that begins in the message.</param>
public sealed record Rating(double? Value, double Least, double Most, string Text, int Start);

/// <summary>Finds the rating in an answer and puts it on the scale that was asked.</summary>
/// <param name="grammar">How the language gives ratings: the symbol <c>rating-asked</c>.</param>
public sealed class Ratings(Grammar grammar)
{
    private const int StarsThereAre = 5;

    /// <summary>The rating a message gives on this scale; null when it gives none. The last word counts: "a 6, no, a 7" is 7.</summary>
    public Rating? Find(string text, Scale scale)
    {
        var chart = new Chart(text, new ReadingContext(When.NoDay, Asked.Rating));
        var given = new List<(Given Given, Rating Rating)>();
        foreach (var found in grammar.FindAll("rating-asked", chart))
        {
            if (found.Value is not Given said) continue;
            var (start, _, words) = chart.Span(found.From, found.End);
            given.Add((said, On(scale, said, words, start)));
        }

        // "8 out of 10, I had 2 problems": what names its scale is the rating.
        var clear = given.Where(g => g.Given.Of is not null || g.Given.Stars).ToList();
        return (clear.Count > 0 ? clear : given).Select(g => g.Rating).LastOrDefault();
    }

    private static Rating On(Scale scale, Given given, string text, int start)
    {
        var best = given.Of ?? (given.Stars && scale.Most > StarsThereAre && given.Most <= StarsThereAre ? StarsThereAre : null);
        var (least, most) = (Put(scale, given.Least, best), Put(scale, given.Most, best));
        var fits = least >= scale.Least && most <= scale.Most;
        return new Rating(fits && least == most ? least : null, least, most, text, start);
    }

    // Four of five is eight of ten. On a scale from one, one of five stays one: shares count from nought, marks do not.
    private static double Put(Scale scale, double value, double? best)
    {
        if (best is not { } of || of == scale.Most) return value;
        var share = value / of;
        var put = scale.Least == 0 || of is 1 or 100 ? scale.Least + (share * (scale.Most - scale.Least)) : Math.Max(scale.Least, share * scale.Most);
        return Math.Round(put, 2);
    }
}
