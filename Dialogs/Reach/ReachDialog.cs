using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Reach;

/// <summary>
/// Where one person who has several channels hears from us. Answers go to where they wrote, check-ins to where they want them, and what is still owed to somebody who has left the chat to their
/// telephone. A number is written to only after a yes to exactly that, and only for what was agreed.
/// </summary>
public static class ReachDialog
{
    /// <summary>The channel of text messages.</summary>
    public const string Texts = "sms";

    private const string Teams = "msteams", WebChat = "directline";

    // "My mobile is" and the number: more words than that are about something else.
    private const int WordsAroundANumber = 6;

    // A text costs money and falls on whoever has the number.
    private const int MostNumbers = 2;

    // What the question for the number was about, when it was only the answers they wait for.
    private const string OnlyOwed = "owed";

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>Takes the wish to be written to elsewhere, the number for it, and the yes to it.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (meaning.Inbound is not CustomerWrote { Text: var text }) return null;
        switch (file.Awaiting)
        {
            case { Name: OpenQuestion.TextThere, Words: { } number } when meaning.Answer == Answer.Yes:
                return new Decision(file with { Awaiting = null, NumbersGivenAt = [.. Lately(file, now), now] }).Say(new TextOnItsWay(number)).Later(new StartTexting(now, number, Owed: file.Awaiting.About == OnlyOwed));
            case { Name: OpenQuestion.TextThere } when meaning.Answer is Answer.No or Answer.Unsure:
            case { Name: OpenQuestion.Number } when meaning is { Answer: Answer.No, Intent: Intent.None }:
                return new Decision(file with { Awaiting = null }).Say(new NoTexts());
            case { Name: OpenQuestion.Number } when file.OpenHandoff?.Owner is null && CanText(file, meaning, now) && NumberIn(file, text) is { } named:
                return Confirm(file, named, now);
        }

        return meaning is not { Intent: Intent.Reach, ReachOn: { } place } ? null : place switch
        {
            ReachPlace.Here => Prefer(file, file.Channel!),
            ReachPlace.Teams => Prefer(file, Teams),
            ReachPlace.WebChat => Prefer(file, WebChat),
            _ when file.Channel == Texts || (file.Channels.Contains(Texts) && file.UnreachableOn != Texts) => Text(file),
            _ when !CanText(file, meaning, now) => new Decision(file).Say(new NotThere()),
            _ => NumberIn(file, text) is { } number ? Confirm(file, number, now) : new Decision(file.Ask(OpenQuestion.Number, now)).Say(new WhichNumber()),
        };
    }

    /// <summary>Tells somebody on the page who has to wait for an answer that they need not wait there.</summary>
    /// <param name="decision">What was decided; it may have opened a case.</param>
    /// <param name="meaning">The message.</param>
    /// <param name="now">The time of the turn.</param>
    public static Decision Offer(Decision decision, Meaning meaning, DateTimeOffset now)
    {
        var file = decision.Next;
        var waits = decision.Facts.OfType<CaseOpened>().Any(c => c.Kind == nameof(CaseKind.Question) || (c.Kind != nameof(CaseKind.Task) && meaning.Staff.Present.Count == 0));
        if (!waits || !CanText(file, meaning, now) || file.Channel != WebChat || file.Stopped || file.LeftFor is not null || file.Awaiting is not null || now - file.OfferedTextsAt < Month) return decision;
        var known = file.Channels.Contains(Texts) && file.UnreachableOn != Texts;
        var next = file with { OfferedTextsAt = now };
        return (decision with { Next = known ? next : next.Ask(OpenQuestion.Number, now) }).Say(new NeedNotWait(known));
    }

    /// <summary>Writes to a number for the first time, by the leave of whose it is, and for what they gave it.</summary>
    public static Decision Begin(CustomerFile file, bool owed)
    {
        // They may have asked us to stop in the meantime.
        if (file.WantsSilence) return Decision.Nothing(file);
        return new Decision(owed ? file with { LeftFor = Texts, ForAnswersOnly = Texts } : file with { Prefers = Texts, ForAnswersOnly = null }).Say(new TextsBegin(file.FirstName, owed)).Because(new ChannelChosen(Texts, owed));
    }

    /// <summary>Says that a number cannot be used, since somebody else writes to us from it.</summary>
    public static Decision Refuse(CustomerFile file) => new Decision(file).Say(new NumberTaken());

    /// <summary>Goes back to where they write when a channel they asked for does not reach them.</summary>
    public static Decision Failed(CustomerFile file, string channel)
    {
        var left = file with { Prefers = file.Prefers == channel ? null : file.Prefers, LeftFor = file.LeftFor == channel ? null : file.LeftFor };
        var decision = new Decision(left with { UnreachableOn = channel }).Because(new CustomerUnreachable(channel));
        if (left == file || file.Channel is not { } here || here == channel) return decision;

        // There is a place where they are heard, and a plan that goes on there.
        return (decision with { Next = left with { Channels = [.. left.Channels.Where(c => c != channel)] }, On = here }).Say(new TextsFailed());
    }

    // Anybody can open a chat: only who has bought something is texted, and not at one number after the other.
    private static bool CanText(CustomerFile file, Meaning meaning, DateTimeOffset now) => meaning.CanText && file.Purchases.Count > 0 && Lately(file, now).Count() < MostNumbers;

    private static IEnumerable<DateTimeOffset> Lately(CustomerFile file, DateTimeOffset now) => file.NumbersGivenAt.Where(at => now - at < Month);

    private static Decision Confirm(CustomerFile file, (string Written, string? Number) named, DateTimeOffset now) => named.Number is { } number
        ? new Decision(file.Ask(OpenQuestion.TextThere, now, file.HasOpenMatter ? OnlyOwed : null, number)).Say(new MayWeText(number, file.HasOpenMatter))
        : new Decision(file.Ask(OpenQuestion.Number, now)).Say(new WithCountryCode(named.Written));

    // Who waits for an answer has asked for that one; who asks again, or for nothing in particular, for all.
    private static Decision Text(CustomerFile file)
    {
        if (file.Channel == Texts || !file.HasOpenMatter || file.LeftFor == Texts) return Prefer(file, Texts);
        return new Decision(file with { LeftFor = Texts, Awaiting = null }).Say(new AnswerByText()).Because(new ChannelChosen(Texts, Owed: true));
    }

    private static Decision Prefer(CustomerFile file, string channel)
    {
        if (channel != file.Channel && !file.Channels.Contains(channel)) return new Decision(file).Say(new WriteThereFirst(Teams: channel == Teams));
        var next = file with { Prefers = channel, ForAnswersOnly = file.ForAnswersOnly == channel ? null : file.ForAnswersOnly, LeftFor = null, Awaiting = null, UnreachableOn = file.UnreachableOn == channel ? null : file.UnreachableOn };
        return new Decision(next).Say(new FromNowOn(Here: channel == file.Channel, Text: channel == Texts, Teams: channel == Teams)).Because(new ChannelChosen(channel, Owed: false));
    }

    private static (string Written, string? Number)? NumberIn(CustomerFile file, string text) =>
        Contacts.FindAll(text).FirstOrDefault(c => c.Kind == ContactKind.Phone)?.Text is { } phone && Words.Count(text) - Words.Count(phone) <= WordsAroundANumber
            ? (phone, PhoneNumber.OfReader(phone, file.Locale)) : null;
}
