namespace FollowUpBot.Dialogs.Understanding;

/// <summary>A moment or window found in a message.</summary>
/// <param name="Kind">Whether it is a day, a time, or a range of either.</param>
/// <param name="Candidates">Every way to understand it, the likeliest first: "at 5" is early or late, "on Friday" may have been last week.</param>
/// <param name="Text">What it was read from.</param>
/// <param name="Start">Where that begins in the message.</param>
public sealed record Moment(MomentKind Kind, IReadOnlyList<Window> Candidates, string Text, int Start)
{
    /// <summary>The likeliest.</summary>
    public Window Best => Candidates[0];
}

/// <summary>Finds days, times and windows in a message, relative to the customer's local time.</summary>
/// <param name="grammar">How the language writes them: the symbol <c>moment</c>, and <c>date-asked</c> and <c>time-asked</c> for answers to such questions.</param>
public sealed class Moments(Grammar grammar)
{
    /// <summary>Every moment in the text, from left to right.</summary>
    public IReadOnlyList<Moment> FindAll(string text, ReadingContext context) => [.. Find("moment", new Chart(text, context))];

    /// <summary>The moments an answer names. To who was asked at what time, "7" is a time; to who was asked on which day, it is one.</summary>
    public IReadOnlyList<Moment> FindInAnswer(string text, ReadingContext context)
    {
        var chart = new Chart(text, context);
        var symbol = context.Asked switch { Asked.Date => "date-asked", Asked.Time => "time-asked", _ => "moment" };
        var clear = Find("moment", chart).ToList();
        return clear.Exists(m => Answers(m.Kind, context.Asked)) || symbol == "moment" ? clear : [.. Find(symbol, chart), .. clear];
    }

    private static bool Answers(MomentKind kind, Asked asked) => asked switch
    {
        Asked.Date => kind is not (MomentKind.Time or MomentKind.TimeRange),
        Asked.Time => kind is not (MomentKind.Date or MomentKind.DateRange),
        _ => true,
    };

    private IEnumerable<Moment> Find(string symbol, Chart chart)
    {
        foreach (var found in grammar.FindAll(symbol, chart))
        {
            if (found.Value is not When when) continue;
            var (start, _, text) = chart.Span(found.From, found.End);
            var windows = when.HasDay ? when.Choices : OnNextDay(when, chart.Context);
            yield return new Moment(when.Kind, [.. windows.Select(w => Existing(w, chart.Context)).Distinct()], text, start);
        }
    }

    // A time without a day is the next such time.
    private static List<Window> OnNextDay(When when, ReadingContext context) => [.. when.Choices.Select(choice =>
    {
        var today = new Window(On(context.Today, choice.From), On(context.Today, choice.To));
        var over = today.To ?? today.From;
        return over >= context.Now ? today : new Window(On(context.Today.AddDays(1), choice.From), On(context.Today.AddDays(1), choice.To));
    })];

    private static Window Existing(Window window, ReadingContext context) =>
        new(window.From is { } from ? context.Existing(from) : null, window.To is { } to ? context.Existing(to) : null);

    private static DateTime? On(DateTime day, DateTime? time) => time is { } t ? day + (t - When.NoDay) : null;
}
