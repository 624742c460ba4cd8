using System.Text.Json;
using System.Text.Json.Serialization;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage;

/// <summary>How documents are written into the store.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CustomerFile))]
[JsonSerializable(typeof(Case))]
[JsonSerializable(typeof(Work))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class StoreJson : JsonSerializerContext
{
    private static readonly JsonSerializerOptions FactOptions = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static string Write(Fact fact) => JsonSerializer.Serialize(fact, fact.GetType(), FactOptions);

    /// <summary>The work in a row; null when this version cannot read it: such a row is handed on, for it must not stop the others.</summary>
    public static Work? ReadWork(string document)
    {
        try
        {
            return JsonSerializer.Deserialize(document, Default.Work);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
