using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>Cases as the desk sees them: the queue, one case with its story, and what an agent does with it.</summary>
internal sealed class Cases(IStore store, TurnRunner turns, LanguageModel model, Changes changes, TimeProvider clock)
{
    private const int MostInQueue = 500;
    private const int MostLines = 200;

    public DateTimeOffset Now => clock.GetUtcNow();

    public ValueTask<IReadOnlyList<StoredCase>> QueueAsync() => store.ReadOpenCasesAsync(MostInQueue);

    public async Task<(StoredCase Case, CustomerFile Customer, IReadOnlyList<TranscriptLine> Transcript)?> ReadAsync(string id)
    {
        if (await store.FindCaseAsync(id) is not { } found || (await store.LoadCustomerAsync(found.CustomerId)).File is not { } customer) return null;
        return (found, customer, await store.ReadTranscriptAsync(found.CustomerId, MostLines));
    }

    /// <summary>Whether a summary can be asked for.</summary>
    public bool CanSummarise(string customer) => model.IsReadyFor(customer);

    /// <summary>What a language model makes of the conversation; null when there is no such case, or no summary.</summary>
    public async Task<string?> SummariseAsync(string id, CancellationToken cancel) =>
        await ReadAsync(id) is var (_, customer, transcript) ? await model.SummariseAsync(customer.Id, customer.Name, transcript, Fence.New(), cancel) : null;

    /// <summary>Does what an agent asked for, once for each request id; null when there is no such case.</summary>
    public async Task<TurnResult?> ActAsync(string requestId, AgentAction action) =>
        await store.FindCaseAsync(action.CaseId) is { } found
            ? await turns.RunAsync(new Turn(found.CustomerId, "desk", $"{action.CaseId}|{requestId}", action))
            : null;

    public Changes.Watch Watch() => changes.On(Changes.Desk);
}
