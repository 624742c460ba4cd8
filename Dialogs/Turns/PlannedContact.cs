namespace FollowUpBot.Dialogs.Turns;

/// <summary>A message of our own accord, in the words of the prompt that a journey or a file of the shop names.</summary>
/// <param name="Says">Name of that prompt.</param>
/// <param name="Product">What they bought.</param>
/// <param name="Thing">The everyday word for it.</param>
/// <param name="Source">The section of a manual that it brings; null when it brings something else.</param>
public sealed record PlannedContact(string Says, string? Product, string? Thing, Citation? Source) : Reply
{
    /// <inheritdoc/>
    public override string Prompt => Says;

    /// <summary>The one question it ends with, when that is not part of the prompt; its buttons are those of the message.</summary>
    public Reply? Question { get; init; }

    /// <summary>What the customer told us and the message takes up.</summary>
    public string? Remembered { get; init; }

    /// <summary>What to call them; null when it is not known.</summary>
    public string? Name { get; init; }
}
