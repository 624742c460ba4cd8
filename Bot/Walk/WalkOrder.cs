using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Walk;

/// <summary>What somebody who walks has chosen.</summary>
/// <param name="Id">The walk's name, which nobody can guess; its sheet has the same.</param>
/// <param name="Walker">Who walks: a name of the staff.</param>
/// <param name="Product">What they buy.</param>
/// <param name="Person">As whom.</param>
/// <param name="Form">How they are spoken to.</param>
/// <param name="StartsAt">The moment of the purchase.</param>
internal sealed record WalkOrder(string Id, string Walker, Product Product, string Person, ChannelForm Form, DateTimeOffset StartsAt)
{
    public const int UsualDays = 90, MostDays = 730, LongestPerson = 200;

    /// <summary>How many days are lived.</summary>
    public int Days { get; init; } = UsualDays;
}

/// <summary>How a channel shows what is said. The text is made by the very code that sends it there.</summary>
/// <param name="Key">Name in commands and addresses.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Channel">Name of the channel in the store.</param>
/// <param name="User">An id that a customer may have there.</param>
/// <param name="Text">One of our lines as the channel gets it; the second value is the address of this host.</param>
internal sealed record ChannelForm(string Key, string Name, string Channel, string User, Func<TranscriptLine, string, string> Text)
{
    /// <summary>Whether it shows plain text: then answers are offered by number.</summary>
    public bool IsPlain { get; init; }
}

/// <summary>Something cannot be done in a walk; one sentence with the way out.</summary>
internal sealed class WalkException(string sentence) : Exception(sentence);
