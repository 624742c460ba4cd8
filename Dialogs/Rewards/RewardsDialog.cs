using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Rewards;

/// <summary>Perks: given by their rule and by nothing else, once each, reminded of once, redeemed once; who is held out hears nothing.</summary>
public static class RewardsDialog
{
    private const int MostShown = 5;

    /// <summary>Gives a perk whose contact has come due, or notes that this customer is held out.</summary>
    public static Decision Issue(CustomerFile file, Reward reward, Meaning meaning, DateTimeOffset now)
    {
        var had = file with { Had = [.. file.Had, reward.Step] };
        if (reward.HoldsOut(file.Id)) return new Decision(had).Because(new RewardHeldOut(reward.Name));
        var earned = new EarnedReward(reward.Name, meaning.FreshCode, now, LocalTime.On(now, reward.ValidDays, new TimeOnly(23, 59), file.TimeZone)) { Says = reward.What };
        return new Decision((had with { Rewards = [.. file.Rewards, earned] }).ContactedAt(now, reward.Step, null))
            .Say(new Earned(reward.Says!, new PerkLine(reward.What), earned.Code, earned.ExpiresAt, file.FirstName, file.Latest?.Thing))
            .Because(new RewardIssued(reward.Name, reward.Value, reward.Currency, earned.ExpiresAt));
    }

    /// <summary>Reminds of a perk that ends soon.</summary>
    public static Decision? Remind(CustomerFile file, CheckInDue due, ShopRules shop, DateTimeOffset now)
    {
        if (shop.Rewards.FirstOrDefault(r => r.ReminderStep == due.Step) is not { } reward) return null;
        if (file.Rewards.FirstOrDefault(r => r.Name == reward.Name && r.RemindedAt is null && r.IsOpen(now)) is not { } earned) return null;
        return new Decision(With(file, earned with { RemindedAt = now }).ContactedAt(now, due.Step, null))
            .Say(new EndsSoon(new PerkLine(earned.Says), earned.Code, earned.ExpiresAt))
            .Because(new RewardReminded(reward.Name));
    }

    /// <summary>Takes the question for one's perks.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now) => meaning.Intent != Intent.Perk ? null
        : file.Rewards.Count == 0 ? new Decision(file).Say(new NoPerk(meaning.Staff.Team))
        : new Decision(file).Say(new YourPerks([.. file.Rewards.TakeLast(MostShown).Select(r => new PerkState(new PerkLine(r.Says), r.Code, r.ExpiresAt, r.RedeemedAt is not null, r.RedeemedAt is null && !r.IsOpen(now)))]));

    /// <summary>Takes the redemption of a code at a shop. The second of the same order changes nothing; any other is refused.</summary>
    public static Decision Redeem(CustomerFile file, RewardPresented presented, DateTimeOffset now)
    {
        var earned = file.Rewards.FirstOrDefault(r => r.Code == presented.Code);
        if (earned is null) return Decision.Nothing(file) with { Refusal = Refusal.NoSuchReward };
        if (earned.RedeemedWith == presented.OrderId) return Decision.Nothing(file);
        if (earned.RedeemedAt is not null) return Decision.Nothing(file) with { Refusal = Refusal.RewardUsed };
        if (!earned.IsOpen(now)) return Decision.Nothing(file) with { Refusal = Refusal.RewardExpired };
        var next = new Decision(With(file, earned with { RedeemedAt = now, RedeemedWith = presented.OrderId })).Because(new RewardRedeemed(earned.Name, presented.OrderId));
        return file.Stopped || file.OpenHandoff is not null || file.PausedUntil > now ? next : next.Say(new Redeemed(new PerkLine(earned.Says), file.FirstName));
    }

    /// <summary>Notes which perks have ended unused.</summary>
    public static (CustomerFile File, IReadOnlyList<Fact> Facts) Expire(CustomerFile file, DateTimeOffset now)
    {
        var over = file.Rewards.Where(r => r is { Expired: false, RedeemedAt: null } && !r.IsOpen(now)).ToList();
        foreach (var reward in over) file = With(file, reward with { Expired = true });
        return (file, [.. over.Select(r => new RewardExpired(r.Name))]);
    }

    private static CustomerFile With(CustomerFile file, EarnedReward changed) => file with { Rewards = [.. file.Rewards.Select(r => r.Code == changed.Code ? changed : r)] };
}
