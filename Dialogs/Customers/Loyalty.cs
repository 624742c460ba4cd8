namespace FollowUpBot.Dialogs.Customers;

/// <summary>What is asked to learn how loyal somebody is. Each is worded so that more is better.</summary>
public enum Measure
{
    /// <summary>Willingness to repurchase: would you buy from us again, 0 (never) to 4 (surely).</summary>
    Repurchase,

    /// <summary>Reluctance to switch: would you stay if another shop had the same, 0 (gone) to 4 (surely).</summary>
    Stay,

    /// <summary>Likelihood to recommend, 0 to 10: the Net Promoter question.</summary>
    Recommend,
}

/// <summary>Where an answer lies. For <see cref="Measure.Recommend"/> these are detractors (0–6), passives (7–8) and promoters (9–10).</summary>
public enum LoyaltyGroup
{
    /// <summary>About to be lost.</summary>
    Low,

    /// <summary>Neither.</summary>
    Middle,

    /// <summary>Loyal.</summary>
    High,
}

/// <summary>The last time one of the measures was asked of somebody.</summary>
/// <param name="Measure">Which.</param>
/// <param name="AskedAt">When.</param>
public sealed record LoyaltyMark(Measure Measure, DateTimeOffset AskedAt)
{
    /// <summary>When they answered; null while they have not.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The score; null when the answer names none ("👍").</summary>
    public double? Score { get; init; }

    /// <summary>Where it lies; null while there is no answer that could be placed.</summary>
    public LoyaltyGroup? Group { get; init; }
}

/// <summary>What mattered to somebody, and when.</summary>
public enum CriterionKind
{
    /// <summary>When they bought it.</summary>
    Buying,

    /// <summary>Now that they use it.</summary>
    Using,

    /// <summary>A business customer's own measure: what would make it worth it.</summary>
    Success,
}
