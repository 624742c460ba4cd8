using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.News;

/// <summary>News about a thing, for who owns it; "not for me" is heard and counted.</summary>
public static class NewsDialog
{
    /// <summary>Tells news whose contact has come due.</summary>
    public static Decision? Tell(CustomerFile file, NewsItem news, CheckInDue due, DateTimeOffset now)
    {
        if (news.For.MembershipsOf(file).FirstOrDefault(m => m.Holds(now) && m.Purchase?.OrderId == due.OrderId) is not { } membership || news.Says is null) return null;
        var purchase = membership.Purchase ?? file.Latest;
        return new Decision((file with { Had = [.. file.Had, news.Step] }).ContactedAt(now, news.Step, due.OrderId))
            .Say(new PlannedContact(news.Says, purchase?.Product, purchase?.Thing, null) { Name = file.FirstName })
            .Because(new ContactMade(news.Step, due.OrderId, purchase?.Product), new NewsSent(news.Name, due.OrderId, purchase?.Product));
    }

    /// <summary>Takes "not for me" in the days after news.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (meaning.Intent != Intent.NotForMe || file.LastTouch is not { } touch || !touch.IsFresh(now) || !touch.Step.StartsWith(Touchpoint.News, StringComparison.Ordinal)) return null;
        var declined = file.Decline(touch.Step);
        return new Decision(declined).Say(new NotForYou(declined.WantsNoNews)).Because(new NewsDeclined(touch.Step[Touchpoint.News.Length..]));
    }
}
