using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Desk;

/// <summary>
/// Who gets which case. The most urgent case is given first; of those who answer for it and have room, to who knows the customer already, then to who was named for its product, then to who has the
/// fewest, then to whose turn it is. Pure: the same desk gives the same cases to the same people.
/// </summary>
internal static class Assignment
{
    /// <summary>The cases that nobody has, each with whom it goes to; a case for which nobody has room stays in the queue.</summary>
    /// <param name="desk">The open cases and who is there.</param>
    /// <param name="staff">All accounts.</param>
    /// <param name="rule">The shop's.</param>
    /// <param name="lastGiven">When each got a case last, by name.</param>
    public static IReadOnlyList<(StoredCase Case, string Agent)> Of(Snapshot desk, IReadOnlyList<Account> staff, AssignmentRule rule, IReadOnlyDictionary<string, DateTimeOffset> lastGiven)
    {
        var there = staff.Where(a => a is { IsEnabled: true, AwaySince: null } && desk.Present.Contains(a.Name)).ToList();
        var load = there.ToDictionary(a => a.Name, a => desk.Cases.Count(c => c.Case.Desk is null && c.Case.HolderAt(desk.Now) == a.Name && !Queue.IsAsleep(c.Case, desk.Now)));
        var turn = there.ToDictionary(a => a.Name, a => lastGiven.GetValueOrDefault(a.Name));
        List<(StoredCase, string)> given = [];
        foreach (var free in desk.Cases.Where(c => IsFree(c.Case, desk.Now)))
        {
            var next = there.Where(a => load[a.Name] < (a.Duties.AtOnce ?? rule.AtOnce) && AnswersFor(a, free, there))
                .OrderBy(a => a.Name == free.Case.Owner ? 0 : 1).ThenBy(a => free.Case.Product is { } product && a.Duties.Knows(product) ? 0 : 1).ThenBy(a => load[a.Name]).ThenBy(a => turn[a.Name]).ThenBy(a => a.Name, StringComparer.Ordinal).FirstOrDefault();
            if (next is null) continue;
            given.Add((free, next.Name));
            load[next.Name]++;
            turn[next.Name] = desk.Now.AddTicks(given.Count);
        }

        return given;
    }

    // A task waits for nobody, a promised call has its time, and who has had an answer waits for nothing.
    private static bool IsFree(Case found, DateTimeOffset now) =>
        found.Kind != CaseKind.Task && found.HolderAt(now) is null && (found.CallBack is null or { KeptAt: not null }) && (found.FirstWordAt is null || found.Unanswered > 0);

    // Who had it while the customer waited, and did not write, is not asked again; they can still take it. When all have had it, it stays where everybody sees it.
    private static bool HadTheirChance(Account agent, Case found) => found.GivenTo.Contains(agent.Name) || (found.Owner == agent.Name && (found.LastHeardAt ?? found.OpenedAt) <= found.LeaseUntil);

    private static bool AnswersFor(Account agent, StoredCase free, IReadOnlyList<Account> there)
    {
        if (HadTheirChance(agent, free.Case)) return false;
        if (free.Case.Team is { } team && there.Any(a => a.Duties.BelongsTo(team)) && !agent.Duties.BelongsTo(team)) return false;
        return agent.Duties.Reads(free.Locale) && (free.Case.Product is not { } product || agent.Duties.Products.Count == 0 || agent.Duties.Knows(product));
    }
}
