using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Handoff;

/// <summary>What another desk hears of a case, and what becomes of the case when it does not.</summary>
public class OtherDeskDialogTests
{
    private static readonly ConnectedDesk Desk = new("Contoso Care", IsHub: false);

    [Fact]
    public void Without_another_desk_nothing_is_noted()
    {
        var decision = Router.Decide(WithALamp(), Says("a person please") with { WantsHuman = 0.9 }, Now);
        Assert.Single(decision.Facts.OfType<CaseOpened>());
        Assert.Empty(decision.Facts.OfType<DeskEventNoted>());
        Assert.Empty(decision.Work.OfType<TellDesk>());
    }

    [Fact]
    public void A_case_has_one_row_of_work_and_its_events_wait_in_it()
    {
        var opened = Open();
        var first = Assert.Single(opened.Facts.OfType<DeskEventNoted>());
        Assert.Equal((1, DeskEvent.Opened, Place(1), Now + TimeSpan.FromHours(1)), (first.Sequence, first.What, first.Place, first.By));
        Assert.Single(opened.Work.OfType<TellDesk>());

        // Written before it has heard of the case: no second row, for it would overtake.
        var wrote = Decide(opened.Next, Says("are you there"), 2);
        Assert.Equal((2, DeskEvent.Received, Place(2)), Assert.Single(wrote.Facts.OfType<DeskEventNoted>()) is var e ? (e.Sequence, e.What, e.Place) : default);
        Assert.Empty(wrote.Work.OfType<TellDesk>());
        Assert.Empty(wrote.Replies);

        var told = Decide(wrote.Next, Means(new DeskTold(first.CaseId, 1, null)));
        Assert.Single(told.Work.OfType<TellDesk>());
        Assert.Empty(Decide(told.Next, Means(new DeskTold(first.CaseId, 2, null))).Work.OfType<TellDesk>());

        // Told of what was told before: nothing.
        Assert.Equal(told.Next, Decide(told.Next, Means(new DeskTold(first.CaseId, 1, null))).Next);
    }

    [Fact]
    public void It_hears_of_everything_that_becomes_of_a_case()
    {
        var (file, id) = (Open().Next, "C-1-1");
        var late = Decide(file, Means(new WorkCameDue(new FirstWordDue(Now + TimeSpan.FromHours(1), id))), at: Now + TimeSpan.FromHours(1));
        Assert.Equal(DeskEvent.Escalated, Assert.Single(late.Facts.OfType<DeskEventNoted>()).What);
        Assert.Equal(1, late.Facts.OfType<DeskEventNoted>().Single().Level);
        var claimed = Decide(late.Next, Means(new AgentClaimed(id, "Paul") { Desk = Desk.Name }));
        var closed = Decide(claimed.Next, Means(new AgentResolved(id, "Paul", 1, "A new lamp is on its way") { Desk = Desk.Name }));
        var end = Assert.Single(closed.Facts.OfType<DeskEventNoted>());
        Assert.Equal((DeskEvent.Closed, "Paul", "A new lamp is on its way"), (end.What, end.Agent, end.Outcome));
        var again = Decide(closed.Next, Says("no") with { Answer = Answer.No }, 5);
        Assert.Equal((DeskEvent.Reopened, 4), Assert.Single(again.Facts.OfType<DeskEventNoted>()) is var e ? (e.What, e.Sequence) : default);
    }

    [Fact]
    public void Two_people_of_one_name_at_two_desks_are_two()
    {
        var (file, id) = (Open().Next, "C-1-1");
        var theirs = Decide(file, Means(new AgentClaimed(id, "Jonas") { Desk = Desk.Name }));
        Assert.Equal("Jonas", Assert.IsType<AgentJoined>(Assert.Single(theirs.Replies)).Agent);
        Assert.Equal(Refusal.HeldByAnother, Decide(theirs.Next, Means(new AgentClaimed(id, "Jonas"))).Refusal);
        Assert.Equal(Refusal.LeaseLost, Decide(theirs.Next, Means(new AgentReplied(id, "Jonas", 1, "hello"))).Refusal);
        Assert.Single(Decide(theirs.Next, Means(new AgentReplied(id, "Jonas", 1, "hello") { Desk = Desk.Name })).Replies);
        Assert.Null(Decide(theirs.Next, Means(new AgentTookOver(id, "Jonas", "theirs is away"))).Refusal);

        var ours = Decide(file, Means(new AgentClaimed(id, "Jonas")));
        Assert.Equal(Refusal.HeldByAnother, Decide(ours.Next, Means(new AgentClaimed(id, "Jonas") { Desk = Desk.Name })).Refusal);
        Assert.Equal(Refusal.LeaseLost, Decide(ours.Next, Means(new AgentResolved(id, "Jonas", 1, "done") { Desk = Desk.Name })).Refusal);
    }

    [Fact]
    public void What_it_cannot_be_told_before_it_has_the_case_changes_nothing_for_the_customer()
    {
        var lost = Decide(Open().Next, Means(new DeskTold("C-1-1", 1, "it answered 410")));
        Assert.Empty(lost.Replies);
        Assert.Equal(new DeskUnreached("C-1-1", 1, "it answered 410"), Assert.Single(lost.Facts));
        Assert.Contains("410", Assert.Single(lost.Next.Cases[0].Notes).Text, StringComparison.Ordinal);
        Assert.Equal(Now + TimeSpan.FromHours(1), lost.Next.Cases[0].FirstWordBy);

        // The next thing that happens is tried anew.
        Assert.Single(Decide(lost.Next, Says("hello?"), 2).Work.OfType<TellDesk>());
    }

    [Fact]
    public void What_it_cannot_be_told_while_it_has_the_case_brings_the_case_back_with_a_new_time()
    {
        var claimed = Decide(Decide(Open().Next, Means(new DeskTold("C-1-1", 1, null))).Next, Means(new AgentClaimed("C-1-1", "Paul") { Desk = Desk.Name }));
        var answered = Decide(claimed.Next, Means(new AgentReplied("C-1-1", "Paul", 1, "I look into it") { Desk = Desk.Name }));
        var wrote = Decide(answered.Next, Says("it is hot now"), 4);
        var lost = Decide(wrote.Next, Means(new DeskTold("C-1-1", 2, "no answer within 10 seconds")));
        var left = Assert.IsType<AgentLeft>(Assert.Single(lost.Replies));
        Assert.Equal(("Paul", Now + TimeSpan.FromHours(1)), (left.Agent, left.By));
        var found = lost.Next.Cases[0];
        Assert.Equal((null, null, null, 0), (found.Owner, found.Desk, found.FirstWordAt, found.Level));
        Assert.Single(lost.Work.OfType<FirstWordDue>());
        Assert.Equal(Refusal.LeaseLost, Decide(lost.Next, Means(new AgentReplied("C-1-1", "Paul", 1, "back") { Desk = Desk.Name })).Refusal);
    }

    private static Decision Open() => Decide(WithALamp(), Says("a person please") with { WantsHuman = 0.9 }, 1);

    private static LinePlace Place(long sequence) => new("directline", "c", sequence);

    private static Decision Decide(CustomerFile file, Meaning meaning, long line = 0, DateTimeOffset? at = null) => Router.Decide(file, meaning with { Desk = Desk, Place = line == 0 ? null : Place(line) }, at ?? Now);
}
