using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Handoff;

/// <summary>What agents do with a case beside answering it.</summary>
public class AgentDialogTests
{
    private static readonly DateTimeOffset Tomorrow = Now + TimeSpan.FromDays(1);

    [Fact]
    public void A_case_that_is_handed_on_is_the_colleagues_at_once_and_nobody_elses()
    {
        var (file, id) = Claimed("Jonas");
        var handed = Decide(file, new AgentTransferred(id, "Jonas", 1, "Amira"));
        Assert.Equal("Amira", Assert.IsType<AgentJoined>(Assert.Single(handed.Replies)).Agent);
        Assert.Equal(Refusal.LeaseLost, Decide(handed.Next, new AgentReplied(id, "Jonas", 1, "one more thing")).Refusal);
        Assert.Equal(Refusal.HeldByAnother, Decide(handed.Next, new AgentClaimed(id, "Paul")).Refusal);
        Assert.Single(Decide(handed.Next, new AgentReplied(id, "Amira", 2, "hello")).Replies);
        Assert.Equal(Refusal.LeaseLost, Decide(file, new AgentTransferred(id, "Amira", 1, "Amira")).Refusal);
        Assert.Equal(Refusal.NothingToTake, Decide(file, new AgentTransferred(id, "Jonas", 1, "Jonas")).Refusal);
    }

    [Fact]
    public void A_reply_has_its_files_with_it_and_needs_words_only_without_them()
    {
        var (file, id) = Claimed("Jonas");
        SentFile[] files = [new("f-1", "photo.png", "image/png", 70)];
        var sent = Decide(file, new AgentReplied(id, "Jonas", 1, "") { Files = files });
        Assert.Equal(files, Assert.IsType<AgentSaid>(Assert.Single(sent.Replies)).Files);

        // How somebody writes is told from words alone.
        Assert.Null(Assert.Single(sent.Facts.OfType<CaseAnswered>()).Words);
        Assert.NotNull(sent.Next.Cases[0].FirstWordAt);
        Assert.Equal(Refusal.NothingSaid, Decide(file, new AgentReplied(id, "Jonas", 1, "")).Refusal);
        Assert.Equal(Refusal.LeaseLost, Decide(file, new AgentReplied(id, "Jonas", 2, "hello") { Files = files }).Refusal);
    }

    [Fact]
    public void What_is_given_out_is_theirs_without_a_word_to_the_customer_and_not_for_long()
    {
        var (file, id) = Complained();
        var given = Decide(file, new AgentAssigned(id, "Jonas", Now.AddMinutes(5)));
        Assert.Empty(given.Replies);
        Assert.Equal(new CaseAssigned(id, "Jonas"), Assert.Single(given.Facts.OfType<CaseAssigned>()));
        Assert.Equal(Refusal.HeldByAnother, Decide(given.Next, new AgentAssigned(id, "Amira", Now.AddMinutes(5))).Refusal);
        Assert.Equal("Amira", Router.Decide(given.Next, Means(new AgentAssigned(id, "Amira", Now.AddMinutes(10))), Now.AddMinutes(5)).Next.Cases[0].Owner);

        // Who writes has it like everybody who has taken one.
        var wrote = Decide(given.Next, new AgentReplied(id, "Jonas", 1, "I am looking at it"));
        Assert.Equal(Now + Case.LeaseLength, wrote.Next.Cases[0].LeaseUntil);
    }

    [Fact]
    public void Who_gives_back_what_they_were_given_before_a_word_changes_nothing_for_the_customer()
    {
        var (file, id) = Complained();
        var given = Decide(file, new AgentAssigned(id, "Jonas", Now.AddMinutes(5)));
        var back = Router.Decide(given.Next, Means(new AgentReleased(id, "Jonas", 1)), Now.AddMinutes(3));
        Assert.Empty(back.Replies);
        Assert.Empty(back.Work.OfType<FirstWordDue>());
        Assert.Equal((null, file.Cases[0].FirstWordBy), (back.Next.Cases[0].Owner, back.Next.Cases[0].FirstWordBy));
        Assert.Equal(["Jonas"], back.Next.Cases[0].GivenTo);
    }

    [Fact]
    public void Who_was_given_a_case_says_that_they_are_on_it_and_keeps_it()
    {
        var (file, id) = Complained();
        var given = Decide(file, new AgentAssigned(id, "Jonas", Now.AddMinutes(5)));
        var on = Decide(given.Next, new AgentClaimed(id, "Jonas"));
        Assert.Equal("Jonas", Assert.IsType<AgentJoined>(Assert.Single(on.Replies)).Agent);
        Assert.Equal((1, Now + Case.LeaseLength, false), (on.Next.Cases[0].Lease, on.Next.Cases[0].LeaseUntil!.Value, on.Next.Cases[0].IsUnannounced));
        Assert.Empty(Decide(on.Next, new AgentClaimed(id, "Jonas")).Replies);
        Assert.Empty(Decide(given.Next, new AgentReplied(id, "Jonas", 1, "I am looking at it")).Next.Cases[0].GivenTo);
    }

    [Fact]
    public void What_is_given_to_a_team_is_in_the_queue_for_it()
    {
        var (file, id) = Claimed("Jonas");
        var given = Decide(file, new AgentReleased(id, "Jonas", 1) { Team = "the owner" });
        Assert.IsType<AgentLeft>(Assert.Single(given.Replies));
        Assert.Equal((null, "the owner"), (given.Next.Cases[0].Owner, given.Next.Cases[0].Team));
        Assert.Null(Decide(given.Next, new AgentClaimed(id, "Amira")).Refusal);
    }

    [Fact]
    public void Who_takes_over_says_why_and_the_other_can_write_no_more()
    {
        var (file, id) = Claimed("Jonas");
        var taken = Decide(file, new AgentTookOver(id, "Amira", "Jonas has gone home"));
        Assert.Equal(new CaseTakenOver(id, "Amira", "Jonas", "Jonas has gone home"), Assert.Single(taken.Facts.OfType<CaseTakenOver>()));
        Assert.Equal(Refusal.LeaseLost, Decide(taken.Next, new AgentReplied(id, "Jonas", 1, "wait")).Refusal);
        Assert.Equal(Refusal.NothingToTake, Decide(taken.Next, new AgentTookOver(id, "Amira", "again")).Refusal);
        Assert.Equal(Refusal.NothingToTake, Decide(Complained().File, new AgentTookOver(id, "Amira", "nobody has it")).Refusal);
    }

    [Fact]
    public void What_is_laid_aside_stays_its_owners_until_its_time_or_a_word_of_the_customer()
    {
        var (file, id) = Claimed("Jonas");
        var aside = Decide(file, new AgentSnoozed(id, "Jonas", 1, Tomorrow));
        Assert.Empty(aside.Replies);
        var due = Assert.Single(aside.Work.OfType<SnoozeOver>());
        Assert.Equal(Refusal.HeldByAnother, Router.Decide(aside.Next, Means(new AgentClaimed(id, "Amira")), Tomorrow).Refusal);

        var woken = Router.Decide(aside.Next, Means(new WorkCameDue(due)), Tomorrow);
        Assert.Null(woken.Next.Cases[0].SnoozedUntil);
        Assert.False(Assert.Single(woken.Facts.OfType<CaseWoken>()).ByCustomer);

        // Written before its time: awake at once, and the timer finds nothing to do.
        var wrote = Router.Decide(aside.Next, Says("any news?"), Now + TimeSpan.FromHours(2));
        Assert.True(Assert.Single(wrote.Facts.OfType<CaseWoken>()).ByCustomer);
        Assert.Null(wrote.Next.Cases[0].SnoozedUntil);
        Assert.Empty(Router.Decide(wrote.Next, Means(new WorkCameDue(due)), Tomorrow).Facts.OfType<CaseWoken>());

        // An owner who is away when the customer writes does not hold it until the day it was laid aside for.
        Assert.Equal(Refusal.HeldByAnother, Router.Decide(wrote.Next, Means(new AgentClaimed(id, "Amira")), Now + TimeSpan.FromHours(2)).Refusal);
        Assert.Null(Router.Decide(wrote.Next, Means(new AgentClaimed(id, "Amira")), Now + TimeSpan.FromHours(3)).Refusal);

        // Who goes on with it or gives it back has not laid it aside any more.
        Assert.Null(Decide(aside.Next, new AgentReplied(id, "Jonas", 1, "hello")).Next.Cases[0].SnoozedUntil);
        Assert.Null(Decide(aside.Next, new AgentReleased(id, "Jonas", 1)).Next.Cases[0].SnoozedUntil);

        // Laid aside anew, an old timer does not wake it.
        var later = Decide(aside.Next, new AgentSnoozed(id, "Jonas", 1, Tomorrow + TimeSpan.FromDays(1))).Next;
        Assert.NotNull(Router.Decide(later, Means(new WorkCameDue(due)), Tomorrow).Next.Cases[0].SnoozedUntil);
    }

    [Fact]
    public void A_note_is_for_colleagues_and_needs_no_lease()
    {
        var (file, id) = Claimed("Jonas");
        var noted = Decide(file, new AgentNoted(id, "Amira", "@Jonas she called yesterday"));
        Assert.Empty(noted.Replies);
        Assert.Equal(new CaseNote(Now, "Amira", "@Jonas she called yesterday"), Assert.Single(noted.Next.Cases[0].Notes));
        Assert.Equal("Jonas", noted.Next.Cases[0].Owner);
        Assert.DoesNotContain("called", string.Concat(noted.Facts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no, still broken")]
    [InlineData("No. It is the same as before")]
    public void A_no_opens_the_same_case_with_all_that_is_known_of_it(string words)
    {
        var closed = Closed();
        var no = Router.Decide(closed, Says(words) with { Answer = Answer.No, Complaint = 0.9, Mood = -0.5 }, Now);
        var reopened = Assert.Single(no.Next.Cases);
        Assert.True(reopened is { IsOpen: true, Owner: null, Reopened: 1, FirstWordAt: null });
        Assert.Equal("A new battery is on its way.", reopened.Outcome);
        Assert.IsType<NotSolved>(Assert.Single(no.Replies));
        Assert.Single(no.Work.OfType<FirstWordDue>());
        Assert.Null(no.Next.Recovery);
        Assert.Empty(Router.Decide(no.Next, Says("hello?"), Now).Replies);

        // An old lease does not answer in it.
        Assert.Equal(Refusal.LeaseLost, Decide(no.Next, new AgentReplied(reopened.Id, "Jonas", 1, "hm")).Refusal);
    }

    [Fact]
    public void A_yes_is_the_end_and_care_still_follows()
    {
        var yes = Router.Decide(Closed(), Says("yes, thank you") with { Answer = Answer.Yes }, Now);
        Assert.IsType<GladItIsSolved>(Assert.Single(yes.Replies));
        Assert.False(yes.Next.Cases[0].IsOpen);
        Assert.NotNull(yes.Next.Recovery);
        Assert.Equal(Recovery.Step, yes.Next.Next!.Step);
    }

    [Fact]
    public void A_question_after_a_closed_case_is_no_answer_to_whether_it_is_solved()
    {
        var asked = Router.Decide(Closed(), Says("how do I charge it?") with { Intent = Intent.Question }, Now);
        Assert.False(asked.Next.Cases[0].IsOpen);
    }

    [Fact]
    public void The_cause_is_kept()
    {
        var (file, id) = Claimed("Jonas");
        var closed = Decide(file, new AgentResolved(id, "Jonas", 1, "done") { Cause = RootCause.Delivery });
        Assert.Equal(RootCause.Delivery, closed.Next.Cases[0].Cause);
        Assert.Equal(RootCause.Delivery, Assert.Single(closed.Facts.OfType<CaseResolved>()).Cause);
    }

    private static (CustomerFile File, string Id) Complained()
    {
        var decision = Router.Decide(WithALamp(), Says("the lamp is broken, I want a person") with { WantsHuman = 1 }, Now);
        return (decision.Next, Assert.Single(decision.Next.Cases).Id);
    }

    private static (CustomerFile File, string Id) Claimed(string agent)
    {
        var (file, id) = Complained();
        return (Decide(file, new AgentClaimed(id, agent)).Next, id);
    }

    private static CustomerFile Closed()
    {
        var (file, id) = Claimed("Jonas");
        var resolved = Decide(file, new AgentResolved(id, "Jonas", 1, "A new battery is on its way."));
        Assert.IsType<Resolved>(Assert.Single(resolved.Replies));
        return resolved.Next;
    }

    private static Decision Decide(CustomerFile file, AgentAction action) => Router.Decide(file, Means(action), Now);
}
