using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Handoff;

/// <summary>A case for which nobody writes in time goes to whom the shop names next, level by level. The customer hears none of it.</summary>
public static class EscalationDialog
{
    /// <summary>Takes the timer of the next level; it acts only while nobody has written.</summary>
    public static Decision? Handle(CustomerFile file, EscalationDue due, Meaning meaning, DateTimeOffset now) =>
        file.Cases.FirstOrDefault(c => c.Id == due.CaseId) is { IsOpen: true, FirstWordAt: null } waiting && waiting.EscalatesAt == due.DueAt
            ? Raise(new Decision(file.With(waiting with { EscalatesAt = null })), waiting.Id, StaffNotice.Escalated, meaning, now)
            : null;

    /// <summary>Takes a case one level higher, if there is one, and plans the next. A level that is planned already comes at its own time.</summary>
    public static Decision Raise(Decision decision, string caseId, StaffNotice what, Meaning meaning, DateTimeOffset now)
    {
        var steps = meaning.Shop.Escalation;
        var found = decision.Next.Cases.First(c => c.Id == caseId);
        if (found.EscalatesAt is not null || found.Level >= steps.Count) return what == StaffNotice.Escalated ? decision : Tell(decision, found, what, meaning, found.WaitsSince ?? found.OpenedAt, now);

        var raised = found with { Level = found.Level + 1, Team = steps[found.Level].Team ?? found.Team };
        if (raised.Level < steps.Count) raised = raised with { EscalatesAt = meaning.Staff.Hours.After(now, Gap(steps, raised.Level, TargetOf(found, meaning.Staff.Hours))) };
        decision = (decision with { Next = decision.Next.With(raised) }).Because(new CaseEscalated(found.Id, raised.Level));
        if (raised.EscalatesAt is { } next) decision = decision.Later(new EscalationDue(next, found.Id));
        return Tell(decision, raised, what, meaning, found.WaitsSince ?? found.OpenedAt, now);
    }

    /// <summary>Tells everybody whom the shop names for the case's level, each by work of its own.</summary>
    public static Decision Tell(Decision decision, Case about, StaffNotice what, Meaning meaning, DateTimeOffset since, DateTimeOffset now)
    {
        var steps = meaning.Shop.Escalation;
        if (steps.Count == 0) return decision;
        var step = steps[Math.Clamp(about.Level, 1, steps.Count) - 1];
        var tell = new TellStaff(now, about.Id, what, about.Level, about.Team ?? step.Team, since);
        foreach (var address in step.Email) decision = decision.Later(tell with { Email = address });
        return step.Webhook is { } hook ? decision.Later(tell with { Webhook = hook }) : decision;
    }

    /// <summary>Whether there is still something to tell: who was told late must not be sent to a case that has had its word.</summary>
    public static bool IsStillTrue(CustomerFile file, TellStaff tell) => file.Cases.FirstOrDefault(c => c.Id == tell.CaseId) is { IsOpen: true } about && tell.What switch
    {
        StaffNotice.Escalated => about.FirstWordAt is null && about.Level >= tell.Level,
        StaffNotice.CallBackDue => about.CallBack is { KeptAt: null } call && call.At == tell.Since,
        _ => about.FirstWordAt is null,
    };

    private static TimeSpan TargetOf(Case waiting, ServiceHours hours) => waiting.Kind == CaseKind.Question ? hours.AnswerWithin : hours.TargetOf(waiting.Priority);

    // From one level to the next.
    private static TimeSpan Gap(IReadOnlyList<EscalationStep> steps, int level, TimeSpan target)
    {
        var (before, at) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var i = 1; i <= level; i++) (before, at) = (at, steps[i].After ?? (at + (target / 2)));
        return at - before;
    }
}
