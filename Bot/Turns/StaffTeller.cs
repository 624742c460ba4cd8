using FollowUpBot.Bot.Notices;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>
/// Tells staff outside the desk, beside the loop: a mail server that hangs holds up no customer. The work row stays until it has got through, and is put off longer after each attempt; it is one receiver's,
/// so that nobody hears twice what another did not hear.
/// </summary>
internal sealed class StaffTeller(IStore store, TurnRunner turns, StaffNotices notices, ShopContent content, TravelClock clock, ILogger<StaffTeller> log) : IHostedService, IDisposable
{
    // 1, 2, 4 … minutes: after some four hours the case itself has gone on to somebody else.
    private const int MostAttempts = 8;

    private readonly Beside telling = new();

    /// <summary>Begins to tell, unless it is under way. The row is put off first: whoever dies meanwhile leaves it to a later pass, and the attempt is counted.</summary>
    public async Task BeginAsync(DueWork due, TellStaff tell)
    {
        if (telling.IsUnderWay(due.Id)) return;
        var parked = due.Attempts + 1 >= MostAttempts ? $"did not get through in {MostAttempts} attempts" : null;
        await store.PutOffAsync(due.Claim, clock.GetUtcNow() + TimeSpan.FromMinutes(Math.Pow(2, due.Attempts)), parked);
        telling.Begin(due.Id, () => TellAsync(due, tell, parked is not null));
    }

    /// <summary>Ends when nobody is being told anything.</summary>
    public Task IdleAsync() => telling.IdleAsync();

    /// <summary>Says once what nobody will hear of.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var missing in notices.Missing(content.Shop.Escalation)) log.LogWarning("{Missing}", missing);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => telling.StopAsync();

    public void Dispose() => telling.Dispose();

    private async Task TellAsync(DueWork due, TellStaff tell, bool isLast)
    {
        try
        {
            var customer = await store.ResolveAsync(due.CustomerId);
            if ((await store.LoadCustomerAsync(customer)).File is { } file && EscalationDialog.IsStillTrue(file, tell))
                await notices.SendAsync(tell, file.Cases.First(c => c.Id == tell.CaseId), clock.RealNow, telling.Stopping);
            await turns.RunAsync(new Turn(customer, "work", $"{due.Id}", new WorkCameDue(tell)) { Work = due.Claim });
        }
        catch (NoticeException error)
        {
            if (isLast) log.LogError("Work {Work} ({Kind} of case {Case}) is parked: {Reason}, {Attempts} times.", due.Id, tell.What, tell.CaseId, error.Message, MostAttempts);
            else log.LogWarning("Work {Work} ({Kind} of case {Case}) is tried again: {Reason}.", due.Id, tell.What, tell.CaseId, error.Message);
        }
        catch (Exception error) when (error is StoreUnavailableException or OperationCanceledException)
        {
            // The row has been put off already: it comes due again.
            log.LogWarning("Work {Work} ({Kind} of case {Case}) waits: {Reason}", due.Id, tell.What, tell.CaseId, error.Message);
        }
        catch (Exception error)
        {
            log.LogError(error, "Work {Work} ({Kind}) failed.", due.Id, nameof(TellStaff));
        }
    }
}
