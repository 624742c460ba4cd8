using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Insights.Figures;

/// <summary>What one looks at first: where it hurts most, and a dozen numbers.</summary>
internal static class OverviewFigures
{
    public static IReadOnlyList<Section> Of(Reading reading) => [Worst(reading), Headlines(reading)];

    private static Section Worst(Reading reading) => new(
        "worst", "Where it hurts most", "The touchpoints that do clearly worse than the others, weighed by how many customers it meets and how much.", [new("Touchpoint and reason", "says", false)],
        [.. TouchpointFigures.Worst(reading).Select(w => new Line([Cell.Say(w.Sentence, w.Opens)]))],
        "No touchpoint does clearly worse than the others. One is named here, with the reason, when it has at least 20 contacts and chance cannot explain the difference.");

    private static Section Headlines(Reading reading)
    {
        List<Line> lines =
        [
            new([Cell.Say("Contacts sent"), reading.Count(Whats.Sent)]),
            new([Cell.Say("Answered"), reading.Share(Whats.Replied, Whats.Sent, better: 1)]),
            new([Cell.Say("Met with silence"), reading.Share("silent", "judged", better: -1)]),
            new([Cell.Say("Mood of what they write"), reading.Mean(Whats.Said, Unit.Mood, better: 1)]),
            new([Cell.Say("Complaints"), reading.Count(Whats.Complaint, better: -1)]),
            new([Cell.Say("First word, half within"), CaseFigures.FirstWord(reading, 0.5)]),
            new([Cell.Say("Recommend (NPS)"), LoyaltyFigures.Net(reading, Measure.Recommend)]),
            new([Cell.Say("Promises kept"), reading.Share(Whats.Kept, "due", better: 1)]),
            new([Cell.Say("Bought again"), reading.Count(Whats.BoughtAgain, better: 1)]),
            new([Cell.Say("Left"), reading.Count(Whats.Left, better: -1)]),
            new([Cell.Say("Won back"), reading.Count(Whats.Back, better: 1)]),
            new([Cell.Say("Asked us to stop"), reading.Count(Whats.Stopped, better: -1)]),
        ];
        return new Section(
            "headlines", "In numbers", "Each number opens the sentences behind it.", [new("Measure", "measure", false), new("Now", "now")],
            lines.TrueForAll(l => l.Cells[1].Value is null or 0) ? [] : lines, "The numbers appear with the first sale. Report one to /api/purchases, or buy something as a customer on the shop's page.");
    }
}
