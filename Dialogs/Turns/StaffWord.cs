using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>What can honestly be said about the people behind the bot at this moment.</summary>
/// <param name="Team">What the team is called.</param>
/// <param name="Present">Names of the agents who have the desk open.</param>
/// <param name="Open">Whether it is within service hours.</param>
/// <param name="FirstWordBy">By when a hand-off opened now gets its first word.</param>
/// <param name="AnswerBy">By when a question passed on now gets its answer.</param>
public sealed record StaffWord(string Team, IReadOnlyList<string> Present, bool Open, DateTimeOffset FirstWordBy, DateTimeOffset AnswerBy)
{
    /// <summary>The one to name when exactly one agent is there; null otherwise.</summary>
    public string? Someone => Present.Count == 1 ? Present[0] : null;

    /// <summary>By when a hand-off of normal priority gets its first word; null when <see cref="FirstWordBy"/> is that.</summary>
    public DateTimeOffset? NormalBy { get; init; }

    /// <summary>By when a hand-off of high priority gets its first word; null when the shop makes no difference.</summary>
    public DateTimeOffset? HighBy { get; init; }

    /// <summary>By when an urgent hand-off gets its first word; null when the shop makes no difference.</summary>
    public DateTimeOffset? UrgentBy { get; init; }

    /// <summary>When they work.</summary>
    public ServiceHours Hours { get; init; } = ServiceHours.Always;

    /// <summary>The same people for a case of this priority: <see cref="FirstWordBy"/> is the time that is true for it.</summary>
    public StaffWord For(Priority priority) => priority switch
    {
        Priority.Urgent => this with { FirstWordBy = UrgentBy ?? FirstWordBy },
        Priority.High => this with { FirstWordBy = HighBy ?? FirstWordBy },
        _ => this with { FirstWordBy = NormalBy ?? FirstWordBy },
    };
}
