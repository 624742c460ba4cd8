using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Desk;

/// <summary>How it stands at the desk right now. Pure: the same cases and people at the same time are the same numbers.</summary>
/// <param name="Open">Open cases, tasks too.</param>
/// <param name="FirstWord">Of them, how many wait for a first word.</param>
/// <param name="Late">Of those, how many have waited longer than the customer was told.</param>
/// <param name="Unanswered">Where the customer has written and nobody has answered.</param>
/// <param name="Calls">Calls promised for today or before, and not made.</param>
/// <param name="Longest">Who has waited longest; null when nobody waits.</param>
/// <param name="People">Who has how many, whoever must answer most first.</param>
/// <param name="Kinds">By kind.</param>
/// <param name="Products">By product, the most first.</param>
internal sealed record LiveNumbers(
    int Open, int FirstWord, int Late, int Unanswered, int Calls, Waiting? Longest, IReadOnlyList<Load> People, IReadOnlyList<Part> Kinds, IReadOnlyList<Part> Products)
{
    /// <summary>Counts them.</summary>
    /// <param name="board">The open cases, who is there, and the time.</param>
    /// <param name="shop">The shop's zone: today is its.</param>
    public static LiveNumbers Of(Snapshot board, TimeZoneInfo shop)
    {
        var (cases, now) = (board.Cases.Select(c => c.Case).ToList(), board.Now);
        int Count(string standing) => cases.Count(c => Narrowing.Stands(c, standing, now, shop));
        var longest = board.Cases.Where(c => WaitsSince(c.Case, now) is not null).MinBy(c => WaitsSince(c.Case, now));
        return new LiveNumbers(
            cases.Count, Count(Narrowing.FirstWord), Count(Narrowing.Late), Count(Narrowing.Unanswered), Count(Narrowing.CallToday),
            longest is null ? null : new Waiting(longest.Case.Id, longest.CustomerName, now - WaitsSince(longest.Case, now)!.Value),
            PeopleOf(cases, board.Present, now),
            [.. Enum.GetValues<CaseKind>().Select(k => PartOf($"{k}", cases.Where(c => c.Kind == k), now)).Where(p => p.Open > 0)],
            [.. cases.GroupBy(c => c.Product ?? Narrowing.None).Select(g => PartOf(g.Key, g, now)).OrderByDescending(p => p.Open).ThenBy(p => p.Name, StringComparer.Ordinal)]);
    }

    // Who agreed on a time for a call does not wait before it.
    private static DateTimeOffset? WaitsSince(Case found, DateTimeOffset now) => found switch
    {
        { Kind: CaseKind.Task } => null,
        { CallBack: { KeptAt: null } call } when call.At > now => null,
        { FirstWordAt: null } => found.WaitsSince ?? found.OpenedAt,
        { Unanswered: > 0 } => found.LastHeardAt ?? found.OpenedAt,
        _ => null,
    };

    // Who is there and has nothing can take some; who has some and is not there does not answer.
    private static IReadOnlyList<Load> PeopleOf(List<Case> cases, IReadOnlyList<string> present, DateTimeOffset now)
    {
        var held = cases.ToLookup(c => c.HolderAt(now));
        return
        [
            .. present.Concat(held.Select(h => h.Key).OfType<string>()).Append(null).Distinct()
                .Select(name => new Load(name, name is not null && present.Contains(name), held[name].Count(), held[name].Count(c => c.Unanswered > 0)))
                .Where(l => l.Name is not null || l.Held > 0)
                .OrderByDescending(l => l.Unanswered).ThenByDescending(l => l.Held).ThenBy(l => l.Name, StringComparer.Ordinal),
        ];
    }

    private static Part PartOf(string name, IEnumerable<Case> cases, DateTimeOffset now)
    {
        var all = cases.ToList();
        return new Part(name, all.Count, all.Count(c => Queue.IsLate(c, now)));
    }
}

/// <summary>Somebody who waits for a word.</summary>
/// <param name="CaseId">In which case.</param>
/// <param name="Customer">Their name, if it is known.</param>
/// <param name="For">How long, by the clock.</param>
internal sealed record Waiting(string CaseId, string? Customer, TimeSpan For);

/// <summary>What somebody has in hand.</summary>
/// <param name="Name">Who; null for what nobody has.</param>
/// <param name="IsHere">Whether they have the queue open.</param>
/// <param name="Held">How many cases.</param>
/// <param name="Unanswered">In how many of them the customer has written and nobody has answered.</param>
internal sealed record Load(string? Name, bool IsHere, int Held, int Unanswered);

/// <summary>The open cases of one kind or product.</summary>
/// <param name="Name">As it stands in an address.</param>
/// <param name="Open">How many.</param>
/// <param name="Late">How many of them wait longer for a first word than they were told.</param>
internal sealed record Part(string Name, int Open, int Late);
