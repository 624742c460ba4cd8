using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.SmallTalk;

/// <summary>Courtesies.</summary>
public static class SmallTalkDialog
{
    /// <summary>Takes a picture without words. A person who has the conversation sees that there was one.</summary>
    public static Decision CannotSee(CustomerFile file) =>
        file.Stopped || file.OpenHandoff is not null ? Decision.Nothing(file) : new Decision(file).Say(new CannotSeePictures());

    /// <summary>Takes a greeting, thanks, praise, a goodbye and the question whether this is a machine.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (file.Awaiting is { Name: OpenQuestion.Person } && meaning.Answer == Answer.No)
            return new Decision(file with { Awaiting = null }).Say(new AsYouLike());
        Reply? courtesy = meaning.Intent switch
        {
            Intent.Greeting => new Hello(file.FirstName, file.Latest?.Thing),
            Intent.Thanks => new YouAreWelcome(),
            Intent.Praise => new GladToHear(),
            Intent.Goodbye => new Goodbye(),
            Intent.Machine => new AmAProgram(meaning.Staff.Team),
            _ => null,
        };
        return courtesy is null ? null : new Decision(file).Say(courtesy);
    }
}
