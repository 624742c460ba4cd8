using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.CheckIn;

/// <summary>A contact that no journey has: it is for a group they belong to, or follows from what they told us.</summary>
/// <param name="Step">Name in plan, work and facts.</param>
/// <param name="OrderId">The purchase it is about; null when about none.</param>
/// <param name="From">From when on it has its occasion.</param>
/// <param name="Until">When that has passed.</param>
/// <param name="Opens">Earliest local time of day.</param>
/// <param name="Closes">Latest local time of day.</param>
public sealed record Offer(string Step, string? OrderId, DateTimeOffset From, DateTimeOffset Until, TimeOnly Opens, TimeOnly Closes)
{
    // Who gave a low score and then says nothing for so long may be on the way out.
    private static readonly TimeSpan Silence = TimeSpan.FromDays(30);
    private static readonly TimeSpan SilenceEnds = TimeSpan.FromDays(60);

    private static readonly TimeOnly DayOpens = new(10, 0), DayCloses = new(18, 0);

    /// <summary>All that this customer may get, now or later, as far as is known today.</summary>
    public static IEnumerable<Offer> Of(CustomerFile file, ShopRules shop)
    {
        // Who is still waiting for a parcel, as far as we know, is asked about that first; that question is always planned.
        if (file.Purchases.Any(p => p.Delivery is { IsUnchecked: true })) yield break;
        foreach (var outreach in shop.Outreaches)
            if (OfGroup(file, outreach) is { } offer) yield return offer;
        foreach (var earned in file.Rewards.Where(r => r is { RedeemedAt: null, RemindedAt: null, Expired: false }))
            if (shop.Rewards.FirstOrDefault(r => r.Name == earned.Name) is { RemindDays: { } days } rule)
                yield return new Offer(rule.ReminderStep, null, earned.ExpiresAt.AddDays(-days), earned.ExpiresAt, rule.From, rule.Until);
        foreach (var improvement in file.OwedWord)
            yield return new Offer($"{Touchpoint.Improvement}{improvement}", null, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DayOpens, DayCloses);
        if (SilentSince(file) is { } since) yield return new Offer(LeavingStep, null, since + Silence, since + SilenceEnds, DayOpens, DayCloses);
    }

    /// <summary>Name of the contact that asks whether somebody has left.</summary>
    public const string LeavingStep = "leaving:silence";

    private static Offer? OfGroup(CustomerFile file, Outreach outreach)
    {
        if (file.Had.Contains(outreach.Step) || outreach is Reward { Exhausted: true }) return null;
        if (outreach is NewsItem && file.WantsNoNews) return null;
        foreach (var membership in outreach.For.MembershipsOf(file))
        {
            // News is for who has the thing as it was before; who buys it now gets it as it is.
            if (outreach is NewsItem && membership.Purchase is { } bought && bought.PurchasedAt >= outreach.Since) continue;
            if (outreach is Segment segment && segment.About.Count > 0 && !(membership.Purchase is { } owned && segment.About.TryGetValue(owned.Product, out var about) && !file.Told.Contains(about.Topic))) continue;
            var from = membership.From > outreach.Since ? membership.From : outreach.Since;
            var until = membership.Until < outreach.Ends ? membership.Until : outreach.Ends;
            if (from < until) return new Offer(outreach.Step, membership.Purchase?.OrderId, from, until, outreach.From, outreach.Until);
        }

        return null;
    }

    private static DateTimeOffset? SilentSince(CustomerFile file)
    {
        if (file.Departure is not null || file.HasOpenMatter || file.Had.Contains(LeavingStep)) return null;
        var low = file.Loyalty.Where(m => m.Group == LoyaltyGroup.Low).Max(m => m.AnsweredAt);

        // Who has written since is not silent, and who has bought since has answered with their purse.
        return file.LastHeardAt > low || file.Latest?.PurchasedAt > low ? null : low;
    }
}
