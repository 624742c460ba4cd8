using System.Text.Json;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage;

/// <summary>How values stand in the columns of both stores.</summary>
internal static class StoredRows
{
    /// <summary>The columns that <see cref="ToLine"/> takes, in its order.</summary>
    public const string LineColumns = "conversation, sequence, speaker, name, text, buttons, at, client_id";

    public static TranscriptLine ToLine(string conversation, long sequence, string speaker, string? name, string text, string? buttons, long at, string? clientId) => new(
        sequence, ConversationKey.ActivityId(conversation, sequence), Enum.Parse<Speaker>(speaker), name, text, ToButtons(buttons), DateTimeOffset.FromUnixTimeMilliseconds(at), clientId);

    public static StoredFact ToFact(string kind, long at, string document) => new(kind, DateTimeOffset.FromUnixTimeMilliseconds(at), StoreJson.ReadFact(kind, document));

    public static StoredCase ToCase(string customerId, string document, string customer) =>
        new(customerId, JsonSerializer.Deserialize(customer, StoreJson.Default.CustomerFile)!.Name, JsonSerializer.Deserialize(document, StoreJson.Default.Case)!);

    public static string? OfButtons(IReadOnlyList<string> buttons) => buttons.Count == 0 ? null : JsonSerializer.Serialize(buttons, StoreJson.Default.IReadOnlyListString);

    // Rounded down, a timer would ring a moment before its time and find that it is not due yet.
    public static long CeilingMilliseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;

    public static IReadOnlyList<string> ToButtons(string? buttons) => buttons is null ? [] : JsonSerializer.Deserialize(buttons, StoreJson.Default.IReadOnlyListString)!;
}
