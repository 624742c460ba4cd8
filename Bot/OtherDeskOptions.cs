using FollowUpBot.Bot.People;

namespace FollowUpBot.Bot;

internal sealed partial class FollowUpOptions
{
    /// <summary>Another helpdesk that people work at, beside our own desk or instead of it.</summary>
    internal sealed class OtherDeskOptions
    {
        /// <summary><c>None</c>; <c>Webhook</c>: it is told of cases by signed requests and answers through <c>/api/other-desk</c>; <c>Hub</c>: conversations are handed over to it by the Bot Framework's handoff events.</summary>
        public string Kind { get; set; } = "None";

        /// <summary>Where events are posted.</summary>
        public string? Url { get; set; }

        /// <summary>Signs what is posted, 32 characters or more.</summary>
        public string? Secret { get; set; }

        /// <summary>The key by which it calls <c>/api/other-desk</c>, 32 characters or more.</summary>
        public string? Key { get; set; }

        /// <summary>What it is called: in the audit, for agents, and by a hub for the customer, too.</summary>
        public string? Name { get; set; }

        /// <summary>How long it may take to answer an event.</summary>
        public int TimeoutSeconds { get; set; } = 10;

        /// <summary>How many calls to <c>/api/other-desk</c> are taken a minute.</summary>
        public int CallsPerMinute { get; set; } = 1200;

        public bool IsWebhook => Kind == "Webhook";

        public bool IsHub => Kind == "Hub";

        /// <summary>Everything that is wrong, one sentence each. The secrets are never part of one.</summary>
        public IEnumerable<string> Mistakes(bool isDevelopment)
        {
            const string name = "FollowUp:OtherDesk:";
            if (Kind is not ("None" or "Webhook" or "Hub")) yield return $"{name}Kind cannot be '{Kind}'; it is None, Webhook or Hub.";
            if (TimeoutSeconds is < 1 or > 60) yield return $"{name}TimeoutSeconds must be from 1 to 60.";
            if (CallsPerMinute < 1) yield return $"{name}CallsPerMinute must be 1 or more.";
            if (Secret is { Length: > 0 and < 32 }) yield return $"{name}Secret is shorter than 32 characters; take a random one.";
            if (Key is { Length: > 0 and < 32 }) yield return $"{name}Key is shorter than 32 characters; take a random one.";
            if (!IsWebhook && !IsHub) yield break;
            if (Name is null || !Account.IsName(Name)) yield return $"{name}Name is missing or no name: say what the other desk is called, in {Account.LongestName} characters at most.";
            if (IsHub) yield break;

            // What is signed can still be read on the way.
            if (!(Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.UserInfo.Length == 0 && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback && isDevelopment))))
                yield return $"{name}Url must be the https address that events are posted to (http is for this machine only, in Development).";
            if (string.IsNullOrEmpty(Secret)) yield return $"{name}Secret is missing: it signs what is posted.";
            if (string.IsNullOrEmpty(Key)) yield return $"{name}Key is missing: by it the other desk claims and answers.";
        }
    }
}
