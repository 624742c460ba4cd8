using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Roles;
using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Roles;

/// <summary>Who uses a thing is written to instead of who bought it, when both agree.</summary>
public class RolesDialogTests
{
    [Fact]
    public void Who_was_named_with_a_number_is_asked_themselves_and_hears_nothing_without_a_yes()
    {
        var named = Router.Decide(WithALamp(Step("first", 3, CheckInQuestion.None)), Says("ask my colleague Paul, +49 171 1234567") with { Intent = Intent.OtherPerson }, Now);
        Assert.IsType<DoTheyAgree>(Assert.Single(named.Replies));
        var agreed = Router.Decide(named.Next, Says("yes") with { Answer = Answer.Yes, CanText = true }, Now);
        Assert.False(Assert.IsType<HandedOn>(Assert.Single(agreed.Replies)).ByStaff);
        Assert.Equal(RestingReason.UsedByAnother, agreed.Next.Resting);
        var introduce = Assert.Single(agreed.Work.OfType<IntroducePerson>());
        Assert.Equal("+491711234567", introduce.Phone);

        var person = new CustomerFile { Id = introduce.CustomerId };
        var first = Router.Decide(person, Means(new PersonNamed(introduce.Name, introduce.By, introduce.Locale, introduce.TimeZone, introduce.Purchase)), Now);
        Assert.Equal("Maria", Assert.IsType<MayWeWriteToYou>(Assert.Single(first.Replies)).By);
        Assert.Equal(RestingReason.Stopped, first.Next.Resting);
        Assert.Equal("first", Router.Decide(first.Next, Says("yes") with { Answer = Answer.Yes }, Now).Next.Next!.Step);
        Assert.Equal(RestingReason.Stopped, Router.Decide(first.Next, Says("no") with { Answer = Answer.No }, Now).Next.Resting);
        Assert.Empty(Router.Decide(first.Next, Means(new PersonNamed(null, "Maria", "en", "UTC", introduce.Purchase)), Now).Replies);
    }

    [Fact]
    public void Who_cannot_be_reached_by_us_is_a_task_for_staff()
    {
        var asked = Router.Decide(WithALamp(), Says("you want my colleague") with { Intent = Intent.OtherPerson }, Now);
        Assert.IsType<WhoUsesIt>(Assert.Single(asked.Replies));
        var named = Router.Decide(asked.Next, Says("Paul Keller, paul@example.com"), Now);
        var agreed = Router.Decide(named.Next, Says("yes") with { Answer = Answer.Yes }, Now);
        Assert.True(Assert.IsType<HandedOn>(Assert.Single(agreed.Replies)).ByStaff);
        Assert.Equal(CaseKind.Task, Assert.Single(agreed.Next.Cases).Kind);
    }

    [Fact]
    public void Nobody_is_written_to_who_does_not_agree()
    {
        var named = Router.Decide(WithALamp(Step("first", 3, CheckInQuestion.None)), Says("ask my colleague Paul, +49 171 1234567") with { Intent = Intent.OtherPerson }, Now);
        var no = Router.Decide(named.Next, Says("no") with { Answer = Answer.No, CanText = true }, Now);
        Assert.IsType<AsBefore>(Assert.Single(no.Replies));
        Assert.Empty(no.Work.OfType<IntroducePerson>());
        Assert.Equal("first", no.Next.Next!.Step);
    }
}
