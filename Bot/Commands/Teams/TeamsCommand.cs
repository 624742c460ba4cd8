using System.CommandLine;
using System.Globalization;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Commands.Teams;

/// <summary><c>teams package</c>: what is uploaded to Teams, so that people can install the app.</summary>
internal static class TeamsCommand
{
    public static Command Create()
    {
        var command = new Command("teams", "What Microsoft Teams needs.");
        command.Subcommands.Add(CreatePackage());
        return command;
    }

    private static Command CreatePackage()
    {
        var file = new Option<string>("--out") { Description = "The file to write.", DefaultValueFactory = _ => "teams-app.zip" };
        var version = new Option<string>("--app-version") { Description = "The app's version, like 1.0.0; Teams takes a change under a higher one only.", DefaultValueFactory = _ => "1.0.0" };
        var color = new Option<string?>("--color-icon") { Description = "Your own icon: PNG, 192 by 192 pixels. Without one a speech bubble is drawn on the accent colour." };
        var outline = new Option<string?>("--outline-icon") { Description = "The same in white on nothing: PNG, 32 by 32 pixels." };
        var command = new Command("package", "Write the app package that you upload in the Teams admin centre, from Prompts/teams.yaml and FollowUp:BotFramework:AppId.") { file, version, color, outline };
        command.SetAction(parsed => Write(parsed.GetValue(file)!, parsed.GetValue(version)!, parsed.GetValue(color), parsed.GetValue(outline)));
        return command;
    }

    private static int Write(string file, string version, string? color, string? outline)
    {
        var builder = FollowUpHost.Configure(CommandLine.Flags);
        var options = FollowUpOptions.Read(builder.Configuration, builder.Environment);
        if (!options.BotFramework.IsConfigured) return CommandLine.Fail("FollowUp:BotFramework:AppId is missing: give the app id of the bot's registration, for example --FollowUp:BotFramework:AppId 11111111-2222-3333-4444-555555555555 with the secret that goes with it.");
        if (!Version.TryParse(version, out var number) || number.Build < 0 || number.Revision >= 0) return CommandLine.Fail($"--app-version must be three numbers like 1.0.0, not '{version}'.");
        var path = Path.Combine(options.Prompts!, "teams.yaml");
        if (!File.Exists(path)) return CommandLine.Report($"There is no {TeamsApp.Path}: it says what Teams shows of the app. Take the one of the sample shop and change it.");
        var problems = new Problems();
        if (TeamsApp.Read(File.ReadAllText(path), problems) is not { } app) return CommandLine.Report(string.Join(Environment.NewLine, problems.Sorted()));
        foreach (var (option, given, size) in new[] { ("--color-icon", color, TeamsIcons.ColorSize), ("--outline-icon", outline, TeamsIcons.OutlineSize) })
        {
            if (given is null) continue;
            if (!File.Exists(given)) return CommandLine.Fail($"{option}: there is no file '{given}'.");
            if (!TeamsIcons.Is(File.ReadAllBytes(given), size)) return CommandLine.Fail(string.Create(CultureInfo.InvariantCulture, $"{option}: '{given}' must be a PNG of {size} by {size} pixels."));
        }

        var manifest = TeamsPackage.Manifest(app, options.BotFramework.AppId!, version, options.BotFramework.PublicUrl);
        File.WriteAllBytes(file, TeamsPackage.Zip(manifest, color is null ? TeamsIcons.Color(app.AccentColor) : File.ReadAllBytes(color), outline is null ? TeamsIcons.Outline() : File.ReadAllBytes(outline)));
        Console.WriteLine($"{file} is written: {app.Name} {version}, bot {options.BotFramework.AppId}. Upload it in the Teams admin centre under Teams apps, Manage apps, or in Teams under Apps, Manage your apps.");
        if (new[] { app.Website, app.Privacy, app.Terms }.Any(a => new Uri(a).Host.EndsWith(".example", StringComparison.Ordinal))) Console.WriteLine($"The addresses in {TeamsApp.Path} are those of the sample shop still; Teams wants pages that are there.");
        return CommandLine.Ok;
    }
}
