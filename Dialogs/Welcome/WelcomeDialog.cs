using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Welcome;

/// <summary>The first words: thanks and expectations after a sale, a greeting and one question for a stranger.</summary>
public static class WelcomeDialog
{
    // Name of the first touchpoint of every journey.
    private const string ThankYouStep = "thank-you";

    /// <summary>Notes which product somebody without a purchase means, whatever else the message is about.</summary>
    public static CustomerFile Recognise(CustomerFile file, Meaning meaning) =>
        file.Purchases.Count == 0 && (meaning.Product ?? meaning.Order?.Product) is { } product ? file with { AskingAbout = product } : file;

    /// <summary>Takes a sale, an opened conversation, a customer the shop vouches for, or the answer to which product it is.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now) => meaning.Inbound switch
    {
        PurchaseReported sale => Thank(file, sale, now),
        ConversationOpened => Greet(file with { UnreachableOn = null }, now),
        CustomerSignedIn { Name: { } name } => Decision.Nothing(file with { Name = file.Name ?? name }),
        CustomerWrote when file.Purchases.Count == 0 => Place(file, meaning),
        _ => null,
    };

    private static Decision Thank(CustomerFile file, PurchaseReported sale, DateTimeOffset now)
    {
        var (buyer, purchase) = sale;
        var next = file with
        {
            Name = buyer.Name,
            Locale = buyer.Locale,
            TimeZone = buyer.TimeZone,
            Business = file.Business || buyer.Business,
            Purchases = [.. file.Purchases, purchase],
            UnreachableOn = null,
        };
        var decision = Again(file, purchase, new Decision(next).Because(new PurchaseNoted(purchase.OrderId, purchase.Product, purchase.Quantity, purchase.Paid, purchase.Currency, next.Business)))
            .Because([.. purchase.Promises.Select(p => new PromiseMade(purchase.OrderId, p.Name, p.Due))]).Because(new JourneyBegun(purchase.OrderId, purchase.JourneyVersion));

        // Stop is final, and while a human owns the conversation the bot is silent: the sale is on record either way.
        if (next.Stopped || next.OpenHandoff is not null) return decision;

        // A sale may be reported late; nobody is told that what they hold in their hands will arrive last week.
        var lines = purchase.Promises.Where(p => p.Due is null || p.Due > now).Select(p => new PromiseLine(p.Says, p.Due)).ToList();
        var promised = purchase.Promises.FirstOrDefault(p => p.Name == Promise.Delivery && p.Due > now)?.Due;
        return (decision with { Next = next with { Introduced = true, LastTouch = new Touchpoint(ThankYouStep, purchase.OrderId, now) } })
            .Say(new ThankYou(next.FirstName, purchase.Product, purchase.Thing, lines, promised is not null, !file.Introduced, promised))
            .Because(new CustomerWelcomed(purchase.OrderId, purchase.Product));
    }

    // What they said they would do is held against what they do.
    private static Decision Again(CustomerFile before, Purchase purchase, Decision decision)
    {
        if (before.Latest is not { } last) return decision;
        var stated = before.Loyalty.FirstOrDefault(m => m.Measure == Measure.Repurchase)?.Score;
        return decision.Because(new BoughtAgain(purchase.OrderId, purchase.Product, stated, Math.Max(0, (int)(purchase.PurchasedAt - last.PurchasedAt).TotalDays)));
    }

    private static Decision Greet(CustomerFile file, DateTimeOffset now) =>
        file.Introduced || file.Purchases.Count > 0
            ? Decision.Nothing(file)
            : new Decision((file with { Introduced = true }).Ask(OpenQuestion.Product, now)).Say(new Stranger());

    private static Decision? Place(CustomerFile file, Meaning meaning)
    {
        if ((meaning.Product ?? meaning.Order?.Product) is { } product)
            return new Decision(file with { Awaiting = null }).Say(new ProductNoted(product));
        return meaning.Order is { } order ? new Decision(file).Say(new OrderUnknown(order.OrderId)) : null;
    }
}
