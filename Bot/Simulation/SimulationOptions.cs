using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>How a turn is decided: <see cref="Router.Decide"/>, or in a test something that breaks a rule on purpose.</summary>
internal delegate Decision Decide(CustomerFile file, Meaning meaning, DateTimeOffset now);

/// <summary>What to simulate.</summary>
internal sealed record SimulationOptions
{
    public int Customers { get; init; } = 1000;

    public int Days { get; init; } = 90;

    public int Hosts { get; init; } = 3;

    /// <summary>Whether hosts crash, clocks jump and messages come twice.</summary>
    public bool Faults { get; init; } = true;

    public Decide Decide { get; init; } = Router.Decide;

    /// <summary>Told of every turn that was committed: the file as it is then, when, and what became true; on the thread that plays the customer.</summary>
    public Action<CustomerFile, DateTimeOffset, IReadOnlyList<Fact>>? Committed { get; init; }

    /// <summary>When it begins: late enough in winter that the clocks change within a month or two.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 2, 20, 6, 0, 0, TimeSpan.Zero);

    public DateTimeOffset End => Start.AddDays(Days);
}

/// <summary>What must hold after every committed step.</summary>
internal enum Invariant
{
    HeardTwice,
    Lost,
    Dropped,
    WithoutSubstance,
    UnaskedIntoOpenCase,
    UnaskedAfterStop,
    UnaskedInPause,
    BotWhileHumanOwns,
    PromiseUnchecked,
    CareForgotten,
    TooOften,
    InTheNight,
    RewardTwice,
    QuestionWithinInterval,
    QuestionDuringOpenCase,
    ForgottenMemoryUsed,
    NewsToNonOwner,
    AskedWhyTwice,
    UnaskedAfterGoodbye,
    NotEscalated,
    EscalatedAfterWord,
    CallForgotten,
}

internal static class Invariants
{
    /// <summary>All of them, as the table says them.</summary>
    public static readonly IReadOnlyDictionary<Invariant, string> Words = new Dictionary<Invariant, string>
    {
        [Invariant.HeardTwice] = "heard the same contact or reply twice",
        [Invariant.Lost] = "lost: a message without its turn, a contact or timer never handled",
        [Invariant.Dropped] = "customer without one planned contact or a true reason for none",
        [Invariant.WithoutSubstance] = "check-in that brought nothing new",
        [Invariant.UnaskedIntoOpenCase] = "unasked contact while a case is open",
        [Invariant.UnaskedAfterStop] = "unasked message after stop",
        [Invariant.UnaskedInPause] = "unasked contact in a pause that the customer asked for",
        [Invariant.BotWhileHumanOwns] = "bot spoke while a human owned the conversation",
        [Invariant.PromiseUnchecked] = "promise came due and nobody asked",
        [Invariant.CareForgotten] = "something else than care first after a closed case",
        [Invariant.TooOften] = "more unasked contacts than a customer is to get",
        [Invariant.InTheNight] = "unasked contact in the night",
        [Invariant.RewardTwice] = "perk given or redeemed twice",
        [Invariant.QuestionWithinInterval] = "question of loyalty within its interval",
        [Invariant.QuestionDuringOpenCase] = "question of loyalty while a case is open",
        [Invariant.ForgottenMemoryUsed] = "use of a memory that was forgotten or put right",
        [Invariant.NewsToNonOwner] = "news to somebody who does not own the thing",
        [Invariant.AskedWhyTwice] = "asked twice why they leave",
        [Invariant.UnaskedAfterGoodbye] = "unasked contact after a goodbye",
        [Invariant.NotEscalated] = "late case that was not escalated",
        [Invariant.EscalatedAfterWord] = "case escalated after its first word",
        [Invariant.CallForgotten] = "promised call neither made, owned up to nor withdrawn",
    };
}

/// <summary>A rule that was broken.</summary>
/// <param name="Rule">Which.</param>
/// <param name="What">What happened.</param>
/// <param name="At">When, in the simulated time.</param>
/// <param name="Seed">The seed it happened under.</param>
/// <param name="Customer">To whom; with the seed it is the whole history.</param>
internal sealed record Violation(Invariant Rule, string What, DateTimeOffset At, ulong Seed, int Customer);
