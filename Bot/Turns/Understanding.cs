using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Turns;

/// <summary>Turns what arrived into what it means, in the light of the customer's file.</summary>
internal sealed class Understanding(ShopContent content, KnowledgeIndex knowledge, SqliteStore store, Presence presence)
{
    public Meaning Of(Inbound inbound, CustomerFile file, DateTimeOffset now)
    {
        var meaning = new Meaning(inbound, content.StaffAt(now, file.Locale, presence.Names));
        if (inbound is not CustomerWrote { Text: var text }) return meaning;

        meaning = content.RulesFor(file.Locale).Read(text, meaning) with { Order = OrderIn(text), Product = content.Catalogue.NamedIn(text)?.Name };
        return meaning with { Finding = Find(file, meaning, text) };
    }

    private Finding? Find(CustomerFile file, Meaning meaning, string text)
    {
        // A greeting, a stop or a plain yes is not a search.
        if (meaning.Intent is not (Intent.Question or Intent.None) || meaning.WantsHuman >= Meaning.Likely) return null;
        if (meaning is { Answer: not Answer.None, Intent: Intent.None }) return null;
        var name = meaning.Product ?? meaning.Order?.Product ?? file.Product;
        var product = name is null ? null : content.Catalogue.Find(name);
        IEnumerable<string> named = product is null ? [] : [product.Name, product.Thing, $"{product.Thing}s"];
        return knowledge.Search(text, product?.Name, meaning.Intent == Intent.Question, named);
    }

    private OrderMention? OrderIn(string text) =>
        OrderNumber.Find(text) is { } number ? new OrderMention(number, store.FindPurchase(number)?.Product) : null;
}
