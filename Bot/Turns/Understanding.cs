using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Bot.Turns;

/// <summary>Turns what arrived into what it means, in the light of the customer's file.</summary>
internal sealed class Understanding(ShopContent content, MessageReaders readers, KnowledgeIndex knowledge, IStore store, Presence presence, LanguageModel model)
{
    public async ValueTask<Meaning> OfAsync(Inbound inbound, CustomerFile file, DateTimeOffset now)
    {
        var meaning = new Meaning(inbound, content.StaffAt(now, file.Locale, presence.Names));
        if (inbound is not CustomerWrote { Text: var text }) return meaning;

        var read = readers.For(content.UnderstoodAs(file.Locale)).Read(text);
        meaning = meaning with
        {
            Intent = read.Intent,
            Complaint = read.Complaint,
            WantsHuman = read.WantsHuman,
            Mood = read.Mood,
            Danger = read.Rules.Danger,
            Reservation = read.Rules.Reservation,
            Answer = read.Rules.Answer,
            Order = await OrderInAsync(text),
            Product = content.Catalogue.NamedIn(text)?.Name,
        };

        // Who was asked which product it is has asked something before, and it is that which wants an answer.
        if (meaning is { Product: not null, Intent: Intent.None or Intent.Question, Complaint: < Meaning.Likely } && file.Awaiting is { Name: OpenQuestion.Product, Words: { } asked })
            meaning = meaning with { Intent = Intent.Question, Question = asked };
        return meaning with { Finding = Find(file, meaning, meaning.Question ?? text, read.OutOfScope), CanCompose = model.IsReadyFor(file.Id) };
    }

    private Finding? Find(CustomerFile file, Meaning meaning, string text, double outOfScope)
    {
        // A greeting, a stop or a plain yes is not a search.
        if (meaning.Intent is not (Intent.Question or Intent.None) || meaning.WantsHuman >= Meaning.Likely) return null;
        if (meaning is { Answer: not Answer.None, Intent: Intent.None }) return null;
        var name = meaning.Product ?? meaning.Order?.Product ?? file.Product;
        var product = name is null ? null : content.Catalogue.Find(name);

        // The right answer for the wrong thing is a wrong answer: without knowing the product there is none to give.
        if (product is null && content.Catalogue.Products.Count > 1) return null;
        IEnumerable<string> named = product is null ? [] : [product.Name, product.Thing, $"{product.Thing}s"];
        return knowledge.Search(text, product?.Name, meaning.Intent == Intent.Question, named, outOfScope).Finding;
    }

    private async ValueTask<OrderMention?> OrderInAsync(string text) =>
        OrderNumber.Find(text) is { } number ? new OrderMention(number, await store.FindProductOfOrderAsync(number)) : null;
}
