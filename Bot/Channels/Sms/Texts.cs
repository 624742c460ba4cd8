using System.Security.Cryptography;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Channels.Sms;

/// <summary>What a provider has already done with a text itself, before we saw it.</summary>
internal enum ProviderTook
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A stop, and confirmed it.</summary>
    Stop,

    /// <summary>A start, and confirmed it.</summary>
    Start,

    /// <summary>A call for help, and answered it.</summary>
    Help,
}

/// <summary>A text from a customer, whichever provider brought it.</summary>
/// <param name="From">Their number, as E.164.</param>
/// <param name="Id">The provider's id; the same id is taken once.</param>
/// <param name="Body">What they wrote.</param>
/// <param name="Pictures">How many pictures and other files came with it.</param>
/// <param name="Took">What the provider has done with it.</param>
internal sealed record InboundText(string From, string Id, string Body, int Pictures = 0, ProviderTook Took = ProviderTook.Nothing);

/// <summary>Where every provider of texts brings what customers write and what it learns about them. Replies leave by the dispatcher through the provider's sender.</summary>
internal sealed class Texts(Conversations conversations, IStore store)
{
    /// <summary>The channel's name in addresses and conversations; the user is the phone number.</summary>
    public const string Channel = "sms";

    private const int LongestText = 4000, LongestId = 64, FewestDigits = 7, MostDigits = 15;

    /// <summary>Takes a text. When the task ends it is durable, answer and all; what leaves, leaves afterwards. False when it is no text that could be answered.</summary>
    public async Task<bool> TakeAsync(InboundText text)
    {
        // Short codes and names of senders are programs like us: nobody reads an answer, and two programs would go on for ever.
        if (!IsNumber(text.From) || text.Id.Length is 0 or > LongestId) return false;
        var said = Bounded(text.Body);
        if (said.Length == 0 && text.Pictures == 0) return true;
        var conversation = await conversations.FindOrMakeAsync(Channel, text.From, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)));
        switch (text.Took)
        {
            case ProviderTook.Stop: await conversations.NoteAsync(conversation.CustomerId, Channel, text.Id, new OptedOutAtProvider()); break;
            case ProviderTook.Start: await conversations.NoteAsync(conversation.CustomerId, Channel, text.Id, new OptedInAtProvider()); break;
            case ProviderTook.Help: break;
            default:
                if (said.Length == 0) await conversations.ReceivePictureAsync(conversation, text.Id);
                else await conversations.ReceiveAsync(conversation, text.Id, await conversations.ChoiceAsync(conversation, said) ?? said, clientId: null);
                break;
        }

        return true;
    }

    /// <summary>Notes that nothing can be brought to a number, or that its owner told the provider to stop. Of a number that nobody has, nothing is noted.</summary>
    /// <param name="number">The customer's.</param>
    /// <param name="id">The provider's id of the message that showed it.</param>
    /// <param name="optedOut">Whether they told the provider to stop.</param>
    public async Task NoteFailureAsync(string number, string id, bool optedOut)
    {
        if (await store.CustomerAtAsync(Channel, number) is not { } customer) return;
        await conversations.NoteAsync(customer, $"{Channel}/report", $"{id}|{(optedOut ? "opted-out" : "unreachable")}", optedOut ? new OptedOutAtProvider() : new AddressFailed(Channel));
    }

    /// <summary>Whether this is a number at which somebody may read an answer.</summary>
    public static bool IsNumber(string from) => from.Length is > FewestDigits and <= MostDigits + 1 && from[0] == '+' && from[1] is >= '1' and <= '9' && from.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    // No half of a character is left at the cut.
    private static string Bounded(string body)
    {
        var said = body.Replace("\0", "", StringComparison.Ordinal).Trim();
        return said.Length <= LongestText ? said : said[..(char.IsHighSurrogate(said[LongestText - 1]) ? LongestText - 1 : LongestText)];
    }
}
