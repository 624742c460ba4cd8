namespace FollowUpBot.Bot.Channels.Twilio;

/// <summary>What Twilio's error codes mean for the customer, and for us.</summary>
internal enum TwilioFailure
{
    /// <summary>This message did not arrive; nothing follows from it.</summary>
    Message,

    /// <summary>The customer told Twilio to stop, by a word that it takes itself or by another number of ours.</summary>
    OptedOut,

    /// <summary>Nothing can be brought to that number.</summary>
    Unreachable,

    /// <summary>The account is not in order: somebody must look, or nobody is reached any more.</summary>
    Account,
}

/// <summary>Reads them.</summary>
internal static class TwilioFailures
{
    /// <summary>What a code means; an unknown one is a message that failed.</summary>
    public static TwilioFailure Of(int? code) => code switch
    {
        21610 => TwilioFailure.OptedOut,

        // No number, not a mobile, no way there; the phone is gone, unknown, or a landline.
        21211 or 21217 or 21612 or 21614 or 30003 or 30005 or 30006 => TwilioFailure.Unreachable,

        // Suspended, filtered as spam, a sender that is not registered, a country that is not enabled, a number that is not ours.
        30002 or 30007 or 30032 or 30034 or 21408 or 21606 or 21659 => TwilioFailure.Account,
        _ => TwilioFailure.Message,
    };
}
