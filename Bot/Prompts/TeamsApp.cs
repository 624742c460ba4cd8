using System.Text.RegularExpressions;

namespace FollowUpBot.Bot.Prompts;

/// <summary>The app as Teams shows it to whoever installs it: <c>Prompts/teams.yaml</c>.</summary>
/// <param name="Name">At most 30 characters.</param>
/// <param name="Short">What it is, in at most 80 characters.</param>
/// <param name="Long">What it is.</param>
/// <param name="Developer">Who answers for it.</param>
/// <param name="Website">Theirs.</param>
/// <param name="Privacy">What becomes of what one writes.</param>
/// <param name="Terms">On what terms it is used.</param>
/// <param name="AccentColor">Of its icon, like #2B5D4A.</param>
/// <param name="Commands">What it offers to write.</param>
internal sealed partial record TeamsApp(string Name, string Short, string Long, string Developer, string Website, string Privacy, string Terms, string AccentColor, IReadOnlyList<TeamsAppCommand> Commands)
{
    public const string Path = "Prompts/teams.yaml";

    // What the schema of Teams' manifest allows.
    private const int LongestName = 30, LongestShort = 80, LongestLong = 4000, LongestDeveloper = 32, LongestWrite = 32, LongestDoes = 128, MostCommands = 10;

    /// <summary>Reads it; null when it is wrong.</summary>
    public static TeamsApp? Read(string text, Problems problems)
    {
        if (YamlReader.Parse(text, Path, 0, problems) is not { } yaml) return null;
        var app = new TeamsApp(
            Bounded(yaml, "name", LongestName), Bounded(yaml, "short", LongestShort), Bounded(yaml, "long", LongestLong), Bounded(yaml, "developer", LongestDeveloper),
            Address(yaml, "website"), Address(yaml, "privacy"), Address(yaml, "terms"), yaml.Text("accentColor"), yaml.Has("commands") ? ReadCommands(yaml) : []);
        if (app.AccentColor.Length > 0 && !Color().IsMatch(app.AccentColor)) yaml.Problem("accentColor", $"'accentColor' is written like \"#2B5D4A\", in quotes, not '{app.AccentColor}'");
        yaml.Done();
        return problems.Any ? null : app;
    }

    private static List<TeamsAppCommand> ReadCommands(YamlReader yaml)
    {
        var commands = new List<TeamsAppCommand>();
        foreach (var command in yaml.Maps("commands"))
        {
            commands.Add(new TeamsAppCommand(Bounded(command, "write", LongestWrite), Bounded(command, "does", LongestDoes)));
            command.Done();
        }

        if (commands.Count > MostCommands) yaml.Problem("commands", $"Teams shows at most {MostCommands} of them, not {commands.Count}");
        return commands;
    }

    private static string Bounded(YamlReader yaml, string key, int most)
    {
        var text = yaml.Text(key);
        if (text.Length > most) yaml.Problem(key, $"'{key}' has {text.Length} characters; Teams takes at most {most}");
        return text;
    }

    private static string Address(YamlReader yaml, string key)
    {
        var text = yaml.Text(key);
        if (text.Length > 0 && !(Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps)) yaml.Problem(key, $"'{key}' must be an https address, not '{text}'");
        return text;
    }

    [GeneratedRegex("^#[0-9A-Fa-f]{6}$")]
    private static partial Regex Color();
}

/// <summary>Something that the app offers to write.</summary>
/// <param name="Write">The words, which must be understood.</param>
/// <param name="Does">What comes of it.</param>
internal sealed record TeamsAppCommand(string Write, string Does);
