using System.Globalization;
using System.Text.Json;
using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Desk;
using FollowUpBot.Bot.People;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.TeamsDesk;

/// <summary>
/// What is pressed on a card: done as whoever pressed it, with their account as it is now, by the acts of the desk. The answer is the card as it stands then, or why it was refused.
/// </summary>
internal sealed class CardActs(LinkedChannels channels, TeamsPeople people, CaseActs acts, CaseCard card)
{
    public const string Unknown = "The desk does not know who you are in Teams. Sign in there with your company account, or write “desk me” to me here and give the code at the desk under “Teams”.";

    public const string LockedOut = "You may not sign in at the desk any more. Somebody who may say who does what there can allow it again.";

    private const int LongestId = 200;

    public async Task<IResult> PressAsync(Activity activity, ConversationReference reference)
    {
        if (activity.Name != Invoke.CardAction) return Invoke.NotImplemented;
        if (activity.Value is not { } value || Invoke.TextIn(value, CaseCard.Act) is not { } act || Invoke.TextIn(value, CaseCard.CaseId) is not { Length: > 0 and <= LongestId } caseId) return Invoke.BadRequest;
        if (await channels.FindAsync(LinkedChannel.IdOf(reference.Conversation)) is not { } channel || channel.Tenant != reference.TenantId) return Invoke.Message("This channel is not linked with the desk. Somebody who leads there can write “desk” to me here.");
        if (TeamsPeople.IdOf(reference.TenantId, activity.From?.AadObjectId) is not { } person || await people.FindAsync(person) is not { } me) return Invoke.Message(Unknown);
        if (!me.IsEnabled) return Invoke.Message(LockedOut);
        var words = Invoke.TextIn(value, CaseCard.Words) ?? "";
        if (Mistake(act, words) is { } mistake) return Invoke.Message(mistake);
        if (ActionOf(act, value, caseId, me.Name, words) is not { } action) return Invoke.BadRequest;

        // The same button of the same card, pressed with the same words, is one press: sent twice, or impatiently.
        var press = string.Create(CultureInfo.InvariantCulture, $"teams|{me.Id}|{act}|{Invoke.TextIn(value, CaseCard.Lease)}|{Invoke.TextIn(value, CaseCard.Since)}|{words}");
        if (await acts.ActAsync(me, $"teams|{TeamsText.HashOf(press)}", action) is { } refused) return Invoke.Message($"{refused.Title}. {refused.Detail}");
        return await acts.AgainAsync(me, caseId) is { } now ? Invoke.Card(card.Of(now.Case)) : Invoke.Message("It is done.");
    }

    private static string? Mistake(string act, string words) => act switch
    {
        CaseCard.Reply when words.Length == 0 => "Write something to the customer first.",
        CaseCard.Reply when words.Length > CaseCard.LongestReply => string.Create(CultureInfo.InvariantCulture, $"That has {words.Length} characters; {CaseCard.LongestReply} are sent at most. Nothing was sent."),
        _ => null,
    };

    private static AgentAction? ActionOf(string act, JsonElement value, string caseId, string agent, string words) => act switch
    {
        CaseCard.Claim => new AgentClaimed(caseId, agent),
        CaseCard.Reply when int.TryParse(Invoke.TextIn(value, CaseCard.Lease), NumberStyles.None, CultureInfo.InvariantCulture, out var lease) => new AgentReplied(caseId, agent, lease, words),
        _ => null,
    };
}
