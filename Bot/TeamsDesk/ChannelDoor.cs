using FollowUpBot.Bot.Channels.BotFramework;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.People;

namespace FollowUpBot.Bot.TeamsDesk;

/// <summary>
/// What is said to the bot in a channel of a team: <c>desk</c> links the channel, <c>desk all</c> brings every new case, <c>desk off</c> ends it, <c>desk me</c> is how somebody says who they are. A link shows
/// cases to everybody in the channel, so it takes who may let others in. Nobody here is a customer, and nothing said here becomes a turn.
/// </summary>
internal sealed class ChannelDoor(LinkedChannels channels, TeamsPeople people, AuditTrail audit, ChannelPosts posts, TimeProvider clock)
{
    private const string Help = "I bring cases into this channel that nobody picks up. Write “desk” to link it, “desk all” for every new case, “desk off” to end it.";
    private const string NotYours = "Only who may let others in at the desk, a lead or an admin, links a channel, for everybody here sees its cases then. Ask one of them to write this.";
    private const string All = "Every new case comes into this channel from now on. “desk” brings only those that nobody picks up, “desk off” ends it.";
    private const string Late = "Cases that nobody picks up come into this channel from now on. “desk all” brings every new one, “desk off” ends it.";

    /// <summary>Takes a message; what is not to the bot is left alone.</summary>
    public async Task HearAsync(Activity activity, ConversationReference reference, CancellationToken cancel)
    {
        if (!TeamsText.MentionsUs(activity)) return;
        var words = TeamsText.Of(activity).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        await posts.AnswerAsync(activity, reference, await AnswerAsync(words, activity, reference), cancel);
    }

    private async Task<string> AnswerAsync(string[] words, Activity activity, ConversationReference reference)
    {
        if (TeamsPeople.IdOf(reference.TenantId, activity.From?.AadObjectId) is not { } person) return "Teams does not say who you are, so nothing can be done for you here.";
        switch (words.Select(w => w.ToLowerInvariant()).ToArray())
        {
            case ["desk", "me"]:
                return $"Sign in at the desk and give this code there under “Teams”, within ten minutes: {await people.NewCodeAsync(person)}. It is yours: given by somebody else it would make you answer here under their name.";
            case ["desk"] or ["desk", "all" or "off"]:
                if (await people.FindAsync(person) is not { } me) return CardActs.Unknown;
                if (!me.IsEnabled) return CardActs.LockedOut;
                return Roles.May(me.Role, Permission.Invite) ? await LinkAsync(me, words.Length == 1 ? "" : words[1].ToLowerInvariant(), reference) : NotYours;
            default:
                return Help;
        }
    }

    private async Task<string> LinkAsync(Account me, string how, ConversationReference reference)
    {
        var id = LinkedChannel.IdOf(reference.Conversation);
        if (how == "off")
        {
            if (!await channels.UnlinkAsync(id)) return "This channel was not linked.";
            await audit.WriteAsync(me.Name, "teams.unlinked", id);
            return "No more cases come into this channel.";
        }

        await channels.LinkAsync(new LinkedChannel(id, reference.ServiceUrl, reference.Bot, reference.TenantId!, how == "all", me.Name, clock.GetUtcNow()));
        await audit.WriteAsync(me.Name, "teams.linked", id, how == "all" ? "every new case" : "what nobody picks up");
        return how == "all" ? All : Late;
    }
}
