using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>
/// Tells the other desk what it is to hear, beside the loop: a desk that hangs holds up no customer. Each case has one row of work, which stands until its next event has got through and is put off
/// longer after each attempt, so what it hears of a case comes in order.
/// </summary>
internal sealed class DeskTeller(IStore store, TurnRunner turns, IEnumerable<IOtherDesk> desks, TravelClock clock, ILogger<DeskTeller> log) : IHostedService, IDisposable
{
    // 15 seconds, 30, 60 …: after half an hour, as long as a silent agent keeps a case, it is ours again.
    private const int MostAttempts = 8;

    private const int AtOnce = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(15);

    private readonly IOtherDesk? desk = desks.FirstOrDefault();
    private readonly Beside telling = new();
    private readonly SemaphoreSlim places = new(AtOnce);

    /// <summary>Begins to tell, unless it is under way. The row is put off first: whoever dies meanwhile leaves it to a later pass, and the attempt is counted.</summary>
    public async Task BeginAsync(DueWork due, TellDesk tell)
    {
        if (telling.IsUnderWay(due.Id)) return;
        await store.PutOffAsync(due.Claim, clock.GetUtcNow() + (FirstPause * Math.Pow(2, Math.Min(due.Attempts, MostAttempts))), parkedBecause: null);
        telling.Begin(due.Id, () => TellAsync(due, tell));
    }

    /// <summary>Ends when nothing is being told.</summary>
    public Task IdleAsync() => telling.IdleAsync();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => telling.StopAsync();

    public void Dispose()
    {
        telling.Dispose();
        places.Dispose();
    }

    private async Task TellAsync(DueWork due, TellDesk tell)
    {
        try
        {
            var customer = await store.ResolveAsync(due.CustomerId);
            var sequence = (await store.LoadCustomerAsync(customer)).File?.Cases.FirstOrDefault(c => c.Id == tell.CaseId) is { } about && about.DeskHeard < about.DeskEvents ? about.DeskHeard + 1 : 0;
            string? lost = null;
            if (sequence > 0 && !await TryAsync(customer, tell.CaseId, sequence, due, reason => lost = reason)) return;
            await turns.RunAsync(new Turn(customer, "work", $"{due.Id}", new DeskTold(tell.CaseId, sequence, lost)) { Work = due.Claim });
        }
        catch (Exception error) when (error is StoreUnavailableException or OperationCanceledException)
        {
            // The row has been put off already: it comes due again.
            log.LogWarning("Work {Work} (for the other desk, case {Case}) waits: {Reason}", due.Id, tell.CaseId, error.Message);
        }
        catch (Exception error)
        {
            log.LogError(error, "Work {Work} ({Kind}) failed.", due.Id, nameof(TellDesk));
        }
    }

    // Whether its turn may be taken: it was told, or never will be.
    private async Task<bool> TryAsync(string customer, string caseId, int sequence, DueWork due, Action<string> lose)
    {
        await places.WaitAsync(telling.Stopping);
        try
        {
            var stored = (await store.ReadFactsAsync(customer)).LastOrDefault(f => f.Fact is DeskEventNoted noted && noted.CaseId == caseId && noted.Sequence == sequence);
            if (desk is null) lose("there is no other desk any more");
            else if (stored?.Fact is not DeskEventNoted noted) lose("it cannot be read any more");
            else await desk.TellAsync(customer, stored.At, noted, telling.Stopping);
            return true;
        }
        catch (DeskException error) when (!error.IsFinal && due.Attempts + 1 < MostAttempts)
        {
            log.LogWarning("The other desk is told of event {Sequence} of case {Case} again later: {Reason}.", sequence, caseId, error.Message);
            return false;
        }
        catch (DeskException error)
        {
            log.LogError("The other desk could not be told of event {Sequence} of case {Case}, which is ours alone until it is back: {Reason}.", sequence, caseId, error.Message);
            lose(error.Message);
            return true;
        }
        finally
        {
            places.Release();
        }
    }
}
