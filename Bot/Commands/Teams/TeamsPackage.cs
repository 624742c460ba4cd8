using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUpBot.Bot.Prompts;

namespace FollowUpBot.Bot.Commands.Teams;

/// <summary>The package of the app for Teams: its manifest (schema 1.19) and two icons.</summary>
internal static class TeamsPackage
{
    private const string Schema = "https://developer.microsoft.com/json-schemas/teams/v1.19/MicrosoftTeams.schema.json", SchemaVersion = "1.19";

    // In a team only staff are spoken to.
    private static readonly (string Write, string Does)[] ForStaff =
        [("desk", "Bring cases that nobody picks up into this channel"), ("desk all", "Bring every new case into this channel"), ("desk off", "Bring no more cases")];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The manifest.</summary>
    /// <param name="app">What people read.</param>
    /// <param name="appId">The bot's app id; the app in Teams has the same.</param>
    /// <param name="version">Like 1.0.0; a change needs a higher one.</param>
    /// <param name="publicUrl">Where customers reach this host; null when its pages are linked to nowhere.</param>
    public static string Manifest(TeamsApp app, string appId, string version, string? publicUrl)
    {
        var commands = new JsonArray([.. app.Commands.Select(c => (JsonNode)new JsonObject { ["title"] = c.Write, ["description"] = c.Does })]);
        var staffs = new JsonArray([.. ForStaff.Select(c => (JsonNode)new JsonObject { ["title"] = c.Write, ["description"] = c.Does })]);
        var bot = new JsonObject { ["botId"] = appId, ["scopes"] = new JsonArray("personal", "team"), ["supportsFiles"] = false, ["isNotificationOnly"] = false };
        var lists = new JsonArray(new JsonObject { ["scopes"] = new JsonArray("team"), ["commands"] = staffs });
        if (commands.Count > 0) lists.Add(new JsonObject { ["scopes"] = new JsonArray("personal"), ["commands"] = commands });
        bot["commandLists"] = lists;
        var manifest = new JsonObject
        {
            ["$schema"] = Schema,
            ["manifestVersion"] = SchemaVersion,
            ["version"] = version,
            ["id"] = appId,
            ["developer"] = new JsonObject { ["name"] = app.Developer, ["websiteUrl"] = app.Website, ["privacyUrl"] = app.Privacy, ["termsOfUseUrl"] = app.Terms },
            ["name"] = new JsonObject { ["short"] = app.Name, ["full"] = app.Name },
            ["description"] = new JsonObject { ["short"] = app.Short, ["full"] = app.Long },
            ["icons"] = new JsonObject { ["color"] = "color.png", ["outline"] = "outline.png" },
            ["accentColor"] = app.AccentColor,
            ["bots"] = new JsonArray(bot),
            ["validDomains"] = publicUrl is null ? [] : new JsonArray(new Uri(publicUrl).Host),
        };
        return manifest.ToJsonString(Readable);
    }

    /// <summary>The zip.</summary>
    public static byte[] Zip(string manifest, byte[] color, byte[] outline)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { ("manifest.json", System.Text.Encoding.UTF8.GetBytes(manifest)), ("color.png", color), ("outline.png", outline) })
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
