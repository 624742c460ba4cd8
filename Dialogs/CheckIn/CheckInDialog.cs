using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.CheckIn;

/// <summary>Planned contacts: each brings something of value or does not leave.</summary>
public static class CheckInDialog
{
    private const string NeverArrived = "Has not arrived";

    /// <summary>Takes a planned contact that has come due, and the answer to a question that a contact asked.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now) => meaning.Inbound switch
    {
        WorkCameDue { Work: CheckInDue due } => Due(file, due, now),
        CustomerWrote wrote when meaning.Answer != Answer.None && meaning.Intent != Intent.Question && meaning.Finding is null => AnswerTo(file, wrote.Text, meaning, now),
        _ => null,
    };

    /// <summary>Takes a no to "has it arrived" and "is it right now" before it is heard as a new complaint: these questions have an answer of their own. A danger has none but one.</summary>
    public static Decision? HandleNo(CustomerFile file, Meaning meaning, DateTimeOffset now) =>
        file.Awaiting is { Name: OpenQuestion.Arrived or OpenQuestion.Recovered } && meaning is { Answer: Answer.No, Danger: false } ? Handle(file, meaning, now) : null;

    private static Decision? Due(CustomerFile file, CheckInDue due, DateTimeOffset now)
    {
        var purchase = file.Purchases.FirstOrDefault(p => p.OrderId == due.OrderId);
        if (file.Recovery is { } recovery && due.Step == Recovery.Step) return AskWhetherItIsRight(file, recovery, now);
        if (purchase?.Delivery is { Due: { } promised } && due.Step == Promise.CheckStep) return Itinerary.HasPassed(promised, now) ? null : AskWhetherItArrived(file, purchase, promised, now);

        var step = purchase?.Steps.FirstOrDefault(s => s.Name == due.Step);
        if (purchase is null || step is null || Itinerary.HasPassed(purchase, step, file, now)) return null;

        var done = file.With(purchase.Finish(step.Name));
        if (file.Told.Contains(step.About.Topic))
            return new Decision(done).Because(new CheckInWithheld(due.OrderId, due.Step, $"nothing of value: they have been told about \"{step.About.Heading}\""));

        // Nobody is asked what they have told us.
        if (step.Asks == CheckInQuestion.Arrived && purchase.Delivery is { State: PromiseState.Kept or PromiseState.Broken })
            return new Decision(done).Because(new CheckInWithheld(due.OrderId, due.Step, "nothing to ask: they have told us whether it arrived"));

        if (step.Asks == CheckInQuestion.Arrived) done = done.With(done.Purchases.First(p => p.OrderId == purchase.OrderId).AskedWhetherItArrived(now));
        var next = done.Tell(step.About.Topic).ContactedAt(now, step.Name, purchase.OrderId);
        next = step.Asks switch
        {
            CheckInQuestion.Arrived => next.Ask(OpenQuestion.Arrived, now, purchase.OrderId),
            CheckInQuestion.Satisfied => next.Ask(OpenQuestion.Satisfied, now, purchase.OrderId),
            _ => next,
        };
        var contact = new PlannedContact(step.Says, purchase.Product, purchase.Thing, step.About)
        {
            Name = file.FirstName,
            Question = step.Asks == CheckInQuestion.Satisfied ? new DoesItDoItsJob(purchase.Product, file.SuccessMeasure) : null,
        };
        return new Decision(next).Say(contact).Because(new CheckInSent(due.OrderId, due.Step));
    }

    private static Decision AskWhetherItArrived(CustomerFile file, Purchase purchase, DateTimeOffset promised, DateTimeOffset now) =>
        new Decision(file.With(purchase.AskedWhetherItArrived(now)).ContactedAt(now, Promise.CheckStep, purchase.OrderId).Ask(OpenQuestion.Arrived, now, purchase.OrderId))
            .Say(new HasItArrived(purchase.Product, promised))
            .Because(new CheckInSent(purchase.OrderId, Promise.CheckStep));

    private static Decision AskWhetherItIsRight(CustomerFile file, Recovery recovery, DateTimeOffset now) =>
        new Decision((file with { Recovery = null }).ContactedAt(now, Recovery.Step, null).Ask(OpenQuestion.Recovered, now, recovery.CaseId))
            .Say(new IsItRightNow(recovery.Agent, recovery.Outcome.Length > 0 ? recovery.Outcome : null, (Missing(file, recovery.CaseId) ?? file.Latest)?.Thing, Missing(file, recovery.CaseId) is not null))
            .Because(new CheckInSent(null, Recovery.Step));

    private static Decision? AnswerTo(CustomerFile file, string text, Meaning meaning, DateTimeOffset now) => file.Awaiting switch
    {
        { Name: OpenQuestion.Arrived or OpenQuestion.Recovered } asked when meaning.Answer == Answer.Unsure =>
            new Decision(file with { Awaiting = null }).Say(new LetMeKnow()).Because(new CheckInAnswered(asked.About, asked.Name, Answer.Unsure)),
        { Name: OpenQuestion.Arrived or OpenQuestion.Satisfied or OpenQuestion.Recovered } asked when meaning is { Answer: Answer.Yes, Reservation: true } =>
            HandOver(file, "Yes, but", text, new YesBut(meaning.Staff.Someone, meaning.Staff.Team, meaning.Staff.Open, meaning.Staff.FirstWordBy), meaning, now)
                .Because(new CheckInAnswered(asked.About, asked.Name, Answer.Unsure)),
        { Name: OpenQuestion.Arrived } asked => Arrived(file, asked, text, meaning, now),
        { Name: OpenQuestion.Satisfied } asked => Satisfied(file, asked, text, meaning, now),
        { Name: OpenQuestion.Recovered } asked => Recovered(file, asked, text, meaning, now),
        _ => null,
    };

    private static Decision? Arrived(CustomerFile file, OpenQuestion asked, string text, Meaning meaning, DateTimeOffset now)
    {
        if (file.Purchases.FirstOrDefault(p => p.OrderId == asked.About) is not { } purchase) return null;
        var answered = new CheckInAnswered(asked.About, asked.Name, meaning.Answer);
        if (meaning.Answer == Answer.Yes)
            return new Decision(file.With(purchase.Arrived(now)) with { Awaiting = null })
                .Say(new GoodItArrived(purchase.Thing))
                .Because(answered, new PromiseKept(purchase.OrderId, Promise.Delivery));

        var staff = meaning.Staff;
        var promised = purchase.Promises.FirstOrDefault(p => p.Name == Promise.Delivery)?.Due;
        if (promised > now)
            return new Decision(file with { Awaiting = null }).Say(new StillOnItsWay(promised.Value)).Because(answered);
        var sorry = new NotArrived(purchase.Product, promised, staff.Someone, staff.Team, staff.Open, staff.FirstWordBy);
        var broken = file.With(purchase.With(Promise.Delivery, PromiseState.Broken));
        return HandOver(broken, NeverArrived, text, sorry, meaning, now).Because(answered, new PromiseBroken(purchase.OrderId, Promise.Delivery));
    }

    private static Decision Satisfied(CustomerFile file, OpenQuestion asked, string text, Meaning meaning, DateTimeOffset now)
    {
        var thing = file.Purchases.FirstOrDefault(p => p.OrderId == asked.About)?.Thing ?? file.Latest?.Thing ?? "";
        var decision = meaning.Answer switch
        {
            Answer.Yes => new Decision(file with { Awaiting = null }).Say(new GladItWorks(thing)),
            _ when meaning.NotYet => new Decision(file with { Awaiting = null }).Say(new LetMeKnow()),
            Answer.No => AskWhatItIs(new WhatIsWrong(thing, meaning.Staff.Team)).Later(new StoryDue(now + OpenQuestion.StoryPatience, now)),
            _ => AskWhatItIs(new WhatIsMissing(thing)),
        };
        return decision.Because(new CheckInAnswered(asked.About, asked.Name, meaning.Answer));

        // Who is not satisfied and then falls silent reaches a human all the same; who was in two minds is left in peace.
        Decision AskWhatItIs(Reply question) => new Decision(file.Ask(OpenQuestion.Story, now, asked.About, text)).Say(question);
    }

    private static Decision Recovered(CustomerFile file, OpenQuestion asked, string text, Meaning meaning, DateTimeOffset now)
    {
        var good = meaning.Answer == Answer.Yes;
        var staff = meaning.Staff;
        var decision = good
            ? new Decision((Missing(file, asked.About) is { } late ? file.With(late.Arrived(now)) : file) with { Awaiting = null }).Say(new GladItIsRight())
            : HandOver(file, $"Still not right after {asked.About}", text, new StillNotRight(staff.Someone, staff.Team, staff.Open, staff.FirstWordBy), meaning, now);
        return decision.Because(new RecoveryConfirmed(asked.About ?? "", good));
    }

    // The purchase that the case was about, if it was that it had not arrived.
    private static Purchase? Missing(CustomerFile file, string? caseId) =>
        file.Cases.FirstOrDefault(c => c.Id == caseId) is { Reason: NeverArrived } found ? file.Purchases.LastOrDefault(p => p.IsMissing && (found.Product is null || p.Product == found.Product)) : null;

    private static Decision HandOver(CustomerFile file, string reason, string text, Reply sorry, Meaning meaning, DateTimeOffset now) =>
        Decision.HandOver(file, CaseKind.Complaint, reason, text, sorry, meaning, now);
}
