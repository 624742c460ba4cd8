using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Consent;

/// <summary>STOP, START and HELP, also in plain words. It comes before everything else and takes effect in the turn that asks for it.</summary>
public static class ConsentDialog
{
    /// <summary>Takes a wish to stop or to start, and a call for help.</summary>
    /// <param name="file">Whose.</param>
    /// <param name="meaning">What they wrote.</param>
    /// <param name="now">The time of the turn.</param>
    /// <param name="paused">Whether they had asked for quiet until later.</param>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now, bool paused) => meaning.Intent switch
    {
        // Who complained in a word and was asked what happened has still something to be put right, and is asked no more.
        Intent.Stop when file.OpenHandoff is null && file.Awaiting is { Name: OpenQuestion.Story } story => StopWithCase(file, story.Words is { Length: > 0 } said ? said : WordsOf(meaning), meaning, now),

        // One confirmation is what the law allows and what is kind; a second STOP gets silence.
        Intent.Stop when file.Stopped => Decision.Nothing(file with { StoppedAt = now, Awaiting = null }),
        Intent.Stop when file.OpenHandoff is null && (meaning.Complaint >= Meaning.Likely || meaning.WantsHuman >= Meaning.Likely) => StopWithCase(file, WordsOf(meaning), meaning, now),
        Intent.Stop => new Decision(file with { StoppedAt = now, Awaiting = null }).Say(new OptedOut()).Because(new CustomerOptedOut()),
        Intent.Start when file.Stopped =>
            new Decision(file with { StoppedAt = null }).Say(new OptedIn(file.FirstName, file.Latest?.Thing)).Because(new CustomerOptedIn()),
        Intent.Start when paused => new Decision(file).Say(new OptedIn(file.FirstName, file.Latest?.Thing)),
        Intent.Start or Intent.Help when file.OpenHandoff is null => new Decision(file).Say(new Help(file.Product, meaning.Staff.Team, file.Stopped)),
        _ => null,
    };

    /// <summary>Takes a stop that was said to the provider of a channel; there is no way left to confirm it.</summary>
    public static Decision? StopSilently(CustomerFile file, DateTimeOffset now) =>
        file.Stopped ? null : new Decision(file with { StoppedAt = now, Awaiting = null }).Because(new CustomerOptedOut());

    /// <summary>Takes a start that was said to the provider of a channel, which has confirmed it.</summary>
    public static Decision? StartSilently(CustomerFile file) => file.Stopped ? new Decision(file with { StoppedAt = null }).Because(new CustomerOptedIn()) : null;

    // Who leaves in anger still has something to be put right; nobody promises them another message about it.
    private static Decision StopWithCase(CustomerFile file, string story, Meaning meaning, DateTimeOffset now)
    {
        var (next, opened) = file.Open(CaseKind.Complaint, "Complaint, and wants no more messages", story, meaning, now, meaning.Staff.FirstWordBy);
        var decision = new Decision(next with { StoppedAt = now, Awaiting = null }).Because(new CaseOpened(opened.Id, nameof(CaseKind.Complaint), opened.Reason, opened.Mood));
        return file.Stopped ? decision : decision.Say(new OptedOutWithCase(meaning.Staff.Team)).Because(new CustomerOptedOut());
    }

    private static string WordsOf(Meaning meaning) => ((CustomerWrote)meaning.Inbound).Text;
}
