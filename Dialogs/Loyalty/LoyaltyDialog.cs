using System.Globalization;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Loyalty;

/// <summary>The three measures of loyalty and what matters to somebody: one question at the end of a contact, each in its own time, and the reason asked once.</summary>
public static class LoyaltyDialog
{
    private const int LongestReason = 500, LongestQuote = 90, WordsOfNoReason = 3;

    /// <summary>Adds to a contact the question that its step asks for, if it is one of these and may be asked now.</summary>
    public static Decision Ask(Decision decision, CheckInDue due, ShopRules shop, DateTimeOffset now)
    {
        var file = decision.Next;
        var purchase = file.Purchases.FirstOrDefault(p => p.OrderId == due.OrderId);
        if (purchase?.Steps.FirstOrDefault(s => s.Name == due.Step) is not { } step || decision.Replies is not [PlannedContact contact]) return decision;
        return step.Asks switch
        {
            CheckInQuestion.Loyalty when NextMeasure(file, shop, now) is { } measure => Asking(
                file with { Loyalty = [.. file.Loyalty.Where(m => m.Measure != measure), new LoyaltyMark(measure, now)] },
                $"{OpenQuestion.Measure}{measure}",
                QuestionOf(measure, purchase),
                new LoyaltyAsked(measure, purchase.OrderId, purchase.Product)),
            CheckInQuestion.Bought when file.Business => Asking(file, OpenQuestion.Bought, new WhatWouldMakeItWorthIt(purchase.Thing), new CriterionAsked(CriterionKind.Success, purchase.OrderId, purchase.Product)),
            CheckInQuestion.Bought => Asking(file, OpenQuestion.Bought, new WhatMattered(purchase.Thing), new CriterionAsked(CriterionKind.Buying, purchase.OrderId, purchase.Product)),
            CheckInQuestion.Matters => Asking(file, OpenQuestion.Matters, new WhatMattersNow(purchase.Thing), new CriterionAsked(CriterionKind.Using, purchase.OrderId, purchase.Product)),
            _ => decision,
        };

        Decision Asking(CustomerFile next, string name, Reply question, Fact asked) =>
            (decision with { Next = next.Ask(name, now, purchase.OrderId), Replies = [contact with { Question = question }] }).Because(asked);
    }

    /// <summary>Takes the answer to a measure, before a complaint in it is heard as a new one: a low score is care's already.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (meaning is not { Inbound: CustomerWrote wrote, Danger: false } || meaning.WantsHuman >= Meaning.Likely || file.Awaiting?.AsksMeasure is not { } measure) return null;
        var rule = meaning.Shop.Measures.FirstOrDefault(m => m.Measure == measure);
        var complains = meaning.Complaint >= Meaning.Likely;
        if (rule is null || (meaning is { Score: null, Answer: Answer.None } && !complains) || meaning is { Score: null, Intent: Intent.Question }) return null;

        // A bare yes to a scale says where it lies and not how much.
        var group = meaning.Score is { } score ? rule.GroupOf(score) : complains || meaning.Answer == Answer.No ? LoyaltyGroup.Low : meaning.Answer == Answer.Unsure ? LoyaltyGroup.Middle : (LoyaltyGroup?)null;
        var asked = file.Awaiting!;
        var product = file.Purchases.FirstOrDefault(p => p.OrderId == asked.About)?.Product;
        var words = Words.Shorten(wrote.Text, LongestReason);
        var marked = file with
        {
            Awaiting = null,
            Loyalty = [.. file.Loyalty.Select(m => m.Measure == measure ? m with { AnsweredAt = now, Score = meaning.Score, Group = group } : m)],
        };
        var answered = new LoyaltyAnswered(measure, meaning.Score, group, words, asked.About, product);
        var says = meaning.SaysMore || complains;
        var decision = complains || group == LoyaltyGroup.Low ? Care()
            : says ? new Decision(marked).Say(new ThanksForTheReason())
            : new Decision(AskWhy(marked)).Say(group == LoyaltyGroup.Middle ? new WhatIsInTheWay() : new WhatIsIt(file.FirstName));
        decision = decision.Because(answered);
        return says ? decision.Because(new LoyaltyReasonGiven(measure, group, words, asked.About, product)) : decision;

        CustomerFile AskWhy(CustomerFile next) => next.Ask(OpenQuestion.Reason, now, asked.About, measure.ToString());

        Decision Care()
        {
            var staff = meaning.Staff;
            var sorry = new LowScore(staff.Someone, staff.Team, staff.Open, staff.FirstWordBy, says ? Words.Quote(wrote.Text, LongestQuote) : null);
            var handed = Decision.HandOver(marked, CaseKind.Complaint, ReasonOf(measure, meaning.Score, rule), wrote.Text, sorry, meaning, now);
            return says ? handed : handed with { Next = AskWhy(handed.Next) };
        }
    }

    /// <summary>Notes a reason or what matters, in whatever message it comes: with a complaint in it, or while a person has the case, somebody else answers it.</summary>
    public static (CustomerFile File, IReadOnlyList<Fact> Facts) Note(CustomerFile file, Meaning meaning)
    {
        if (file.Awaiting is not { } asked || meaning.Inbound is not CustomerWrote { Text: var text } || !IsReason(meaning, text)) return (file, []);
        var words = Words.Shorten(text, LongestReason);
        var purchase = file.Purchases.FirstOrDefault(p => p.OrderId == asked.About);
        switch (asked.Name)
        {
            case OpenQuestion.Reason when Enum.TryParse<Measure>(asked.Words, out var measure):
                var group = file.Loyalty.FirstOrDefault(m => m.Measure == measure)?.Group;
                return (file, [new LoyaltyReasonGiven(measure, group, words, asked.About, purchase?.Product)]);
            case OpenQuestion.Bought when purchase is not null && file.Business:
                return (meaning.IsPersonal ? file : file with { SuccessMeasure = words }, [new CriterionGiven(CriterionKind.Success, words, meaning.Criteria, purchase.OrderId, purchase.Product)]);
            case OpenQuestion.Bought or OpenQuestion.Matters when purchase is not null:
                var kind = asked.Name == OpenQuestion.Bought ? CriterionKind.Buying : CriterionKind.Using;
                return (file, [new CriterionGiven(kind, words, meaning.Criteria, purchase.OrderId, purchase.Product)]);
            default:
                return (file, []);
        }
    }

    /// <summary>Answers a reason or what matters, when nothing more urgent came with it.</summary>
    public static Decision? HandleWords(CustomerFile file, Meaning meaning)
    {
        if (file.Awaiting is not { Name: OpenQuestion.Reason or OpenQuestion.Bought or OpenQuestion.Matters } asked || meaning.Inbound is not CustomerWrote { Text: var text }) return null;
        var answered = file with { Awaiting = null };
        if (!IsReason(meaning, text)) return IsRefusal(meaning, text) ? new Decision(answered).Say(new NoReasonNeeded()) : null;
        var thing = file.Purchases.FirstOrDefault(p => p.OrderId == asked.About)?.Thing ?? file.Latest?.Thing ?? "";
        return new Decision(answered).Say(asked.Name == OpenQuestion.Reason ? new ThanksForTheReason() : asked.Name == OpenQuestion.Bought && file.SuccessMeasure is not null ? new NotedWhatCounts() : new NotedWhatMatters(thing));
    }

    // Never while something is open, and each in its own time: of those whose time has come, the one that was asked longest ago.
    private static Measure? NextMeasure(CustomerFile file, ShopRules shop, DateTimeOffset now) => file.HasOpenMatter
        ? null
        : shop.Measures
            .Select(rule => (rule.Measure, AskedAt: file.Loyalty.FirstOrDefault(m => m.Measure == rule.Measure)?.AskedAt, rule.Every))
            .Where(m => m.AskedAt is not { } at || now - at >= TimeSpan.FromDays(m.Every))
            .OrderBy(m => m.AskedAt ?? DateTimeOffset.MinValue)
            .Select(m => (Measure?)m.Measure)
            .FirstOrDefault();

    private static Reply QuestionOf(Measure measure, Purchase purchase) => measure switch
    {
        Measure.Repurchase => new WouldBuyAgain(purchase.Thing),
        Measure.Stay => new WouldStay(purchase.Thing),
        _ => new WouldRecommend(purchase.Thing),
    };

    private static bool IsReason(Meaning meaning, string text) =>
        meaning.Intent is Intent.None or Intent.Praise or Intent.Leaving or Intent.Return or Intent.OrderStatus && !IsRefusal(meaning, text) && meaning.Finding is null && Words.Count(text) > 0;

    private static bool IsRefusal(Meaning meaning, string text) => meaning.Answer is Answer.No or Answer.Unsure && Words.Count(text) <= WordsOfNoReason;

    private static string ReasonOf(Measure measure, double? score, MeasureRule rule)
    {
        var asked = measure switch { Measure.Repurchase => "would not buy again", Measure.Stay => "would switch to another shop", _ => "would not recommend us" };
        return score is { } given && measure == Measure.Recommend
            ? string.Create(CultureInfo.InvariantCulture, $"Low score: recommends us {given} of 10")
            : score > rule.Low ? "Good score with a complaint" : $"Low score: {asked}";
    }
}
