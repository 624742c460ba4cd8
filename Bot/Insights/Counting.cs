using FollowUpBot.Dialogs.Leaving;
using FollowUpBot.Dialogs.Loyalty;
using FollowUpBot.Dialogs.News;
using FollowUpBot.Dialogs.Remembering;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Segments;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Voice;

namespace FollowUpBot.Bot.Insights;

/// <summary>
/// What one fact adds to the numbers, in the light of what came before it of the same customer. Pure: the same facts in the same order give the same marks, however they are cut into batches.
/// </summary>
/// <param name="Who">The customer so far; goes on with the fact.</param>
/// <param name="Number">The fact's number.</param>
/// <param name="At">When, in milliseconds.</param>
/// <param name="Zone">The shop's zone, for the hour of the day.</param>
/// <param name="Marks">Where what counts is added.</param>
internal readonly record struct Counting(CustomerSoFar Who, long Number, long At, TimeZoneInfo Zone, List<Mark> Marks)
{
    /// <summary>Counts a fact.</summary>
    public void Count(Fact fact)
    {
        switch (fact)
        {
            case PurchaseNoted or CustomerWelcomed or BoughtAgain or CheckInSent or ContactMade or CheckInWithheld or CheckInAnswered or MessageHeard or CustomerOptedOut or ContactDeferred:
                new TouchCounting(this).Count(fact);
                break;
            case CaseOpened or CaseClaimed or CaseAnswered or CaseResolved or CaseReopened or CustomerCalled or FirstWordMissed or RecoveryConfirmed:
                new CaseCounting(this).Count(fact);
                break;
            case LoyaltyAsked or LoyaltyAnswered or LoyaltyReasonGiven or CriterionAsked or CriterionGiven or RewardHeldOut:
                new LoyaltyCounting(this).Count(fact);
                break;
            case RewardIssued:
                new LoyaltyCounting(this).Count(fact);
                new TouchCounting(this).Count(fact);
                break;
            case RewardReminded reminded:
                Plain(Whats.Reminded, reminded.Reward, "");
                new TouchCounting(this).Count(fact);
                break;
            case PromiseMade or PromiseKept or PromiseBroken:
                CountPromise(fact);
                break;
            default:
                CountPlain(fact);
                break;
        }
    }

    /// <summary>What the customer said in it, verbatim, or an agent to them; null when nothing.</summary>
    public static string? WordsOf(Fact fact) => fact switch
    {
        MessageHeard f => f.Words,
        LoyaltyAnswered f => f.Words,
        LoyaltyReasonGiven f => f.Words,
        CriterionGiven f => f.Words,
        LeavingNoticed f => f.Words,
        LeavingReasonGiven f => f.Words,
        QuestionAnswered f => f.Question,
        AnswerRated f => f.Words ?? f.Question,
        QuestionPassedOn f => f.Question,
        MessageNotUnderstood f => f.Text,
        CaseAnswered f => f.Words,
        CaseReopened f => f.Words,
        _ => null,
    };

    /// <summary>Counts it by itself, under its own moment.</summary>
    public void Plain(string what, string step = "", string? product = null, double? value = null) => Marks.Add(new Mark(what, product ?? Who.Product, step, At, Number, Number, Who.Segments, Thousandths(value)));

    /// <summary>Counts it as what came of an earlier one, under that one's moment.</summary>
    public void Of(CountedFact earlier, string what, double? value = null) =>
        Marks.Add(new Mark(what, earlier.Product, earlier.Step, earlier.At, earlier.Number, Number, earlier.Segments, Thousandths(value)));

    /// <summary>Takes back what an earlier one had counted as, with the same value.</summary>
    public void TakeBack(CountedFact earlier, string what, double? value = null) =>
        Marks.Add(new Mark(what, earlier.Product, earlier.Step, earlier.At, earlier.Number, Number, earlier.Segments, Thousandths(value)) { IsTakenBack = true });

    /// <summary>This fact, for later ones to refer to.</summary>
    public CountedFact Kept(string product, string step, string name, long? at = null) => new(Number, at ?? At, product, step, Who.Segments, name);

    private static long? Thousandths(double? value) => value is { } v ? (long)Math.Round(v * 1000) : null;

    // A promise counts under the day it came due, or under the day it was made when it holds from the first.
    private void CountPromise(Fact fact)
    {
        if (fact is PromiseMade made)
        {
            var promise = Kept(Who.ProductOf(made.OrderId), made.Promise, made.OrderId, made.Due?.ToUnixTimeMilliseconds());
            Of(promise, Whats.Due);
            Who.Promises.Add(promise);
            return;
        }

        var (order, name, what) = fact is PromiseKept kept ? (kept.OrderId, kept.Promise, Whats.Kept) : fact is PromiseBroken broken ? (broken.OrderId, broken.Promise, Whats.Broken) : ("", "", "");
        if (Who.Promises.Find(p => p.Name == order && p.Step == name) is not { } known) return;
        Of(known, what);
        Of(known, Whats.Settled);

        // What was kept in the end may have been broken before; both are counted, each once.
        if (what == Whats.Kept) Who.Promises.Remove(known);
    }

    private void CountPlain(Fact fact)
    {
        switch (fact)
        {
            case LeavingNoticed f: Plain(Whats.Noticed, $"{f.Sign}", f.Product); break;
            case LeavingReasonGiven f: Plain(Whats.Reason, $"{f.Reason}", f.Product); break;
            case CustomerLeft f: Plain(Whats.Left, f.Reason is { } why ? $"{why}" : "", f.Product); break;
            case CustomerWonBack f:
                Plain(Whats.Back, f.Reason is { } once ? $"{once}" : "");
                Plain(Whats.BackBy, f.By);
                break;
            case RewardRedeemed f: Plain(Whats.Redeemed, f.Reward, ""); break;
            case RewardExpired f: Plain(Whats.Expired, f.Reward, ""); break;
            case SegmentEntered f:
                Who.Enter(f.Segment);
                Plain(Whats.Entered, f.Segment, "");
                break;
            case SegmentLeft f:
                Plain(Whats.LeftSegment, f.Segment, "");
                Who.Leave(f.Segment);
                break;
            default: CountSmall(fact); break;
        }
    }

    private void CountSmall(Fact fact)
    {
        switch (fact)
        {
            case CustomerOptedIn: Plain(Whats.Returned); break;
            case ContactsPaused: Plain(Whats.Paused); break;
            case QuestionAnswered f: Plain(Whats.Answered, f.Topic); break;
            case AnswerRated f: Plain(f.Helpful ? Whats.Helped : Whats.DidNotHelp); break;
            case QuestionPassedOn: Plain(Whats.PassedOn); break;
            case MessageNotUnderstood: Plain(Whats.NotUnderstood); break;
            case GestureSuggested f: Plain(Whats.Gesture, f.Gesture); break;
            case MemoryKept f: Plain(Whats.Remembered, f.Kind, ""); break;
            case MemoryUsed f: Plain(Whats.Used, f.Kind, ""); break;
            case MemoryCorrected f: Plain(Whats.Corrected, f.Kind, ""); break;
            case MemoryForgotten f: Plain(Whats.Forgotten, f.Kind, ""); break;
            case MemoryDeclined f: Plain(Whats.Declined, f.Kind, ""); break;
            case MemoryExpired f: Plain(Whats.Faded, f.Kind, ""); break;
            case NewsSent f: Plain(Whats.NewsSent, f.News, f.Product); break;
            case NewsDeclined f: Plain(Whats.NewsDeclined, f.News); break;
            case ImprovementNoted f: Plain(Whats.Noted, f.Improvement); break;
            case ImprovementTold f: Plain(Whats.Told, f.Improvement); break;
        }
    }
}
