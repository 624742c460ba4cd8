using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Handoff;

/// <summary>A call at a time of the customer's. It is Monday evening in Madrid; somebody is there from Tuesday at nine.</summary>
public class CallBackDialogTests
{
    private const string Phone = "+34600000002";

    private static readonly ServiceHours Hours = new("our service team", "Europe/Madrid", [new Shift(new TimeOnly(9, 0), new TimeOnly(17, 0))], [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], TimeSpan.FromHours(1), TimeSpan.FromHours(8));

    private static readonly DateTimeOffset Evening = At("2026-11-23T20:00");

    private static readonly DateTimeOffset Three = At("2026-11-24T15:00");

    [Fact]
    public void At_night_a_call_is_offered_and_by_day_or_when_somebody_is_there_none()
    {
        var offered = Offered();
        Assert.Equal([typeof(PersonComing), typeof(MayWeCall)], offered.Replies.Select(r => r.GetType()));
        Assert.Equal(At("2026-11-24T09:00"), offered.Replies.OfType<MayWeCall>().Single().From);
        Assert.DoesNotContain(Decide(WithALamp(), Wants(), Now).Replies, r => r is MayWeCall);
        Assert.DoesNotContain(Router.Decide(WithALamp(), Wants() with { Staff = Hours.At(Evening, ["Jonas"]) }, Evening).Replies, r => r is MayWeCall);
        Assert.DoesNotContain(Decide(WithALamp() with { StoppedAt = Evening - TimeSpan.FromDays(1) }, Wants(), Evening).Replies, r => r is MayWeCall);
    }

    [Fact]
    public void The_bot_hears_nothing_else_while_it_asks() =>
        Assert.Empty(Decide(Offered().Next, Says("the charger is green by the way"), Evening).Replies);

    [Fact]
    public void A_time_at_which_somebody_is_there_is_booked_as_soon_as_the_number_is_known()
    {
        var asked = Decide(Offered().Next, Names(Three), Evening);
        Assert.Equal(new CallOnWhichNumber(Three, null, null), Assert.Single(asked.Replies));
        var unclear = Decide(asked.Next, Says("600 000 002"), Evening);
        Assert.Equal("600 000 002", Assert.IsType<CallOnWhichNumber>(Assert.Single(unclear.Replies)).Written);

        var booked = Decide(unclear.Next, Says("it is +34 600 000 002"), Evening);
        Assert.Equal(new CallBooked(Three, null, "002", "our service team", false), Assert.Single(booked.Replies));
        Assert.Equal(new CallBack(Three, null, Phone, Evening), booked.Next.Cases[0].CallBack);
        Assert.Equal(Three, booked.Next.Cases[0].FirstWordBy);
        Assert.Contains(new CallBackPromised(booked.Next.Cases[0].Id, Three), booked.Facts);
        Assert.Equal([Three - TimeSpan.FromMinutes(10), Three + TimeSpan.FromMinutes(15)], booked.Work.Where(w => w is CallBackDue or CallBackOver).Select(w => w.DueAt));

        // The word that was promised before is the call now.
        var before = new FirstWordDue(Offered().Next.Cases[0].FirstWordBy, booked.Next.Cases[0].Id);
        Assert.Empty(Decide(booked.Next, Means(new WorkCameDue(before)), before.DueAt).Replies);
    }

    [Fact]
    public void What_the_bot_has_settled_itself_does_not_wait_for_an_answer_of_the_agent()
    {
        var silent = Decide(Offered().Next, Says("the charger is green by the way"), Evening);
        Assert.Equal((1, "the charger is green by the way"), (silent.Next.Cases[0].Unanswered, silent.Next.Cases[0].LastWords));
        var asked = Decide(silent.Next, Names(Three), Evening);
        Assert.Equal((1, "the charger is green by the way"), (asked.Next.Cases[0].Unanswered, asked.Next.Cases[0].LastWords));

        var claimed = Router.Decide(asked.Next, Means(new AgentClaimed(asked.Next.Cases[0].Id, "Jonas")), Three).Next;
        Assert.Equal(0, Router.Decide(claimed, Means(new AgentCalled(claimed.Cases[0].Id, "Jonas", 1, true, "")), Three).Next.Cases[0].Unanswered);
    }

    [Fact]
    public void A_number_that_they_text_from_is_named_by_its_end_and_not_asked_for() =>
        Assert.Equal("002", Assert.IsType<CallBooked>(Assert.Single(Decide(Offered().Next, Names(Three) with { Phone = Phone }, Evening).Replies)).Digits);

    [Fact]
    public void A_time_at_which_nobody_is_there_is_asked_back()
    {
        var sunday = new WantedTime(At("2026-11-29T00:00"), At("2026-11-30T00:00"), IsOpenEnded: false, IsDay: true, 1);
        var asked = Decide(Offered().Next, Says("on sunday") with { Times = [sunday], Phone = Phone }, Evening);
        Assert.Equal(new CallInstead(At("2026-11-30T09:00"), sunday.From, true), Assert.Single(asked.Replies));
        Assert.Equal(At("2026-11-30T09:00"), Assert.IsType<CallBooked>(Assert.Single(Decide(asked.Next, Says("yes") with { Answer = Answer.Yes, Phone = Phone }, Evening).Replies)).From);

        // No to that time is no to that time; another may be named.
        var no = Decide(asked.Next, Says("no") with { Answer = Answer.No }, Evening);
        Assert.True(Assert.IsType<NoCall>(Assert.Single(no.Replies)).Again);
        Assert.IsType<CallBooked>(Assert.Single(Decide(no.Next, Names(Three) with { Phone = Phone }, Evening).Replies));
    }

    [Fact]
    public void A_yes_that_comes_after_its_time_books_nothing_that_has_passed()
    {
        var asked = Decide(Offered().Next, Says("yes") with { Answer = Answer.Yes }, Evening);
        var late = Decide(asked.Next, Says("yes") with { Answer = Answer.Yes, Phone = Phone }, At("2026-11-24T12:00"));
        Assert.Equal(At("2026-11-24T12:15"), Assert.IsType<CallInstead>(Assert.Single(late.Replies)).From);
    }

    [Theory]
    [InlineData("2026-11-24T14:00", "2026-11-24T16:00", false, "2026-11-24T14:00", "2026-11-24T16:00")] // between two and four
    [InlineData("2026-11-24T08:00", "2026-11-24T12:00", false, "2026-11-24T09:00", "2026-11-24T12:00")] // in the morning
    [InlineData("2026-11-24T16:00", "2026-11-24T20:00", false, "2026-11-24T16:00", "2026-11-24T17:00")] // from four to eight, and they close at five
    [InlineData("2026-11-24T15:00", null, true, "2026-11-24T15:00", "2026-11-24T17:00")] // after three
    [InlineData("2026-11-24T00:00", "2026-11-25T00:00", false, "2026-11-24T09:00", "2026-11-24T17:00")] // on Tuesday
    public void A_span_is_kept_to_the_hours_in_which_somebody_is_there(string from, string? until, bool openEnded, string at, string to)
    {
        var wanted = new WantedTime(At(from), until is null ? null : At(until), openEnded, false, 0);
        var booked = Decide(Offered().Next, Says("then") with { Times = [wanted], Phone = Phone }, Evening);
        var call = Assert.IsType<CallBooked>(Assert.Single(booked.Replies));
        Assert.Equal((At(at), At(to)), (call.From, call.To!.Value));
    }

    [Fact]
    public void Of_two_ways_to_understand_a_time_the_one_counts_at_which_somebody_is_there() =>
        Assert.Equal(Three, Assert.IsType<CallBooked>(Assert.Single(Decide(Offered().Next, Says("at 3") with { Times = [Point("2026-11-24T03:00"), Point("2026-11-24T15:00")], Phone = Phone }, Evening).Replies)).From);

    [Fact]
    public void It_can_be_changed_and_called_off()
    {
        var file = Booked();
        var changed = Decide(file, Names(At("2026-11-25T11:00")), Evening + TimeSpan.FromHours(1));
        Assert.True(Assert.IsType<CallBooked>(Assert.Single(changed.Replies)).Changed);

        // What was planned for the old time finds nothing to do.
        Assert.Empty(Decide(changed.Next, Means(new WorkCameDue(new CallBackOver(Three + CallBack.Grace, file.Cases[0].Id, Three))), Three + CallBack.Grace).Facts);

        var off = Decide(changed.Next, Says("no need to call") with { CallsOff = true }, Evening + TimeSpan.FromHours(2));
        Assert.Equal(At("2026-11-24T10:00"), Assert.IsType<NoCall>(Assert.Single(off.Replies)).By);
        Assert.Null(off.Next.Cases[0].CallBack);
        Assert.Equal(At("2026-11-24T10:00"), Assert.Single(off.Work.OfType<FirstWordDue>()).DueAt);
        Assert.Single(off.Facts.OfType<CallBackWithdrawn>());
        Assert.Empty(Decide(off.Next, Names(Three), Evening + TimeSpan.FromHours(2)).Replies);
    }

    [Fact]
    public void A_complaint_with_a_day_in_it_moves_no_call() =>
        Assert.Empty(Decide(Booked(), Names(At("2026-11-27T11:00")) with { Complaint = 0.9 }, Evening).Replies);

    [Fact]
    public void Once_an_agent_has_written_the_bot_is_silent_about_calls_too()
    {
        var file = Booked();
        var wrote = Decide(Claimed(file), Means(new AgentReplied(file.Cases[0].Id, "Jonas", 1, "hello")), Evening).Next;
        Assert.Empty(Decide(wrote, Names(At("2026-11-25T11:00")), Evening).Replies);
        Assert.NotNull(wrote.Cases[0].CallBack);
    }

    [Fact]
    public void A_call_that_was_made_is_the_first_word()
    {
        var file = Claimed(Booked());
        var call = new AgentCalled(file.Cases[0].Id, "Jonas", 1, Reached: true, "sends it in");
        var kept = Decide(file, Means(call), Three);
        Assert.Empty(kept.Replies);
        Assert.Equal((Three, Three), (kept.Next.Cases[0].FirstWordAt!.Value, kept.Next.Cases[0].CallBack!.KeptAt!.Value));
        Assert.Equal("sends it in", Assert.Single(kept.Next.Cases[0].Notes).Text);
        Assert.Contains(new CallBackKept(file.Cases[0].Id, "Jonas", true), kept.Facts);
        Assert.Empty(Decide(kept.Next, Means(new WorkCameDue(new CallBackOver(Three + CallBack.Grace, file.Cases[0].Id, Three))), Three + CallBack.Grace).Facts);
        Assert.Equal(Refusal.LeaseLost, Decide(file, Means(call with { Agent = "Amira" }), Three).Refusal);
    }

    [Fact]
    public void A_call_in_vain_is_said_and_another_time_may_be_named_without_the_number()
    {
        var file = Claimed(Booked());
        var tried = Decide(file, Means(new AgentCalled(file.Cases[0].Id, "Jonas", 1, Reached: false, "")), Three);
        Assert.Equal(new TriedToCall("Jonas", Three, At("2026-11-24T16:00")), Assert.Single(tried.Replies));
        Assert.Null(tried.Next.Cases[0].FirstWordAt);
        Assert.Single(tried.Work.OfType<FirstWordDue>());
        Assert.IsType<CallBooked>(Assert.Single(Decide(tried.Next, Names(At("2026-11-24T16:30")), Three).Replies));
    }

    [Fact]
    public void A_call_that_nobody_makes_is_owned_up_to_and_goes_up()
    {
        var file = Booked();
        var shop = new ShopRules { Escalation = [new EscalationStep { Team = "the leads", Email = ["leads@shop.example"] }] };
        var soon = Decide(file, Means(new WorkCameDue(new CallBackDue(Three - TimeSpan.FromMinutes(10), file.Cases[0].Id, Three)), shop), Three - TimeSpan.FromMinutes(10));
        Assert.Equal((StaffNotice.CallBackDue, Three), (Assert.Single(soon.Work.OfType<TellStaff>()).What, soon.Work.OfType<TellStaff>().Single().Since));

        var over = Three + CallBack.Grace;
        var missed = Decide(soon.Next, Means(new WorkCameDue(new CallBackOver(over, file.Cases[0].Id, Three)), shop), over);
        Assert.Equal(new CallMissed(Three, "our service team", At("2026-11-24T16:15")), Assert.Single(missed.Replies));
        Assert.Equal((1, "the leads"), (missed.Next.Cases[0].Level, missed.Next.Cases[0].Team));
        Assert.Single(missed.Facts.OfType<CallBackMissed>());
        Assert.Equal(StaffNotice.CallBackMissed, Assert.Single(missed.Work.OfType<TellStaff>()).What);
        Assert.IsType<CallBooked>(Assert.Single(Decide(missed.Next, Names(At("2026-11-25T10:00")), over).Replies));
    }

    [Fact]
    public void A_stop_takes_the_call_back_and_so_does_the_end_of_the_case()
    {
        var stopped = Decide(Booked(), Says("stop") with { Intent = Intent.Stop }, Evening);
        Assert.Null(stopped.Next.Cases[0].CallBack);
        Assert.Single(stopped.Facts.OfType<CallBackWithdrawn>());
        Assert.Null(stopped.Next.Awaiting);

        var file = Claimed(Booked());
        var closed = Decide(file, Means(new AgentResolved(file.Cases[0].Id, "Jonas", 1, "done")), Three);
        Assert.Null(closed.Next.Cases[0].CallBack);
        Assert.Equal(OpenQuestion.Solved, closed.Next.Awaiting!.Name);
    }

    private static Meaning Wants() => Says("a person please") with { WantsHuman = 1 };

    private static Decision Offered() => Decide(WithALamp(), Wants(), Evening);

    private static CustomerFile Booked() => Decide(Offered().Next, Names(Three) with { Phone = Phone }, Evening).Next;

    private static CustomerFile Claimed(CustomerFile file) => Decide(file, Means(new AgentClaimed(file.Cases[0].Id, "Jonas")), Evening).Next;

    private static Meaning Names(DateTimeOffset at) => Says("then, please") with { Times = [new WantedTime(at, null, false, false, 2)] };

    private static WantedTime Point(string at) => new(At(at), null, false, false, 0);

    private static Decision Decide(CustomerFile file, Meaning meaning, DateTimeOffset now) => Router.Decide(file, meaning with { Staff = Hours.At(now, []) }, now);

    private static DateTimeOffset At(string local) => DateTimeOffset.Parse($"{local}:00+01:00").ToUniversalTime();
}
