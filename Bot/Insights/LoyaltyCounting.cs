using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Loyalty;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Insights;

/// <summary>What customers say they will do, and perks: both are held against what they did.</summary>
internal readonly record struct LoyaltyCounting(Counting By)
{
    private CustomerSoFar Who => By.Who;

    public void Count(Fact fact)
    {
        switch (fact)
        {
            case LoyaltyAsked f: By.Plain(Whats.Asked, $"{f.Measure}", f.Product); break;
            case LoyaltyAnswered f: Answer(f); break;
            case LoyaltyReasonGiven f: By.Plain(Whats.Why, $"{f.Measure}", f.Product); break;
            case CriterionAsked f: By.Plain(Whats.CriterionAsked, $"{f.Kind}", f.Product); break;
            case CriterionGiven f: Give(f); break;
            case RewardIssued f: Wait(f.Reward, Whats.Issued, Whats.IssuedAgain); break;
            case RewardHeldOut f: Wait(f.Reward, Whats.HeldOut, Whats.HeldOutAgain); break;
        }
    }

    private void Answer(LoyaltyAnswered answered)
    {
        By.Plain(Whats.Rated, $"{answered.Measure}", answered.Product, answered.Score);
        if (answered.Group is not { } group) return;
        By.Plain(Whats.In(group), $"{answered.Measure}", answered.Product);
        if (answered.Measure == Measure.Repurchase) Who.Stated = By.Kept(answered.Product ?? Who.Product, $"{answered.Measure}", $"{group}");
    }

    private void Give(CriterionGiven given)
    {
        if (given.Kind == CriterionKind.Success)
        {
            By.Plain(Whats.Success, "", given.Product);
            return;
        }

        By.Plain(Whats.CriterionGiven, $"{given.Kind}", given.Product);
        foreach (var criterion in given.Criteria.Distinct()) By.Plain(Whats.Criterion(given.Kind), criterion, given.Product);
    }

    private void Wait(string reward, string what, string again)
    {
        var earned = By.Kept("", reward, again);
        By.Of(earned, what);
        Who.Rewards.RemoveAll(r => IsOver(r, earned.At));
        Who.Rewards.Add(earned);
    }

    private static bool IsOver(CountedFact reward, long now) => now - reward.At > TouchCounting.UntilBoughtAgain.TotalMilliseconds;
}
