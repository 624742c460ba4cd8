namespace FollowUpBot.Dialogs.Understanding;

/// <summary>Everything that reads values out of messages in one language.</summary>
/// <param name="grammar">How the language writes numbers, moments and ratings.</param>
/// <param name="rules">The phrases that mean yes, no and unsure.</param>
public sealed class Recognisers(Grammar grammar, MessageRules rules)
{
    /// <summary>Numbers in digits and words.</summary>
    public Numbers Numbers { get; } = new(grammar);

    /// <summary>Days, times and windows.</summary>
    public Moments Moments { get; } = new(grammar);

    /// <summary>Ratings on a scale.</summary>
    public Ratings Ratings { get; } = new(grammar);

    /// <summary>Answers, in the light of what was asked.</summary>
    public AnswerReader Answers => new(this, rules);
}
