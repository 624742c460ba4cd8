namespace FollowUpBot.Bot.Walk;

/// <summary>How a walk stands.</summary>
/// <param name="Day">Which day it is after the purchase.</param>
/// <param name="Days">How many are lived.</param>
/// <param name="Now">The moment, as the walker's clock shows it.</param>
/// <param name="Entries">What was said, and what was not and why, in its order.</param>
/// <param name="Next">What is planned next, or why nothing is.</param>
/// <param name="Later">What comes after that, as things stand.</param>
public sealed record WalkSoFar(int Day, int Days, string Now, IReadOnlyList<WalkEntry> Entries, string Next, IReadOnlyList<string> Later)
{
    /// <summary>Whether a contact is planned.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>Whether the last day is there.</summary>
    public bool IsOver { get; init; }

    /// <summary>The case that waits for an agent, in words.</summary>
    public string? Case { get; init; }

    /// <summary>Whether that case is a question, which wants an answer and nothing put right.</summary>
    public bool IsQuestion { get; init; }
}

/// <summary>A line of a walk.</summary>
/// <param name="At">When.</param>
/// <param name="Written">The same as the walker's clock shows it.</param>
/// <param name="Day">On which day after the purchase.</param>
/// <param name="Voice">Who says it.</param>
/// <param name="Who">Their name.</param>
/// <param name="Text">What: of ours as the channel gets it, of the customer as written.</param>
public sealed record WalkEntry(DateTimeOffset At, string Written, int Day, WalkVoice Voice, string Who, string Text)
{
    /// <summary>The time of day.</summary>
    public string Time => Written[^"00:00".Length..];

    /// <summary>Answers that are offered with it.</summary>
    public IReadOnlyList<string> Buttons { get; init; } = [];
}

/// <summary>Who speaks in a walk.</summary>
public enum WalkVoice
{
    /// <summary>The walker, as the customer.</summary>
    Customer,

    /// <summary>The bot.</summary>
    Bot,

    /// <summary>An agent.</summary>
    Agent,

    /// <summary>Nobody: what was not said and why, for the walker's eyes.</summary>
    Note,
}
