using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>Another helpdesk as this host reaches it. There is at most one; on a walk there is none.</summary>
internal interface IOtherDesk
{
    ConnectedDesk About { get; }

    /// <summary>Tells it once of an event of a case; throws <see cref="DeskException"/> when it did not get through.</summary>
    /// <param name="customer">Whose case.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="noted">What.</param>
    /// <param name="cancel">Ends it early.</param>
    Task TellAsync(string customer, DateTimeOffset at, DeskEventNoted noted, CancellationToken cancel);
}

/// <summary>The other desk was not told; the message says why, without secrets and without words of customers.</summary>
/// <param name="message">In a few words.</param>
/// <param name="isFinal">Whether the same again would be refused again.</param>
/// <param name="inner">What it came from.</param>
internal sealed class DeskException(string message, bool isFinal, Exception? inner = null) : Exception(message, inner)
{
    public bool IsFinal => isFinal;
}

/// <summary>What is handed over to a hub.</summary>
/// <param name="About">The case.</param>
/// <param name="Lines">What was said until then, in the conversation that is handed over.</param>
internal sealed record Handover(StoredCase About, IReadOnlyList<TranscriptLine> Lines)
{
    /// <summary>The name of the event by which it is handed over, and of the one by which the hub says what became of it.</summary>
    public const string Initiate = "handoff.initiate", Status = "handoff.status";

    private const int MostLines = 100;

    /// <summary>A case with the lines of its conversation up to one.</summary>
    public static async ValueTask<Handover> OfAsync(IStore store, StoredCase about, ConversationKey key, long sequence) =>
        new(about, await store.ReadLinesAsync(key, Math.Max(0, sequence - MostLines), (int)Math.Min(sequence, MostLines)));

    /// <summary>What a hub routes it by: the skill that is needed, why, and about what.</summary>
    public HandoverValue Value => new(About.Case.Kind.ToString(), About.Case.Reason, About.Case.Product, About.Case.Id, About.Case.Priority.ToString());

    /// <summary>Reads a state as hubs write it; null when it is none.</summary>
    public static HandoffState? StateOf(string? state) => state switch
    {
        "accepted" => HandoffState.Accepted,
        "failed" => HandoffState.Failed,
        "completed" => HandoffState.Completed,
        _ => null,
    };
}

/// <summary>What stands in the event beside the transcript.</summary>
internal sealed record HandoverValue(string Skill, string Reason, string? Product, string CaseId, string? Priority);
