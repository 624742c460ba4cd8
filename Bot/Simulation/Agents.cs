using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>The people at the desk: they claim, reply, hand on, take over, lay aside, give back, close, and sometimes two of them at once.</summary>
internal static class Agents
{
    /// <summary>So often somebody looks at a case before it is left lying.</summary>
    public const int MostTicks = 60;

    private static readonly string[] Names = ["Jonas", "Priya", "Sam"];

    /// <summary>What they do with a case now, seeing it as it stands.</summary>
    public static IEnumerable<AgentAction> Act(CustomerFile file, Case open, Chance chance, ulong key, DateTimeOffset now)
    {
        var (name, luck) = (chance.Pick(Chance.Mix(key, 10), Names), chance.Share(Chance.Mix(key, 11)));
        if (open.HolderAt(now) is not { } holder)
        {
            yield return luck > 0.9 ? new AgentAssigned(open.Id, name, now + TimeSpan.FromMinutes(5)) : new AgentClaimed(open.Id, name);
            if (luck < 0.1) yield return new AgentClaimed(open.Id, Names[(Array.IndexOf(Names, name) + 1) % Names.Length]);
            yield break;
        }

        yield return luck switch
        {
            < 0.05 => new AgentClaimed(open.Id, name),
            < 0.1 => new AgentReleased(open.Id, holder, open.Lease) { Team = luck < 0.07 ? "the owner" : null },
            < 0.15 => new AgentResolved(open.Id, holder, open.Lease - 1, "with a lease of yesterday"),
            < 0.18 => new AgentTransferred(open.Id, holder, open.Lease, Names[(Array.IndexOf(Names, holder) + 1) % Names.Length]),
            < 0.21 => new AgentTookOver(open.Id, Names[(Array.IndexOf(Names, holder) + 2) % Names.Length], "has more time"),
            < 0.24 => new AgentSnoozed(open.Id, holder, open.Lease, now + TimeSpan.FromHours(20)),
            < 0.25 => new AgentCalled(open.Id, holder, open.Lease, Reached: luck < 0.245, ""),
            < 0.26 => new AgentNoted(open.Id, name, "called, nobody answered"),
            _ when open.FirstWordAt is null && !file.WantsSilence => new AgentReplied(open.Id, holder, open.Lease, "A new one goes out today."),
            < 0.4 when !file.WantsSilence => new AgentReplied(open.Id, holder, open.Lease, "It has left our house."),
            _ => new AgentResolved(open.Id, holder, open.Lease, "A new one is on its way"),
        };
    }
}
