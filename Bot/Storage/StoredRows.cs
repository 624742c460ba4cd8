using System.Text.Json;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage;

/// <summary>How values stand in the columns of both stores.</summary>
internal static class StoredRows
{
    /// <summary>The columns that <see cref="ToLine"/> takes, in its order.</summary>
    public const string LineColumns = "conversation, sequence, speaker, name, text, buttons, at, client_id, form, files, channel";

    public static TranscriptLine ToLine(string conversation, long sequence, string speaker, string? name, string text, string? buttons, long at, string? clientId, string? form, string? files, string channel) => new(
        sequence, ConversationKey.ActivityId(conversation, sequence), Enum.Parse<Speaker>(speaker), name, text, ToButtons(buttons), DateTimeOffset.FromUnixTimeMilliseconds(at), clientId)
    {
        Channel = channel,
        Form = ToForm(form),
        Files = ToFiles(files),
    };

    /// <summary>Writes a file of a turn. One that staff had added to a draft is there already, and moves to the conversation.</summary>
    public const string SaveFile =
        "INSERT INTO file (id, channel, conversation, name, type, at, content) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET channel = excluded.channel, conversation = excluded.conversation, at = excluded.at";

    /// <summary>How the document of a planned contact's timer begins.</summary>
    public const string CheckInPattern = "{\"kind\":\"CheckInDue\"%";

    /// <summary>What stands in a customer's document when a contact is planned, and nowhere else: quotes in texts are escaped.</summary>
    public const string PlannedPattern = "%\"next\":{%";

    /// <summary>A timer that is so late after its time was put off, and rings soon.</summary>
    public const long PutOffMilliseconds = 3_600_000;

    /// <summary>Rows that are looked at in one go when what has served is taken away, and the pause after it.</summary>
    public const int PruneBatch = 200;

    public static readonly TimeSpan PrunePause = TimeSpan.FromMilliseconds(2);

    public static StoredFact ToFact(string kind, long at, string document) => new(kind, DateTimeOffset.FromUnixTimeMilliseconds(at), StoreJson.ReadFact(kind, document));

    public static StoredCase ToCase(string customerId, string document, string? customerName, string? locale) =>
        new(customerId, customerName, JsonSerializer.Deserialize(document, StoreJson.Default.Case)!) { Locale = locale ?? "en" };

    /// <summary>Words as LIKE takes them with the escape character \.</summary>
    public static string ToPattern(string words) => $"%{words.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    public static StoredFile ToFile(string id, string name, string type, byte[] content) => new(new SentFile(id, name, type, content.Length), content);

    public static string? OfFiles(IReadOnlyList<SentFile> files) => files.Count == 0 ? null : JsonSerializer.Serialize(files, StoreJson.Default.IReadOnlyListSentFile);

    public static IReadOnlyList<SentFile> ToFiles(string? files) => files is null ? [] : JsonSerializer.Deserialize(files, StoreJson.Default.IReadOnlyListSentFile)!;

    public static string? OfButtons(IReadOnlyList<string> buttons) => buttons.Count == 0 ? null : JsonSerializer.Serialize(buttons, StoreJson.Default.IReadOnlyListString);

    public static string? OfForm(Form? form) => form is null ? null : JsonSerializer.Serialize(form, StoreJson.Default.Form);

    public static Form? ToForm(string? form) => form is null ? null : JsonSerializer.Deserialize(form, StoreJson.Default.Form);

    // Rounded down, a timer would ring a moment before its time and find that it is not due yet.
    public static long CeilingMilliseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;

    public static IReadOnlyList<string> ToButtons(string? buttons) => buttons is null ? [] : JsonSerializer.Deserialize(buttons, StoreJson.Default.IReadOnlyListString)!;
}
