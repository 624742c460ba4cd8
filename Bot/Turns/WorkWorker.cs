using System.Security.Cryptography;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>Takes work that has come due, as turns like any other.</summary>
internal sealed class WorkWorker(IStore store, TurnRunner turns, Composer composer, StaffTeller teller, DeskTeller deskTeller, Changes changes, TimeProvider clock, ILogger<WorkWorker> log) : BackgroundService
{
    private const int Batch = 256;
    private const int AtOnce = 8;
    private const int MostAttempts = 8;

    // How long a new due time may go unnoticed if its signal is lost.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(1);

    private readonly SemaphoreSlim passing = new(1, 1);
    private bool interrupted;

    /// <summary>Takes everything that is due now, and what comes due by it.</summary>
    public async Task PassAsync(CancellationToken cancel)
    {
        await passing.WaitAsync(cancel);
        try
        {
            if (interrupted) await store.GiveBackAsync();
            interrupted = true;
            while (await store.ClaimDueAsync(clock.GetUtcNow(), Batch) is { Count: > 0 } due)
            {
                // Customers side by side, the work of one customer in its order.
                await Parallel.ForEachAsync(due.GroupBy(w => w.CustomerId), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (works, _) =>
                {
                    foreach (var work in works) await TakeAsync(work);
                });
            }

            interrupted = false;
        }
        finally
        {
            passing.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = changes.On(Changes.Work);
        try
        {
            while (true)
            {
                var sleep = await PassAndPlanAsync(stoppingToken);
                await watch.WaitAsync(sleep, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host is stopping; what is due waits in the store.
        }
    }

    private async Task<TimeSpan> PassAndPlanAsync(CancellationToken cancel)
    {
        try
        {
            await PassAsync(cancel);
            var sleep = await store.NextDueAtAsync() - clock.GetUtcNow() ?? LongestSleep;
            return sleep > LongestSleep ? LongestSleep : sleep < ShortestSleep ? ShortestSleep : sleep;
        }
        catch (StoreUnavailableException error)
        {
            log.LogError("Due work waits: {Reason}", error.Message);
            return TimeSpan.FromSeconds(1);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogError(error, "Due work could not be read; trying again.");
            return TimeSpan.FromSeconds(1);
        }
    }

    private static Turn TurnOf(DueWork due, Work work) => work switch
    {
        // Who is written to for the first time is another than whose work it was.
        IntroducePerson named => new Turn(named.CustomerId, "work", $"{due.Id}", new PersonNamed(named.Name, named.By, named.Locale, named.TimeZone, named.Purchase)) { Work = due.Claim, Addresses = [Phone(named.Phone)] },
        StartTexting texting => new Turn(due.CustomerId, "work", $"{due.Id}", new NumberGiven(texting.Owed)) { Work = due.Claim, Addresses = [Phone(texting.Phone)] },
        _ => new Turn(due.CustomerId, "work", $"{due.Id}", new WorkCameDue(work)) { Work = due.Claim },
    };

    private static Address Phone(string number) => new("sms", number, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)));

    private async Task TakeAsync(DueWork due)
    {
        if (due.Work is null)
        {
            log.LogError("Work {Work} cannot be read by this version and is parked.", due.Id);
            await store.PutOffAsync(due.Claim, clock.GetUtcNow(), "cannot be read by this version");
            return;
        }

        if (due.Work is ComposeAnswer compose)
        {
            // Put off first: whoever dies while the model writes leaves it to the next pass, and the attempt is counted.
            await store.PutOffAsync(due.Claim, clock.GetUtcNow() + composer.Lease, due.Attempts + 1 >= MostAttempts ? $"no answer could be committed in {MostAttempts} attempts" : null);
            composer.Begin(due, compose);
            return;
        }

        if (due.Work is TellStaff tell)
        {
            await teller.BeginAsync(due, tell);
            return;
        }

        if (due.Work is TellDesk next)
        {
            await deskTeller.BeginAsync(due, next);
            return;
        }

        try
        {
            await turns.RunAsync(TurnOf(due, due.Work));
        }
        catch (AddressTakenException) when (due.Work is StartTexting)
        {
            await turns.RunAsync(new Turn(due.CustomerId, "work", $"{due.Id}", new NumberOfAnother()) { Work = due.Claim });
        }
        catch (Exception error) when (error is not (OperationCanceledException or StoreUnavailableException))
        {
            // One bad row does not stop the others: it waits longer each time, and in the end for a human.
            var attempts = due.Attempts + 1;
            var parked = attempts >= MostAttempts ? $"{error.GetType().Name} after {attempts} attempts" : null;
            log.LogError(error, "Work {Work} ({Kind}) failed for the {Attempts}. time{Parked}.", due.Id, due.Work.GetType().Name, attempts, parked is null ? "" : " and is parked");
            await store.PutOffAsync(due.Claim, clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Pow(2, attempts)), parked);
        }
    }
}
