using System.Collections.Concurrent;
using System.Security.Cryptography;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>Which perks are used up. The store counts in the turn's own transaction; here is only remembered what it said, so that nobody is promised what cannot be given.</summary>
internal sealed class Budgets(ShopContent content)
{
    private readonly ConcurrentDictionary<string, bool> spent = new();
    private ShopRules? marked;

    /// <summary>The shop's rules with what is used up marked.</summary>
    public ShopRules Mark(ShopRules shop)
    {
        if (spent.IsEmpty) return shop;
        return marked ??= shop with { Rewards = [.. shop.Rewards.Select(r => spent.ContainsKey(r.Name) ? r with { Exhausted = true } : r)] };
    }

    /// <summary>How many there may be of what these facts give.</summary>
    public IReadOnlyList<(string Reward, int Most)> Of(IReadOnlyList<Fact> facts) =>
        [.. facts.OfType<RewardIssued>().Select(f => (f.Reward, content.Shop.Rewards.First(r => r.Name == f.Reward).Most))];

    /// <summary>Takes note that a perk is used up.</summary>
    public void Close(string reward)
    {
        spent[reward] = true;
        marked = null;
    }
}

/// <summary>Codes that nobody can guess: 12 characters of 31, 59 bits, none of which looks like another.</summary>
internal static class RewardCode
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZ2346789";

    private const int Length = 12, Part = 4;

    /// <summary>A new one, as it is shown: <c>ABCD-EFGH-JKLM</c>.</summary>
    public static string New()
    {
        var letters = RandomNumberGenerator.GetString(Letters, Length);
        return string.Join('-', Enumerable.Range(0, Length / Part).Select(i => letters.Substring(i * Part, Part)));
    }

    /// <summary>A code as somebody typed it, in the form in which it was shown; null when it is none.</summary>
    public static string? Read(string typed)
    {
        var letters = string.Concat(typed.Where(c => !char.IsWhiteSpace(c) && c != '-')).ToUpperInvariant();
        if (letters.Length != Length || !letters.All(Letters.Contains)) return null;
        return string.Join('-', Enumerable.Range(0, Length / Part).Select(i => letters.Substring(i * Part, Part)));
    }
}
