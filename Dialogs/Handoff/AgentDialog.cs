using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Handoff;

/// <summary>What agents do with a case. The lease is checked here, inside the turn, so that of two agents who act at once exactly one is right.</summary>
public static class AgentDialog
{
    // Of what an agent wrote, for who reads how they write.
    private const int LongestWords = 500;

    private const int MostNotes = 100;

    /// <summary>Takes every <see cref="AgentAction"/>; one that the lease does not allow is refused and changes nothing.</summary>
    public static Decision Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        var action = (AgentAction)meaning.Inbound;
        var found = file.Cases.FirstOrDefault(c => c.Id == action.CaseId);
        if (found is null) return Refuse(file, Refusal.NoSuchCase);
        if (!found.IsOpen) return Refuse(file, Refusal.Closed);
        return action switch
        {
            AgentClaimed claim => Claim(file, found, claim, meaning.Staff, now),
            AgentReplied reply => Holding(file, found, reply, reply.Lease) ?? Reply(file, found, reply, meaning.Tones, now),
            AgentAssigned assigned => Assign(file, found, assigned, now),
            AgentReleased release => Holding(file, found, release, release.Lease) ?? Release(file, found, release, meaning.Staff, now),
            AgentTransferred transfer => Holding(file, found, transfer, transfer.Lease) ?? Transfer(file, found, transfer, meaning.Staff, now),
            AgentTookOver taking => TakeOver(file, found, taking, meaning.Staff, now),
            AgentSnoozed snooze => Holding(file, found, snooze, snooze.Lease) ?? Snooze(file, found, snooze),
            AgentNoted note => Note(file, found, note, now),
            AgentCalled call => Holding(file, found, call, call.Lease) ?? CallBackDialog.Called(file, call.Words.Length == 0 ? found : Noted(found, call.Agent, call.Words, now), call, meaning, now),
            AgentResolved resolve => Holding(file, found, resolve, resolve.Lease) ?? Resolve(file, found, resolve, now),
            _ => Decision.Nothing(file),
        };
    }

    private static Decision Claim(CustomerFile file, Case found, AgentClaimed claim, StaffWord staff, DateTimeOffset now)
    {
        var isHeld = found.HolderAt(now) is not null;
        if (isHeld && !IsOwner(found, claim)) return Refuse(file, Refusal.HeldByAnother);
        if (isHeld && !found.IsUnannounced) return Decision.Nothing(file.With(found with { LeaseUntil = now + Case.LeaseLength, SnoozedUntil = null }));

        // Who was given it says by this that they are on it.
        var claimed = found with { Owner = claim.Agent, Desk = claim.Desk, Lease = isHeld ? found.Lease : found.Lease + 1, LeaseUntil = now + Case.LeaseLength, SnoozedUntil = null, IsUnannounced = false };
        var decision = new Decision(file.With(claimed)).Because(new CaseClaimed(found.Id, claim.Agent));

        return IsOwner(found, claim) && !found.IsUnannounced ? decision : Joined(decision, found, claim.Agent, staff);
    }

    // The customer hears nothing yet: that somebody was chosen does not mean that they are there.
    private static Decision Assign(CustomerFile file, Case found, AgentAssigned assigned, DateTimeOffset now) =>
        found.HolderAt(now) is not null ? Refuse(file, Refusal.HeldByAnother)
        : new Decision(file.With(found with { Owner = assigned.Agent, Desk = null, Lease = found.Lease + 1, LeaseUntil = assigned.Until, SnoozedUntil = null, IsUnannounced = true, GivenTo = [.. found.GivenTo, assigned.Agent] })).Because(new CaseAssigned(found.Id, assigned.Agent));

    private static Decision Release(CustomerFile file, Case found, AgentReleased release, StaffWord staff, DateTimeOffset now)
    {
        var decision = Back(file, found, release.Agent, staff, now);
        return release.Team is null ? decision : decision with { Next = decision.Next.With(decision.Next.Cases.First(c => c.Id == found.Id) with { Team = release.Team }) };
    }

    private static Decision Reply(CustomerFile file, Case found, AgentReplied reply, IReadOnlyList<string> tones, DateTimeOffset now)
    {
        if (file.WantsSilence) return Refuse(file, Refusal.CustomerStopped);
        if (reply.Text.Length == 0 && reply.Files.Count == 0) return Refuse(file, Refusal.NothingSaid);
        var answered = found with { FirstWordAt = found.FirstWordAt ?? now, EscalatesAt = null, LeaseUntil = now + Case.LeaseLength, SnoozedUntil = null, Unanswered = 0, DeskAnswersBy = null, IsUnannounced = false, GivenTo = [] };
        Reply said = found.Kind == CaseKind.Question
            ? new StaffAnswered(reply.Agent, Words.Quote(found.Story, 120), reply.Text) { Files = reply.Files }
            : new AgentSaid(reply.Agent, reply.Text) { Files = reply.Files };

        // From here on a person talks with them, about a call too.
        return new Decision(CallBackDialog.Silent(file.With(answered), found.Id)).Say(said).Because(new CaseAnswered(found.Id, reply.Agent) { Tones = tones, Words = reply.Text.Length > 0 ? Words.Shorten(reply.Text, LongestWords) : null });
    }

    /// <summary>Puts a case back into our queue; who waits for a person is told by when one writes.</summary>
    internal static Decision Back(CustomerFile file, Case found, string agent, StaffWord staff, DateTimeOffset now)
    {
        var back = found with { Owner = null, Desk = null, DeskAnswersBy = null, LeaseUntil = null, Lease = found.Lease + 1, SnoozedUntil = null, IsUnannounced = false };
        var released = new CaseReleased(found.Id, agent);

        // Of somebody they have never heard of they need not hear that they left; the time they were told stands.
        if (found.IsUnannounced) return new Decision(file.With(back)).Because(released);

        // What was promised for a passed-on question still holds; who waits for a person gets a new time.
        if (found.Kind is CaseKind.Question or CaseKind.Task) return new Decision(file.With(back)).Because(released);
        var by = staff.For(found.Priority).FirstWordBy;

        // Who has had no word goes on waiting where the case is; who had one begins to wait.
        back = found.FirstWordAt is null ? back : back with { FirstWordAt = null, WaitsSince = now, Level = 0, Team = null, EscalatesAt = null };
        if (found.CallBack is { KeptAt: null }) return new Decision(file.With(back with { FirstWordBy = found.CallBack.Until ?? found.CallBack.At })).Because(released);
        var decision = new Decision(file.With(back with { FirstWordBy = by }))
            .Later(new FirstWordDue(by, found.Id))
            .Because(released);
        return file.WantsSilence ? decision : decision.Say(new AgentLeft(agent, staff.Team, by));
    }

    // The colleague has it at once, so that nobody else can claim it in between.
    private static Decision Transfer(CustomerFile file, Case found, AgentTransferred transfer, StaffWord staff, DateTimeOffset now)
    {
        if (transfer.To == transfer.Agent) return Refuse(file, Refusal.NothingToTake);
        var handed = found with { IsUnannounced = false, Owner = transfer.To, Desk = transfer.Desk, Lease = found.Lease + 1, LeaseUntil = now + Case.LeaseLength, SnoozedUntil = null };
        return Joined(new Decision(file.With(handed)).Because(new CaseTransferred(found.Id, transfer.Agent, transfer.To)), found, transfer.To, staff);
    }

    private static Decision TakeOver(CustomerFile file, Case found, AgentTookOver taking, StaffWord staff, DateTimeOffset now)
    {
        if (found.HolderAt(now) is not { } holder || IsOwner(found, taking)) return Refuse(file, Refusal.NothingToTake);
        var taken = found with { IsUnannounced = false, Owner = taking.Agent, Desk = taking.Desk, Lease = found.Lease + 1, LeaseUntil = now + Case.LeaseLength, SnoozedUntil = null };
        return Joined(new Decision(file.With(taken)).Because(new CaseTakenOver(found.Id, taking.Agent, holder, taking.Reason)), found, taking.Agent, staff);
    }

    // A passed-on question is answered, not chatted about; and after a stop nobody joins.
    private static Decision Joined(Decision decision, Case found, string agent, StaffWord staff) =>
        found.Kind is CaseKind.Question or CaseKind.Task || decision.Next.WantsSilence ? decision : decision.Say(new AgentJoined(agent, staff.Team));

    // Its owner keeps it: nobody who only passes by takes what somebody has in mind.
    private static Decision Snooze(CustomerFile file, Case found, AgentSnoozed snooze) =>
        new Decision(file.With(found with { SnoozedUntil = snooze.Until, LeaseUntil = snooze.Until + Case.LeaseLength }))
            .Later(new SnoozeOver(snooze.Until, found.Id))
            .Because(new CaseSnoozed(found.Id, snooze.Agent, snooze.Until));

    private static Decision Note(CustomerFile file, Case found, AgentNoted note, DateTimeOffset now) =>
        new Decision(file.With(Noted(found, note.Agent, note.Text, now))).Because(new CaseNoted(found.Id, note.Agent));

    internal static Case Noted(Case found, string agent, string text, DateTimeOffset now) => found with { Notes = [.. found.Notes.TakeLast(MostNotes - 1), new CaseNote(now, agent, text)] };

    private static Decision Resolve(CustomerFile file, Case found, AgentResolved resolve, DateTimeOffset now)
    {
        // After a stop there is nobody to answer any more.
        if (found is { Kind: CaseKind.Question, FirstWordAt: null } && !file.WantsSilence) return Refuse(file, Refusal.AnswerOwed);

        return Close(file, found, resolve.Agent, resolve.Outcome, resolve.Cause, now);
    }

    /// <summary>Closes a case, and asks whether it is solved.</summary>
    internal static Decision Close(CustomerFile file, Case found, string agent, string outcome, RootCause? cause, DateTimeOffset now)
    {
        var closed = found with { ResolvedAt = now, Outcome = outcome, Cause = cause, Owner = agent, LeaseUntil = null, SnoozedUntil = null };
        var next = file.With(closed);
        var decision = new Decision(next).Because(new CaseResolved(found.Id, agent, outcome) { Cause = cause });
        if (found.Kind is CaseKind.Question or CaseKind.Task) return decision;

        decision = decision with { Next = next with { Recovery = new Recovery(found.Id, agent, outcome, now) } };
        return file.WantsSilence ? decision : (decision with { Next = decision.Next.Ask(OpenQuestion.Solved, now, found.Id) }).Say(new Resolved(agent, outcome.Length > 0 ? outcome : null, file.Latest?.Thing));
    }

    // Somebody of the same name at another desk is somebody else.
    private static bool IsOwner(Case found, AgentAction action) => found.Owner == action.Agent && found.Desk == action.Desk;

    private static Decision? Holding(CustomerFile file, Case found, AgentAction action, int lease) =>
        IsOwner(found, action) && found.Lease == lease ? null : Refuse(file, Refusal.LeaseLost);

    private static Decision Refuse(CustomerFile file, Refusal why) => Decision.Nothing(file) with { Refusal = why };
}
