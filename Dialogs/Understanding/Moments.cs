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
/// <param name="grammar">How the language writes them: the symbol <c>moment</c>, <c>date-asked</c> and <c>time-asked</c> for answers to such questions, and <c>quiet</c> and <c>quiet-asked</c> for the end of a pause.</param>
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

    /// <summary>
    /// From when on somebody wants to be written to again: of the moments that the text names the latest to come, or one that has passed; null when it names none. A day begins at midnight.
    /// </summary>
    /// <param name="text">As the customer wrote it; what comes after two thousand characters is not read.</param>
    /// <param name="context">When it is for them, and whether they were asked for the day.</param>
    /// <param name="away">Whether the time they name is the one of quiet ("no messages this week"), so that its end counts.</param>
    public DateTime? FindQuietEnd(string text, ReadingContext context, bool away)
    {
        if (text.Length > Token.LongestMessage) text = text[..Token.LongestMessage];
        var ends = Find(context.Asked == Asked.Date ? "quiet-asked" : "quiet", new Chart(text, context))
            .Select(moment => moment.Candidates.Select(window => QuietEnd(moment.Kind, window, context, away)).ToList())
            .Select(candidates => candidates.FirstOrDefault(at => at > context.Now, candidates[0]))
            .ToList();
        return ends.Count == 0 ? null : ends.Max();
    }

    // Nobody is to be written to in the middle of a time that they named when it had begun: "I have no time this week".
    private static DateTime QuietEnd(MomentKind kind, Window window, ReadingContext context, bool away) => (window.From, window.To) switch
    {
        ({ } day, { }) when kind == MomentKind.Date => away ? day.AddDays(1) : day,
        ({ } from, { } to) => away || from <= context.Now ? to : from,
        var (from, to) => from ?? to ?? context.Now,
    };

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
