using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Handoff;

/// <summary>
/// What a hub says of a conversation that was handed over to it. Its word counts for the case that was handed over in that conversation, and until it has said that it failed or is over;
/// whatever comes twice, late or for something else changes nothing.
/// </summary>
public static class HubDialog
{
    private const int LongestMessage = 500;

    // It talks with the customer itself, so we see no sign of life of it and none is asked for.
    private static readonly TimeSpan UntilItSaysSo = TimeSpan.FromDays(36500);

    /// <summary>Takes a status.</summary>
    public static Decision Handle(CustomerFile file, HandoffReported status, Meaning meaning, DateTimeOffset now)
    {
        var key = OtherDeskDialog.KeyOf(status.Channel, status.Conversation);
        if (meaning.Desk is not { IsHub: true, Name: var hub } || file.Cases.LastOrDefault(c => c.HubConversation == key) is not { IsOpen: true } about) return Decision.Nothing(file);
        var hasIt = about.Desk == hub && about.Owner == hub;
        var message = status.Message?.Trim() is { Length: > 0 } words ? Words.Shorten(words, LongestMessage) : null;

        // One of ours was first: who talks with the customer is theirs to settle, and they should know.
        if (!hasIt && about.HolderAt(now) is not null)
            return new Decision(file.With(AgentDialog.Noted(about, hub, $"Says “{status.State}” of this case{(message is null ? "" : $": {message}")}", now))).Because(new CaseNoted(about.Id, hub));
        return status.State switch
        {
            HandoffState.Accepted => hasIt ? Decision.Nothing(file) : Accept(file, about, hub, meaning, now),
            HandoffState.Failed => Fail(file, about, hub, hasIt, message, meaning, now),
            _ => AgentDialog.Close(file, about with { HubConversation = null, Desk = hub }, hub, message ?? "", null, now),
        };
    }

    private static Decision Accept(CustomerFile file, Case about, string hub, Meaning meaning, DateTimeOffset now)
    {
        var taken = about with
        {
            Owner = hub,
            Desk = hub,
            Lease = about.Lease + 1,
            LeaseUntil = now + UntilItSaysSo,
            SnoozedUntil = null,
            FirstWordAt = about.FirstWordAt ?? now,
            EscalatesAt = null,
            Unanswered = 0,
        };
        var decision = new Decision(CallBackDialog.Silent(file.With(taken), about.Id)).Because(new CaseClaimed(about.Id, hub), new ConversationTaken(about.Id, hub));
        return file.WantsSilence ? decision : decision.Say(new AgentJoined(hub, meaning.Staff.Team));
    }

    private static Decision Fail(CustomerFile file, Case about, string hub, bool hadIt, string? message, Meaning meaning, DateTimeOffset now)
    {
        about = AgentDialog.Noted(about with { HubConversation = null }, hub, message is null ? "Could not take this case." : $"Could not take this case: {message}", now);
        if (hadIt) return AgentDialog.Back(file.With(about), about, hub, meaning.Staff, now);

        // The time they were told stands, and is looked after as always. After the second that passed none is named.
        var decision = new Decision(file.With(about)).Because(new CaseNoted(about.Id, hub));
        return file.WantsSilence || about.FirstWordAt is not null ? decision : decision.Say(new NotTaken(meaning.Staff.Team, about.FirstWordBy > now ? about.FirstWordBy : null));
    }
}
