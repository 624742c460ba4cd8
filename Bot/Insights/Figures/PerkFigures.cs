namespace FollowUpBot.Bot.Insights.Figures;

/// <summary>Perks, and whether they do what they are for.</summary>
internal static class PerkFigures
{
    public static IReadOnlyList<Section> Of(Reading reading) => [Effects(reading), Fates(reading)];

    /// <summary>The effect of a perk on those who have had their time.</summary>
    public static Effect EffectOf(Reading reading, string reward)
    {
        long Number(string behind) => reading.SumOf(behind, null, reward, false).Count;
        return new Effect(new Share(Number("treated.again"), Number("treated")), new Share(Number("held.again"), Number("held")));
    }

    private static Section Effects(Reading reading)
    {
        var lines = Names(reading).Select(reward =>
        {
            var effect = EffectOf(reading, reward);
            return new Line(
            [
                Cell.Say(reward), reading.Share("treated.again", "treated", null, reward), reading.Share("held.again", "held", null, reward),
                new Cell(Unit.Points, effect.Verdict == Verdict.TooFew ? null : effect.Difference * 100) { Of = effect.Treated.Of + effect.HeldOut.Of },
                Cell.Say(effect.Says),
            ]);
        }).ToList();
        return new Section(
            "effects", "Do they work",
            "Who bought again within 90 days: of those who got the perk, and of those who earned it just as well and were held out by lot. Only who has had the 90 days counts. An effect is claimed when the interval of the difference, at 99 %, leaves out zero and both groups have 30.",
            [new("Perk", "perk", false), new("With it", "treated"), new("Held out", "heldOut"), new("Difference", "difference", true, "In points."), new("What can be said", "says", false)], lines,
            "Appears when the first perk is given; what can be said of its effect, 90 days later. Perks are made in Prompts/Rewards.")
        { Chart = new Chart("bar", "treated", "heldOut") };
    }

    private static Section Fates(Reading reading)
    {
        var lines = Names(reading).Select(reward => new Line(
        [
            Cell.Say(reward), reading.Count(Whats.Issued, null, reward), reading.Count(Whats.HeldOut, null, reward), reading.Count(Whats.Reminded, null, reward),
            reading.Share(Whats.Redeemed, Whats.Issued, null, reward, 1), reading.Share(Whats.Expired, Whats.Issued, null, reward, -1),
        ])).ToList();
        return new Section(
            "fates", "What became of them", "Given, held out, reminded of, redeemed and ended unused. Perks belong to no product, so a product leaves this view empty.",
            [new("Perk", "perk", false), new("Given", "given"), new("Held out", "heldOut"), new("Reminded", "reminded"), new("Redeemed", "redeemed"), new("Ended unused", "expired")], lines,
            "Appears when the first perk is given.");
    }

    private static List<string> Names(Reading reading) => [.. reading.Numbers("perk.").Steps(Whats.Issued, Whats.HeldOut).Order(StringComparer.Ordinal)];
}
