using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Rewards;

/// <summary>Perks are given once, by their rule, to whom it is for; and some are held out.</summary>
public class RewardsDialogTests
{
    private static readonly Reward Perk = new("thanks", new Group { DaysFrom = 100, DaysBefore = 200 }) { Says = "Rewards/thanks", What = "Rewards/thanks/what", Value = 10, Currency = "EUR", ValidDays = 60, RemindDays = 10 };

    private static readonly ShopRules Shop = new() { Rewards = [Perk] };

    [Fact]
    public void It_is_given_once_reminded_of_once_and_ends_on_record()
    {
        var file = WithALamp().Planned(Shop);
        var seen = new List<Fact>();
        for (var turn = 0; turn < 10 && file.Next is not null; turn++)
        {
            var (decision, _) = Next(file, Shop);
            seen.AddRange(decision.Facts);
            file = decision.Next;
        }

        Assert.Equal(RestingReason.JourneyComplete, file.Resting);
        Assert.Single(seen.OfType<RewardIssued>());
        Assert.Single(seen.OfType<RewardReminded>());
        var over = Router.Decide(file, Means(new WorkCameDue(new StandingDue(file.StandingDueAt!.Value)), Shop), file.StandingDueAt!.Value);
        Assert.Contains(new RewardExpired("thanks"), over.Facts);
        Assert.Null(over.Next.StandingDueAt);
    }

    [Fact]
    public void Who_is_held_out_hears_nothing_and_stays_held_out()
    {
        var shop = new ShopRules { Rewards = [Perk with { HoldOut = 90 }] };
        var heldOut = Enumerable.Range(0, 100).Select(i => $"C-{i}").First(shop.Rewards[0].HoldsOut);
        var (decision, _) = Next((WithALamp() with { Id = heldOut }).Planned(shop), shop);
        Assert.Empty(decision.Replies);
        Assert.Contains(new RewardHeldOut("thanks"), decision.Facts);
        Assert.Null(decision.Next.Next);
        Assert.True(shop.Rewards[0].HoldsOut(heldOut));
    }

    [Fact]
    public void The_share_that_is_held_out_is_the_one_that_was_asked_for_whatever_ids_look_like()
    {
        var perk = Perk with { HoldOut = 20 };
        foreach (var pattern in new[] { "C-{0}", "customer{0:D8}", "{0}@shop", "{0}" })
            Assert.InRange(Enumerable.Range(0, 20_000).Count(i => perk.HoldsOut(string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, i))), 3800, 4200);
        Assert.InRange(Enumerable.Range(0, 20_000).Count(i => perk.HoldsOut($"C-{i}") && (perk with { Name = "other" }).HoldsOut($"C-{i}")), 650, 950);
    }

    [Fact]
    public void A_perk_whose_budget_is_used_up_is_not_planned() =>
        Assert.Equal(RestingReason.JourneyComplete, WithALamp().Planned(new ShopRules { Rewards = [Perk with { Exhausted = true }] }).Resting);

    [Fact]
    public void A_code_is_redeemed_with_one_order()
    {
        var file = Next(WithALamp().Planned(Shop), Shop).Decision.Next;
        var at = file.Rewards[0].IssuedAt.AddDays(5);
        Decision Present(CustomerFile whose, string code, string order, DateTimeOffset now) => Router.Decide(whose, Means(new RewardPresented(code, order), Shop), now);
        Assert.Equal(Refusal.NoSuchReward, Present(file, "AAAA-AAAA-AAAA", "B-1", at).Refusal);
        Assert.Equal(Refusal.RewardExpired, Present(file, file.Rewards[0].Code, "B-1", at.AddDays(90)).Refusal);
        var redeemed = Present(file, file.Rewards[0].Code, "B-1", at);
        Assert.Contains(new RewardRedeemed("thanks", "B-1"), redeemed.Facts);
        var again = Present(redeemed.Next, file.Rewards[0].Code, "B-1", at);
        Assert.Empty(again.Facts);
        Assert.Null(again.Refusal);
        Assert.Equal(Refusal.RewardUsed, Present(redeemed.Next, file.Rewards[0].Code, "B-2", at).Refusal);
    }

    [Fact]
    public void Nothing_is_given_while_a_parcel_is_on_its_way()
    {
        var file = WithALamp();
        file = file.With(file.Latest! with { Promises = [new Promise(Promise.Delivery, "p", Now.AddDays(300))] });
        Assert.Equal(Promise.CheckStep, file.Planned(Shop).Next!.Step);
    }
}
