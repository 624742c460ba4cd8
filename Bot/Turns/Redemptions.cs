using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>Perks as a shop sees them: whether a code is worth something, and redeeming it.</summary>
internal sealed class Redemptions(IStore store, TurnRunner turns, ShopContent content, TimeProvider clock)
{
    /// <summary>What a code is worth; null when there is no such code.</summary>
    public async Task<Perk?> FindAsync(string code) =>
        await store.CustomerOfCodeAsync(code) is { } customer && (await store.LoadCustomerAsync(customer)).File?.Rewards.FirstOrDefault(r => r.Code == code) is { } earned ? PerkOf(customer, earned) : null;

    /// <summary>Redeems a code with an order. The same code and order again change nothing and are answered alike.</summary>
    public async Task<(Perk? Perk, Refusal? Refusal)> RedeemAsync(string code, string order)
    {
        if (await store.CustomerOfCodeAsync(code) is not { } customer) return (null, Refusal.NoSuchReward);
        var result = await turns.RunAsync(new Turn(customer, "rewards", $"{code}|{order}", new RewardPresented(code, order)));
        var (file, refusal) = result switch
        {
            TurnResult.Done done => (done.File, null),
            TurnResult.Refused refused => (refused.File, refused.Why),
            _ => ((await store.LoadCustomerAsync(customer)).File!, (Refusal?)null),
        };
        return (file.Rewards.FirstOrDefault(r => r.Code == code) is { } earned ? PerkOf(customer, earned) : null, refusal);
    }

    private Perk PerkOf(string customer, EarnedReward earned)
    {
        var rule = content.Shop.Rewards.FirstOrDefault(r => r.Name == earned.Name);
        return new Perk(earned.Code, earned.Name, customer, rule?.Value, rule?.Currency, earned.ExpiresAt, earned.RedeemedAt, earned.RedeemedWith, earned.IsOpen(clock.GetUtcNow()));
    }
}

/// <summary>A perk that somebody has.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Reward">Name of its file.</param>
/// <param name="CustomerId">Whose.</param>
/// <param name="Value">What it is worth; null when its file is gone.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RedeemedAt">When it was redeemed.</param>
/// <param name="RedeemedWith">With which order.</param>
/// <param name="IsOpen">Whether it can be redeemed now.</param>
internal sealed record Perk(string Code, string Reward, string CustomerId, decimal? Value, string? Currency, DateTimeOffset ExpiresAt, DateTimeOffset? RedeemedAt, string? RedeemedWith, bool IsOpen);
