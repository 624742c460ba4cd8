using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>What became of a commit: the same four ends as in the real store.</summary>
internal enum Committed
{
    Done,
    Repeat,
    Conflict,
    Lost,
}

/// <summary>Work that waits, and who has it.</summary>
internal sealed class WaitingWork(long id, Work work)
{
    public long Id { get; } = id;

    public Work Work { get; } = work;

    public bool Claimed { get; set; }

    /// <summary>Grows when another host takes the work over.</summary>
    public long Fence { get; set; }
}

/// <summary>
/// One customer's part of the store with the contract that matters to the loop: the version is checked, an inbound is taken once, work is finished in the commit of its turn,
/// and what is said is in that commit too. Nothing is serialised.
/// </summary>
internal sealed class SimulatedStore(string customer, string timeZone)
{
    private readonly HashSet<string> handled = [];
    private long lastWork;

    /// <summary>As it stands after the last commit; null while there was none.</summary>
    public CustomerFile? File { get; private set; }

    public long Version { get; private set; }

    public List<WaitingWork> Work { get; } = [];

    /// <summary>The file and its version, as a turn reads them.</summary>
    public (CustomerFile File, long Version) Load() => (File ?? new CustomerFile { Id = customer, TimeZone = timeZone }, Version);

    public bool Knows(string inbound) => handled.Contains(inbound);

    public WaitingWork? Find(long work) => Work.Find(w => w.Id == work);

    public Committed Commit(string inbound, Decision decision, long version, (long Work, long Fence)? finished)
    {
        if (handled.Contains(inbound)) return Committed.Repeat;
        if (version != Version) return Committed.Conflict;
        if (finished is { } claim)
        {
            if (Work.RemoveAll(w => w.Id == claim.Work && w.Fence == claim.Fence) == 0) return Committed.Lost;
        }

        handled.Add(inbound);
        (File, Version) = (decision.Next, Version + 1);
        foreach (var work in decision.Work) Work.Add(new WaitingWork(++lastWork, work));
        return Committed.Done;
    }
}
