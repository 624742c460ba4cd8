using FollowUpBot.Dialogs.CheckIn;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Dialogs.CheckIn;

/// <summary>What a contact that comes due says, and when it stays silent.</summary>
public class CheckInDialogTests
{
    private static readonly DateTimeOffset Bought = DateTimeOffset.Parse("2026-11-23T11:00:00+01:00");
    private static readonly DateTimeOffset Promised = DateTimeOffset.Parse("2026-11-30T20:00:00+01:00");

    [Fact]
    public void A_timer_that_rings_in_the_night_after_an_outage_asks_nobody_whether_it_is_right()
    {
        var file = Customer() with { Recovery = new Recovery("C-1-1", "Jonas", "done", Bought) };
        var planned = Itinerary.Plan(file, new Decision(file), Bought, rung: false).Next;
        var night = DateTimeOffset.Parse("2026-11-27T03:00:00+01:00");
        var decision = Ring(planned, night);
        Assert.Empty(decision.Replies);
        Assert.Equal(new NextContact(DateTimeOffset.Parse("2026-11-27T10:00:00+01:00"), Recovery.Step, null) { Because = Deferral.QuietHours }, decision.Next.Next);
    }

    [Fact]
    public void A_delivery_that_was_promised_for_later_than_the_first_contact_is_asked_about_after_its_day()
    {
        var asked = Ring(Until("arrived"), DateTimeOffset.Parse("2026-11-26T10:00:00+01:00"));
        Assert.IsType<PlannedContact>(Assert.Single(asked.Replies));
        var no = Answer(asked.Next, FollowUpBot.Dialogs.Turns.Answer.No, DateTimeOffset.Parse("2026-11-26T11:00:00+01:00"));
        Assert.IsType<StillOnItsWay>(Assert.Single(no.Replies));
        Assert.Equal(new NextContact(DateTimeOffset.Parse("2026-12-01T10:00:00+01:00"), Promise.CheckStep, "A-1"), no.Next.Next);

        var check = Ring(no.Next, no.Next.Next!.At);
        Assert.Equal(new HasItArrived("TrailLight 300", Promised), Assert.Single(check.Replies));
        Assert.Equal("later", check.Next.Next!.Step);
    }

    [Fact]
    public void A_broken_promise_is_a_case_before_the_customer_has_to_complain()
    {
        var file = Customer().Ask(OpenQuestion.Arrived, Promised + TimeSpan.FromDays(1), "A-1");
        var no = Answer(file, FollowUpBot.Dialogs.Turns.Answer.No, Promised + TimeSpan.FromDays(1.1));
        Assert.IsType<NotArrived>(Assert.Single(no.Replies));
        Assert.Contains(new PromiseBroken("A-1", Promise.Delivery), no.Facts);
        Assert.NotNull(no.Next.OpenHandoff);
    }

    [Fact]
    public void Nobody_is_asked_whether_it_has_arrived_who_has_said_so()
    {
        var file = Until("arrived");
        file = file.With(file.Latest!.With(Promise.Delivery, PromiseState.Kept));
        var decision = Ring(file, file.Next!.At);
        Assert.Empty(decision.Replies);
        Assert.Contains(decision.Facts, f => f is CheckInWithheld { Step: "arrived" });
    }

    [Fact]
    public void A_delivery_is_not_asked_about_when_it_is_long_past()
    {
        var file = Customer();
        var planned = Itinerary.Plan(file, new Decision(file), Promised + TimeSpan.FromDays(15), rung: false);
        Assert.Contains(new CheckInWithheld("A-1", Promise.CheckStep, "too late: its occasion has passed"), planned.Facts);
        Assert.Equal(PromiseState.Lapsed, planned.Next.Latest!.Delivery!.State);
    }

    private static CustomerFile Until(string step)
    {
        var file = Itinerary.Plan(Customer(), new Decision(Customer()), Bought, rung: false).Next;
        Assert.Equal(step, file.Next!.Step);
        return file;
    }

    private static Decision Ring(CustomerFile file, DateTimeOffset now) =>
        Router.Decide(file, Means(new WorkCameDue(new CheckInDue(file.Next!.At, file.Next.Step, file.Next.OrderId))), now);

    private static Decision Answer(CustomerFile file, Answer answer, DateTimeOffset now) => Router.Decide(file, Means(new CustomerWrote("so it is")) with { Answer = answer }, now);

    private static Meaning Means(Inbound inbound) => new(inbound, new StaffWord("our service team", [], true, Promised, Promised));

    private static CustomerFile Customer() => new()
    {
        Id = "C-1",
        TimeZone = "Europe/Madrid",
        Purchases = [new Purchase("A-1", "TrailLight 300", "lamp", Bought, 1, [new Promise(Promise.Delivery, "Products/x/delivery", Promised)], [Step("arrived", 3, CheckInQuestion.Arrived), Step("later", 14, CheckInQuestion.None)])],
    };

    private static JourneyStep Step(string name, int day, CheckInQuestion asks) => new(name, day, new TimeOnly(10, 0), new TimeOnly(18, 0), $"CheckIn/{name}", new Citation("m.md", "Manual", name, $"/manuals/m#{name}"), asks);
}
