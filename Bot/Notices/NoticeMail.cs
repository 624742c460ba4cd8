using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Utils;

namespace FollowUpBot.Bot.Notices;

/// <summary>Sends a notice as an e-mail, by SMTP. Each goes over a connection of its own: there are few, and one that is broken spoils no other.</summary>
internal sealed class NoticeMail(FollowUpOptions options)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private FollowUpOptions.MailOptions Mail => options.Mail;

    public bool IsConfigured => Mail.IsConfigured;

    public async Task SendAsync(Notice notice, string to, DateTimeOffset now, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Timeout);
        try
        {
            using var message = MessageOf(notice, to, now);
            using var client = new SmtpClient();
            await client.ConnectAsync(Mail.Host!, Mail.Port, SecurityOf(Mail.Security), limit.Token);
            if (!string.IsNullOrEmpty(Mail.User)) await client.AuthenticateAsync(Mail.User, Mail.Password ?? "", limit.Token);
            await client.SendAsync(message, limit.Token);

            // It has been taken by now; a server that hangs up instead of saying goodbye has it all the same.
            await client.DisconnectAsync(quit: false, limit.Token);
        }
        catch (Exception error) when (error is SmtpCommandException or SmtpProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException or AuthenticationException or SslHandshakeException or NotSupportedException or IOException or System.Net.Sockets.SocketException or ParseException)
        {
            throw new NoticeException($"the mail server: {error.GetType().Name}{(error is SmtpCommandException refused ? $" {(int)refused.StatusCode}" : "")}", error);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new NoticeException($"the mail server did not answer within {Timeout.TotalSeconds:0} seconds");
        }
    }

    private MimeMessage MessageOf(Notice notice, string to, DateTimeOffset now)
    {
        var from = MailboxAddress.Parse(Mail.From!);
        var message = new MimeMessage(new[] { from }, [MailboxAddress.Parse(to)], notice.Subject, new TextPart("plain") { Text = notice.Text })
        {
            Date = now,
            MessageId = MimeUtils.ParseMessageId($"<{notice.Id}@{from.Domain}>")!,
        };

        // Nobody's holiday notice is to answer a program.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    private static SecureSocketOptions SecurityOf(string security) => security switch
    {
        "Tls" => SecureSocketOptions.SslOnConnect,
        "None" => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
