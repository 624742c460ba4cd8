using FollowUpBot.Bot.Http;

namespace FollowUpBot.Bot;

internal sealed partial class FollowUpOptions
{
    /// <summary>Channels of the Bot Framework (<c>/api/messages</c>).</summary>
    internal sealed class BotFrameworkOptions
    {
        private static readonly string[] AppTypes = ["MultiTenant", "SingleTenant", "UserAssignedMSI"];

        /// <summary>The bot's app id in Entra ID. Without it no channel of the Bot Framework is connected, and every call is refused.</summary>
        public string? AppId { get; set; }

        /// <summary><c>MultiTenant</c>, <c>SingleTenant</c> or <c>UserAssignedMSI</c>, as the bot's registration says.</summary>
        public string AppType { get; set; } = "MultiTenant";

        /// <summary>The directory of a single-tenant app or of a managed identity.</summary>
        public string? TenantId { get; set; }

        /// <summary>The app's secret; or one of the next three instead of it. A managed identity needs none of them.</summary>
        public string? AppSecret { get; set; }

        /// <summary>A certificate with its private key: PEM, or PFX without a password.</summary>
        public string? CertificateFile { get; set; }

        /// <summary>A file with a federated token, as Kubernetes keeps it up to date.</summary>
        public string? FederatedTokenFile { get; set; }

        /// <summary>The client id of a managed identity that the app trusts by a federated credential.</summary>
        public string? FederatedIdentity { get; set; }

        /// <summary><c>Public</c> or <c>UsGovernment</c>.</summary>
        public string Cloud { get; set; } = "Public";

        /// <summary><c>Required</c>: callers show a token of the Bot Framework. <c>Off</c>: no token, in Development and from this machine only.</summary>
        public string Authentication { get; set; } = "Required";

        /// <summary>Instead of the cloud's own: where the keys of its tokens are published.</summary>
        public string? OpenIdMetadata { get; set; }

        /// <summary>Instead of the cloud's own: where a token is given out for the app's secret (OAuth 2.0 client credentials).</summary>
        public string? TokenEndpoint { get; set; }

        /// <summary>Hosts that replies may be sent to, beside those of the cloud: <c>host</c>, <c>host:port</c>, or <c>*.example.com</c> for every host below. One of this machine may be spoken to by http.</summary>
        public IList<string> AllowedServiceHosts { get; set; } = [];

        /// <summary>The https address under which customers reach this host: links to manuals lead there. Without it they stay words.</summary>
        public string? PublicUrl { get; set; }

        public bool IsOff => Authentication == "Off";

        public bool IsConfigured => !string.IsNullOrWhiteSpace(AppId);

        public bool IsManagedIdentity => AppType == "UserAssignedMSI";

        public IEnumerable<string> Mistakes(bool isDevelopment)
        {
            const string name = "FollowUp:BotFramework:";
            if (Authentication is not ("Required" or "Off")) yield return $"{name}Authentication cannot be '{Authentication}'; it is Required or Off.";
            if (IsOff && !isDevelopment) yield return $"{name}Authentication may be Off in Development only: anybody could speak as any customer.";
            if (Cloud is not ("Public" or "UsGovernment")) yield return $"{name}Cloud cannot be '{Cloud}'; it is Public or UsGovernment.";
            foreach (var mistake in AppMistakes(name)) yield return mistake;
            foreach (var (option, address) in new[] { (nameof(OpenIdMetadata), OpenIdMetadata), (nameof(TokenEndpoint), TokenEndpoint) })
                if (!string.IsNullOrEmpty(address) && !IsSafe(address)) yield return $"{name}{option} must be an https address (http is for this machine only).";
            if (!string.IsNullOrEmpty(PublicUrl) && !IsSafe(PublicUrl))
                yield return $"{name}PublicUrl must be the https address under which customers reach this host, like https://bot.example.com (http is for this machine only).";
            foreach (var host in AllowedServiceHosts)
                if (!ServiceHostPattern.IsRight(host)) yield return $"{name}AllowedServiceHosts: '{host}' is no name of a host; write it like bot.example.com, bot.example.com:8443 or *.example.com.";
        }

        private IEnumerable<string> AppMistakes(string name)
        {
            var proofs = new[] { AppSecret, CertificateFile, FederatedTokenFile, FederatedIdentity }.Count(p => !string.IsNullOrWhiteSpace(p));
            if (!IsConfigured)
            {
                if (proofs > 0 || !string.IsNullOrWhiteSpace(TenantId)) yield return $"{name}AppId is missing: it is the app id of the bot's registration.";
                yield break;
            }

            if (!Guid.TryParse(AppId, out _)) yield return $"{name}AppId must be the app id of the bot's registration, like 11111111-2222-3333-4444-555555555555.";
            if (!AppTypes.Contains(AppType)) yield return $"{name}AppType cannot be '{AppType}'; it is {string.Join(", ", AppTypes[..^1])} or {AppTypes[^1]}.";
            if (AppType == "SingleTenant" && string.IsNullOrWhiteSpace(TenantId)) yield return $"{name}TenantId is missing: a single-tenant app signs in at its own directory.";
            if (IsManagedIdentity && proofs > 0) yield return $"{name}AppSecret, CertificateFile, FederatedTokenFile and FederatedIdentity must be left out: a managed identity proves itself.";
            if (!IsManagedIdentity && proofs != 1) yield return $"{name}AppSecret, CertificateFile, FederatedTokenFile and FederatedIdentity exclude each other: give one, by which the app proves itself.";
            if (!string.IsNullOrWhiteSpace(CertificateFile) && !File.Exists(CertificateFile)) yield return $"{name}CertificateFile: there is no file '{CertificateFile}'.";
            if (!string.IsNullOrWhiteSpace(FederatedTokenFile) && !File.Exists(FederatedTokenFile)) yield return $"{name}FederatedTokenFile: there is no file '{FederatedTokenFile}'.";
            if (!string.IsNullOrWhiteSpace(TokenEndpoint) && string.IsNullOrWhiteSpace(AppSecret)) yield return $"{name}TokenEndpoint goes with AppSecret: it takes nothing else.";
        }

        private static bool IsSafe(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.UserInfo.Length == 0 && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
    }
}
