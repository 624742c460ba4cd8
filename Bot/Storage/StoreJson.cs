using System.Text.Json;
using System.Text.Json.Serialization;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage;

/// <summary>How documents are written into the store: what is given, and nothing that follows from it.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(CustomerFile))]
[JsonSerializable(typeof(Case))]
[JsonSerializable(typeof(Work))]
[JsonSerializable(typeof(Form))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<SentFile>))]
internal sealed partial class StoreJson : JsonSerializerContext
{
    private static readonly JsonSerializerOptions FactOptions = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private static readonly Dictionary<string, Type> FactKinds = typeof(Fact).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Fact))).ToDictionary(t => t.Name);

    public static string Write(Fact fact) => JsonSerializer.Serialize(fact, fact.GetType(), FactOptions);

    /// <summary>The fact in a row; null when this version does not know its kind or cannot read it.</summary>
    public static Fact? ReadFact(string kind, string document)
    {
        try
        {
            return FactKinds.TryGetValue(kind, out var type) ? (Fact?)JsonSerializer.Deserialize(document, type, FactOptions) : null;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            return null;
        }
    }

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
