using FollowUpBot.Dialogs.CheckIn;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Dialogs.CheckIn;

/// <summary>Nobody is dropped: after every turn one planned contact, or a reason for none.</summary>
public class ItineraryTests
{
    private static readonly Meaning Said = new(new CustomerWrote("s"), new StaffWord("our service team", [], true, default, default));

    private static readonly DateTimeOffset Bought = DateTimeOffset.Parse("2026-11-23T11:00:00+01:00");

    [Fact]
    public void Plans_the_first_step_at_its_local_hour() => Assert.Equal(DateTimeOffset.Parse("2026-11-26T10:00:00+01:00"), Plan(Customer(), Bought).Next!.At);

    [Fact]
    public void Counts_days_where_the_customer_lives()
    {
        // 23:30 in Tokyo is the 23rd there; day 3 is the 26th there.
        var file = Customer() with { TimeZone = "Asia/Tokyo" };
        Assert.Equal(DateTimeOffset.Parse("2026-11-26T10:00:00+09:00"), Plan(file, Bought).Next!.At);
    }

    [Theory]
    [InlineData("2026-03-26T12:00:00+01:00", "2026-03-29T10:00:00+02:00")]
    [InlineData("2026-10-22T12:00:00+02:00", "2026-10-25T10:00:00+01:00")]
    [InlineData("2028-02-26T12:00:00+01:00", "2028-02-29T10:00:00+01:00")]
    public void Keeps_the_local_hour_over_daylight_saving_and_leap_days(string bought, string expected)
    {
        var at = DateTimeOffset.Parse(bought);
        Assert.Equal(DateTimeOffset.Parse(expected), Plan(Customer(at), at).Next!.At);
    }

    [Fact]
    public void Moves_a_time_that_the_spring_skips_to_the_first_that_exists() =>
        Assert.Equal(DateTimeOffset.Parse("2026-03-29T03:00:00+02:00"), LocalTime.On(DateTimeOffset.Parse("2026-03-28T12:00:00+01:00"), 1, new TimeOnly(2, 15), "Europe/Madrid"));

    [Fact]
    public void Postpones_a_check_in_that_falls_in_the_night()
    {
        var late = DateTimeOffset.Parse("2026-11-26T22:00:00+01:00");
        Assert.Equal(DateTimeOffset.Parse("2026-11-27T10:00:00+01:00"), Plan(Customer(), late).Next!.At);
    }

    [Fact]
    public void Leaves_a_day_between_two_contacts()
    {
        var now = DateTimeOffset.Parse("2026-11-26T12:00:00+01:00");
        var file = Customer() with { LastContactAt = now };
        Assert.Equal(DateTimeOffset.Parse("2026-11-27T12:00:00+01:00"), Plan(file, now).Next!.At);
    }

    [Fact]
    public void Does_not_interrupt_somebody_who_is_talking_to_us()
    {
        var now = DateTimeOffset.Parse("2026-11-26T10:00:00+01:00");
        Assert.Equal(now + TimeSpan.FromHours(1), Plan(Customer() with { LastHeardAt = now }, now).Next!.At);
    }

    [Fact]
    public void Lets_a_step_go_whose_occasion_has_long_passed()
    {
        var planned = Itinerary.Plan(Customer(), new Decision(Customer()), Bought + TimeSpan.FromDays(20), rung: false);
        Assert.Equal("second", planned.Next.Next!.Step);
        Assert.Equal(new CheckInWithheld("A-1", "first", "too late: its occasion has passed"), Assert.Single(planned.Facts));
    }

    [Fact]
    public void Gives_the_reason_when_nothing_is_planned()
    {
        Assert.Equal(RestingReason.NoPurchase, Plan(new CustomerFile { Id = "C-1" }, Bought).Resting);
        Assert.Equal(RestingReason.Stopped, Plan(Customer() with { StoppedAt = Bought }, Bought).Resting);
        Assert.Equal(RestingReason.WithHuman, Plan(Customer().Open(CaseKind.Complaint, "r", "s", Said, Bought, Bought).File, Bought).Resting);
        Assert.Equal(RestingReason.JourneyComplete, Plan(Customer() with { Purchases = [Customer().Latest!.Finish("first").Finish("second")] }, Bought).Resting);
    }

    [Fact]
    public void Goes_on_while_only_a_question_is_with_staff() => Assert.NotNull(Plan(Customer().Open(CaseKind.Question, "r", "s", Said, Bought, Bought).File, Bought).Next);

    [Fact]
    public void Holds_back_what_is_more_than_the_shop_allows_in_thirty_days_and_says_why()
    {
        var now = DateTimeOffset.Parse("2026-11-26T12:00:00+01:00");
        var file = Customer() with { Contacts = [now - TimeSpan.FromDays(20), now - TimeSpan.FromDays(9), now - TimeSpan.FromDays(5)] };
        Assert.Null(Itinerary.Plan(file, new Decision(file), now, rung: false, ShopRules.Usual).Next.Next!.Because);

        var planned = Itinerary.Plan(file, new Decision(file), now, rung: false, new ShopRules { MostContacts = 3 });
        Assert.Equal(new NextContact(now + TimeSpan.FromDays(10), "first", "A-1") { Because = Deferral.Cap }, planned.Next.Next);
        Assert.Equal(new ContactDeferred("A-1", "first", Deferral.Cap, now + TimeSpan.FromDays(10)), Assert.Single(planned.Facts));
    }

    [Fact]
    public void Records_the_reason_of_a_delay_once()
    {
        var now = DateTimeOffset.Parse("2026-11-26T12:00:00+01:00");
        var first = Itinerary.Plan(Customer(), new Decision(Customer() with { LastContactAt = now }), now, rung: false);
        Assert.Contains(first.Facts, f => f is ContactDeferred { Because: Deferral.AnotherContact });
        Assert.Empty(Itinerary.Plan(first.Next, new Decision(first.Next), now, rung: false).Facts);
    }

    [Fact]
    public void Asks_nothing_more_for_three_days_while_a_question_of_ours_is_open()
    {
        var now = DateTimeOffset.Parse("2026-11-26T12:00:00+01:00");
        var planned = Plan(Customer().Ask(OpenQuestion.Satisfied, now, "A-1"), now);
        Assert.Equal(new NextContact(now + TimeSpan.FromDays(3), "first", "A-1") { Because = Deferral.OpenQuestion }, planned.Next);
    }

    [Fact]
    public void Care_waits_neither_for_an_answer_nor_for_the_cap()
    {
        var file = Customer().Ask(OpenQuestion.Satisfied, Bought) with { Contacts = [Bought, Bought, Bought, Bought], Recovery = new Recovery("C-1-1", "Jonas", "done", Bought) };
        Assert.Equal(Bought + TimeSpan.FromDays(2), Plan(file, Bought).Next!.At);
    }

    [Fact]
    public void Says_what_held_back_a_step_whose_occasion_has_passed_meanwhile()
    {
        var now = Bought + TimeSpan.FromDays(20);
        var file = Customer() with { Next = new NextContact(now, "first", "A-1") { Because = Deferral.Cap } };
        Assert.Equal(new CheckInWithheld("A-1", "first", "too late: its occasion has passed, held back by Cap"), Assert.Single(Itinerary.Plan(file, new Decision(file), now, rung: false).Facts));
    }

    [Fact]
    public void Lets_a_step_expire_when_it_says_so()
    {
        var file = With(Step("news", 3) with { Expires = 2 });
        Assert.Equal(RestingReason.JourneyComplete, Plan(file, Bought + TimeSpan.FromDays(6)).Resting);
    }

    [Fact]
    public void Counts_from_the_promised_day_until_the_customer_says_that_it_came()
    {
        var file = With(Step("after", 2) with { After = StepBase.Delivery });
        var promised = file.With(file.Latest! with { Promises = [new Promise(Promise.Delivery, "p", Bought + TimeSpan.FromDays(5)) { AskedAt = Bought + TimeSpan.FromDays(5) }] });
        Assert.Equal(DateTimeOffset.Parse("2026-11-30T10:00:00+01:00"), Plan(promised, Bought).Next!.At);
        var arrived = promised.With(promised.Latest!.Arrived(Bought + TimeSpan.FromDays(2)));
        Assert.Equal(DateTimeOffset.Parse("2026-11-27T10:00:00+01:00"), Plan(arrived, Bought + TimeSpan.FromDays(2)).Next!.At);
    }

    [Fact]
    public void Counts_from_the_last_contact()
    {
        var file = With(Step("after", 10) with { After = StepBase.LastContact }) with { LastContactAt = Bought + TimeSpan.FromDays(4) };
        Assert.Equal(DateTimeOffset.Parse("2026-12-07T10:00:00+01:00"), Plan(file, Bought + TimeSpan.FromDays(5)).Next!.At);
    }

    [Fact]
    public void Sets_no_second_timer_for_the_contact_that_is_planned_already()
    {
        var first = Itinerary.Plan(Customer(), new Decision(Customer()), Bought, rung: false);
        Assert.Single(first.Work);
        Assert.Empty(Itinerary.Plan(first.Next, new Decision(first.Next), Bought + TimeSpan.FromHours(2), rung: false).Work);
    }

    [Fact]
    public void The_timer_of_a_plan_that_was_given_up_sets_no_other_when_it_rings_and_that_of_the_plan_does()
    {
        var planned = Plan(Customer(), Bought);
        var next = planned.Next!;
        var earlier = new WorkCameDue(new CheckInDue(next.At - TimeSpan.FromDays(1), next.Step, next.OrderId));
        Assert.Empty(Router.Decide(planned, Said with { Inbound = earlier }, next.At - TimeSpan.FromDays(1)).Work);

        // At night the contact waits for the morning, and so does its timer.
        var night = next.At + TimeSpan.FromHours(12);
        var own = new WorkCameDue(new CheckInDue(next.At, next.Step, next.OrderId));
        Assert.Equal(night + TimeSpan.FromHours(12), Assert.Single(Router.Decide(planned, Said with { Inbound = own }, night).Work).DueAt);
    }

    [Fact]
    public void Care_comes_before_everything_after_a_closed_case()
    {
        var file = Customer() with { Recovery = new Recovery("C-1-1", "Jonas", "done", Bought) };
        Assert.Equal(new NextContact(DateTimeOffset.Parse("2026-11-25T11:00:00+01:00"), Recovery.Step, null), Plan(file, Bought).Next);
    }

    [Fact]
    public void Everything_waits_for_the_end_of_a_pause_even_care_and_says_so()
    {
        var until = Bought + TimeSpan.FromDays(8);
        var file = Customer() with { PausedUntil = until };
        var planned = Itinerary.Plan(Customer(), new Decision(file), Bought, rung: false);
        Assert.Equal(new NextContact(until, "first", "A-1") { Because = Deferral.Paused }, planned.Next.Next);
        Assert.Equal([new ContactsPaused(until), new ContactDeferred("A-1", "first", Deferral.Paused, until)], planned.Facts);
        Assert.Equal(until, Plan(file with { Recovery = new Recovery("C-1-1", "Jonas", "done", Bought) }, Bought).Next!.At);
        var promised = file.With(file.Latest! with { Promises = [new Promise(Promise.Delivery, "p", Bought + TimeSpan.FromDays(2))] });
        Assert.Equal((until, Promise.CheckStep), (Plan(promised, Bought).Next!.At, Plan(promised, Bought).Next!.Step));
    }

    [Fact]
    public void Order_is_kept_after_a_pause_and_what_it_outlasted_is_dropped_with_that_reason()
    {
        // The third day is long over when they are back, the fourteenth is not.
        var until = Bought + TimeSpan.FromDays(20);
        var paused = Plan(Customer() with { PausedUntil = until }, Bought);
        Assert.Equal(("second", until), (paused.Next!.Step, paused.Next.At));
        Assert.Empty(paused.Latest!.Done);

        var after = Itinerary.Plan(paused, new Decision(paused), until, rung: true);
        Assert.Equal([new PauseEnded(Early: false), new CheckInWithheld("A-1", "first", "too late: its occasion has passed, held back by Paused")], after.Facts);
        Assert.Equal("second", after.Next.Next!.Step);
        Assert.Null(after.Next.PausedUntil);
    }

    [Fact]
    public void A_pause_that_ends_early_brings_back_what_it_would_have_outlasted()
    {
        var paused = Plan(Customer() with { PausedUntil = Bought + TimeSpan.FromDays(60) }, Bought);
        var now = Bought + TimeSpan.FromDays(4);
        var again = Itinerary.Plan(paused, new Decision(paused with { PausedUntil = null }), now, rung: false);
        Assert.Equal([new PauseEnded(Early: true)], again.Facts);
        Assert.Equal("first", again.Next.Next!.Step);
    }

    [Fact]
    public void A_journey_that_a_pause_outlasts_ends_with_a_reason_for_every_step()
    {
        var until = Bought + TimeSpan.FromDays(60);
        var paused = Plan(Customer() with { PausedUntil = until }, Bought);
        var rung = Router.Decide(paused, new Meaning(new WorkCameDue(new CheckInDue(paused.Next!.At, paused.Next.Step, paused.Next.OrderId)), Said.Staff), paused.Next.At);
        Assert.Empty(rung.Replies);
        Assert.Equal(2, rung.Facts.OfType<CheckInWithheld>().Count(f => f.Reason.EndsWith("held back by Paused", StringComparison.Ordinal)));
        Assert.Equal(RestingReason.JourneyComplete, rung.Next.Resting);
    }

    private static CustomerFile Plan(CustomerFile file, DateTimeOffset now) => Itinerary.Plan(file, new Decision(file), now, rung: false).Next;

    private static CustomerFile Customer(DateTimeOffset? bought = null) => new()
    {
        Id = "C-1",
        TimeZone = "Europe/Madrid",
        Purchases = [new Purchase("A-1", "TrailLight 300", "lamp", bought ?? Bought, 1, [], [Step("first", 3), Step("second", 14)])],
    };

    private static CustomerFile With(JourneyStep only) => Customer().With(Customer().Latest! with { Steps = [only] });

    private static JourneyStep Step(string name, int day) => new(name, day, new TimeOnly(10, 0), new TimeOnly(18, 0), $"CheckIn/{name}", new Citation("m.md", "Manual", name, $"/manuals/m#{name}"), CheckInQuestion.None);
}
