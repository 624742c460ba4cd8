using System.Net.Mail;

namespace FollowUpBot.Bot;

internal sealed partial class FollowUpOptions
{
    /// <summary>E-mail to staff, by SMTP. Without a host none leaves.</summary>
    internal sealed class MailOptions
    {
        public string? Host { get; set; }

        public int Port { get; set; } = 587;

        public string? User { get; set; }

        public string? Password { get; set; }

        /// <summary>Who it comes from, like bot@shop.example.</summary>
        public string? From { get; set; }

        /// <summary><c>StartTls</c>, <c>Tls</c> (from the first byte) or <c>None</c>.</summary>
        public string Security { get; set; } = "StartTls";

        public bool IsConfigured => !string.IsNullOrWhiteSpace(Host);

        /// <summary>Everything that is wrong, one sentence each. The password is never part of one.</summary>
        public IEnumerable<string> Mistakes()
        {
            const string name = "FollowUp:Mail:";
            if (!IsConfigured && new[] { User, Password, From }.All(string.IsNullOrWhiteSpace)) yield break;
            if (!IsConfigured) yield return $"{name}Host is missing: name the mail server, like smtp.shop.example.";
            if (Port is < 1 or > 65535) yield return $"{name}Port must be from 1 to 65535; most servers listen on 587.";
            if (!MailAddress.TryCreate(From, out _)) yield return $"{name}From must be an e-mail address, like bot@shop.example.";
            if (Security is not ("StartTls" or "Tls" or "None")) yield return $"{name}Security cannot be '{Security}'; it is StartTls, Tls or None.";
            if (Security == "None" && !string.IsNullOrEmpty(User) && Host is not ("localhost" or "127.0.0.1" or "::1")) yield return $"{name}Security is None, so the password could be read on the way: set StartTls or Tls.";
        }
    }

    /// <summary>What is posted to the webhooks that shop.yaml names.</summary>
    internal sealed class NoticesOptions
    {
        /// <summary>Signs what is posted. Without it nothing is.</summary>
        public string? WebhookSecret { get; set; }

        public IEnumerable<string> Mistakes()
        {
            if (WebhookSecret is { Length: > 0 and < 32 }) yield return "FollowUp:Notices:WebhookSecret is shorter than 32 characters; take a random one.";
        }
    }
}
