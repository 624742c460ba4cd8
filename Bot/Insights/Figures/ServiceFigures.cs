using System.Globalization;

namespace FollowUpBot.Bot.Insights.Figures;

/// <summary>How service goes: when somebody is there, what became of questions, and in which tone agents write.</summary>
internal static class ServiceFigures
{
    public static IReadOnlyList<Section> Of(Reading reading) => [Hours(reading), Questions(reading), Courtesy(reading)];

    private static Section Hours(Reading reading)
    {
        var lines = Enumerable.Range(0, 24).Select(h => h.ToString("00", CultureInfo.InvariantCulture)).Select(hour => new Line(
        [
            Cell.Say($"{hour}:00"), reading.Count(Whats.HourOpened, null, hour) with { Before = null }, reading.Share(Whats.HourInTime, Whats.HourOpened, null, hour, 1) with { Before = null },
        ])).ToList();
        return new Section(
            "hours", "When somebody is there", $"Cases by the hour in which they were opened, and the share with a first word within an hour. Hours are those of {reading.Model.Zone.Id}.",
            [new("Hour", "hour", false), new("Opened", "opened"), new("First word within the hour", "inTime")],
            lines.TrueForAll(l => l.Cells[1].Value is 0) ? [] : lines, "Appears with the first case.")
        { Chart = new Chart("bar", "opened", "inTime") };
    }

    private static Section Questions(Reading reading)
    {
        List<Line> lines =
        [
            new([Cell.Say("answered from the manuals"), reading.Count(Whats.Answered)]),
            new([Cell.Say("helped, as they said by a button"), reading.Count(Whats.Helped, better: 1)]),
            new([Cell.Say("did not help, as they said"), reading.Count(Whats.DidNotHelp, better: -1)]),
            new([Cell.Say("passed on to staff"), reading.Count(Whats.PassedOn)]),
            new([Cell.Say("not understood"), reading.Count(Whats.NotUnderstood, better: -1)]),
        ];
        return new Section(
            "questions", "Questions", "What became of what customers asked. Those passed on are what your manuals do not say.", [new("Became", "became", false), new("Messages", "messages")],
            lines.TrueForAll(l => l.Cells[1].Value is 0) ? [] : lines, "Appears with the first question.");
    }

    private static Section Courtesy(Reading reading)
    {
        var tones = new[] { "sorry", "next", "thanks", "curt" };
        var kinds = reading.Numbers("courtesy.").Steps(Whats.Wrote).Order(StringComparer.Ordinal).ToList();
        var lines = kinds.Select(k => (Name: k, Kind: (string?)k)).Concat(kinds.Count > 1 ? [("all", null)] : []).Select(k => new Line(
        [
            Cell.Say(k.Name.ToLowerInvariant()), reading.Count(Whats.Wrote, null, k.Kind), .. tones.Select(t => reading.Share(Whats.Tone(t), Whats.Wrote, null, k.Kind, t == "curt" ? -1 : 1)),
        ])).Where(l => l.Cells[1].Value > 0).ToList();
        return new Section(
            "courtesy", "Courtesy", "The share of agents' messages, by the kind of case, in which these words stand. What counts as which is written in courtesy.yaml; nothing is held back by it. Every number opens what was written.",
            [new("Case", "case", false), new("Messages", "messages"), .. tones.Select(t => new Column(char.ToUpperInvariant(ToneName(t)[0]) + ToneName(t)[1..], t))],
            lines, "Appears when the first agent has written to a customer: whether they say sorry, name what happens next, thank, or are curt.");
    }

    /// <summary>A tone as it is read.</summary>
    public static string ToneName(string tone) => tone switch { "sorry" => "says sorry", "next" => "says what happens next", "thanks" => "thanks", "curt" => "curt words", _ => tone };
}
