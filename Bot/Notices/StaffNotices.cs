using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Notices;

/// <summary>Tells staff outside the desk, by the ways that this host has. Without a way nothing is told, and that is no failure.</summary>
/// <param name="mail">By e-mail; null on a walk, from which nothing leaves.</param>
/// <param name="hook">By webhook; null on a walk.</param>
/// <param name="timeZone">The shop's.</param>
/// <param name="desk">Where a case can be opened; null when nobody outside reaches this host.</param>
internal sealed class StaffNotices(NoticeMail? mail, NoticeHook? hook, TimeZoneInfo timeZone, string? desk)
{
    /// <summary>Tells nobody.</summary>
    public static StaffNotices Silent { get; } = new(null, null, TimeZoneInfo.Utc, null);

    /// <summary>Sends it; throws <see cref="NoticeException"/> when it did not get through.</summary>
    /// <param name="tell">What, and to whom.</param>
    /// <param name="about">The case as it stands.</param>
    /// <param name="now">The real time, by which receivers judge how old it is.</param>
    /// <param name="cancel">Ends it early.</param>
    public async Task SendAsync(TellStaff tell, Case about, DateTimeOffset now, CancellationToken cancel)
    {
        var notice = new Notice(tell, about, timeZone, desk);
        if (tell.Email is { } address && mail is { IsConfigured: true }) await mail.SendAsync(notice, address, now, cancel);
        if (tell.Webhook is { } url && hook is { IsConfigured: true }) await hook.SendAsync(notice, url, now, cancel);
    }

    /// <summary>What the shop wants to be told and this host has no way for, one sentence each.</summary>
    public IEnumerable<string> Missing(IReadOnlyList<EscalationStep> steps)
    {
        if (mail is { IsConfigured: false } && steps.Any(s => s.Email.Count > 0)) yield return "shop.yaml names e-mail addresses to escalate to, but no mail leaves this host: set FollowUp:Mail:Host and FollowUp:Mail:From.";
        if (hook is { IsConfigured: false } && steps.Any(s => s.Webhook is not null)) yield return "shop.yaml names a webhook to escalate to, but nothing is posted: set FollowUp:Notices:WebhookSecret.";
    }
}
