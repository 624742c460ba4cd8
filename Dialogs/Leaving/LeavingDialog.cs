using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Leaving;

/// <summary>Somebody is leaving: the reason from their own words, asked for once at most, then the way back that fits it, or a goodbye that honours them.</summary>
public static class LeavingDialog
{
    private const int LongestWords = 500, WordsOfARefusal = 3;

    /// <summary>Notes signs of leaving and the reason, whatever else a message is about.</summary>
    public static (CustomerFile File, IReadOnlyList<Fact> Facts) Note(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (meaning.Inbound is not CustomerWrote { Text: var text } || file.Purchases.Count == 0) return (file, []);
        LeavingSign? sign = meaning.Intent switch { Intent.Leaving => LeavingSign.Said, Intent.Return => LeavingSign.Return, Intent.Stop => LeavingSign.Stop, _ => null };
        List<Fact> facts = [];
        var words = Words.Shorten(text, LongestWords);
        var isAsked = file.Awaiting is { Name: OpenQuestion.Leaving };
        if (sign is { } shown && file.Departure is null)
        {
            file = file with { Departure = new Departure(shown, now) };
            facts.Add(new LeavingNoticed(shown, file.Latest?.Product, words));
        }

        // The words of the sign itself may say why; later words do when we asked.
        if (file.Departure is { Reason: null } departure && (sign is not null || isAsked) && ReasonOf(meaning, text, isAsked) is { } reason)
        {
            file = file with { Departure = departure with { Reason = reason } };
            facts.Add(new LeavingReasonGiven(reason, words, file.Latest?.Product));
        }

        return (file, facts);
    }

    /// <summary>Takes the answer to why, before a complaint in it is heard as a new one.</summary>
    public static Decision? HandleReason(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (meaning is not { Inbound: CustomerWrote wrote, Danger: false } || meaning.WantsHuman >= Meaning.Likely) return null;
        if (file is not { Departure: { } departure, Awaiting: { Name: OpenQuestion.Leaving } }) return null;
        var complains = meaning.Complaint >= Meaning.Likely;
        if (meaning.Leaves is null && !complains && (meaning.Intent is Intent.Praise or Intent.Thanks || meaning.Answer == Answer.Yes)) return Stay(file);
        if (complains && departure.Reason is not (LeavingReason.Service or LeavingReason.Product)) return null;
        return departure.Reason is not null || IsRefusal(meaning, wrote.Text) ? Part(file with { Awaiting = null }, departure, meaning, wrote.Text, now) : null;
    }

    /// <summary>Takes the words of somebody who leaves.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (meaning is not { Inbound: CustomerWrote wrote, Intent: Intent.Leaving } || file.Departure is not { } departure) return null;
        if (departure.Reason is not null || departure.AskedAt is not null) return Part(file with { Awaiting = null }, departure, meaning, wrote.Text, now);
        return new Decision((file with { Departure = departure with { AskedAt = now } }).Ask(OpenQuestion.Leaving, now)).Say(new MayIAskWhy(file.Latest?.Thing));
    }

    /// <summary>Asks somebody who gave a low score and has been silent since.</summary>
    public static Decision AskTheSilent(CustomerFile file, CheckInDue due, DateTimeOffset now) =>
        new Decision((file with { Had = [.. file.Had, due.Step], Departure = new Departure(LeavingSign.SilentAfterLowScore, now) { AskedAt = now } }).ContactedAt(now, due.Step, null).Ask(OpenQuestion.Leaving, now))
            .Say(new AreYouStillThere(file.FirstName, file.Latest?.Thing))
            .Because(new LeavingNoticed(LeavingSign.SilentAfterLowScore, file.Latest?.Product, null), new ContactMade(due.Step, null, file.Latest?.Product));

    /// <summary>Notes that somebody who was leaving is with us again.</summary>
    public static Decision WinBack(Decision decision, string by) => decision.Next.Departure is { } departure
        ? (decision with { Next = decision.Next with { Departure = null } }).Because(new CustomerWonBack(departure.Reason, by))
        : decision;

    private static Decision Stay(CustomerFile file) => WinBack(new Decision(file with { Awaiting = null }), "care").Say(new GoodToHear(file.Latest?.Thing));

    // What a person can put right goes to a person; for the rest they are told what they keep, and nothing is sold to them.
    private static Decision Part(CustomerFile file, Departure departure, Meaning meaning, string text, DateTimeOffset now)
    {
        var staff = meaning.Staff;
        var thing = file.Latest?.Thing;
        if (departure.Reason is LeavingReason.Service or LeavingReason.Product)
        {
            var sorry = new PutRight(departure.Reason == LeavingReason.Service, thing, staff.Someone, staff.Team, staff.Open, staff.FirstWordBy);
            return Decision.HandOver(file, CaseKind.Complaint, $"Leaving: {departure.Reason}", text, sorry, meaning, now);
        }

        Reply goodbye = departure.Reason switch
        {
            LeavingReason.Price => new TooDear(thing),
            LeavingReason.Competition => new FoundBetter(thing),
            LeavingReason.Moved => new MovedOn(thing),
            _ => new HonourableGoodbye(file.FirstName, thing),
        };
        return new Decision(file with { Departure = departure with { LeftAt = now } }).Say(goodbye).Because(new CustomerLeft(departure.Reason, file.Latest?.Product));
    }

    private static bool IsRefusal(Meaning meaning, string text) => meaning.Answer == Answer.No && Words.Count(text) <= WordsOfARefusal;

    private static LeavingReason? ReasonOf(Meaning meaning, string text, bool asked) =>
        meaning.Leaves ?? (asked && meaning.Intent is Intent.None or Intent.Leaving && !IsRefusal(meaning, text) && meaning.Answer != Answer.Yes ? LeavingReason.Other : null);
}
