using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Voice;

/// <summary>You said, we did: in the words of the prompt that the improvement names.</summary>
public sealed record YouSaidWeDid(string Says, string? Name, string? Thing) : Reply
{
    /// <inheritdoc/>
    public override string Prompt => Says;
}
