using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>
/// Has answers written, beside the loop and outside every transaction, and brings each back into the loop as an inbound of its own. The work row stays until that
/// turn is committed, so a crash means that it is written again, and the row's number is the inbound's id, so it is said once.
/// </summary>
internal sealed class Composer(IStore store, TurnRunner turns, LanguageModel model, UnfinishedAnswers unfinished, FollowUpOptions options, ILogger<Composer> log) : IHostedService, IDisposable
{
    // The model is asked twice at most; after that its silence is the answer and the manual is quoted.
    private const int MostTries = 2;
    private const int EarlierLines = 4;

    private readonly Beside writing = new();

    /// <summary>How long an answer is left to its writer before the next pass takes it for lost.</summary>
    public TimeSpan Lease => TimeSpan.FromSeconds(options.LanguageModel.TimeoutSeconds + 10);

    /// <summary>Begins to write, unless it is being written already.</summary>
    public void Begin(DueWork due, ComposeAnswer work) => writing.Begin(due.Id, () => WriteAsync(due, work));

    /// <summary>Ends when nothing is being written.</summary>
    public Task IdleAsync() => writing.IdleAsync();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whoever waits for an answer gets the quote, now.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => writing.StopAsync();

    public void Dispose() => writing.Dispose();

    private async Task WriteAsync(DueWork due, ComposeAnswer work)
    {
        try
        {
            var customer = await store.ResolveAsync(due.CustomerId);
            var conversation = await store.LatestConversationAsync(customer);
            var stream = conversation is { } at ? $"{at.Id}|answer-{due.Id}" : null;
            var composition = due.Attempts < MostTries ? await ComposeAsync(customer, work, text => Show(conversation, stream, text)) : null;
            var result = await turns.RunAsync(new Turn(customer, "work", $"{due.Id}", new AnswerComposed(work, composition)) { Work = due.Claim, Conversation = conversation, StreamId = stream });
            if (conversation is { } shown) unfinished.End(shown, stream!, wasSaid: result is TurnResult.Done { Lines.Count: > 0 });
        }
        catch (StoreUnavailableException error)
        {
            log.LogError("Work {Work} ({Kind}) waits: {Reason}", due.Id, nameof(ComposeAnswer), error.Message);
        }
        catch (Exception error)
        {
            // The row has been put off already: it comes due again.
            log.LogError(error, "Work {Work} ({Kind}) failed.", due.Id, nameof(ComposeAnswer));
        }
    }

    private async Task<Composition?> ComposeAsync(string customer, ComposeAnswer work, Action<string> show)
    {
        if (!model.IsReadyFor(customer)) return null;
        show("");
        var name = (await store.LoadCustomerAsync(customer)).File?.Name;
        var request = new AnswerRequest(customer, name, work.Question, await EarlierAsync(customer, work.Question), work.Finding.Passages);
        return await model.AnswerAsync(request, Fence.New(), show, writing.Stopping);
    }

    private void Show(ConversationKey? conversation, string? stream, string text)
    {
        if (conversation is { } key) unfinished.Show(key, stream!, MarkdownEscape.Of(text));
    }

    // What stood before the question; what came after it is another matter.
    private async Task<IReadOnlyList<TranscriptLine>> EarlierAsync(string customer, string question)
    {
        var lines = (await store.ReadTranscriptAsync(customer, EarlierLines * 3)).ToList();
        var asked = lines.FindLastIndex(l => l.Speaker == Speaker.Customer && question.EndsWith(l.Text, StringComparison.Ordinal));
        return [.. lines.Take(asked < 0 ? 0 : asked).TakeLast(EarlierLines)];
    }
}
