using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Voice;

/// <summary>"You said, we did": what customers asked for and was done goes back to each of them once.</summary>
public static class VoiceDialog
{
    /// <summary>Notes that this customer is owed a word about an improvement; the second time changes nothing.</summary>
    public static Decision Note(CustomerFile file, ImprovementMade made) => file.OwedWord.Contains(made.Says) || file.Had.Contains($"{Touchpoint.Improvement}{made.Says}")
        ? Decision.Nothing(file)
        : new Decision(file with { OwedWord = [.. file.OwedWord, made.Says] }).Because(new ImprovementNoted(made.Says));

    /// <summary>Tells it when its contact has come due.</summary>
    public static Decision? Tell(CustomerFile file, CheckInDue due, DateTimeOffset now)
    {
        if (!due.Step.StartsWith(Touchpoint.Improvement, StringComparison.Ordinal) || due.Step[Touchpoint.Improvement.Length..] is not { } says || !file.OwedWord.Contains(says)) return null;
        var told = file with { OwedWord = [.. file.OwedWord.Where(w => w != says)], Had = [.. file.Had, due.Step] };
        return new Decision(told.ContactedAt(now, due.Step, null))
            .Say(new YouSaidWeDid(says, file.FirstName, file.Latest?.Thing))
            .Because(new ContactMade(due.Step, null, file.Latest?.Product), new ImprovementTold(says));
    }
}
