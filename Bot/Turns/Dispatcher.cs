using FollowUpBot.Bot.Storage;

namespace FollowUpBot.Bot.Turns;

/// <summary>Sends what is committed: conversations side by side, each conversation in its order, each channel at its pace. What a dead host left half sent is found out about first.</summary>
internal sealed class Dispatcher(IStore store, Departures departures, Delivery delivery, Changes changes, TimeProvider clock, ILogger<Dispatcher> log) : BackgroundService
{
    private const int MostPerClaim = 64;
    private const string HostDied = "its host died while it was being sent";

    // How long a message of another host may go unnoticed, and how often to look for what dead hosts left.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(2), Beat = TimeSpan.FromSeconds(4);

    // Together with the sending that is under way then, a visitor who moves the clock waits no longer.
    private static readonly TimeSpan LongestWaitOfTravellers = TimeSpan.FromSeconds(10);

    private long lastBeat;

    /// <summary>Waits until everything that is due has left, or for a while.</summary>
    public async Task IdleAsync()
    {
        for (var began = clock.GetTimestamp(); clock.GetElapsedTime(began) < LongestWaitOfTravellers;)
        {
            if (!departures.IsIdle) await Task.WhenAny(departures.UnderWayAsync(), Task.Delay(LongestSleep));
            else if (!(await store.Outbox.DueChannelsAsync(clock.GetUtcNow())).Any(c => departures.RoadTo(c).Sender is not null)) return;
            else await Task.Delay(TimeSpan.FromMilliseconds(5));
            changes.SignalHere(Changes.Outgoing);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = changes.On(Changes.Outgoing);
        departures.Open(stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested) await watch.WaitAsync(await PassAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The host is stopping: nothing more is claimed, and what is being sent is brought to its end.
        }

        await departures.UnderWayAsync();
    }

    private async Task<TimeSpan> PassAsync(CancellationToken stop)
    {
        try
        {
            if (lastBeat == 0 || clock.GetElapsedTime(lastBeat) >= Beat) await RecoverAsync(stop);
            var sleep = LongestSleep;
            var due = await store.Outbox.DueChannelsAsync(clock.GetUtcNow());
            departures.Want(due);
            foreach (var channel in due)
                if (departures.RoadTo(channel) is { Sender: { } sender } road && await ClaimAsync(channel, road, sender, stop) is var wait && wait < sleep) sleep = wait;

            var now = clock.GetUtcNow();
            return await store.Outbox.NextDueAtAsync(now) - now is { } next && next < sleep ? next + TimeSpan.FromMilliseconds(1) : sleep;
        }
        catch (StoreUnavailableException error)
        {
            log.LogError("Messages wait: {Reason}", error.Message);
            return TimeSpan.FromSeconds(1);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogError(error, "Messages to send could not be read; trying again.");
            return TimeSpan.FromSeconds(1);
        }
    }

    // The result is how long to wait for the pace; whoever leaves a road that is wanted rings.
    private async Task<TimeSpan> ClaimAsync(string channel, Departures.Road road, IChannelSender sender, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var places = road.Enter(MostPerClaim);
            if (places == 0) return road.UntilNext is var wait && wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(20) : LongestSleep;
            var claimed = await ClaimAsync(channel, road, places);
            foreach (var message in claimed) departures.Begin(road, message.Claim, () => delivery.DeliverAsync(sender, message, stop));
            if (claimed.Count < places) return LongestSleep;
        }
    }

    private async Task<IReadOnlyList<Outgoing>> ClaimAsync(string channel, Departures.Road road, int places)
    {
        var taken = 0;
        try
        {
            var claimed = await store.Outbox.ClaimAsync(channel, clock.GetUtcNow(), places);
            taken = claimed.Count;
            return claimed;
        }
        finally
        {
            road.GiveBack(places - taken);
        }
    }

    private async Task RecoverAsync(CancellationToken stop)
    {
        foreach (var message in await store.Outbox.RecoverAsync(MostPerClaim))
            if (departures.RoadTo(message.Conversation.Channel) is { Sender: { } sender } road)
                departures.Begin(road.EnterAnyhow(), message.Claim, () => delivery.ReconcileAsync(sender, message, HostDied, stop));
            else await store.Outbox.SettleAsync(message.Claim, new OutgoingOutcome.Unknown(HostDied));

        // Whoever sends is aboard from before the row was written until it is settled, so what is not aboard was never sent.
        foreach (var claim in await store.Outbox.OverdueAsync())
            if (!departures.IsAboard(claim)) await delivery.TakeBackAsync(claim, stop);
        lastBeat = clock.GetTimestamp();
    }
}
