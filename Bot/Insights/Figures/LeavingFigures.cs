using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Insights.Figures;

/// <summary>Why customers leave, and who came back.</summary>
internal static class LeavingFigures
{
    public static IReadOnlyList<Section> Of(Reading reading) => [Reasons(reading), Signs(reading), Promises(reading)];

    /// <summary>A reason as it is read.</summary>
    public static string Words(string reason) => reason switch
    {
        nameof(LeavingReason.Service) => "poor service",
        nameof(LeavingReason.Product) => "the product",
        nameof(LeavingReason.Price) => "the price",
        nameof(LeavingReason.Competition) => "competition",
        nameof(LeavingReason.Moved) => "moved away",
        nameof(LeavingReason.NeedGone) => "no need any more",
        "" => "no reason given",
        _ => "another reason",
    };

    private static Section Reasons(Reading reading)
    {
        var steps = reading.Numbers("leaving.").Steps(Whats.Reason, Whats.Left, Whats.Back);
        var lines = steps.OrderByDescending(s => reading.SumOf(Whats.Reason, null, s, false).Count).ThenByDescending(s => reading.SumOf(Whats.Left, null, s, false).Count).Select(step => new Line(
        [
            Cell.Say(Words(step)), reading.Count(Whats.Reason, null, step, -1), reading.Count(Whats.Left, null, step, -1), reading.Count(Whats.Back, null, step, 1),
            reading.Share(Whats.Back, Whats.Left, null, step, 1),
        ])).Where(l => l.Cells.Skip(1).Take(3).Any(c => c.Value > 0)).ToList();
        return new Section(
            "reasons", "Why they leave", "Said why: in their own words. Left: we said goodbye. Won back: they bought again, or said that it is right after all. Won back as a share of those who left is of this period and may be over 100 % when old customers return.",
            [new("Reason", "reason", false), new("Said why", "said"), new("Left", "left"), new("Won back", "back"), new("Won back, share", "share")], lines,
            "Appears when the first customer says that they are leaving, or why. May it stay empty for long.")
        { Chart = new Chart("bar", "said", "left", "back") };
    }

    private static Section Signs(Reading reading)
    {
        var lines = reading.Numbers("leaving.").Steps(Whats.Noticed).Order(StringComparer.Ordinal).Select(step => new Line(
        [
            Cell.Say(step switch
            {
                nameof(LeavingSign.Said) => "said so",
                nameof(LeavingSign.Return) => "wants to return it",
                nameof(LeavingSign.Stop) => "asked us to stop",
                nameof(LeavingSign.SilentAfterLowScore) => "silent after a low score",
                _ => step,
            }),
            reading.Count(Whats.Noticed, null, step, -1),
        ])).Where(l => l.Cells[1].Value > 0).ToList();
        return new Section("signs", "How it showed", "The sign by which we noticed that a customer may be leaving.", [new("Sign", "sign", false), new("Customers", "customers")], lines, "Appears with the first sign that a customer may be leaving.");
    }

    private static Section Promises(Reading reading)
    {
        var lines = reading.Numbers("promise.").Places(Whats.Due).OrderBy(p => p.Product, StringComparer.Ordinal).ThenBy(p => p.Step, StringComparer.Ordinal).Select(p => new Line(
        [
            Cell.Say(p.Step), reading.Count("due", p.Product, p.Step), reading.Share(Whats.Kept, "due", p.Product, p.Step, 1), reading.Share(Whats.Broken, "due", p.Product, p.Step, -1), reading.Share("lapsed", "due", p.Product, p.Step, -1),
        ])
        { Group = Reading.ProductName(p.Product) }).Where(l => l.Cells[1].Value > 0).ToList();
        return new Section(
            "promises", "Promises", "What was promised at the sale and has come due in this period. Kept and broken: the customer told us. Lapsed: its day passed and nobody told us.",
            [new("Promise", "promise", false), new("Come due", "due"), new("Kept", "kept"), new("Broken", "broken"), new("Lapsed", "lapsed")], lines,
            "Appears when the first promise made at a sale comes due.");
    }
}
