using System.Globalization;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>
/// Once a night, on one host: proves that everybody has one planned contact that something wakes us for, or a reason for none, and mends what is not so by a turn. Then it takes away what has
/// served: the ids of messages that will not come again, the rows of what was sent, and transcripts if that is wished.
/// </summary>
internal sealed class Nightly(IStore store, TurnRunner turns, ShopContent content, FollowUpOptions options, TimeProvider clock, ILogger<Nightly> log) : BackgroundService
{
    /// <summary>The day of the last run; one that is far away keeps hosts from it.</summary>
    public const string Setting = "nightly";
    private const int Batch = 500;

    // Where the shop is, people sleep and little is written.
    private const int Hour = 3;

    // No channel sends a message again after so long, and no provider reports about one.
    private static readonly TimeSpan KeepServed = TimeSpan.FromDays(30);

    // Who has not sent a file a week after they added it does not want to.
    private static readonly TimeSpan KeepPending = TimeSpan.FromDays(7);

    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    private string lastDay = "";

    /// <summary>Runs if it is night, or has been, and no host has run on this day.</summary>
    public async Task<bool> RunIfDueAsync(CancellationToken cancel)
    {
        var local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), LocalTime.Zone(content.TimeZone));
        var day = local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (local.Hour < Hour || day == lastDay) return false;
        var isOurs = await store.AdvanceSettingAsync(Setting, day);
        lastDay = day;
        if (isOurs) await RunAsync(cancel);
        return isOurs;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Look, stoppingToken);
                await RunIfDueAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException error)
            {
                log.LogError("The nightly check was cut short: {Reason}", error.Message);
            }
            catch (Exception error)
            {
                log.LogError(error, "The nightly check was cut short.");
            }
        }
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        var (mended, failed) = await MendAsync(cancel);
        if (mended + failed > 0) log.LogWarning("Nightly check: {Mended} customers had a plan that nothing would have woken us for, or none; it was made again. {Failed} could not be mended.", mended, failed);
        var now = clock.GetUtcNow();
        var inbound = await store.PruneAsync(Served.Inbound, now - KeepServed, cancel);
        var sent = await store.PruneAsync(Served.Outgoing, now - KeepServed, cancel);
        var lines = options.Storage.KeepTranscriptsDays is { } days ? await store.PruneAsync(Served.Transcript, now - TimeSpan.FromDays(days), cancel) : 0;
        var files = options.Storage.KeepTranscriptsDays is { } daysOfFiles ? await store.PruneAsync(Served.File, now - TimeSpan.FromDays(daysOfFiles), cancel) : 0;
        files += await store.PruneAsync(Served.PendingFile, now - KeepPending, cancel);
        log.LogInformation("Nightly check: done. Taken away: {Inbound} ids of handled messages, {Sent} rows of sent messages, {Lines} lines of transcripts, {Files} files.", inbound, sent, lines, files);
    }

    private async Task<(int Mended, int Failed)> MendAsync(CancellationToken cancel)
    {
        var seen = new HashSet<string>();
        var failed = 0;

        // Who stays broken after a turn is counted and left for the next night.
        while ((await store.FindUnwokenAsync(clock.GetUtcNow(), seen.Count + Batch)).Where(seen.Add).ToList() is { Count: > 0 } broken)
        {
            foreach (var customer in broken)
            {
                cancel.ThrowIfCancellationRequested();
                try
                {
                    await turns.RunAsync(new Turn(customer, Setting, string.Create(CultureInfo.InvariantCulture, $"{customer}|{clock.GetUtcNow().UtcTicks}"), new PlanFoundBroken()), cancel);
                }
                catch (Exception error) when (error is not (OperationCanceledException or StoreUnavailableException))
                {
                    failed++;
                    log.LogError("A plan could not be made again: {Kind}", error.GetType().Name);
                }
            }
        }

        return (seen.Count - failed, failed);
    }
}
