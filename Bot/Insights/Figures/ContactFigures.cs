using System.Globalization;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Insights.Figures;

/// <summary>How often customers hear from us, and what else is known and sent.</summary>
internal static class ContactFigures
{
    public static IReadOnlyList<Section> Of(Reading reading) => [Load(reading), Deferrals(reading), SegmentSizes(reading), SegmentsOverTime(reading), Consent(reading), Memories(reading), News(reading)];

    private static Section Load(Reading reading)
    {
        var load = Entries.Load(reading);
        var all = load.Sum(l => l.Customers);
        var lines = load.Select(l => new Line(
        [
            Cell.Say(l.Contacts.ToString(CultureInfo.InvariantCulture)),
            new Cell(Unit.Count, l.Customers) { Opens = "/insights/words" + reading.Filter.Query(("what", "load"), ("step", l.Contacts.ToString(CultureInfo.InvariantCulture))) },
            new Cell(Unit.Share, (double)l.Customers / all),
        ])).ToList();
        var from = reading.Filter.To.AddDays(-29);
        return new Section(
            "load", "Contacts in thirty days",
            string.Create(CultureInfo.InvariantCulture, $"How many customers had so many contacts that they had not asked for, from {from:d MMM} to {reading.Filter.To:d MMM yyyy}. The thank-you is left out, and so is who had none. At most {reading.Content.Shop.MostContacts} are allowed."),
            [new("Contacts", "contacts", false), new("Customers", "customers"), new("Share", "share")], lines, "Appears with the first check-in.")
        { Chart = new Chart("bar", "customers") };
    }

    private static Section Deferrals(Reading reading)
    {
        var lines = reading.Numbers("contact.").Steps(Whats.Deferred).Order(StringComparer.Ordinal).Select(step => new Line([Cell.Say(Words(step)), reading.Count(Whats.Deferred, null, step)])).Where(l => l.Cells[1].Value > 0)
            .OrderByDescending(l => l.Cells[1].Value).ToList();
        return new Section("deferrals", "What holds contacts back", "A contact that is put off is planned again; one that has lost its occasion is dropped.", [new("Reason", "reason", false), new("Put off", "times")], lines, "Appears when the first contact is put off.")
        {
            Chart = new Chart("bar", "times"),
        };
    }

    private static string Words(string because) => Enum.TryParse<Deferral>(because, out var known) ? known switch
    {
        Deferral.AnotherContact => "another contact less than a day before",
        Deferral.Talking => "they wrote within the hour",
        Deferral.Cap => "as many in thirty days as are allowed",
        Deferral.OpenQuestion => "a question of ours is open",
        Deferral.QuietHours => "its hours of the day were over",
        Deferral.Paused => "they asked for quiet",
        _ => because,
    } : because;

    private static Section SegmentSizes(Reading reading)
    {
        var (filter, model) = (reading.Filter, reading.Model);
        var lines = Segments.Names(model).Where(s => filter.Segment is null || s == filter.Segment).Select(segment => new Line(
        [
            Cell.Say(segment), SizeOf(reading, segment),
            Whole(reading).Count(Whats.Entered, null, segment) with { Before = null }, Whole(reading).Count(Whats.LeftSegment, null, segment) with { Before = null },
        ])).ToList();
        return new Section(
            "segments", "Segments", "How many belong to each at the end of the period, against its beginning, and who joined and left.",
            [new("Segment", "segment", false), new("Size", "size"), new("Joined", "joined"), new("Left", "left")], lines, "Appears when the first customer joins a segment. Segments are made in Prompts/Segments.");
    }

    private static Cell SizeOf(Reading reading, string segment)
    {
        var size = Segments.SizeOn(reading.Model, segment, reading.Filter.To);
        return new Cell(Unit.Count, size) { Before = Segments.SizeOn(reading.Model, segment, reading.Filter.From.AddDays(-1)), Opens = size == 0 ? null : "/insights/words" + reading.Filter.Query(("what", "members"), ("step", segment)) };
    }

    private static Section SegmentsOverTime(Reading reading)
    {
        var (filter, names) = (reading.Filter, Segments.Names(reading.Model));
        var lines = names.Count == 0 ? [] : Enumerable.Range(0, filter.Buckets).Select(i =>
        {
            var day = filter.From.AddDays(Math.Min((i + 1) * filter.Bucket, filter.Days) - 1);
            return new Line([Cell.Say(day.ToString("d MMM", CultureInfo.InvariantCulture)), .. names.Select(n => new Cell(Unit.Count, Segments.SizeOn(reading.Model, n, day)))]);
        }).ToList();
        return new Section(
            "segment-sizes", "Segments over time", "How many belong to each at the end of the day that is named.", [new("On", "on", false), .. names.Select(n => new Column(n, n))], lines, "A line appears for each segment that has been joined.")
        {
            Chart = new Chart("line", [.. names]),
        };
    }

    // Who joins a segment is not in it yet, and no product has a part in it.
    private static Reading Whole(Reading reading) => reading with { Filter = reading.Filter with { Product = null, Segment = null } };

    private static Section Consent(Reading reading)
    {
        List<Line> lines =
        [
            new([Cell.Say("asked us to stop"), reading.Count(Whats.Stopped, better: -1)]),
            new([Cell.Say("asked us to write again"), reading.Count(Whats.Returned, better: 1)]),
            new([Cell.Say("asked for quiet for a while"), reading.Count(Whats.Paused)]),
        ];
        return new Section("consent", "Whether they want to hear from us", "", [new("Customers who", "who", false), new("Times", "times")], Any(lines), "Appears when somebody asks us to stop, to pause or to write again.");
    }

    private static Section Memories(Reading reading)
    {
        List<(string Name, string What)> rows =
            [("kept", Whats.Remembered), ("used", Whats.Used), ("put right", Whats.Corrected), ("forgotten on request", Whats.Forgotten), ("not to be kept", Whats.Declined), ("too old to be true", Whats.Faded)];
        return new Section(
            "memories", "What is kept in mind", "What customers told in passing. The words themselves stand in their files only, so that forgetting is complete.", [new("Was", "was", false), new("Times", "times")],
            Any([.. rows.Select(r => new Line([Cell.Say(r.Name), reading.Count(r.What)]))]), "Appears when a customer tells something that is worth keeping in mind.");
    }

    private static Section News(Reading reading)
    {
        List<(string Name, string What)> rows =
            [("news sent", Whats.NewsSent), ("news declined", Whats.NewsDeclined), ("improvements owed a word", Whats.Noted), ("told that it was improved", Whats.Told), ("personal touches suggested", Whats.Gesture)];
        return new Section("news", "News, improvements and personal touches", "", [new("What", "what", false), new("Times", "times")], Any([.. rows.Select(r => new Line([Cell.Say(r.Name), reading.Count(r.What)]))]), "Appears with the first news, improvement or personal touch.");
    }

    private static List<Line> Any(List<Line> lines) => lines.TrueForAll(l => l.Cells[1].Value is 0) ? [] : lines;
}
