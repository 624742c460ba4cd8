using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Segments;
using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Segments;

/// <summary>Who belongs to a group, from when, and what is made of joining one.</summary>
public class GroupTests
{
    [Fact]
    public void The_days_of_a_purchase_are_known_before_they_come()
    {
        var membership = Assert.Single(new Group { Products = ["TrailLight 300"], DaysFrom = 700, DaysBefore = 725 }.MembershipsOf(WithALamp()));
        Assert.Equal((Now.AddDays(700), Now.AddDays(725)), (membership.From, membership.Until));
        Assert.Empty(new Group { Products = ["Larkhide 1"] }.MembershipsOf(WithALamp()));
    }

    [Fact]
    public void Silence_begins_with_the_last_word()
    {
        var group = new Group { SilentDays = 90 };
        Assert.False(group.Has(WithALamp(), Now.AddDays(89)));
        Assert.True(group.Has(WithALamp(), Now.AddDays(90)));
        Assert.False(group.Has(WithALamp().HeardAt(Now.AddDays(60)), Now.AddDays(120)));
    }

    [Theory]
    [InlineData(new[] { 0.5, 0.4, -0.2, -0.4 }, MoodTrend.Falling)]
    [InlineData(new[] { -0.5, -0.4, 0.2, 0.4 }, MoodTrend.Rising)]
    [InlineData(new[] { 0.1, 0.0, 0.2, 0.1 }, MoodTrend.Steady)]
    [InlineData(new[] { 0.9, -0.9 }, MoodTrend.Steady)]
    public void A_mood_has_a_trend_when_there_is_enough_of_it(double[] moods, MoodTrend trend) => Assert.Equal(trend, MoodTrends.Of(moods));

    [Fact]
    public void Joining_and_leaving_a_segment_is_on_record_at_its_hour()
    {
        var shop = new ShopRules { Segments = [new Segment("new", new Group { DaysFrom = 0, DaysBefore = 30 })] };
        var joined = Router.Decide(WithALamp(), Means(new PlanFoundBroken(), shop), Now);
        Assert.Contains(new SegmentEntered("new"), joined.Facts);
        var due = Assert.Single(joined.Work.OfType<StandingDue>());
        Assert.Equal(Now.AddDays(30), due.DueAt);
        var left = Router.Decide(joined.Next, Means(new WorkCameDue(due), shop), due.DueAt);
        Assert.Contains(new SegmentLeft("new"), left.Facts);
        Assert.Empty(left.Work.OfType<StandingDue>());
    }

    [Fact]
    public void A_gesture_is_a_task_for_staff_that_holds_nothing_back()
    {
        var shop = new ShopRules { Gestures = [new Gesture("card", new Group { Pieces = 5 }, "Write a card")] };
        var fleet = WithALamp(Step("first", 3, CheckInQuestion.None));
        fleet = fleet.With(fleet.Latest! with { Quantity = 6 });
        var suggested = Router.Decide(fleet, Means(new PlanFoundBroken(), shop), Now);
        var task = Assert.Single(suggested.Next.Cases);
        Assert.Equal((CaseKind.Task, "Write a card"), (task.Kind, task.Reason));
        Assert.Empty(suggested.Replies);
        Assert.Equal("first", suggested.Next.Next!.Step);
        Assert.Single(Router.Decide(suggested.Next, Means(new PlanFoundBroken(), shop), Now).Next.Cases);

        // Who does it and closes it leaves no trace with the customer.
        var claimed = Router.Decide(suggested.Next, Means(new AgentClaimed(task.Id, "Jonas"), shop), Now);
        var done = Router.Decide(claimed.Next, Means(new AgentResolved(task.Id, "Jonas", claimed.Next.Cases[0].Lease, "card sent"), shop), Now);
        Assert.Empty(claimed.Replies);
        Assert.Empty(done.Replies);
        Assert.Null(done.Next.Recovery);
    }
}
