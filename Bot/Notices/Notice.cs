using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Notices;

/// <summary>What somebody outside the desk is told about a case: where it stands, and no word of the customer's nor how they can be reached.</summary>
/// <param name="Tell">What there is to tell, and to whom.</param>
/// <param name="About">The case as it stands now.</param>
/// <param name="TimeZone">The shop's.</param>
/// <param name="Desk">Where the case can be opened; null when this host has no address outside.</param>
internal sealed record Notice(TellStaff Tell, Case About, TimeZoneInfo TimeZone, string? Desk)
{
    /// <summary>The same each time it is tried, and of no other notice: so a receiver can tell a repeat.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Tell.CaseId}|{Tell.What}|{Tell.Level}|{Tell.DueAt.UtcTicks}|{Tell.Email}|{Tell.Webhook}"))))[..32];

    public string Subject => Tell.What switch
    {
        StaffNotice.CallBackDue => $"Case {Tell.CaseId}: a call is promised for {Since}",
        StaffNotice.CallBackMissed => $"Case {Tell.CaseId}: the promised call was not made",
        _ => $"Case {Tell.CaseId} waits since {Since}",
    };

    /// <summary>What stands in an e-mail.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder(Tell.What switch
            {
                StaffNotice.CallBackDue => $"The customer of case {Tell.CaseId} was promised a call at {Since}. Their number stands at the desk.\n",
                StaffNotice.CallBackMissed => $"The customer of case {Tell.CaseId} was promised a call, and nobody made it. They wait since {Since} and have been told that we are sorry.\n",
                _ => $"Nobody has written to the customer of case {Tell.CaseId} in time. They wait since {Since}.\n",
            });
            text.Append(CultureInfo.InvariantCulture, $"\nReason: {About.Reason}\nPriority: {About.Priority}\n");
            if (Tell.Level > 0) text.Append(CultureInfo.InvariantCulture, $"Level: {Tell.Level}{(Tell.Team is { } team ? $", with {team}" : "")}\n");
            if (Desk is not null) text.Append(CultureInfo.InvariantCulture, $"\nThe desk: {Desk}\n");
            return text.Append("\nFollowUpBot writes to you because the shop's escalation names this address.\n").ToString();
        }
    }

    /// <summary>Its name for programs.</summary>
    public string Kind => Tell.What switch
    {
        StaffNotice.CallBackDue => "case.callBackDue",
        StaffNotice.CallBackMissed => "case.callBackMissed",
        _ => "case.escalated",
    };

    private string Since
    {
        get
        {
            var local = TimeZoneInfo.ConvertTime(Tell.Since, TimeZone);
            return string.Create(CultureInfo.InvariantCulture, $"{local:HH:mm} on {local:yyyy-MM-dd} ({TimeZone.Id})");
        }
    }
}

/// <summary>A notice did not get through; the message says why, without secrets.</summary>
internal sealed class NoticeException(string message, Exception? inner = null) : Exception(message, inner);
