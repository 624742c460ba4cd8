using System.Collections.Concurrent;

namespace FollowUpBot.Bot.Channels.Twilio;

/// <summary>Says once, and loudly, what only the operator can put right: each message that fails for the same reason says it in its own row.</summary>
internal sealed class TwilioAlarm(ILogger<TwilioAlarm> log)
{
    private readonly ConcurrentDictionary<int, bool> rung = new();

    public void Ring(int? code)
    {
        if (code is { } known && rung.TryAdd(known, true))
            log.LogCritical("Twilio no longer brings our texts: error {Code} (see twilio.com/docs/api/errors/{Code}). Until that is put right in the account, texts fail; they are not sent again by themselves.", known, known);
    }
}
