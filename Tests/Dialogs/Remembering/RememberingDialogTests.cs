using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Remembering;
using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Remembering;

/// <summary>What is remembered is theirs: shown, put right and forgotten at their word, and used only while it is there.</summary>
public class RememberingDialogTests
{
    private static readonly Noticed Fridays = new(Memory.Days, "I only have Fridays", "Friday", 0.9, 365, Sensitive: false);
    private static readonly Noticed Caving = new("use", "we use it for caving", "caving", 0.9, 60, Sensitive: false);
    private static readonly Noticed Allergy = new("health", "my son is allergic", null, 0.9, 730, Sensitive: true);

    [Fact]
    public void Who_only_has_Fridays_is_written_to_on_a_Friday_and_that_is_on_record()
    {
        var told = Router.Decide(WithALamp(Step("first", 3, CheckInQuestion.None)), Says("I only have Fridays") with { Notices = [Fridays] }, Now);
        Assert.Equal(DateTimeOffset.Parse("2026-11-27T10:00:00+01:00"), told.Next.Next!.At);
        var (sent, _) = Next(told.Next);
        Assert.Contains(new MemoryUsed(1, Memory.Days, "first"), sent.Facts);
    }

    [Fact]
    public void What_was_forgotten_is_used_no_more()
    {
        var step = Step("first", 3, CheckInQuestion.None) with { Mentions = "use" };
        var told = Router.Decide(WithALamp(step), Says("we use it for caving") with { Notices = [Caving] }, Now);
        Assert.Equal("caving", Assert.IsType<PlannedContact>(Next(told.Next).Decision.Replies[0]).Remembered);
        var forgotten = Router.Decide(told.Next, Says("forget that") with { Intent = Intent.Forget, Forgets = [1] }, Now);
        Assert.Contains(new MemoryForgotten(1, "use"), forgotten.Facts);
        var (sent, _) = Next(forgotten.Next);
        Assert.Null(Assert.IsType<PlannedContact>(sent.Replies[0]).Remembered);
        Assert.Empty(sent.Facts.OfType<MemoryUsed>());
    }

    [Fact]
    public void What_is_sensitive_waits_for_a_yes_and_leaves_nothing_after_a_no()
    {
        var asked = Router.Decide(WithALamp(), Says("my son is allergic") with { Notices = [Allergy] }, Now);
        Assert.IsType<MayWeKeepThat>(Assert.Single(asked.Replies));
        Assert.Empty(asked.Next.Memories);
        var no = Router.Decide(asked.Next, Says("no") with { Answer = Answer.No }, Now);
        Assert.Empty(no.Next.Memories);
        Assert.Contains(new MemoryDeclined("health"), no.Facts);
        Assert.Null(no.Next.Awaiting);
        var yes = Router.Decide(asked.Next, Says("yes") with { Answer = Answer.Yes }, Now);
        Assert.True(Assert.Single(yes.Next.Memories).Sensitive);
    }

    [Fact]
    public void What_is_sensitive_in_a_message_about_something_else_is_neither_kept_nor_asked_about()
    {
        var decision = Router.Decide(WithALamp(), Says("a person please, my son is allergic") with { Notices = [Allergy], WantsHuman = 0.95 }, Now);
        Assert.Empty(decision.Next.Memories);
        Assert.DoesNotContain(decision.Replies, r => r is MayWeKeepThat);
    }

    [Fact]
    public void What_somebody_did_not_want_kept_stands_in_no_fact_and_does_not_wait_for_an_answer_for_ever()
    {
        const string words = "my son is allergic";
        var touched = WithALamp() with { LastTouch = new Touchpoint("thank-you", "A-1", Now) };
        var asked = Router.Decide(touched, Says(words) with { Notices = [Allergy], Mood = -0.6, Complaint = 0.2 }, Now);
        var score = Router.Decide((touched with { Loyalty = [new LoyaltyMark(Measure.Recommend, Now)] }).Ask("Loyalty.Recommend", Now, "A-1"), Says($"9, {words}") with { Notices = [Allergy], Score = 9, SaysMore = true }, Now);
        var reason = Router.Decide(WithALamp().Ask(OpenQuestion.Bought, Now, "A-1") with { Business = true }, Says(words) with { Notices = [Allergy] }, Now);
        var nothing = Router.Decide(WithALamp() with { Awaiting = new OpenQuestion(OpenQuestion.Arrived, Now) }, Says(words) with { Notices = [Allergy] }, Now);
        foreach (var fact in new[] { asked, score, reason, nothing }.SelectMany(d => d.Facts)) Assert.DoesNotContain(words, $"{fact}", StringComparison.Ordinal);
        Assert.Contains(score.Facts, f => f is FollowUpBot.Dialogs.Loyalty.LoyaltyAnswered { Score: 9 });
        Assert.Null(reason.Next.SuccessMeasure);

        // Nobody answers whether it may be kept: then it is not.
        var due = Assert.Single(asked.Work.OfType<StandingDue>());
        Assert.Equal(Now.AddDays(7), due.DueAt);
        Assert.Null(Router.Decide(asked.Next, Means(new WorkCameDue(due)), due.DueAt).Next.Awaiting);
    }

    [Fact]
    public void A_new_day_puts_the_old_one_right()
    {
        var first = Router.Decide(WithALamp(), Says("I only have Fridays") with { Notices = [Fridays] }, Now).Next;
        var second = Router.Decide(first, Says("I only have Mondays") with { Notices = [Fridays with { Words = "I only have Mondays", Value = "Monday" }] }, Now);
        Assert.IsType<Corrected>(Assert.Single(second.Replies));
        Assert.Equal("Monday", Assert.Single(second.Next.Memories).Value);
        Assert.Contains(new MemoryCorrected(1, Memory.Days), second.Facts);
        Assert.Equal(2, second.Next.Memories[0].Id);
    }

    [Fact]
    public void What_is_too_old_to_be_true_is_taken_away_when_its_time_comes()
    {
        var told = Router.Decide(WithALamp(), Says("we use it for caving") with { Notices = [Caving] }, Now);
        Assert.Contains(told.Work, w => w is StandingDue && w.DueAt == Now.AddDays(60));
        var over = Router.Decide(told.Next, Means(new WorkCameDue(new StandingDue(Now.AddDays(60)))), Now.AddDays(60));
        Assert.Empty(over.Next.Memories);
        Assert.Contains(new MemoryExpired(1, "use"), over.Facts);
    }

    [Fact]
    public void Who_tells_ten_thousand_things_has_the_latest_kept()
    {
        var file = WithALamp();
        for (var i = 0; i < 10_000; i++) file = Router.Decide(file, Says("…") with { Notices = [Caving with { Words = $"we use it for {i}", Value = $"{i}" }] }, Now).Next;
        Assert.Equal(40, file.Memories.Count);
        Assert.Equal("9999", file.Memories[^1].Value);
        Assert.Equal(10_000, file.MemoriesKept);
    }
}
