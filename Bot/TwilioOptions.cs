namespace FollowUpBot.Bot;

internal sealed partial class FollowUpOptions
{
    /// <summary>Text messages by Twilio. Without an account there are none.</summary>
    internal sealed class TwilioOptions
    {
        public string? AccountSid { get; set; }

        /// <summary>Signs what Twilio sends us and what we send it.</summary>
        public string? AuthToken { get; set; }

        /// <summary>The account's other token, while one takes the place of the other: what it signs is taken too, nothing is sent with it.</summary>
        public string? AuthTokenSecondary { get; set; }

        /// <summary>The tokens by which Twilio may sign.</summary>
        public IReadOnlyList<string> Tokens => string.IsNullOrWhiteSpace(AuthTokenSecondary) ? [AuthToken!] : [AuthToken!, AuthTokenSecondary];

        /// <summary>The number that texts come from, like +34600000000.</summary>
        public string? From { get; set; }

        /// <summary>Instead of a number, the service that chooses one.</summary>
        public string? MessagingServiceSid { get; set; }

        /// <summary>Where Twilio reaches this host, without a path. Its signature is over this address, whatever a proxy makes of it.</summary>
        public string? PublicUrl { get; set; }

        public string ApiBase { get; set; } = "https://api.twilio.com";

        public bool IsConfigured => !string.IsNullOrWhiteSpace(AccountSid);

        /// <summary>Everything that is wrong, one sentence each. The token is never part of one.</summary>
        public IEnumerable<string> Mistakes()
        {
            const string name = "FollowUp:Twilio:";
            if (new[] { AccountSid, AuthToken, From, MessagingServiceSid, PublicUrl }.All(string.IsNullOrWhiteSpace)) yield break;
            if (string.IsNullOrWhiteSpace(AccountSid) || !AccountSid.All(char.IsAsciiLetterOrDigit)) yield return $"{name}AccountSid must be the account's id, which begins with AC.";
            if (string.IsNullOrWhiteSpace(AuthToken)) yield return $"{name}AuthToken is missing: without it nobody could tell Twilio's messages from forged ones.";
            if (string.IsNullOrWhiteSpace(From) == string.IsNullOrWhiteSpace(MessagingServiceSid)) yield return $"{name}From and MessagingServiceSid exclude each other: give one.";
            if (!IsSafe(PublicUrl)) yield return $"{name}PublicUrl must be the https address under which Twilio reaches this host, like https://bot.example.com (http is for this machine only).";
            if (!IsSafe(ApiBase)) yield return $"{name}ApiBase must begin with https: the token goes there (http is for this machine only).";
        }

        private static bool IsSafe(string? address) =>
            Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { UserInfo.Length: 0, Query.Length: 0, AbsolutePath: "/" } && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback));
    }
}
