using System.Globalization;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Prompts;

/// <summary>Reads the shop, and when and how fast its people are there: <c>Prompts/shop.yaml</c>.</summary>
internal static class ServiceReader
{
    public const string Path = "Prompts/shop.yaml";

    private const int MostLevels = 9;
    private const int UsualMinutesToWrite = 5;

    /// <summary>Reads the file; no escalation when it says nothing of one.</summary>
    /// <param name="text">The file; null when there is none.</param>
    /// <param name="tags">The languages in which the team has a name.</param>
    /// <param name="problems">Where mistakes go.</param>
    public static Service Read(string? text, IEnumerable<string> tags, Problems problems)
    {
        if (text is null) problems.Add(Path, 1, "this file is missing; it names the shop and its service hours");
        if (text is null || YamlReader.Parse(text, Path, 0, problems) is not { } yaml) return new Service("", [], 0, [], null);
        var name = yaml.Text("name");
        var zone = yaml.Text("timeZone");
        if (zone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) yaml.Problem("timeZone", $"'{zone}' is not a time zone of this machine; write it like Europe/Madrid");
        var shifts = yaml.Has("open") ? yaml.Spans("open") : [(new TimeOnly(9, 0), new TimeOnly(17, 0))];
        if (shifts.Count == 0) yaml.Problem("open", "somebody must be there at some time of the day; write it like 09:00-17:00");
        var days = DaysOf(yaml);
        var holidays = HolidaysOf(yaml, problems);
        var firstWord = TimeSpan.FromMinutes(yaml.Number("firstWordMinutes", 1, 10_000));
        var answer = TimeSpan.FromHours(yaml.Number("answerHours", 1, 500));
        var targets = TargetsOf(yaml);
        var escalation = EscalationOf(yaml, problems);
        var assignment = AssignmentOf(yaml);
        var team = yaml.Map("team");
        var teams = tags.ToDictionary(tag => tag, tag => team?.OptionalText(tag) ?? team?.OptionalText(PromptLibrary.DefaultLocale) ?? "");
        if (team is not null && teams.Values.Any(t => t.Length == 0)) yaml.Problem("team", "'team' has no English text ('en')");
        team?.Done();
        var mostContacts = yaml.Has("mostContacts") ? yaml.Number("mostContacts", 1, 30) : ShopRules.UsualMostContacts;
        yaml.Done();
        if (problems.Any) return new Service(name, [], 0, [], null);

        var hours = new ServiceHours("", zone, [.. shifts.Select(s => new Shift(s.From, s.Until))], days, firstWord, answer) { Holidays = holidays, Targets = targets };

        // A promise in service time could never be kept, and who looks for the next open hour would look for ever.
        if (hours.ClosedFor(new DateOnly(2020, 1, 1)) is { } last) yaml.Problem("holidays", $"after {last:yyyy-MM-dd} nobody is there for more than a year; take days out of 'holidays' or add some to 'days'");
        return new Service(name, teams.ToDictionary(t => t.Key, t => hours with { Team = t.Value }), mostContacts, escalation, assignment);
    }

    private static List<DayOfWeek> DaysOf(YamlReader yaml)
    {
        var days = yaml.Texts("days", required: true);
        if (days.Count == 0) yaml.Problem("days", "somebody must work on at least one day");
        foreach (var (day, _) in days.Where(d => !Enum.GetNames<DayOfWeek>().Contains(d.Text)))
            yaml.Problem("days", $"'{day}' is not a day; {Suggestion.For(day, Enum.GetNames<DayOfWeek>())}");
        return [.. days.Where(d => Enum.GetNames<DayOfWeek>().Contains(d.Text)).Select(d => Enum.Parse<DayOfWeek>(d.Text))];
    }

    // Of a leap year, so that the 29th of February may be one.
    private static List<Holiday> HolidaysOf(YamlReader yaml, Problems problems)
    {
        var holidays = new List<Holiday>();
        foreach (var (text, line) in yaml.Texts("holidays"))
        {
            var isYearly = text.Length == 5;
            if (DateOnly.TryParseExact(isYearly ? $"2028-{text}" : text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) holidays.Add(new Holiday(isYearly ? null : day.Year, day.Month, day.Day));
            else problems.Add(Path, line, $"'holidays' has '{text}', which is no day; write 2026-12-25, or 12-25 for every year");
        }

        return holidays;
    }

    private static Dictionary<Priority, TimeSpan> TargetsOf(YamlReader yaml)
    {
        var targets = new Dictionary<Priority, TimeSpan>();
        if (!yaml.Has("targets") || yaml.Map("targets") is not { } map) return targets;
        if (map.Has("urgent")) targets[Priority.Urgent] = TimeSpan.FromMinutes(map.Number("urgent", 1, 10_000));
        if (map.Has("high")) targets[Priority.High] = TimeSpan.FromMinutes(map.Number("high", 1, 10_000));
        map.Done();
        return targets;
    }

    private static AssignmentRule? AssignmentOf(YamlReader yaml)
    {
        if (!yaml.Has("assignment") || yaml.Map("assignment") is not { } map) return null;
        var rule = new AssignmentRule(map.Number("atOnce", 1, 100), TimeSpan.FromMinutes(map.Has("writeWithinMinutes") ? map.Number("writeWithinMinutes", 1, 240) : UsualMinutesToWrite));
        map.Done();
        return rule;
    }

    private static List<EscalationStep> EscalationOf(YamlReader yaml, Problems problems)
    {
        var steps = new List<EscalationStep>();
        if (!yaml.Has("escalation")) return steps;
        foreach (var map in yaml.Maps("escalation"))
        {
            var after = map.Has("after") ? TimeSpan.FromMinutes(map.Number("after", 0, 100_000)) : (TimeSpan?)null;
            if (steps.Count == 0 && after is { } late && late > TimeSpan.Zero) map.Problem("after", "the first step is taken when the word is missed: its 'after' is 0");
            if (steps.Count > 0 && after is { } at && at <= (steps[^1].After ?? TimeSpan.Zero)) map.Problem("after", "a later step must come later: its 'after' counts from the missed word too, and must be above the one before");
            foreach (var (address, line) in map.Texts("email").Where(e => !IsAddress(e.Text))) problems.Add(Path, line, $"'{address}' is no e-mail address; write it like leads@shop.example");
            var hook = map.OptionalText("webhook");
            if (hook is not null && !IsSafe(hook)) map.Problem("webhook", $"'{hook}' must be an https address (http is for this machine only)");
            steps.Add(new EscalationStep { After = after, Team = map.OptionalText("team"), Email = [.. map.Texts("email").Select(e => e.Text)], Webhook = hook });
            map.Done();
        }

        if (steps.Count is 0 or > MostLevels) yaml.Problem("escalation", $"'escalation' has from 1 to {MostLevels} steps; leave it out for two levels that only the desk shows");
        return steps;
    }

    private static bool IsAddress(string text) => text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && text.IndexOf('.', at) > at + 1 && !text.EndsWith('.') && text.All(c => c > ' ' && c < 127 && c is not ('<' or '>' or ',' or ';'));

    private static bool IsSafe(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback));

    /// <summary>What the file says.</summary>
    /// <param name="Name">Of the shop.</param>
    /// <param name="Hours">In each language.</param>
    /// <param name="MostContacts">Unasked-for contacts in thirty days.</param>
    /// <param name="Escalation">Where cases go that nobody has answered.</param>
    /// <param name="Assignment">How cases are given to agents; null when everybody takes their own.</param>
    internal sealed record Service(string Name, Dictionary<string, ServiceHours> Hours, int MostContacts, IReadOnlyList<EscalationStep> Escalation, AssignmentRule? Assignment);
}
