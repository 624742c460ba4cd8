using System.Security.Cryptography;
using System.Text.Json;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Purchases;

/// <summary>Takes a sale that has been read and checked: the purchase, its customer's addresses and their thank-you are one turn.</summary>
internal sealed class Sales(ShopContent content, TurnRunner turns)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The report as it is kept, to be held against a second one of the same order.</summary>
    public static string DocumentOf(PurchaseReport report) => JsonSerializer.Serialize(report, Json);

    /// <summary>Takes it. Throws <see cref="AddressTakenException"/>.</summary>
    /// <param name="report">Its product is in the catalogue.</param>
    /// <param name="stranger">Who chatted from one of its addresses before.</param>
    /// <param name="cancel">Stops waiting for the customer's other turns.</param>
    public Task<TurnResult> TakeAsync(PurchaseReport report, string? stranger = null, CancellationToken cancel = default)
    {
        var product = content.Catalogue.Find(report.Product)!;
        var buyer = new Buyer(report.Customer.Name, report.Customer.Locale, report.Customer.TimeZone) { Business = report.Customer.Business };
        return turns.RunAsync(
            new Turn(report.Customer.Id, "purchases", report.OrderId, new PurchaseReported(buyer, report.Enrol(product)))
            {
                Purchase = new ReportedPurchase(report.OrderId, report.Customer.Id, product.Name, DocumentOf(report)),
                Addresses = [.. report.Reached.Select(a => new Address(a.Channel, a.User, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))))],
                Stranger = stranger,
            },
            cancel);
    }
}
