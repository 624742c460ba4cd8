using FollowUpBot.Dialogs.Complaints;
using FollowUpBot.Dialogs.Consent;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Welcome;

namespace FollowUpBot.Tests.Dialogs.Consent;

/// <summary>Who asks for quiet has it until the day they named, and nothing that is owed is forgotten over it.</summary>
public class PauseDialogTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T11:00:00+01:00");
    private static readonly DateTimeOffset InTwoWeeks = DateTimeOffset.Parse("2026-12-07T00:00:00+01:00");

    [Fact]
    public void A_day_is_confirmed_and_nothing_unasked_comes_before_it()
    {
        var decision = Pause(Customer(), InTwoWeeks);
        Assert.Equal(new Paused(InTwoWeeks, Today: false), Assert.Single(decision.Replies));
        Assert.Contains(new ContactsPaused(InTwoWeeks), decision.Facts);
        Assert.Equal(new NextContact(DateTimeOffset.Parse("2026-12-07T10:00:00+01:00"), "first", "A-1") { Because = Deferral.Paused }, decision.Next.Next);

        // The timer that was set before the pause rings and nobody hears it.
        var early = Router.Decide(decision.Next, Means(new WorkCameDue(new CheckInDue(DateTimeOffset.Parse("2026-11-26T10:00:00+01:00"), "first", "A-1"))), DateTimeOffset.Parse("2026-11-26T10:00:00+01:00"));
        Assert.Empty(early.Replies);
        var due = decision.Next.Next!;
        var later = Router.Decide(early.Next, Means(new WorkCameDue(new CheckInDue(due.At, due.Step, due.OrderId))), due.At);
        Assert.IsType<PlannedContact>(Assert.Single(later.Replies));
        Assert.Contains(new PauseEnded(Early: false), later.Facts);
    }

    [Fact]
    public void An_hour_of_today_is_named_as_a_time() =>
        Assert.Equal(new Paused(Now + TimeSpan.FromHours(1), Today: true), Assert.Single(Pause(Customer(), Now + TimeSpan.FromHours(1)).Replies));

    [Fact]
    public void Without_a_day_it_is_asked_for_once()
    {
        var asked = Pause(Customer(), null);
        Assert.IsType<UntilWhen>(Assert.Single(asked.Replies));
        Assert.Null(asked.Next.PausedUntil);
        Assert.Equal(OpenQuestion.Quiet, asked.Next.Awaiting!.Name);
        Assert.Equal(new Paused(InTwoWeeks, Today: false), Assert.Single(Pause(asked.Next, InTwoWeeks).Replies));
        Assert.Equal(new Paused(InTwoWeeks, Today: false), Assert.Single(Pause(asked.Next, null).Replies));
    }

    [Fact]
    public void Who_asked_for_half_a_year_of_quiet_and_later_names_no_day_is_not_written_to_after_two_weeks()
    {
        var inHalfAYear = Now + TimeSpan.FromDays(180);
        var asked = Pause(Pause(Customer(), inHalfAYear).Next, null);
        Assert.IsType<UntilWhen>(Assert.Single(asked.Replies));
        Assert.Equal(inHalfAYear, Pause(asked.Next, null).Next.PausedUntil);
    }

    [Fact]
    public void A_day_that_has_passed_is_asked_about_and_one_too_far_away_is_a_year()
    {
        Assert.IsType<ThatHasPassed>(Assert.Single(Pause(Customer(), Now - TimeSpan.FromDays(3)).Replies));
        var far = Pause(Customer(), Now + TimeSpan.FromDays(3000));
        Assert.Equal(new PausedForAYear(Now + TimeSpan.FromDays(365)), Assert.Single(far.Replies));
        Assert.Equal(Now + TimeSpan.FromDays(365), far.Next.PausedUntil);
    }

    [Fact]
    public void Start_ends_it()
    {
        var paused = Pause(Customer(), InTwoWeeks).Next;
        var again = Router.Decide(paused, Means(new CustomerWrote("start")) with { Intent = Intent.Start }, Now);
        Assert.IsType<OptedIn>(Assert.Single(again.Replies));
        Assert.Contains(new PauseEnded(Early: true), again.Facts);
        Assert.Equal(DateTimeOffset.Parse("2026-11-26T10:00:00+01:00"), again.Next.Next!.At);
    }

    [Fact]
    public void A_complaint_beside_it_goes_first_and_the_quiet_is_kept_all_the_same()
    {
        var decision = Router.Decide(Customer(), Means(new CustomerWrote("the strap is torn, i am away until the 7th")) with { Intent = Intent.Pause, QuietUntil = InTwoWeeks, Complaint = 0.9 }, Now);
        Assert.IsType<HandedOver>(Assert.Single(decision.Replies));
        Assert.Equal(InTwoWeeks, decision.Next.PausedUntil);

        // What a person owes goes on: the case, and the apology when nobody writes in time.
        var opened = decision.Next.OpenHandoff!;
        Assert.NotEmpty(Router.Decide(decision.Next, Means(new WorkCameDue(new FirstWordDue(opened.FirstWordBy, opened.Id))), opened.FirstWordBy).Replies);
    }

    [Fact]
    public void A_new_purchase_is_thanked_for()
    {
        var paused = Pause(Customer(), InTwoWeeks).Next;
        var sale = new PurchaseReported(new Buyer("Maria Lopez", "en", "Europe/Madrid"), Customer().Latest! with { OrderId = "A-2" });
        Assert.IsType<ThankYou>(Assert.Single(Router.Decide(paused, Means(sale), Now).Replies));
    }

    [Fact]
    public void A_promise_whose_question_was_put_off_is_asked_about_again()
    {
        var promised = Customer().With(Customer().Latest! with { Promises = [new Promise(Promise.Delivery, "p", Now - TimeSpan.FromDays(2)) { AskedAt = Now - TimeSpan.FromHours(2) }] });
        var paused = Pause(promised.Ask(OpenQuestion.Arrived, Now - TimeSpan.FromHours(2), "A-1"), Now + TimeSpan.FromDays(3));
        Assert.Equal(Promise.CheckStep, paused.Next.Next!.Step);
        Assert.Null(paused.Next.Awaiting);
    }

    private static Decision Pause(CustomerFile file, DateTimeOffset? until) => Router.Decide(file, Means(new CustomerWrote("not now")) with { Intent = Intent.Pause, QuietUntil = until }, Now);

    private static Meaning Means(Inbound inbound) => new(inbound, new StaffWord("our service team", [], true, Now + TimeSpan.FromHours(1), Now + TimeSpan.FromHours(8)));

    private static CustomerFile Customer() => new()
    {
        Id = "C-1",
        TimeZone = "Europe/Madrid",
        Introduced = true,
        Purchases =
        [
            new Purchase("A-1", "TrailLight 300", "lamp", Now, 1, [], [new JourneyStep("first", 3, new TimeOnly(10, 0), new TimeOnly(18, 0), "CheckIn/first", new Citation("m.md", "M", "H", "/m#h"), CheckInQuestion.None)]),
        ],
    };
}
