using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Bot.Turns;

/// <summary>Whether a message may still be sent, decided on the customer's file as it is just before: much may have happened since it was written.</summary>
internal static class Gate
{
    // How often a message that is held is asked about again.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    public static GateVerdict Judge(CustomerFile? file, Outgoing message, DateTimeOffset now)
    {
        if (file is null) return new GateVerdict.Withhold("there is no such customer any more");

        // The one word that confirms a stop is said in its turn; what was said before it, or of our own accord, is not said after it. The store keeps milliseconds.
        if (file.StoppedAt is { } stopped && (message.Unasked || message.CreatedAt.ToUnixTimeMilliseconds() < stopped.ToUnixTimeMilliseconds())) return new GateVerdict.Withhold("the customer asked us to stop");
        if (message.NotAfter <= now) return new GateVerdict.Withhold("too late: its occasion has passed");
        if (message.Unasked && file.OpenHandoff is not null) return new GateVerdict.Hold(now + Pause, "a person is talking to the customer");
        if (message.Unasked && file.PausedUntil is { } pause && pause > now) return new GateVerdict.Hold(pause, "the customer asked us to wait");
        return new GateVerdict.Pass();
    }
}
