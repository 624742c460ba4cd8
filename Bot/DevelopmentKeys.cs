using System.Text.Json;
using FollowUpBot.Bot.Http;

namespace FollowUpBot.Bot;

/// <summary>In Development the keys that are not configured are made once, kept in the data folder and shown when they are made.</summary>
internal sealed record DevelopmentKeys(string PurchasesApiKey, string DirectLineSecret)
{
    /// <summary>Fills in what the options leave open; true when keys were made now.</summary>
    public static bool Complete(FollowUpOptions options)
    {
        if (options.Purchases.ApiKey is not null && options.DirectLine.Secrets.Count > 0) return false;
        Directory.CreateDirectory(options.Data!);
        var path = Path.Combine(options.Data!, "development-keys.json");
        var made = !File.Exists(path);
        if (made)
        {
            File.WriteAllText(path, JsonSerializer.Serialize(new DevelopmentKeys(Keys.New(), Keys.New())));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var keys = JsonSerializer.Deserialize<DevelopmentKeys>(File.ReadAllText(path))!;
        options.Purchases.ApiKey ??= keys.PurchasesApiKey;
        if (options.DirectLine.Secrets.Count == 0) options.DirectLine.Secrets.Add(keys.DirectLineSecret);
        return made;
    }
}
