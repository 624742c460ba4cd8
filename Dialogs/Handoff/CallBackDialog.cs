using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Dialogs.Handoff;

/// <summary>Who has to wait because nobody is there may name a time for a call. What is agreed is a promise like any other: kept, or owned up to.</summary>
public static class CallBackDialog
{
    // "Could you make it Tuesday instead": more words than that beside a time are about something else.
    private const int WordsBesideATime = 6, WordsOfANo = 6, DigitsNamed = 3;

    private static readonly TimeSpan Before = TimeSpan.FromMinutes(10);

    /// <summary>Offers a call to somebody whose case was opened while nobody is there.</summary>
    public static Decision Offer(Decision decision, Meaning meaning, DateTimeOffset now)
    {
        var file = decision.Next;
        if (meaning.Staff.Open || meaning.Staff.Present.Count > 0 || file.Stopped || file.Awaiting is not null) return decision;
        var opened = decision.Facts.Select(f => f is CaseOpened { Kind: nameof(CaseKind.Person) or nameof(CaseKind.Complaint) } begun ? begun.CaseId : (f as CaseReopened)?.CaseId).OfType<string>().LastOrDefault();
        return opened is null ? decision : (decision with { Next = file.Ask(OpenQuestion.CallBack, now, opened) }).Say(new MayWeCall(meaning.Staff.Team, CallTimes.Earliest(meaning.Staff.Hours, now)));
    }

    /// <summary>Takes the answer to a question about a call: the only thing the bot hears while a person owns the conversation, and only until an agent has written.</summary>
    public static Decision? Handle(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        if (file.Awaiting is not { IsAboutACall: true } asked || meaning.Inbound is not CustomerWrote { Text: var text }) return null;
        if (file.Cases.FirstOrDefault(c => c.Id == asked.About) is not { IsOpen: true } about) return null;
        var isBooked = asked.Name == OpenQuestion.CallBackBooked;
        if (asked.Name == OpenQuestion.CallBackNumber && TimeIn(asked) is var (at, until) && NumberIn(file, text) is { } given)
            return given.Number is { } number ? Book(file, about, at, until, number, meaning, now) : new Decision(file).Say(new CallOnWhichNumber(at, until, given.Written));
        if (meaning.CallsOff || (!isBooked && meaning.Answer == Answer.No && meaning.Times.Count == 0 && Words.Count(text) <= WordsOfANo))
            return CallOff(file, about, meaning, again: asked.Name == OpenQuestion.CallBackTime && !meaning.CallsOff, now);
        if (meaning.Times.Where(t => t.Beside <= WordsBesideATime).ToList() is { Count: > 0 } times && meaning.Complaint < Meaning.Likely)
            return Settle(file, about, times, meaning, now);
        if (meaning.Answer != Answer.Yes || isBooked || Words.Count(text) > WordsOfANo) return null;
        return asked.Name == OpenQuestion.CallBackTime && TimeIn(asked) is var (from, to) ? Agree(file, about, from, to, meaning, now)
            : asked.Name == OpenQuestion.CallBack ? Propose(file, about, CallTimes.Earliest(meaning.Staff.Hours, now), null, now) : null;
    }

    /// <summary>Takes the timers of a promised call.</summary>
    public static Decision? HandleDue(CustomerFile file, Meaning meaning, DateTimeOffset now) => ((WorkCameDue)meaning.Inbound).Work switch
    {
        CallBackDue due when Promised(file, due.CaseId, due.At) is { } about => Remind(file, about, meaning, now),
        CallBackOver over when Promised(file, over.CaseId, over.At) is { } about => Miss(file, about, meaning, now),
        _ => null,
    };

    /// <summary>Takes what an agent says of a call; who may say so has been looked at.</summary>
    public static Decision Called(CustomerFile file, Case about, AgentCalled call, Meaning meaning, DateTimeOffset now)
    {
        var wasPromised = about.CallBack is { KeptAt: null };
        about = about with { LeaseUntil = now + Case.LeaseLength, SnoozedUntil = null };
        Fact[] facts = wasPromised ? [new CustomerCalled(about.Id, call.Agent, call.Reached), new CallBackKept(about.Id, call.Agent, call.Reached)] : [new CustomerCalled(about.Id, call.Agent, call.Reached)];
        if (call.Reached)
        {
            about = about with { FirstWordAt = about.FirstWordAt ?? now, EscalatesAt = null, Unanswered = 0, CallBack = wasPromised ? about.CallBack! with { KeptAt = now } : about.CallBack };
            return new Decision(Silent(file.With(about), about.Id)).Because(facts);
        }

        var decision = AwaitWord(new Decision(file).Because(facts), about with { CallBack = null }, meaning);
        return file.WantsSilence ? decision : (decision with { Next = decision.Next.Ask(OpenQuestion.CallBack, now, about.Id) }).Say(new TriedToCall(call.Agent, now, WordBy(decision, about.Id, now)));
    }

    /// <summary>Takes back what was promised to somebody who wants no word from us any more, or whose case is closed.</summary>
    public static Decision Follow(Decision decision, Meaning meaning)
    {
        foreach (var about in decision.Next.Cases)
        {
            if (about.IsOpen && !decision.Next.WantsSilence) continue;
            if (decision.Next.Awaiting is { IsAboutACall: true } asked && asked.About == about.Id) decision = decision with { Next = decision.Next with { Awaiting = null } };
            if (about.CallBack is { KeptAt: null }) decision = AwaitWord(decision, about with { CallBack = null }, meaning).Because(new CallBackWithdrawn(about.Id));
        }

        return decision;
    }

    /// <summary>The same customer, of whom nothing is heard about a call any more.</summary>
    public static CustomerFile Silent(CustomerFile file, string caseId) => file.Awaiting is { IsAboutACall: true } asked && asked.About == caseId ? file with { Awaiting = null } : file;

    private static Decision? Settle(CustomerFile file, Case about, IReadOnlyList<WantedTime> times, Meaning meaning, DateTimeOffset now)
    {
        // "At five" is early or late: of all ways to understand it the first counts at which somebody is there.
        var fits = times.Select(t => CallTimes.Fit(t, meaning.Staff.Hours, now)).OfType<CallTime>().ToList();
        if (fits.Count == 0) return null;
        return fits.Find(f => f.Instead is null) is { } fit ? Agree(file, about, fit.At, fit.Until, meaning, now) : Propose(file, about, fits[0].At, fits[0].Instead, now);
    }

    private static Decision Propose(CustomerFile file, Case about, DateTimeOffset at, WantedTime? wanted, DateTimeOffset now) =>
        new Decision(file.Ask(OpenQuestion.CallBackTime, now, about.Id, CallTimes.Write(at, null))).Say(new CallInstead(at, wanted?.From, wanted?.IsDay == true));

    private static Decision Agree(CustomerFile file, Case about, DateTimeOffset at, DateTimeOffset? until, Meaning meaning, DateTimeOffset now)
    {
        // A yes may come so late that its time is over.
        if ((until ?? at) <= now) return Propose(file, about, CallTimes.Earliest(meaning.Staff.Hours, now), null, now);
        return (file.CallOn ?? meaning.Phone) is { } phone
            ? Book(file, about, at, until, phone, meaning, now)
            : new Decision(file.Ask(OpenQuestion.CallBackNumber, now, about.Id, CallTimes.Write(at, until))).Say(new CallOnWhichNumber(at, until, null));
    }

    private static Decision Book(CustomerFile file, Case about, DateTimeOffset at, DateTimeOffset? until, string phone, Meaning meaning, DateTimeOffset now)
    {
        if ((until ?? at) <= now) return Propose(file, about, CallTimes.Earliest(meaning.Staff.Hours, now), null, now);
        var call = new CallBack(at, until, phone, now);
        var isChange = about.CallBack is { KeptAt: null };

        // The call is the word they wait for now.
        var booked = about with { CallBack = call, FirstWordBy = about.FirstWordAt is null ? until ?? at : about.FirstWordBy, EscalatesAt = null };
        return new Decision((file.With(booked) with { CallOn = phone }).Ask(OpenQuestion.CallBackBooked, now, about.Id))
            .Say(new CallBooked(at, until, phone[^Math.Min(DigitsNamed, phone.Length)..], meaning.Staff.Team, isChange))
            .Later(new CallBackDue(at - Before > now ? at - Before : now, about.Id, at))
            .Later(new CallBackOver(call.MissedAt, about.Id, at))
            .Because(new CallBackPromised(about.Id, at));
    }

    private static Decision CallOff(CustomerFile file, Case about, Meaning meaning, bool again, DateTimeOffset now)
    {
        var decision = new Decision(again ? file.Ask(OpenQuestion.CallBack, now, about.Id) : file with { Awaiting = null });
        if (about.CallBack is { KeptAt: null }) decision = AwaitWord(decision, about with { CallBack = null }, meaning).Because(new CallBackWithdrawn(about.Id));
        var by = WordBy(decision, about.Id, now);
        return decision.Say(new NoCall(by, by is null && about.FirstWordAt is null, again));
    }

    // By when a written word comes; no time when somebody has written, or when the one we named has passed.
    private static DateTimeOffset? WordBy(Decision decision, string caseId, DateTimeOffset now) =>
        decision.Next.Cases.First(c => c.Id == caseId) is { FirstWordAt: null, FirstWordBy: var by } && by > now ? by : null;

    private static Decision Remind(CustomerFile file, Case about, Meaning meaning, DateTimeOffset now)
    {
        var decision = EscalationDialog.Tell(new Decision(file), about, StaffNotice.CallBackDue, meaning, about.CallBack!.At, now);
        return about.SnoozedUntil is null ? decision : (decision with { Next = file.With(about with { SnoozedUntil = null }) }).Because(new CaseWoken(about.Id, ByCustomer: false));
    }

    private static Decision Miss(CustomerFile file, Case about, Meaning meaning, DateTimeOffset now)
    {
        var promised = about.CallBack!;
        var missed = about with { CallBack = null, Missed = about.Missed + 1 };

        // An agent had written: from the time of the call on they wait anew.
        if (about.FirstWordAt is not null) missed = missed with { FirstWordAt = null, WaitsSince = promised.At, Level = 0, Team = null, EscalatesAt = null };
        var isLast = missed.Missed >= HandoffDialog.ApologiesForWaiting;
        var decision = new Decision(Silent(file, about.Id)).Because(new CallBackMissed(about.Id), new FirstWordMissed(about.Id));
        decision = isLast ? decision with { Next = decision.Next.With(missed) } : AwaitWord(decision, missed, meaning);
        decision = EscalationDialog.Raise(decision, about.Id, StaffNotice.CallBackMissed, meaning, now);
        if (file.Stopped) return decision;
        var next = decision.Next with { ApologisedAt = now };
        return (decision with { Next = isLast ? next : next.Ask(OpenQuestion.CallBack, now, about.Id) })
            .Say(new CallMissed(promised.At, meaning.Staff.Team, isLast ? null : decision.Next.Cases.First(c => c.Id == about.Id).FirstWordBy));
    }

    // Without the call they wait for a written word again; an agent who has written already goes on by themselves.
    private static Decision AwaitWord(Decision decision, Case waiting, Meaning meaning)
    {
        if (waiting is not { IsOpen: true, FirstWordAt: null }) return decision with { Next = decision.Next.With(waiting) };
        var by = meaning.Staff.For(waiting.Priority).FirstWordBy;
        return (decision with { Next = decision.Next.With(waiting with { FirstWordBy = by }) }).Later(new FirstWordDue(by, waiting.Id));
    }

    private static Case? Promised(CustomerFile file, string caseId, DateTimeOffset at) =>
        file.Cases.FirstOrDefault(c => c.Id == caseId) is { IsOpen: true, CallBack: { KeptAt: null } call } about && call.At == at ? about : null;

    private static (DateTimeOffset At, DateTimeOffset? Until)? TimeIn(OpenQuestion asked) => asked.Words is { } words ? CallTimes.Read(words) : null;

    private static (string Written, string? Number)? NumberIn(CustomerFile file, string text) =>
        Contacts.FindAll(text).FirstOrDefault(c => c.Kind == ContactKind.Phone)?.Text is { } phone ? (phone, PhoneNumber.OfReader(phone, file.Locale)) : null;
}
