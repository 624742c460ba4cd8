using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.SmallTalk;

/// <summary>The end of the line: it says so, and the second time in a row it offers a person.</summary>
public static class NotUnderstoodDialog
{
    /// <summary>Takes everything.</summary>
    public static Decision Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        var text = ((CustomerWrote)meaning.Inbound).Text;
        if (meaning.OutOfScope >= Meaning.Surely && file.Misunderstood == 0)
            return new Decision(file with { Misunderstood = 1 }).Say(new NotOurs(file.Latest?.Thing)).Because(new MessageNotUnderstood(text));
        var next = file with { Misunderstood = file.Misunderstood + 1 };
        var decision = file.Misunderstood == 0
            ? new Decision(next).Say(new NotUnderstood(file.Latest?.Thing))
            : new Decision(next.Ask(OpenQuestion.Person, now, words: text)).Say(new OfferPerson(meaning.Staff.Team));
        return decision.Because(new MessageNotUnderstood(text));
    }
}
