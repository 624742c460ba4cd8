using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>Which of one customer's cases have had their word and which calls they were promised: kept beside the file, and held against every committed turn.</summary>
internal sealed class CaseLedger
{
    private readonly HashSet<string> waiting = [];

    // Questions that were passed on, and tasks: given back, they begin no new wait.
    private readonly HashSet<string> quiet = [];
    private readonly HashSet<string> untimed = [];
    private readonly HashSet<string> escalated = [];
    private readonly Dictionary<string, DateTimeOffset> promised = [];

    /// <summary>The rule that this turn breaks; null when it breaks none.</summary>
    public (Invariant Rule, string What)? Check(CustomerFile before, Decision decision, SimulatedStore store)
    {
        foreach (var fact in decision.Facts)
            if (Check(fact, before, decision) is { } broken) return broken;
        foreach (var fact in decision.Facts.OfType<FirstWordMissed>())
            if (!escalated.Contains(fact.CaseId) || decision.Next.Cases.First(c => c.Id == fact.CaseId).Level < 1) return (Invariant.NotEscalated, $"{fact.CaseId} is late and where it was");
        foreach (var (id, at) in promised)
            if (!store.Work.Exists(w => w.Work is CallBackOver over && over.CaseId == id && over.At == at)) return (Invariant.CallForgotten, $"nobody looks whether {id} got its call of {at:u}");
        foreach (var id in waiting.Except(untimed).Except(escalated))
            if (!store.Work.Exists(w => (w.Work is FirstWordDue due && due.CaseId == id) || (w.Work is CallBackOver over && over.CaseId == id))) return (Invariant.NotEscalated, $"nobody looks whether {id} got its word");
        return null;
    }

    private (Invariant, string)? Check(Fact fact, CustomerFile before, Decision decision)
    {
        switch (fact)
        {
            case CaseOpened opened:
                if (opened.Kind is nameof(CaseKind.Question) or nameof(CaseKind.Task)) quiet.Add(opened.CaseId);
                if (opened.Kind == nameof(CaseKind.Task)) break;
                waiting.Add(opened.CaseId);

                // Who says stop with a complaint is promised no word.
                if (decision.Next.Stopped) untimed.Add(opened.CaseId);
                break;
            case CaseReopened reopened:
                Begin(reopened.CaseId);
                break;

            // What was given to somebody and back before the customer heard of them is as it was.
            case CaseReleased released when !quiet.Contains(released.CaseId) && !waiting.Contains(released.CaseId) && before.Cases.FirstOrDefault(c => c.Id == released.CaseId) is not { IsUnannounced: true }:
                Begin(released.CaseId);
                break;
            case CaseAnswered answered:
                waiting.Remove(answered.CaseId);
                break;
            case ConversationTaken taken:
                waiting.Remove(taken.CaseId);
                break;
            case CustomerCalled { Reached: true } called:
                waiting.Remove(called.CaseId);
                break;
            case CaseEscalated up:
                escalated.Add(up.CaseId);
                return waiting.Contains(up.CaseId) ? null : (Invariant.EscalatedAfterWord, $"{up.CaseId} to level {up.Level}");
            case CallBackPromised call:
                promised[call.CaseId] = call.At;
                break;
            case CallBackKept kept:
                return promised.Remove(kept.CaseId) ? null : (Invariant.CallForgotten, $"{kept.CaseId} kept a call that nobody promised");
            case CallBackWithdrawn off:
                promised.Remove(off.CaseId);
                break;
            case CallBackMissed missed:
                promised.Remove(missed.CaseId);
                if (waiting.Add(missed.CaseId)) escalated.Remove(missed.CaseId);
                if (!before.Stopped && !decision.Replies.Any(r => r is CallMissed)) return (Invariant.CallForgotten, $"{missed.CaseId}: not made, and not a word about it");
                break;
            case CaseResolved resolved:
                waiting.Remove(resolved.CaseId);
                break;
        }

        return null;
    }

    private void Begin(string id)
    {
        waiting.Add(id);
        escalated.Remove(id);
    }
}
