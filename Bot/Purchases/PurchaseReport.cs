using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Purchases;

/// <summary>A sale as a shop reports it, read and checked.</summary>
internal sealed partial record PurchaseReport(
    string OrderId,
    DateTimeOffset PurchasedAt,
    ReportedCustomer Customer,
    IReadOnlyList<ReportedAddress> Addresses,
    string Product,
    int Quantity,
    ReportedPrice? Price,
    IReadOnlyList<ReportedPromise> Promises)
{
    /// <summary>Where the customer is reached when the report names no address: in the chat on the shop's pages.</summary>
    [JsonIgnore]
    public ReportedAddress? InChat { get; init; }

    [JsonIgnore]
    public IReadOnlyList<ReportedAddress> Reached => Addresses.Count == 0 && InChat is { } chat ? [chat] : Addresses;

    // A shop's clock may be a little ahead of ours; a sale next week is a mistake.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);

    /// <summary>Reads a body; what is wrong stands in its errors, and then the result is not to be used.</summary>
    /// <param name="body">The report.</param>
    /// <param name="content">The catalogue and the shop's zone.</param>
    /// <param name="channels">Where customers can be reached.</param>
    /// <param name="now">No sale is later.</param>
    /// <param name="knowsCustomers">The chat on the shop's pages knows customers by their id, so an address may be left out.</param>
    public static PurchaseReport Read(JsonBody body, ShopContent content, IReadOnlyCollection<string> channels, DateTimeOffset now, bool knowsCustomers = false)
    {
        var catalogue = content.Catalogue;
        var orderId = Id(body, "orderId");
        var purchasedAt = body.Moment("purchasedAt");
        if (purchasedAt > now + ClockTolerance) body.Wrong("purchasedAt", $"lies in the future; it is now {now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        var customer = ReadCustomer(body.Object("customer"), content.TimeZone);
        var addresses = ReadAddresses(body, channels, knowsCustomers);

        var named = body.Text("product", 200);
        var product = catalogue.Find(named);
        if (product is null && named.Length > 0)
            body.Wrong("product", $"'{named}' is not in the catalogue; {Suggestion.For(named, catalogue.Products.Select(p => p.Name))}");

        var quantity = body.Has("quantity") ? body.Number("quantity", 1, 100_000) : 1;
        if (quantity != decimal.Truncate(quantity)) body.Wrong("quantity", "must be a whole number");
        var price = body.Has("price") ? ReadPrice(body.Object("price")) : null;
        var promises = body.Objects("promises", 20).Select(p => ReadPromise(p, product)).ToList();
        return new PurchaseReport(orderId, purchasedAt, customer, addresses, product?.Name ?? named, (int)quantity, price, promises);
    }

    /// <summary>The purchase for the customer's file: the promises and the journey as they stand today.</summary>
    public Purchase Enrol(Product product)
    {
        var promises = product.Promises.Select(p => new Promise(p.Name, p.Says, DueOf(p)));
        return new Purchase(OrderId, product.Name, product.Thing, PurchasedAt, Quantity, [.. promises], product.Steps) { JourneyVersion = product.JourneyVersion, Paid = Price?.Amount, Currency = Price?.Currency };
    }

    private DateTimeOffset? DueOf(ProductPromise promise)
    {
        // A date means until its evening, where the customer lives.
        var evening = new TimeOnly(20, 0);
        if (Promises.FirstOrDefault(p => p.What == promise.Name) is { } reported)
            return LocalTime.At(reported.By, evening, Customer.TimeZone);
        return promise.Days is { } days ? LocalTime.On(PurchasedAt, days, evening, Customer.TimeZone) : null;
    }

    private static ReportedCustomer ReadCustomer(JsonBody body, string shopZone)
    {
        var id = Id(body, "id");
        if (id.StartsWith(CustomerFile.StrangerPrefix, StringComparison.Ordinal)) body.Wrong("id", $"must not begin with '{CustomerFile.StrangerPrefix}'");
        var name = body.Text("name", 200);
        var locale = body.Has("locale") ? body.Text("locale", 35) : PromptLibrary.DefaultLocale;
        if (locale.Length > 0 && !LanguageTag().IsMatch(locale)) body.Wrong("locale", "must be a language tag like 'en' or 'en-GB'");
        var zone = body.Has("timeZone") ? body.Text("timeZone", 64) : shopZone;
        if (zone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) body.Wrong("timeZone", $"'{zone}' is not a time zone; write it like 'Europe/Madrid'");
        var business = body.Has("business") && body.Flag("business");
        return new ReportedCustomer(id, string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), locale, zone) { Business = business };
    }

    private static List<ReportedAddress> ReadAddresses(JsonBody body, IReadOnlyCollection<string> channels, bool mayLack)
    {
        var addresses = new List<ReportedAddress>();
        foreach (var entry in body.Objects("addresses", 10))
        {
            var channel = entry.Text("channel", 40);
            var user = entry.Text("user", 120);
            if (channel.Length > 0 && !channels.Contains(channel)) entry.Wrong("channel", $"'{channel}' is no channel of this host; {Suggestion.For(channel, channels)}");
            if (channel == "directline" && user.Length > 0 && !user.StartsWith("dl_", StringComparison.Ordinal)) entry.Wrong("user", "must begin with 'dl_' on Direct Line");
            if (channel == "sms" && user.Length > 0 && !PhoneNumber().IsMatch(user)) entry.Wrong("user", "must be a phone number like '+34600000000'");
            if (channel == "msteams")
            {
                // Compared as it is kept: by the id in Entra ID, or by the name they sign in with, whose case means nothing.
                user = Guid.TryParse(user, out var id) ? id.ToString("d") : user.ToLowerInvariant();
                if (user.Length > 0 && id == Guid.Empty && !user.Contains('@', StringComparison.Ordinal)) entry.Wrong("user", "must be the customer's object id in Entra ID, or the name they sign in with, like maria@shop.example");
            }

            addresses.Add(new ReportedAddress(channel, user));
        }

        if (addresses.Count == 0 && !mayLack) body.Wrong("addresses", "must name at least one address, or the customer cannot be reached");
        return addresses;
    }

    private static ReportedPrice ReadPrice(JsonBody body)
    {
        var amount = body.Number("amount", 0, 100_000_000);
        var currency = body.Text("currency", 3);
        if (currency.Length > 0 && !(currency.Length == 3 && currency.All(char.IsAsciiLetterUpper))) body.Wrong("currency", "must be three letters like 'EUR'");
        return new ReportedPrice(amount, currency);
    }

    private static ReportedPromise ReadPromise(JsonBody body, Product? product)
    {
        var what = body.Text("what", 64);
        var text = body.Text("by", 10);
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var by) && text.Length > 0) body.Wrong("by", "must be a date like 2026-11-24");
        else if (by.Year is > 1 and (< 2000 or > 2200)) body.Wrong("by", "must be a date of this age");
        if (product is not null && what.Length > 0 && product.Promises.All(p => p.Name != what))
            body.Wrong("what", $"'{what}' is not a promise of {product.Name}; {Suggestion.For(what, product.Promises.Select(p => p.Name))}");
        return new ReportedPromise(what, by);
    }

    private static string Id(JsonBody body, string name)
    {
        var id = body.Text(name, 64);
        if (id.Length > 0 && !PlainId().IsMatch(id)) body.Wrong(name, "may hold letters, digits, '.', '_' and '-'");
        return id;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex PlainId();

    [GeneratedRegex(@"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z")]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z")]
    private static partial Regex PhoneNumber();
}

internal sealed record ReportedCustomer(string Id, string Name, string Locale, string TimeZone)
{
    /// <summary>Whether they buy for a business. Left out of the stored report when they do not, so that it equals reports from before there was this.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Business { get; init; }
}

internal sealed record ReportedAddress(string Channel, string User);

internal sealed record ReportedPrice(decimal Amount, string Currency);

internal sealed record ReportedPromise(string What, DateOnly By);
