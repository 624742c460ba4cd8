using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>What somebody wrote, without what their client put around it.</summary>
internal static class TeamsText
{
    /// <summary>The words of a message: mentions of the bot are taken out, for they only say whom it is to.</summary>
    public static string Of(Activity activity)
    {
        var text = activity.Text ?? "";
        foreach (var entity in activity.Entities ?? [])
        {
            if (MentionIn(entity, activity) is { Length: > 0 } shown) text = text.Replace(shown, "", StringComparison.Ordinal);
        }

        return text.Replace("\0", "", StringComparison.Ordinal).Replace(' ', ' ').Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
    }

    /// <summary>Whether a message is to the bot by name.</summary>
    public static bool MentionsUs(Activity activity) => (activity.Entities ?? []).Any(e => MentionIn(e, activity) is not null);

    /// <summary>Whether two texts say the same to a reader: case, spaces and the marks at their ends aside.</summary>
    public static bool IsSame(string one, string other) => Core(one).Equals(Core(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>A short name of a text, the same on every host.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    // How a mention of the bot is shown in the text; null when it is none.
    private static string? MentionIn(JsonElement entity, Activity activity) =>
        entity.ValueKind == JsonValueKind.Object && Text(entity, "type") == "mention" && entity.TryGetProperty("mentioned", out var mentioned) && mentioned.ValueKind == JsonValueKind.Object
        && activity.Recipient?.Id is { } us && Text(mentioned, "id") == us
            ? Text(entity, "text") : null;

    private static string Core(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Trim('.', '!', '?', ',', ' ');

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Invoke.TextOf(value) : null;
}
