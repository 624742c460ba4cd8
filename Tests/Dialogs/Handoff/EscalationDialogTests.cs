using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Handoff;

/// <summary>Nobody writes in time.</summary>
public class EscalationDialogTests
{
    private static readonly ShopRules Shop = new()
    {
        Escalation =
        [
            new EscalationStep { After = TimeSpan.Zero, Team = "the leads", Email = ["one@shop.example", "two@shop.example"] },
            new EscalationStep { After = TimeSpan.FromMinutes(45), Team = "the owner", Webhook = "https://ops.shop.example" },
            new EscalationStep(),
        ],
    };

    [Fact]
    public void A_missed_word_takes_the_case_to_the_first_level_and_tells_each_receiver_by_itself()
    {
        var (file, due) = Waiting();
        var missed = Due(file, due);
        Assert.Equal((1, "the leads"), (missed.Next.Cases[0].Level, missed.Next.Cases[0].Team));
        Assert.Contains(new CaseEscalated(due.CaseId, 1), missed.Facts);
        Assert.IsType<StillWaiting>(Assert.Single(missed.Replies));
        Assert.Equal(["one@shop.example", "two@shop.example"], missed.Work.OfType<TellStaff>().Select(t => t.Email));
        Assert.All(missed.Work.OfType<TellStaff>(), t => Assert.Equal((StaffNotice.Escalated, 1, Now), (t.What, t.Level, t.Since)));
        Assert.Equal(due.DueAt + TimeSpan.FromMinutes(45), Assert.Single(missed.Work.OfType<EscalationDue>()).DueAt);
    }

    [Fact]
    public void It_goes_on_beyond_the_last_apology_to_the_last_level_and_no_further()
    {
        var (file, due) = Waiting();
        var decision = Due(file, due);
        var said = 1;
        for (var work = decision.Work.Where(w => w is FirstWordDue or EscalationDue).ToList(); work.Count > 0;)
        {
            var next = work.MinBy(w => w.DueAt)!;
            work.Remove(next);
            decision = Due(decision.Next, next);
            work.AddRange(decision.Work.Where(w => w is FirstWordDue or EscalationDue));
            said += decision.Replies.Count;
        }

        Assert.Equal((3, "the owner"), (decision.Next.Cases[0].Level, decision.Next.Cases[0].Team));
        Assert.Equal(2, said);
        Assert.Null(decision.Next.Cases[0].EscalatesAt);
    }

    [Fact]
    public void A_step_without_its_time_comes_half_the_target_after_the_one_before()
    {
        var (file, due) = Waiting();
        var missed = Due(file, due);
        var second = Due(missed.Next, Assert.Single(missed.Work.OfType<EscalationDue>()));
        Assert.Equal(due.DueAt + TimeSpan.FromMinutes(45 + 30), Assert.Single(second.Work.OfType<EscalationDue>()).DueAt);
        Assert.Equal("https://ops.shop.example", Assert.Single(second.Work.OfType<TellStaff>()).Webhook);
    }

    [Fact]
    public void Claimed_is_not_answered()
    {
        var (file, due) = Waiting();
        var claimed = Router.Decide(file, Means(new AgentClaimed(due.CaseId, "Jonas"), Shop), Now).Next;
        Assert.Equal(1, Due(claimed, due).Next.Cases[0].Level);

        var answered = Router.Decide(claimed, Means(new AgentReplied(due.CaseId, "Jonas", 1, "hello"), Shop), Now).Next;
        Assert.Equal(0, Due(answered, due).Next.Cases[0].Level);
    }

    [Fact]
    public void After_the_first_word_a_level_that_was_planned_is_not_reached_and_a_notice_that_was_late_is_not_sent()
    {
        var (file, due) = Waiting();
        var missed = Due(file, due);
        var (higher, tell) = (Assert.Single(missed.Work.OfType<EscalationDue>()), missed.Work.OfType<TellStaff>().First());
        Assert.True(EscalationDialog.IsStillTrue(missed.Next, tell));
        var claimed = Router.Decide(missed.Next, Means(new AgentClaimed(due.CaseId, "Jonas"), Shop), due.DueAt).Next;
        var answered = Router.Decide(claimed, Means(new AgentReplied(due.CaseId, "Jonas", 1, "hello"), Shop), due.DueAt).Next;
        Assert.Empty(Due(answered, higher).Facts);
        Assert.False(EscalationDialog.IsStillTrue(answered, tell));
    }

    [Fact]
    public void Who_is_given_back_after_a_word_begins_to_wait_anew()
    {
        var (file, due) = Waiting();
        var claimed = Router.Decide(Due(file, due).Next, Means(new AgentClaimed(due.CaseId, "Jonas"), Shop), due.DueAt).Next;
        var back = Router.Decide(claimed, Means(new AgentReleased(due.CaseId, "Jonas", 1), Shop), due.DueAt).Next;
        Assert.Equal(1, back.Cases[0].Level);

        var answered = Router.Decide(claimed, Means(new AgentReplied(due.CaseId, "Jonas", 1, "hello"), Shop), due.DueAt).Next;
        back = Router.Decide(answered, Means(new AgentReleased(due.CaseId, "Jonas", 1), Shop), due.DueAt).Next;
        Assert.Equal((0, (string?)null), (back.Cases[0].Level, back.Cases[0].Team));
    }

    [Fact]
    public void After_a_stop_staff_hear_of_it_and_the_customer_does_not()
    {
        var (file, due) = Waiting();
        var stopped = Due(file with { StoppedAt = Now, LastHeardAt = Now }, due);
        Assert.Empty(stopped.Replies);
        Assert.Equal(1, stopped.Next.Cases[0].Level);
    }

    [Theory]
    [InlineData(true, 0.9, -0.1, Priority.Urgent)]
    [InlineData(false, 0.9, -0.9, Priority.High)]
    [InlineData(false, 0.9, -0.5, Priority.Normal)]
    [InlineData(false, 0.1, -0.9, Priority.Normal)]
    public void How_soon_somebody_must_write_is_decided_when_it_is_opened(bool danger, double complaint, double mood, Priority priority)
    {
        var staff = new StaffWord("our service team", [], true, Now + TimeSpan.FromHours(1), Now + TimeSpan.FromHours(8)) { HighBy = Now + TimeSpan.FromMinutes(30), UrgentBy = Now + TimeSpan.FromMinutes(15) };
        var decision = Router.Decide(WithALamp(), Says("the lamp I bought burns, I want a person") with { Danger = danger, Complaint = complaint, WantsHuman = 0.9, Mood = mood, Staff = staff }, Now);
        Assert.Equal(priority, decision.Next.Cases[0].Priority);
        Assert.Equal(staff.For(priority).FirstWordBy, decision.Next.Cases[0].FirstWordBy);
        Assert.Equal(staff.For(priority).FirstWordBy, Assert.Single(decision.Work.OfType<FirstWordDue>()).DueAt);
    }

    private static (CustomerFile File, FirstWordDue Due) Waiting()
    {
        var decision = Router.Decide(WithALamp(), Says("the lamp is broken, I want a person", Shop) with { WantsHuman = 1 }, Now);
        return (decision.Next, Assert.Single(decision.Work.OfType<FirstWordDue>()));
    }

    // By then a word can be promised an hour from then.
    private static Decision Due(CustomerFile file, Work work) => Router.Decide(file, Means(new WorkCameDue(work), Shop) with { Staff = ServiceHours.Always.At(work.DueAt, []) }, work.DueAt);
}
