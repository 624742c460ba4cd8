using FollowUpBot.Bot.Desk;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Desk;

/// <summary>Who has waited for what we promised comes first, and each case stands in the views it belongs to.</summary>
public class QueueTests
{
    private static readonly DateTimeOffset Now = TestHost.Start;
    private static readonly ServiceHours Hours = new("", "Europe/Madrid", [new Shift(new TimeOnly(9, 0), new TimeOnly(17, 0))], [DayOfWeek.Monday, DayOfWeek.Tuesday], TimeSpan.FromHours(1), TimeSpan.FromHours(8));

    [Fact]
    public void The_most_urgent_comes_first()
    {
        var asleep = Opened("asleep") with { SnoozedUntil = Now.AddHours(2) };
        var answered = Opened("answered") with { FirstWordAt = Now.AddMinutes(-30), Owner = "Jonas", LeaseUntil = Now.AddMinutes(20) };
        var wrote = answered with { Id = "wrote", Unanswered = 2, LastHeardAt = Now.AddMinutes(-5) };
        var soon = Opened("soon") with { FirstWordBy = Now.AddMinutes(10) };
        var later = Opened("later") with { FirstWordBy = Now.AddMinutes(50) };
        var late = Opened("late") with { FirstWordBy = Now.AddMinutes(-10) };
        var escalated = Opened("escalated") with { FirstWordBy = Now.AddMinutes(-5), Level = 2 };
        var urgent = Opened("urgent") with { FirstWordBy = Now.AddMinutes(20), Priority = Priority.Urgent };
        Assert.Equal(["escalated", "late", "urgent", "soon", "later", "wrote", "answered", "asleep"], Ids("all", asleep, answered, later, wrote, soon, late, urgent, escalated));
    }

    [Fact]
    public void A_promised_call_is_quiet_until_its_time_and_then_comes_first()
    {
        var call = Opened("call") with { FirstWordBy = Now.AddMinutes(30), CallBack = new CallBack(Now.AddHours(3), null, "+34600000002", Now) };
        var soon = Opened("soon") with { FirstWordBy = Now.AddMinutes(10) };
        Assert.Equal(["soon", "call"], Ids("all", call, soon));
        Assert.Equal(["call", "soon"], Ids("all", call with { CallBack = call.CallBack with { At = Now } }, soon));
        Assert.Equal(["call"], Ids("calls", call, soon));
        Assert.Empty(Ids("calls", call with { CallBack = call.CallBack with { KeptAt = Now } }));
    }

    [Fact]
    public void Each_view_shows_what_it_says()
    {
        var mine = Opened("mine") with { Owner = "Jonas", LeaseUntil = Now.AddMinutes(20), FirstWordAt = Now };
        var hers = mine with { Id = "hers", Owner = "Amira", Unanswered = 1 };
        var lost = mine with { Id = "lost", LeaseUntil = Now };
        var asleep = mine with { Id = "asleep", SnoozedUntil = Now.AddHours(1) };
        Assert.Equal(["mine"], Ids("mine", mine, hers, lost, asleep));
        Assert.Equal(["lost"], Ids("unclaimed", mine, hers, lost, asleep));
        Assert.Equal(["lost", "mine"], Ids("waiting", mine, hers, lost, asleep).Order());
        Assert.Equal(["asleep"], Ids("asleep", mine, hers, lost, asleep));
        Assert.Equal(4, Ids("no such view", mine, hers, lost, asleep).Count);
    }

    [Fact]
    public void A_view_counts_what_it_shows_for_each_agent_their_own()
    {
        var mine = Opened("mine") with { Owner = "Jonas", LeaseUntil = Now.AddMinutes(20) };
        var read = Read(Snapshot.Empty, mine, mine with { Id = "second" }, mine with { Id = "hers", Owner = "Amira" }, Opened("free"));
        Assert.Equal([4, 2, 1], new[] { "all", "mine", "unclaimed" }.Select(v => read.CountOf(Queue.ViewOf(v), "Jonas")));
        Assert.Equal([4, 1, 1], new[] { "all", "mine", "unclaimed" }.Select(v => read.CountOf(Queue.ViewOf(v), "Amira")));
    }

    [Fact]
    public void New_is_what_was_opened_or_written_in_since_also_when_a_reading_was_missed()
    {
        var (calm, wrote) = (Opened("calm"), Opened("wrote"));
        var first = Read(Snapshot.Empty, calm, wrote);
        var second = Read(first, calm, wrote with { LastHeardAt = Now });
        var third = Read(second, calm, wrote with { LastHeardAt = Now, Unanswered = 7 }, Opened("new"));
        Assert.Empty(second.NewsSince(second));
        Assert.Equal(["wrote"], second.NewsSince(first).Select(n => n.Case.Id));
        Assert.Equal(["new"], third.NewsSince(second).Select(n => n.Case.Id));
        Assert.Equal(["wrote", "new"], third.NewsSince(first).Select(n => n.Case.Id));
        Assert.Equal(["calm"], Read(third, calm with { Reopened = 1 }).NewsSince(third).Select(n => n.Case.Id));
    }

    [Theory]
    [InlineData(10, "A word by Mon 23 Nov 11:10, 10 min left")]
    [InlineData(-10, "Late by 10 min")]
    [InlineData(1380, "A word by Tue 24 Nov 10:00, 7 h left")]
    public void What_is_left_counts_in_open_hours(int minutes, string says) =>
        Assert.Equal(says, Queue.Standing(Opened("x") with { FirstWordBy = Now.AddMinutes(minutes) }, Now, LocalTime.Zone("Europe/Madrid"), Hours));

    private static IReadOnlyList<string> Ids(string view, params IReadOnlyList<Case> cases) => [.. Read(Snapshot.Empty, cases).Of(Queue.ViewOf(view), "Jonas").Select(c => c.Case.Id)];

    private static Snapshot Read(Snapshot before, params IReadOnlyList<Case> cases) => before.After(cases.Select(c => new StoredCase("C", "Maria", c)), ["Jonas"], Now);

    private static Case Opened(string id) => new(id, CaseKind.Complaint, "Complaint", "it broke", -0.5, Now.AddHours(-1), Now.AddMinutes(30));
}
