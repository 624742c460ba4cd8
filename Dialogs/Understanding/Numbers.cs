namespace FollowUpBot.Dialogs.Understanding;

/// <summary>A number found in a message.</summary>
/// <param name="Value">The number.</param>
/// <param name="Text">What it was read from.</param>
/// <param name="Start">Where that begins in the message.</param>
public sealed record NumberFound(double Value, string Text, int Start);

/// <summary>Finds numbers in digits and in words.</summary>
/// <param name="grammar">How the language writes them: the symbols <c>number</c>, <c>ordinal</c>, <c>count</c> and <c>choice</c>.</param>
public sealed class Numbers(Grammar grammar)
{
    private static readonly ReadingContext NoMatterWhen = new(When.NoDay);

    /// <summary>Every number in the text, from left to right.</summary>
    public IReadOnlyList<NumberFound> FindAll(string text) => Find("number", text);

    /// <summary>Every rank in the text: "third", "21st".</summary>
    public IReadOnlyList<NumberFound> FindOrdinals(string text) => Find("ordinal", text);

    /// <summary>How many people or things a message counts: "me and two friends" is three. Where nothing is counted up, every number.</summary>
    public IReadOnlyList<NumberFound> FindCounts(string text) => Find("count", text) is { Count: > 0 } counts ? counts : FindAll(text);

    /// <summary>The place of the answer that a message chooses among several: "option 2", "the second one". Null unless that is all it says; -1 is the last.</summary>
    public double? FindChoice(string text) => grammar.ReadWhole("choice", new Chart(text, NoMatterWhen)) as double?;

    private List<NumberFound> Find(string symbol, string text)
    {
        var chart = new Chart(text, NoMatterWhen);
        var numbers = new List<NumberFound>();
        foreach (var found in grammar.FindAll(symbol, chart))
        {
            if (found.Value is not double value) continue;
            var (start, _, words) = chart.Span(found.From, found.End);
            numbers.Add(new NumberFound(value, words, start));
        }

        return numbers;
    }
}
