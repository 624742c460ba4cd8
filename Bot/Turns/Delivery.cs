using System.Diagnostics;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>
/// Brings one message to its end: gate, send, write down what became of it. The intent is durable before the provider is called, and nothing is sent again that the provider may have
/// taken: where an answer is lost, the provider is asked what it has, and where it cannot be asked, the message stays unknown.
/// </summary>
internal sealed class Delivery(IStore store, Lazy<TurnRunner> turns, FollowUpOptions options, Backoff backoff, TimeProvider clock, ILogger<Delivery> log)
{
    // By then a human must look: at two minutes on average between tries, half an hour.
    private const int MostRefusals = 16;

    // Below the lease, with room for a pause of this process: whoever takes the message over after the lease must find no call of ours open.
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(OutgoingRows.LeaseSeconds - 3);

    // What is left of the lease. A host that was held up for longer between the intent and the call may have been taken for dead meanwhile.
    private static readonly TimeSpan MostDelay = TimeSpan.FromSeconds(OutgoingRows.LeaseSeconds) - SendTimeout;

    private static readonly TimeSpan LongestPauseBetweenLooks = TimeSpan.FromSeconds(10);

    /// <summary>Sends a claimed message, if it may be sent.</summary>
    public async Task DeliverAsync(IChannelSender sender, Outgoing message, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            await SettleAsync(message, new OutgoingOutcome.Released(), stop);
            return;
        }

        var began = clock.GetTimestamp();
        var verdict = await InsistAsync(() => store.Outbox.GateAsync(message.Claim, file => Gate.Judge(file, message, clock.GetUtcNow())), stop);
        switch (verdict)
        {
            case GateVerdict.Hold hold: log.LogInformation("A message on {Channel} is held: {Reason}.", message.Conversation.Channel, hold.Reason); break;
            case GateVerdict.Withhold withheld: log.LogInformation("A message on {Channel} is not sent: {Reason}.", message.Conversation.Channel, withheld.Reason); break;
            case GateVerdict.Pass: await RecordAsync(sender, message, await SendAsync(sender, message, began), stop); break;
        }
    }

    /// <summary>Sends a message that was written as being sent.</summary>
    /// <param name="sender">The channel's sender.</param>
    /// <param name="message">The message.</param>
    /// <param name="began">A timestamp from before it was written.</param>
    /// <param name="answered">Set when the provider has answered, or could not.</param>
    /// <param name="stop">The host is stopping.</param>
    public async Task DepartAsync(IChannelSender sender, Outgoing message, long began, TaskCompletionSource answered, CancellationToken stop)
    {
        var result = await SendAsync(sender, message, began);
        answered.SetResult();
        await RecordAsync(sender, message, result, stop);
    }

    /// <summary>Lets a message wait that this host may have written as being sent and has not sent.</summary>
    public Task TakeBackAsync(OutgoingClaim claim, CancellationToken stop) =>
        InsistAsync(() => store.Outbox.SettleAsync(claim, new OutgoingOutcome.Again(clock.GetUtcNow(), "it was not sent")), stop);

    /// <summary>Finds out what became of a message whose sender is dead, or got no answer.</summary>
    public async Task ReconcileAsync(IChannelSender sender, Outgoing message, string reason, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        for (var look = 0; !stop.IsCancellationRequested; look++)
        {
            switch (await LookAsync(sender, message))
            {
                case { CanTell: false }:
                    await GiveUpAsync(message, reason, stop);
                    return;
                case { ProviderId: { } there }:
                    await SettleAsync(message, new OutgoingOutcome.Sent(there, clock.GetUtcNow()), stop);
                    return;

                // A call of ours may still be on its way through the provider: that it is not there counts only after a while.
                case { Answered: true } when message.SendingFor + Stopwatch.GetElapsedTime(began) >= TimeSpan.FromSeconds(options.Dispatch.SettleSeconds):
                    await SettleAsync(message, new OutgoingOutcome.Again(clock.GetUtcNow(), $"{reason}; the provider does not have it"), stop);
                    return;
            }

            var pause = TimeSpan.FromMilliseconds(Math.Min(500 * Math.Pow(2, Math.Min(look, 8)), LongestPauseBetweenLooks.TotalMilliseconds));
            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<SendResult> SendAsync(IChannelSender sender, Outgoing message, long began)
    {
        if (clock.GetElapsedTime(began) > MostDelay) return new SendResult.Refused("this host was held up before it was sent");

        // A host that is stopping finishes the call: broken off, nobody would know what became of it.
        using var limit = new CancellationTokenSource(SendTimeout);
        try
        {
            return await sender.SendAsync(message, limit.Token);
        }
        catch (Exception error)
        {
            return SendResult.Of(error);
        }
    }

    private async Task RecordAsync(IChannelSender sender, Outgoing message, SendResult result, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        switch (result)
        {
            case SendResult.Accepted accepted:
                await SettleAsync(message, new OutgoingOutcome.Sent(accepted.ProviderId, now), stop);
                break;
            case SendResult.Later later:
                await SettleAsync(message, new OutgoingOutcome.Again(now + later.After, later.Reason) { Counts = false }, stop);
                break;
            case SendResult.Refused refused when message.Attempts + 1 < MostRefusals:
                await SettleAsync(message, new OutgoingOutcome.Again(now + backoff.After(message.Attempts, refused.RetryAfter), refused.Reason), stop);
                break;
            case SendResult.Refused refused:
                await FailAsync(message, refused.Reason, stop);
                break;
            case SendResult.Rejected rejected:
                // First, so that a crash in between leaves a message that the gate stops.
                if (rejected.OptedOut) await TellAsync("opted-out", new OptedOutAtProvider());
                if (rejected.Unreachable) await TellAsync("unreachable", new AddressFailed(message.Conversation.Channel));
                await FailAsync(message, rejected.Reason, stop);
                break;
            case SendResult.Unclear unclear:
                await ReconcileAsync(sender, message, unclear.Reason, stop);
                break;
        }

        Task TellAsync(string what, Inbound news) =>
            InsistAsync(() => turns.Value.RunAsync(new Turn(message.CustomerId, "dispatch", $"{message.Claim.Key}|{what}", news), CancellationToken.None), stop);
    }

    private async Task<Look> LookAsync(IChannelSender sender, Outgoing message)
    {
        using var limit = new CancellationTokenSource(SendTimeout);
        try
        {
            if (await sender.FindAsync(message, limit.Token) is not { } found) return new Look(CanTell: false, Answered: true, null);

            // The same words may have been said a moment before: what belongs to another message is not this one.
            foreach (var id in found)
                if (!await store.Outbox.KnowsProviderIdAsync(message.Conversation.Channel, id)) return new Look(CanTell: true, Answered: true, id);
            return new Look(CanTell: true, Answered: true, null);
        }
        catch (Exception error)
        {
            log.LogWarning("What became of a message on {Channel} cannot be found out yet: {Reason}.", message.Conversation.Channel, error.Message);
            return new Look(CanTell: true, Answered: false, null);
        }
    }

    private async Task GiveUpAsync(Outgoing message, string reason, CancellationToken stop)
    {
        if (options.Dispatch.ResendsUnknown)
        {
            await SettleAsync(message, new OutgoingOutcome.Again(clock.GetUtcNow() + backoff.After(message.Attempts, null), $"{reason}; sent again as configured"), stop);
            return;
        }

        log.LogWarning("Whether message {Key} on {Channel} was heard cannot be known ({Reason}); it is not sent again.", message.Claim.Key, message.Conversation.Channel, reason);
        await SettleAsync(message, new OutgoingOutcome.Unknown(reason), stop);
    }

    private Task FailAsync(Outgoing message, string reason, CancellationToken stop)
    {
        log.LogError("Message {Key} on {Channel} cannot be sent: {Reason}.", message.Claim.Key, message.Conversation.Channel, reason);
        return SettleAsync(message, new OutgoingOutcome.Failed(reason), stop);
    }

    private Task SettleAsync(Outgoing message, OutgoingOutcome outcome, CancellationToken stop) => InsistAsync(() => store.Outbox.SettleAsync(message.Claim, outcome), stop);

    // While the store is away, this host is the only one that knows, so it asks until the store is back. One that stops leaves it to whoever finds the row.
    private async Task<T?> InsistAsync<T>(Func<Task<T>> ask, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception error)
            {
                log.LogError("What becomes of a message cannot be written down yet: {Reason}", error.Message);
                if (stop.IsCancellationRequested) return default;
                await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private sealed record Look(bool CanTell, bool Answered, string? ProviderId);
}
