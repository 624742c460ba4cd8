using FollowUpBot.Dialogs.CheckIn;
using FollowUpBot.Dialogs.Complaints;
using FollowUpBot.Dialogs.Consent;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Leaving;
using FollowUpBot.Dialogs.Loyalty;
using FollowUpBot.Dialogs.News;
using FollowUpBot.Dialogs.Questions;
using FollowUpBot.Dialogs.Reach;
using FollowUpBot.Dialogs.Remembering;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Roles;
using FollowUpBot.Dialogs.Segments;
using FollowUpBot.Dialogs.SmallTalk;
using FollowUpBot.Dialogs.Understanding;
using FollowUpBot.Dialogs.Voice;
using FollowUpBot.Dialogs.Welcome;

namespace FollowUpBot.Dialogs.Turns;

/// <summary>Which dialog a turn belongs to. Read it from top to bottom: the first that takes the turn has it.</summary>
public static class Router
{
    private const int WordsOfAVerbatim = 3, LongestVerbatim = 500;

    // From here on a mood is one, in either direction.
    private const double Moved = 0.5;

    /// <summary>Decides a turn. Pure: the same file, meaning and time always give the same decision.</summary>
    public static Decision Decide(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        var decision = meaning.Inbound switch
        {
            CustomerWrote wrote => QuestionsDialog.WithFiles(wrote.Text.Length == 0 ? Decision.Nothing(Fresh(file, now).HeardAt(now)) : Answer(Fresh(file, now).HeardAt(now), meaning, now), meaning, now),
            PurchaseReported => LeavingDialog.WinBack(WelcomeDialog.Handle(file, meaning, now)!, "purchase"),
            ConversationOpened or CustomerSignedIn => WelcomeDialog.Handle(file, meaning, now),
            OptedOutAtProvider => ConsentDialog.StopSilently(file, now),
            OptedInAtProvider => ConsentDialog.StartSilently(file),
            AddressFailed failed => ReachDialog.Failed(file, failed.Channel),
            NumberGiven given => ReachDialog.Begin(file, given.Owed),
            NumberOfAnother => ReachDialog.Refuse(file),
            PictureReceived => SmallTalkDialog.CannotSee(Fresh(file, now).HeardAt(now)),
            WorkCameDue { Work: CheckInDue due } => Itinerary.MayGo(file, due, now, meaning.Shop) ? Contact(file, due, meaning, now) : null,
            WorkCameDue { Work: FirstWordDue or SnoozeOver } => HandoffDialog.Handle(file, meaning, now),
            WorkCameDue { Work: EscalationDue due } => EscalationDialog.Handle(file, due, meaning, now),
            WorkCameDue { Work: DeskAnswerDue due } => OtherDeskDialog.HandleDue(file, due, meaning, now),
            WorkCameDue { Work: CallBackDue or CallBackOver } => CallBackDialog.HandleDue(file, meaning, now),
            WorkCameDue { Work: StoryDue } => ComplaintsDialog.Handle(file, meaning, now) is { } told ? CallBackDialog.Offer(told, meaning, now) : null,
            AnswerJudged judged => Decision.Nothing(file).Because(new AnswerRated(file.LastQuestion?.Words, judged.Helpful, judged.Words)),
            AnswerComposed composed => QuestionsDialog.Handle(file, composed),
            RewardPresented presented => RewardsDialog.Redeem(file, presented, now),
            PersonNamed named => RolesDialog.Introduce(file, named, now),
            ImprovementMade made => VoiceDialog.Note(file, made),
            WorkCameDue { Work: StandingDue due } when due.DueAt == file.StandingDueAt => Decision.Nothing(file with { StandingDueAt = null }),
            PlanFoundBroken => Decision.Nothing(file).Because(new PlanMadeAgain()),
            HandoffReported status => HubDialog.Handle(file, status, meaning, now),
            DeskTold told => OtherDeskDialog.Told(file, told, meaning, now),
            AgentAction => AgentDialog.Handle(file, meaning, now),
            _ => null,
        } ?? Decision.Nothing(file);
        if (decision.Refusal is not null) return decision;
        decision = OtherDeskDialog.Note(file, CallBackDialog.Follow(decision, meaning), meaning, now);
        return Itinerary.Plan(file, Stand(decision, meaning, now), now, rung: IsWithoutTimer(file, meaning.Inbound), meaning.Shop);
    }

    // What the passing of time has changed by now, and the timer for what it changes next.
    private static Decision Stand(Decision decision, Meaning meaning, DateTimeOffset now)
    {
        var (file, forgotten) = RememberingDialog.Expire(decision.Next, now);
        (file, var over) = RewardsDialog.Expire(file, now);
        decision = SegmentsDialog.Follow((decision with { Next = file }).Because([.. forgotten, .. over]), meaning.Shop, now);
        var next = decision.Next.Rewards.Where(r => r is { RedeemedAt: null, Expired: false }).Select(r => (DateTimeOffset?)r.ExpiresAt)
            .Concat(decision.Next.Memories.Select(m => (DateTimeOffset?)m.ExpiresAt))
            .Append(decision.Next.Awaiting is { Name: OpenQuestion.Keep } asked ? asked.StaleAt : null)
            .Append(SegmentsDialog.NextChange(decision.Next, meaning.Shop, now))
            .Min();
        if (next is null) return decision with { Next = decision.Next with { StandingDueAt = null } };

        // An earlier timer that is on its way makes the plan for the next one when it rings.
        if (decision.Next.StandingDueAt is { } known && known <= next && known > now) return decision;
        return (decision with { Next = decision.Next with { StandingDueAt = next } }).Later(new StandingDue(next.Value));
    }

    // The timer of a plan that was given up rings beside the one of the plan that stands.
    private static bool IsWithoutTimer(CustomerFile file, Inbound inbound) =>
        inbound is PlanFoundBroken || (inbound is WorkCameDue { Work: CheckInDue due } && new NextContact(due.DueAt, due.Step, due.OrderId).Is(file.Next));

    // A contact of a journey ends with its question; every other has none but its own.
    private static Decision? Contact(CustomerFile file, CheckInDue due, Meaning meaning, DateTimeOffset now)
    {
        var decision = meaning.Shop.Find(due.Step) switch
        {
            Reward reward => RewardsDialog.Issue(file, reward, meaning, now),
            NewsItem news => NewsDialog.Tell(file, news, due, now),
            Segment segment => SegmentsDialog.Tell(file, segment, due, now),
            _ when due.Step == Offer.LeavingStep => LeavingDialog.AskTheSilent(file, due, now),
            _ => RewardsDialog.Remind(file, due, meaning.Shop, now) ?? VoiceDialog.Tell(file, due, now) ?? CheckInDialog.Handle(file, meaning, now),
        };
        return decision is null ? null : RememberingDialog.Use(LoyaltyDialog.Ask(decision, due, meaning.Shop, now), due);
    }

    // What was said long ago is not "just now": an old question is not answered by today's yes, nor is today the second failure in a row.
    private static CustomerFile Fresh(CustomerFile file, DateTimeOffset now) => file with
    {
        Awaiting = file.Awaiting?.IsFresh(now) == true ? file.Awaiting : null,
        LeftFor = file.HasOpenMatter ? file.LeftFor : null,
        Misunderstood = now - file.LastHeardAt < TimeSpan.FromHours(1) ? file.Misunderstood : 0,
    };

    private static Decision Answer(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        // Whatever opens a case by this message names the time that is true for how bad it is.
        meaning = meaning with { Staff = meaning.Staff.For(meaning.Priority) };
        file = WelcomeDialog.Recognise(file, meaning);
        var (understood, facts) = Note(file with { Misunderstood = 0 }, meaning, now);
        var decision = ConsentDialog.Handle(understood, meaning, now, paused: file.PausedUntil > now)
            ?? CallBackDialog.Handle(understood, meaning, now)
            ?? ReachDialog.Handle(understood, meaning, now)
            ?? HandoffDialog.KeepSilent(understood)
            ?? HandoffDialog.HandleSolved(understood, meaning, now)
            ?? LoyaltyDialog.Handle(understood, meaning, now)
            ?? CheckInDialog.HandleNo(understood, meaning, now)
            ?? LeavingDialog.HandleReason(understood, meaning, now)
            ?? ComplaintsDialog.Handle(understood, meaning, now)
            ?? HandoffDialog.Handle(understood, meaning, now)
            ?? LeavingDialog.Handle(understood, meaning, now)
            ?? RolesDialog.Handle(understood, meaning, now)
            ?? RememberingDialog.Handle(understood, meaning, now)
            ?? NewsDialog.Handle(understood, meaning, now)
            ?? PauseDialog.Handle(understood, meaning, now)
            ?? LoyaltyDialog.HandleWords(understood, meaning)
            ?? CheckInDialog.Handle(understood, meaning, now)
            ?? RewardsDialog.Handle(understood, meaning, now)
            ?? QuestionsDialog.Handle(understood, meaning, now)
            ?? WelcomeDialog.Handle(understood, meaning, now)
            ?? SmallTalkDialog.Handle(understood, meaning, now)
            ?? RememberingDialog.HandleTold(file, understood, meaning, now)
            ?? HandoffDialog.Reopen(understood, meaning, now)
            ?? NotUnderstoodDialog.Handle(understood with { Misunderstood = file.Misunderstood }, meaning, now);

        decision = HandoffDialog.Answered(file, decision);

        // Who was leaving and says after a case that it is right now is with us again.
        if (decision.Facts.Any(f => f is RecoveryConfirmed { Good: true })) decision = LeavingDialog.WinBack(decision, "care");
        decision = ReachDialog.Offer(CallBackDialog.Offer(decision, meaning, now), meaning, now);
        facts.AddRange(decision.Facts);

        // Facts stay for ever; what is kept only after a yes stands in none.
        return decision with { Facts = meaning.IsPersonal ? [.. facts.Select(f => f.WithoutWords())] : facts };
    }

    // What a message tells beside what it is about.
    private static (CustomerFile File, List<Fact> Facts) Note(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        List<Fact> facts = [.. Verbatim(file, meaning, now)];
        var noted = PauseDialog.Note(file with { Moods = [.. file.Moods.TakeLast(MoodTrends.Kept - 1), Math.Round(meaning.Mood, 2)], Complained = file.Complained || meaning.Complaint >= Meaning.Likely }, meaning, now);
        (noted, var woken) = HandoffDialog.Wake(HandoffDialog.Hear(noted, ((CustomerWrote)meaning.Inbound).Text, now), now);
        (noted, var reasons) = LoyaltyDialog.Note(noted, meaning);
        (noted, var signs) = LeavingDialog.Note(noted, meaning, now);
        (noted, var memories) = RememberingDialog.Note(noted, meaning, now);
        facts.AddRange([.. woken, .. reasons, .. signs, .. memories]);
        return (noted, facts);
    }

    // What they write in the days after a contact is what they think of it; a complaint and warm praise count whenever they come.
    private static IEnumerable<Fact> Verbatim(CustomerFile file, Meaning meaning, DateTimeOffset now)
    {
        var touch = file.LastTouch is { } last && last.IsFresh(now) ? last : null;
        var complains = meaning.Complaint >= Meaning.Likely;
        if (touch is null && !complains && meaning.Intent != Intent.Praise && Math.Abs(meaning.Mood) < Moved) yield break;
        var text = ((CustomerWrote)meaning.Inbound).Text;
        var says = meaning.Intent is Intent.None or Intent.Praise or Intent.Question or Intent.Return or Intent.OrderStatus or Intent.Leaving or Intent.Stop && Words.Count(text) >= WordsOfAVerbatim;
        yield return new MessageHeard(touch?.OrderId, touch?.Step, meaning.ProductFor(file), Math.Round(meaning.Mood, 2), complains, says ? Words.Shorten(text, LongestVerbatim) : null);
    }
}
