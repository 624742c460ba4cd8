namespace FollowUpBot.Bot;

internal sealed partial class FollowUpOptions
{
    /// <summary>How messages leave on channels that are not ours.</summary>
    internal sealed class DispatchOptions
    {
        /// <summary>What becomes of a message when nobody can know whether it was heard, on channels that cannot be asked: <c>skip</c> or <c>resend</c>.</summary>
        public string Unknown { get; set; } = "skip";

        /// <summary>How many messages are being sent at once on one channel.</summary>
        public int AtOnce { get; set; } = 512;

        /// <summary>How many messages a second leave on a channel, by its name; one that is not named has no limit.</summary>
        public IDictionary<string, double> PerSecond { get; } = new Dictionary<string, double> { ["sms"] = 10, ["msteams"] = 30 };

        /// <summary>After so many seconds a provider is believed when it says that it does not have a message whose answer was lost.</summary>
        public int SettleSeconds { get; set; } = 15;

        public bool ResendsUnknown => Unknown == "resend";

        public IEnumerable<string> Mistakes()
        {
            const string name = "FollowUp:Dispatch:";
            if (Unknown is not ("skip" or "resend")) yield return $"{name}Unknown cannot be '{Unknown}'; it is skip or resend.";
            if (AtOnce is < 1 or > 1000) yield return $"{name}AtOnce must be from 1 to 1000.";
            if (SettleSeconds is < 0 or > 600) yield return $"{name}SettleSeconds must be from 0 to 600.";
            foreach (var (channel, rate) in PerSecond)
                if (rate is not (> 0 and <= 100_000)) yield return $"{name}PerSecond:{channel} must be above 0 and at most 100000.";
        }
    }
}
