using System.Collections.Concurrent;

namespace FollowUpBot.KillRig;

/// <summary>One thing that a customer is to hear, exactly once.</summary>
/// <param name="Channel">On which channel.</param>
/// <param name="Customer">The customer's id there.</param>
/// <param name="What">What it is, among all that this customer is to hear.</param>
internal sealed record Due(string Channel, string Customer, string What)
{
    private readonly long posted = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private long taken;

    public DateTimeOffset PostedAt => DateTimeOffset.FromUnixTimeMilliseconds(posted);

    /// <summary>When a host said that it had taken what this follows from; null when none has.</summary>
    public DateTimeOffset? TakenAt => Volatile.Read(ref taken) is > 0 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    public void Take() => Volatile.Write(ref taken, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

    public bool Equals(Due? other) => other is not null && (Channel, Customer, What) == (other.Channel, other.Customer, other.What);

    public override int GetHashCode() => HashCode.Combine(Channel, Customer, What);
}

/// <summary>Something that a customer heard.</summary>
/// <param name="Channel">On which channel.</param>
/// <param name="Customer">The customer's id there.</param>
/// <param name="Text">The words.</param>
/// <param name="At">When it reached the channel; null where that cannot be known.</param>
internal sealed record Heard(string Channel, string Customer, string Text, DateTimeOffset? At);

/// <summary>What every customer is to hear, known from what they did and from nothing that the hosts say or store.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<Due> dues = new();

    public IEnumerable<Due> Dues => dues;

    public int Count => dues.Count;

    public Due Expect(string channel, string customer, string what)
    {
        var due = new Due(channel, customer, what);
        dues.Enqueue(due);
        return due;
    }
}
