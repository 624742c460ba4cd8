namespace FollowUpBot.Dialogs.Turns;

/// <summary>One line of a conversation, as it was said.</summary>
/// <param name="Sequence">Position in its conversation, from 1, without gaps.</param>
/// <param name="Id">The activity id by which channels know it.</param>
/// <param name="Speaker">Who said it.</param>
/// <param name="Name">The speaker's name, if they have one.</param>
/// <param name="Text">What was said: Markdown of ours, or plain text of the customer.</param>
/// <param name="Buttons">Answers that were offered with it.</param>
/// <param name="At">When.</param>
/// <param name="ClientId">The id by which a client knows it already: the one it gave its own message, or the one under which it saw ours being written.</param>
public sealed record TranscriptLine(
    long Sequence, string Id, Speaker Speaker, string? Name, string Text, IReadOnlyList<string> Buttons, DateTimeOffset At, string? ClientId)
{
    /// <summary>The channel it was said on; null where that goes without saying.</summary>
    public string? Channel { get; init; }

    /// <summary>What it has for channels that can show more, or less; null for what customers wrote.</summary>
    public Form? Form { get; init; }

    /// <summary>Files that came with it; then the text may be empty.</summary>
    public IReadOnlyList<SentFile> Files { get; init; } = [];
}

/// <summary>A file that a customer or an agent sent.</summary>
/// <param name="Id">By which it is fetched; who knows it may read the file.</param>
/// <param name="Name">Its name, made harmless.</param>
/// <param name="Type">What it is, by its content: a media type.</param>
/// <param name="Bytes">Its size.</param>
public sealed record SentFile(string Id, string Name, string Type, long Bytes);

/// <summary>Who speaks in a conversation.</summary>
public enum Speaker
{
    /// <summary>The customer.</summary>
    Customer,

    /// <summary>The bot.</summary>
    Bot,

    /// <summary>A human agent.</summary>
    Agent,
}
