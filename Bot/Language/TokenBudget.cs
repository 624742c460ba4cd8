using System.Globalization;

namespace FollowUpBot.Bot.Language;

/// <summary>How many tokens may be used: by one customer in a day, and by all in a day (UTC). What all used is kept across restarts; what one used is counted by this host only.</summary>
internal sealed class TokenBudget
{
    private readonly long mostOfOne;
    private readonly long mostOfAll;
    private readonly TimeProvider clock;
    private readonly Func<string, Task> save;
    private readonly Dictionary<string, long> ofOne = [];
    private readonly Lock gate = new();
    private DateOnly day;
    private long ofAll;

    /// <param name="perConversation">For one customer.</param>
    /// <param name="perDay">For all together.</param>
    /// <param name="saved">What <paramref name="save"/> was given last, if anything.</param>
    /// <param name="save">Keeps the day's count.</param>
    /// <param name="clock">The real clock: tokens are paid by real days.</param>
    public TokenBudget(long perConversation, long perDay, string? saved, Func<string, Task> save, TimeProvider clock)
    {
        (mostOfOne, mostOfAll, this.save, this.clock) = (perConversation, perDay, save, clock);
        if (saved?.Split('|') is [var date, var count])
            (day, ofAll) = (DateOnly.ParseExact(date, "O", CultureInfo.InvariantCulture), long.Parse(count, CultureInfo.InvariantCulture));
    }

    /// <summary>Whether a customer may still cause a request.</summary>
    public bool HasLeft(string customer)
    {
        lock (gate)
        {
            BeginDay();
            return ofAll < mostOfAll && ofOne.GetValueOrDefault(customer) < mostOfOne;
        }
    }

    /// <summary>Takes tokens before a request, as many as it may use; false when that is more than is left.</summary>
    public bool TryTake(string customer, long tokens)
    {
        lock (gate)
        {
            BeginDay();
            if (ofAll + tokens > mostOfAll || ofOne.GetValueOrDefault(customer) + tokens > mostOfOne) return false;
            Add(customer, tokens);
            return true;
        }
    }

    /// <summary>Gives back what a request did not use, or takes what it used beyond.</summary>
    public Task SettleAsync(string customer, long taken, long used)
    {
        lock (gate)
        {
            BeginDay();
            Add(customer, used - taken);
            return save(string.Create(CultureInfo.InvariantCulture, $"{day:O}|{ofAll}"));
        }
    }

    private void Add(string customer, long tokens)
    {
        ofAll = Math.Max(0, ofAll + tokens);
        ofOne[customer] = Math.Max(0, ofOne.GetValueOrDefault(customer) + tokens);
    }

    private void BeginDay()
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (today == day) return;
        (day, ofAll) = (today, 0);
        ofOne.Clear();
    }
}
