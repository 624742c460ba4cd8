using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Leaving;
using FollowUpBot.Dialogs.Loyalty;
using FollowUpBot.Dialogs.News;
using FollowUpBot.Dialogs.Remembering;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>What one customer was asked, given and told about, and what they had forgotten: kept beside the file, and held against every committed turn.</summary>
internal sealed class RelationLedger(ShopRules shop)
{
    private readonly Dictionary<Measure, DateTimeOffset> asked = [];
    private readonly HashSet<string> given = [];
    private readonly HashSet<string> redeemed = [];
    private readonly HashSet<string> open = [];
    private readonly HashSet<int> forgotten = [];
    private readonly HashSet<string> forgottenWords = [];
    private readonly List<(string Product, DateTimeOffset At)> owned = [];
    private int askedWhy;
    private bool left;

    /// <summary>Whether we said goodbye to them, and they have not come back.</summary>
    public bool HasLeft => left;

    /// <summary>The rule that this turn breaks; null when it breaks none.</summary>
    public (Invariant Rule, string What)? Check(Inbound inbound, CustomerFile before, Decision decision, CheckInDue? contact, DateTimeOffset clock)
    {
        if (inbound is PurchaseReported { Purchase: var bought })
        {
            owned.Add((bought.Product, bought.PurchasedAt));
            (left, askedWhy) = (false, 0);
        }

        if (left && contact is not null && contact.Step is not (Promise.CheckStep or Recovery.Step)) return (Invariant.UnaskedAfterGoodbye, contact.Step);
        foreach (var reply in decision.Replies)
        {
            if (reply is MayIAskWhy or AreYouStillThere && ++askedWhy > 1) return (Invariant.AskedWhyTwice, reply.Prompt);
            if (reply is PlannedContact { Remembered: { } words } && (forgottenWords.Contains(words) || before.Memories.All(m => (m.Value ?? m.Words) != words))) return (Invariant.ForgottenMemoryUsed, words);
        }

        foreach (var fact in decision.Facts)
            if (Check(fact, before, clock) is { } broken) return broken;
        return null;
    }

    private (Invariant, string)? Check(Fact fact, CustomerFile before, DateTimeOffset clock)
    {
        switch (fact)
        {
            case LoyaltyAsked ask when open.Count > 0:
                return (Invariant.QuestionDuringOpenCase, $"{ask.Measure}");
            case LoyaltyAsked ask:
                var rule = shop.Measures.First(m => m.Measure == ask.Measure);

                // Hosts' clocks differ by seconds, and one may be an hour off.
                if (asked.TryGetValue(ask.Measure, out var last) && (clock - last).Duration() < TimeSpan.FromDays(rule.Every)) return (Invariant.QuestionWithinInterval, $"{ask.Measure}, {(clock - last).TotalDays:0.#} days after the last time");
                asked[ask.Measure] = clock;
                break;
            case RewardIssued issued:
                return given.Add(issued.Reward) ? null : (Invariant.RewardTwice, issued.Reward);
            case RewardHeldOut heldOut:
                return given.Add(heldOut.Reward) ? null : (Invariant.RewardTwice, $"{heldOut.Reward}, held out");
            case RewardRedeemed used:
                return redeemed.Add(used.Reward) ? null : (Invariant.RewardTwice, $"{used.Reward} redeemed");
            case MemoryForgotten gone:
                Forget(gone.MemoryId, before);
                break;
            case MemoryCorrected old:
                Forget(old.MemoryId, before);
                break;
            case MemoryUsed used when forgotten.Contains(used.MemoryId):
                return (Invariant.ForgottenMemoryUsed, $"{used.Kind} {used.MemoryId} for {used.For}");
            case NewsSent news:
                var item = shop.News.First(n => n.Name == news.News);
                if (!owned.Any(o => o.At < item.Since && (item.For.Products.Count == 0 || item.For.Products.Contains(o.Product)))) return (Invariant.NewsToNonOwner, news.News);
                break;
            case CaseOpened opened when opened.Kind != nameof(CaseKind.Task):
                open.Add(opened.CaseId);
                break;
            case CaseResolved resolved:
                open.Remove(resolved.CaseId);
                break;
            case CaseReopened reopened:
                open.Add(reopened.CaseId);
                break;
            case CustomerLeft:
                left = true;
                break;
            case CustomerWonBack:
                (left, askedWhy) = (false, 0);
                break;
        }

        return null;
    }

    private void Forget(int memory, CustomerFile before)
    {
        forgotten.Add(memory);
        if (before.Memories.FirstOrDefault(m => m.Id == memory) is { } gone) forgottenWords.Add(gone.Value ?? gone.Words);
    }
}
