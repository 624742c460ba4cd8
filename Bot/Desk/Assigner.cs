using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Desk;

/// <summary>Gives cases to who is there, where the shop wants that. Of two hosts that give the same case, one is right: the lease is decided in the turn.</summary>
internal sealed partial class Assigner(Cases cases, DeskBoard board, Accounts accounts, AuditTrail audit, ILogger<Assigner> log) : BackgroundService
{
    // In the audit.
    private const string Self = "the desk";

    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(15), Apart = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, DateTimeOffset> lastGiven = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (cases.Assignment is not { } rule) return;
        using var watch = cases.Watch();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await watch.WaitAsync(AtLeastEvery, stoppingToken);
                try
                {
                    await GiveAsync(rule);
                }
                catch (StoreUnavailableException)
                {
                    // Given with the next round.
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    LogFailed(log, error);
                }

                await Task.Delay(Apart, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task GiveAsync(AssignmentRule rule)
    {
        if (!board.IsAnybodyThere) return;
        var desk = await board.ReadAsync();
        foreach (var (found, agent) in Assignment.Of(desk, await accounts.ReadAsync(), rule, lastGiven))
        {
            // They may have stepped away since the round began.
            if (await accounts.FindAsync(agent) is not { IsEnabled: true, AwaySince: null }) continue;
            var result = await cases.ActAsync(Guid.NewGuid().ToString("N"), new AgentAssigned(found.Case.Id, agent, cases.Now + rule.WriteWithin));
            if (result is not TurnResult.Done) continue;
            lastGiven[agent] = cases.Now;
            await audit.WriteAsync(Self, "case.assigned", found.Case.Id, $"to {agent}");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Cases could not be given to who is at the desk")]
    private static partial void LogFailed(ILogger log, Exception error);
}
