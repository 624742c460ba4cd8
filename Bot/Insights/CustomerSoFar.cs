using System.Text.Json;
using System.Text.Json.Serialization;

namespace FollowUpBot.Bot.Insights;

/// <summary>What must be known of a customer to count their next fact.</summary>
internal sealed class CustomerSoFar
{
    private const int MostOrders = 12;

    /// <summary>Names of their segments in order, with a bar between them.</summary>
    [JsonPropertyName("s")]
    public string Segments { get; set; } = "";

    /// <summary>What they bought, oldest first.</summary>
    [JsonPropertyName("o")]
    public List<BoughtProduct> Orders { get; set; } = [];

    /// <summary>The last contact.</summary>
    [JsonPropertyName("t")]
    public CountedFact? Touch { get; set; }

    /// <summary>Contacts of the last days after which nothing has been heard yet.</summary>
    [JsonPropertyName("u")]
    public List<CountedFact> Unheard { get; set; } = [];

    /// <summary>Promises that nobody has said anything about.</summary>
    [JsonPropertyName("p")]
    public List<CountedFact> Promises { get; set; } = [];

    /// <summary>Perks given or held out whose effect is still waited for.</summary>
    [JsonPropertyName("r")]
    public List<CountedFact> Rewards { get; set; } = [];

    /// <summary>What they last said to whether they would buy again.</summary>
    [JsonPropertyName("w")]
    public CountedFact? Stated { get; set; }

    /// <summary>Cases that are not closed, or closed lately.</summary>
    [JsonPropertyName("c")]
    public List<CountedCase> Cases { get; set; } = [];

    /// <summary>What they last said in words that are kept.</summary>
    [JsonPropertyName("l")]
    public SaidFact? Said { get; set; }

    /// <summary>The last case of which they said that it is good now.</summary>
    [JsonPropertyName("g")]
    public CountedFact? Good { get; set; }

    [JsonIgnore]
    public string Product => Orders.Count == 0 ? "" : Orders[^1].Product;

    public string ProductOf(string? order) => order is null ? "" : Orders.FindLast(o => o.Order == order)?.Product ?? "";

    public void Bought(string order, string product)
    {
        if (Orders.Exists(o => o.Order == order)) return;
        Orders.Add(new BoughtProduct(order, product));
        if (Orders.Count > MostOrders) Orders.RemoveAt(0);
    }

    /// <summary>Goes on with what a stranger had done who turned out to be this customer.</summary>
    public void Take(CustomerSoFar stranger)
    {
        Touch ??= stranger.Touch;
        Stated ??= stranger.Stated;
        Good ??= stranger.Good;
        Said ??= stranger.Said;
        Orders.InsertRange(0, stranger.Orders);
        Unheard.AddRange(stranger.Unheard);
        Promises.AddRange(stranger.Promises);
        Rewards.AddRange(stranger.Rewards);
        Cases.AddRange(stranger.Cases);
        foreach (var segment in stranger.Segments.Split('|', StringSplitOptions.RemoveEmptyEntries)) Enter(segment);
    }

    public void Enter(string segment) => Segments = string.Join('|', Segments.Split('|', StringSplitOptions.RemoveEmptyEntries).Append(segment).Distinct().Order(StringComparer.Ordinal));

    public void Leave(string segment) => Segments = string.Join('|', Segments.Split('|', StringSplitOptions.RemoveEmptyEntries).Where(s => s != segment));

    public string Write() => JsonSerializer.Serialize(this, CustomerSoFarJson.Default.CustomerSoFar);

    public static CustomerSoFar Read(string? text) => text is null ? new CustomerSoFar() : JsonSerializer.Deserialize(text, CustomerSoFarJson.Default.CustomerSoFar)!;
}

/// <summary>A purchase.</summary>
internal sealed record BoughtProduct([property: JsonPropertyName("o")] string Order, [property: JsonPropertyName("p")] string Product);

/// <summary>A fact with the customer's words.</summary>
internal sealed record SaidFact([property: JsonPropertyName("n")] long Number, [property: JsonPropertyName("a")] long At);

/// <summary>A case as far as it is known.</summary>
/// <param name="Opened">When it was opened, of which kind, about which product.</param>
/// <param name="FirstWord">After how many minutes somebody wrote; null while nobody has.</param>
/// <param name="Cause">What whoever closed it last saw at its root, empty when they did not say; null while nobody has closed it.</param>
/// <param name="Took">Minutes until it was closed; null while it is open, or open again.</param>
/// <param name="Reopened">Whether the customer has ever said that it was not solved.</param>
internal sealed record CountedCase(
    [property: JsonPropertyName("o")] CountedFact Opened,
    [property: JsonPropertyName("w")] double? FirstWord = null,
    [property: JsonPropertyName("c")] string? Cause = null,
    [property: JsonPropertyName("t")] double? Took = null,
    [property: JsonPropertyName("r")] bool Reopened = false);

/// <summary>A fact that later ones may refer to, as it was counted.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">The moment it counts under.</param>
/// <param name="Product">About which product.</param>
/// <param name="Step">Which contact, promise, perk, kind of case.</param>
/// <param name="Segments">The customer's segments then.</param>
/// <param name="Name">By which later facts name it: an order, a case.</param>
/// <param name="Done">What is known of it already.</param>
internal sealed record CountedFact(
    [property: JsonPropertyName("n")] long Number,
    [property: JsonPropertyName("a")] long At,
    [property: JsonPropertyName("p")] string Product,
    [property: JsonPropertyName("s")] string Step,
    [property: JsonPropertyName("g")] string Segments,
    [property: JsonPropertyName("o")] string Name,
    [property: JsonPropertyName("d")] string Done = "");

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(CustomerSoFar))]
internal sealed partial class CustomerSoFarJson : JsonSerializerContext;
