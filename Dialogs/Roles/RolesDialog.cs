using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Roles;

/// <summary>"You want my colleague": who uses a thing may be another than who bought it. They are written to after both have said that they may.</summary>
public static class RolesDialog
{
    private const int LongestName = 80, WordsOfAName = 3;

    private static readonly TimeSpan ForStaff = TimeSpan.FromDays(1);

    /// <summary>Takes the wish that somebody else is written to, who that is, and whether they agree.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (meaning.Inbound is not CustomerWrote { Text: var text } || file.Latest is not { } purchase) return null;
        switch (file.Awaiting)
        {
            case { Name: OpenQuestion.UsedBy } when meaning.Answer == Answer.No && Words.Count(text) <= WordsOfAName:
                return new Decision(file with { Awaiting = null }).Say(new AsBefore(purchase.Thing));
            case { Name: OpenQuestion.UsedBy } when meaning.Intent is Intent.None or Intent.OtherPerson or Intent.Praise:
                return AskWhetherTheyAgree(file, text, purchase, now);
            case { Name: OpenQuestion.UserAgrees, Words: { } who } when meaning.Answer == Answer.Yes:
                return HandOn(file, purchase, who, meaning, now);
            case { Name: OpenQuestion.UserAgrees } when meaning.Answer is Answer.No or Answer.Unsure:
                return new Decision(file with { Awaiting = null }).Say(new AsBefore(purchase.Thing));
            case { Name: OpenQuestion.MayWrite } when meaning.Answer == Answer.Yes:
                return new Decision(file with { StoppedAt = null, Awaiting = null }).Say(new GoodToMeetYou(purchase.Thing)).Because(new UserAnswered(Agrees: true));
            case { Name: OpenQuestion.MayWrite } when meaning.Answer == Answer.No:
                return new Decision(file with { Awaiting = null }).Say(new NotAWordMore()).Because(new UserAnswered(Agrees: false));
        }

        if (meaning.Intent != Intent.OtherPerson) return null;
        return PhoneIn(text) is null ? new Decision(file.Ask(OpenQuestion.UsedBy, now, purchase.OrderId)).Say(new WhoUsesIt(purchase.Thing)) : AskWhetherTheyAgree(file, text, purchase, now);
    }

    /// <summary>Writes for the first time to somebody who was named to us. Until they say yes, nothing else is written to them.</summary>
    public static Decision Introduce(CustomerFile file, PersonNamed named, DateTimeOffset now)
    {
        if (file.Purchases.Count > 0) return Decision.Nothing(file);
        var next = file with { Name = named.Name, Locale = named.Locale, TimeZone = named.TimeZone, Purchases = [named.Purchase], Introduced = true, StoppedAt = now };
        return new Decision(next.Ask(OpenQuestion.MayWrite, now, named.Purchase.OrderId))
            .Say(new MayWeWriteToYou(next.FirstName, named.By, named.Purchase.Product, named.Purchase.Thing));
    }

    private static Decision AskWhetherTheyAgree(CustomerFile file, string who, Purchase purchase, DateTimeOffset now) =>
        new Decision(file.Ask(OpenQuestion.UserAgrees, now, purchase.OrderId, Words.Shorten(who, LongestName))).Say(new DoTheyAgree(Words.Quote(who, LongestName), purchase.Thing));

    private static Decision HandOn(CustomerFile file, Purchase purchase, string who, Meaning meaning, DateTimeOffset now)
    {
        var left = file.With(purchase with { UsedByAnother = true }) with { Awaiting = null };
        if (meaning.CanText && PhoneIn(who) is { } phone && PhoneNumber.OfReader(phone, file.Locale) is { } number)
        {
            var user = $"{file.Id}.{purchase.OrderId}";
            var name = who.Replace(phone, "", StringComparison.Ordinal).Trim(' ', ',', ':', ';', '-', '.');
            var introduce = new IntroducePerson(now, user, number, Words.Count(name) is > 0 and <= WordsOfAName ? name : null, file.FirstName ?? "", file.Locale, file.TimeZone, purchase);
            return new Decision(left).Say(new HandedOn(who, purchase.Thing, ByStaff: false, meaning.Staff.Team)).Later(introduce).Because(new UserNamed(purchase.OrderId, user));
        }

        var (next, task) = left.OpenTask($"Write to who uses the {purchase.Thing}: {who}", now, now + ForStaff);
        return new Decision(next)
            .Say(new HandedOn(who, purchase.Thing, ByStaff: true, meaning.Staff.Team))
            .Because(new UserNamed(purchase.OrderId, null), new CaseOpened(task.Id, nameof(CaseKind.Task), task.Reason, task.Mood));
    }

    private static string? PhoneIn(string text) => Contacts.FindAll(text).FirstOrDefault(c => c.Kind == ContactKind.Phone)?.Text;
}
