namespace FollowUpBot.Bot;

internal sealed partial class FollowUpOptions
{
    /// <summary>Channels of the Bot Framework (<c>/api/messages</c>).</summary>
    internal sealed class BotFrameworkOptions
    {
        /// <summary>
        /// <c>Required</c>: callers show a token of the Bot Framework. This version cannot check one yet, and what cannot be checked is refused: every call is answered 401.
        /// <c>Off</c>: no token, in Development and from this machine only.
        /// </summary>
        public string Authentication { get; set; } = "Required";

        /// <summary>Hosts that replies may be sent to, beside those of the Bot Framework's own cloud; <c>*.example.com</c> is every host below.</summary>
        public IList<string> AllowedServiceHosts { get; set; } = [];

        /// <summary>The https address under which customers reach this host: links to manuals lead there. Without it they stay words.</summary>
        public string? PublicUrl { get; set; }

        public bool IsOff => Authentication == "Off";

        public IEnumerable<string> Mistakes(bool isDevelopment)
        {
            const string name = "FollowUp:BotFramework:";
            if (Authentication is not ("Required" or "Off")) yield return $"{name}Authentication cannot be '{Authentication}'; it is Required or Off.";
            if (IsOff && !isDevelopment) yield return $"{name}Authentication may be Off in Development only: anybody could speak as any customer.";
            if (!string.IsNullOrEmpty(PublicUrl) && !(Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))))
                yield return $"{name}PublicUrl must be the https address under which customers reach this host, like https://bot.example.com (http is for this machine only).";
            foreach (var host in AllowedServiceHosts)
                if (Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) != UriHostNameType.Dns) yield return $"{name}AllowedServiceHosts: '{host}' is no name of a host.";
        }
    }
}
