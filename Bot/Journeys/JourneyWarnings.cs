using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Journeys;

/// <summary>What in a journey is possible and unwise: steps that nobody ever gets, too much at once, questions at the wrong time.</summary>
internal static class JourneyWarnings
{
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromHours(1);

    /// <summary>Everything that is unwise about one product's journey.</summary>
    public static IEnumerable<Problem> Of(Product product, ShopContent content)
    {
        var answering = JourneyTrial.Run(product, content, answers: true);
        var silent = JourneyTrial.Run(product, content, answers: false);
        foreach (var (step, i) in product.Steps.Select((s, i) => (s, i)))
        {
            foreach (var message in OfPlan(step, i, product).Concat(OfTrial(step, answering[step.Name], silent[step.Name], content)).Concat(OfLanguages(step, content)))
                yield return new Problem(product.JourneyPath, product.StepLines[i], $"'{step.Name}': {message}");
        }
    }

    private static IEnumerable<string> OfPlan(JourneyStep step, int place, Product product)
    {
        var delivery = product.Promises.FirstOrDefault(p => p is { Name: Promise.Delivery, Days: not null });
        if (step.After == StepBase.Delivery && delivery is null) yield return $"it counts from the delivery, and {product.Name} promises none, so its days count from the purchase; leave 'after' out, or add a promise 'delivery' with days";
        if (step.After == StepBase.LastContact && place == 0) yield return "it counts from the last contact, and there is none before it, so its days count from the purchase; leave 'after' out";
        if (step.Asks == CheckInQuestion.Arrived && delivery is null) yield return $"it asks whether it has arrived, and {product.Name} promises no delivery, so nothing becomes of the answer; add a promise 'delivery' with days, or ask something else";
        if (step is { Asks: CheckInQuestion.Arrived, After: StepBase.Purchase } && delivery?.Days > step.Day) yield return $"it asks whether it has arrived on day {step.Day}, and delivery is promised for day {delivery.Days}, so customers are asked again later; move it behind that day";
        if (step.Until - step.From < ShortestWindow) yield return $"there is less than an hour between {step.From:HH:mm} and {step.Until:HH:mm}; whoever cannot be written to in it waits until the next day, so widen 'between'";
    }

    private static IEnumerable<string> OfTrial(JourneyStep step, Tried answering, Tried silent, ShopContent content)
    {
        if (answering.SentAt is null && silent.SentAt is null)
        {
            yield return $"nobody ever gets it ({answering.Withheld ?? silent.Withheld ?? "it is never its turn"}){CureOf(answering.WaitedFor.Concat(silent.WaitedFor), content)}";
            yield break;
        }

        if (silent.SentAt is null) yield return $"who never answers does not get it ({silent.Withheld ?? "it is never its turn"}){CureOf(silent.WaitedFor, content)}";
        if (answering.SentAt is null) yield return $"who answers does not get it ({answering.Withheld ?? "it is never its turn"}){CureOf(answering.WaitedFor, content)}";
        if (answering.WaitedFor.Contains(Deferral.Cap) && answering.SentAt is { } capped)
            yield return $"it would be more than {content.Shop.MostContacts} contacts in thirty days ('mostContacts' in shop.yaml), so it waits until day {JourneyTrial.DayOf(capped, content).Day}; move it, or leave a step out";
        if (answering.WaitedFor.Contains(Deferral.AnotherContact) && answering.SentAt is { } crowded)
            yield return $"another contact is less than a day before it, so it waits until day {JourneyTrial.DayOf(crowded, content).Day}; leave a day between them";
    }

    private static string CureOf(IEnumerable<Deferral> waited, ShopContent content) => waited.ToHashSet() is var all && all.Contains(Deferral.Cap)
        ? $"; there are more than {content.Shop.MostContacts} contacts in thirty days ('mostContacts' in shop.yaml): move it, or leave a step out"
        : all.Contains(Deferral.OpenQuestion) ? "; three days are left for the answer to the question before it: move it, or let it expire later"
        : all.Contains(Deferral.AnotherContact) ? "; a day is left between two contacts: move it, or let it expire later"
        : "; move it, or let it expire later";

    private static IEnumerable<string> OfLanguages(JourneyStep step, ShopContent content) => content.Prompts.Locales
        .Where(l => l.Tag != PromptLibrary.DefaultLocale && !content.Prompts.Has(step.Says, l.Tag))
        .Select(l => $"there is no Prompts/{step.Says}.{l.Tag}.md, so readers of {l.Name} get it in English; translate it");
}
