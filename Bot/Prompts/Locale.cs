using System.Globalization;

namespace FollowUpBot.Bot.Prompts;

/// <summary>How one language writes moments, from <c>Prompts/Locales/&lt;locale&gt;.yaml</c>.</summary>
/// <param name="Tag">Language tag.</param>
/// <param name="Name">The language's own name for itself.</param>
/// <param name="Date">Pattern of a date, as .NET writes them: <c>dddd d MMMM</c>.</param>
/// <param name="Time">Pattern of a time of day.</param>
/// <param name="Today">A moment of today, with <c>{time}</c>.</param>
/// <param name="Tomorrow">A moment of tomorrow, with <c>{time}</c>.</param>
/// <param name="Other">Any other moment, with <c>{date}</c> and <c>{time}</c>.</param>
internal sealed record Locale(string Tag, string Name, string Date, string Time, string Today, string Tomorrow, string Other)
{
    public CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(Tag);

    /// <summary>Reads a file that is named by its language tag.</summary>
    public static Locale? Load(string text, string path, string tag, Problems problems)
    {
        if (YamlReader.Parse(text, path, 0, problems) is not { } yaml) return null;
        if (!IsTag(tag))
        {
            problems.Add(path, 1, $"'{tag}' is not a language tag; name the file like 'es.yaml' or 'pt-BR.yaml'");
            return null;
        }

        var locale = new Locale(tag, yaml.Text("name"), yaml.Text("date"), yaml.Text("time"), yaml.Text("today"), yaml.Text("tomorrow"), yaml.Text("other"));
        yaml.Done();
        foreach (var (key, pattern) in new[] { ("date", locale.Date), ("time", locale.Time) })
            if (pattern.Length > 0 && !IsPattern(pattern)) yaml.Problem(key, $"'{pattern}' is not a pattern; write it like 'dddd d MMMM' or 'HH:mm'");
        return locale;
    }

    private static bool IsTag(string tag)
    {
        try
        {
            return tag.Length > 1 && CultureInfo.GetCultureInfo(tag, predefinedOnly: true).Name.Length > 0;
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            return DateTimeOffset.UnixEpoch.ToString(pattern, CultureInfo.InvariantCulture) != pattern;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

/// <summary>A moment as a template sees it: in the customer's language and zone.</summary>
internal sealed record Moment(DateTimeOffset At, DateTimeOffset Now, TimeZoneInfo Zone, Locale Locale)
{
    public string Format(string helper)
    {
        var local = TimeZoneInfo.ConvertTime(At, Zone);
        var date = local.ToString(Locale.Date, Locale.Culture);
        var time = local.ToString(Locale.Time, Locale.Culture);
        if (helper == "date") return date;
        if (helper == "time") return time;
        var pattern = (local.Date - TimeZoneInfo.ConvertTime(Now, Zone).Date).Days switch
        {
            0 => Locale.Today,
            1 => Locale.Tomorrow,
            _ => Locale.Other,
        };
        return pattern.Replace("{time}", time, StringComparison.Ordinal).Replace("{date}", date, StringComparison.Ordinal);
    }
}
