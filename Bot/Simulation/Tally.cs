using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>What happened, counted. One a thread; added up at the end.</summary>
internal sealed class Tally(int days)
{
    private const int MostContacts = 40;

    public long Customers { get; private set; }

    public long Turns { get; private set; }

    public long Faults { get; private set; }

    public long Contacts { get; private set; }

    public long Conflicts { get; private set; }

    public long Repeats { get; private set; }

    public SortedDictionary<string, long> Withheld { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<Deferral, long> Deferred { get; } = [];

    /// <summary>What became true, by its kind.</summary>
    public SortedDictionary<string, long> Facts { get; } = new(StringComparer.Ordinal);

    /// <summary>Unasked contacts on each day.</summary>
    public long[] Load { get; } = new long[days + 1];

    /// <summary>How many customers had so many unasked contacts.</summary>
    public long[] ContactsOfCustomer { get; } = new long[MostContacts + 1];

    public List<Violation> Violations { get; } = [];

    public void Add(int contacts, Violation? violation)
    {
        Customers++;
        ContactsOfCustomer[Math.Min(contacts, MostContacts)]++;
        if (violation is not null) Violations.Add(violation);
    }

    public void Turn(Decision decision, int day)
    {
        Turns++;
        foreach (var fact in decision.Facts)
        {
            Count(Facts, fact.GetType().Name);
            switch (fact)
            {
                case CheckInSent or ContactMade or RewardIssued or RewardReminded:
                    Contacts++;
                    Load[Math.Clamp(day, 0, Load.Length - 1)]++;
                    break;
                case ContactDeferred deferred:
                    Count(Deferred, deferred.Because);
                    break;
                case CheckInWithheld withheld:
                    Count(Withheld, withheld.Reason.Split(':')[0]);
                    break;
            }
        }
    }

    public void Fault() => Faults++;

    public void Conflict() => Conflicts++;

    public void Repeat() => Repeats++;

    public void Add(Tally other)
    {
        Customers += other.Customers;
        Turns += other.Turns;
        Faults += other.Faults;
        Contacts += other.Contacts;
        Conflicts += other.Conflicts;
        Repeats += other.Repeats;
        foreach (var (reason, count) in other.Withheld) Count(Withheld, reason, count);
        foreach (var (kind, count) in other.Facts) Count(Facts, kind, count);
        foreach (var (reason, count) in other.Deferred) Count(Deferred, reason, count);
        for (var i = 0; i < Load.Length; i++) Load[i] += other.Load[i];
        for (var i = 0; i < ContactsOfCustomer.Length; i++) ContactsOfCustomer[i] += other.ContactsOfCustomer[i];
        Violations.AddRange(other.Violations);
    }

    private static void Count<TReason>(SortedDictionary<TReason, long> counts, TReason reason, long by = 1)
        where TReason : notnull => counts[reason] = counts.GetValueOrDefault(reason) + by;
}
