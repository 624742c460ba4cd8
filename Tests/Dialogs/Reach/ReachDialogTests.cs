using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Reach;
using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Reach;

/// <summary>Where one person who has several channels hears from us.</summary>
public class ReachDialogTests
{
    private const string Mobile = "+34600000002";

    private static CustomerFile OnThePage(params IReadOnlyList<string> others) => WithALamp() with { Channel = "directline", Channels = ["directline", .. others] };

    [Fact]
    public void Only_a_yes_to_the_number_is_a_yes()
    {
        var asked = Decide(OnThePage(), Wants(ReachPlace.Text, "text me instead"));
        Assert.IsType<WhichNumber>(Assert.Single(asked.Replies));
        var named = Decide(asked.Next, Says("it's +34 600 000 002") with { CanText = true });
        Assert.Equal(new MayWeText(Mobile, Owed: false), Assert.Single(named.Replies));
        Assert.Empty(named.Work.OfType<StartTexting>());
        foreach (var answer in new[] { Answer.No, Answer.Unsure })
        {
            var not = Decide(named.Next, Says("rather not") with { Answer = answer, CanText = true });
            Assert.IsType<NoTexts>(Assert.Single(not.Replies));
            Assert.Empty(not.Work.OfType<StartTexting>());
        }

        Assert.Equal(Mobile, Assert.Single(Decide(named.Next, Says("yes") with { Answer = Answer.Yes, CanText = true }).Work.OfType<StartTexting>()).Phone);
    }

    [Fact]
    public void What_was_agreed_for_an_answer_is_used_for_nothing_else()
    {
        var waiting = OnThePage().Open(CaseKind.Question, "", "does it float?", Says("does it float?"), Now, Now + TimeSpan.FromHours(8)).File with { LastHeardAt = Now };
        var begun = Decide(waiting, Means(new NumberGiven(Owed: true))).Next.ReachedOn("sms");
        Assert.Equal("sms", begun.ChannelFor(unasked: false, Now + TimeSpan.FromMinutes(4)));
        Assert.Equal("directline", begun.ChannelFor(unasked: true, Now + TimeSpan.FromMinutes(4)));

        // Who still writes on the page is answered there.
        Assert.Equal("directline", begun.ChannelFor(unasked: false, Now + TimeSpan.FromMinutes(2)));

        // What they ask for by name is more.
        var all = Decide(begun, Wants(ReachPlace.Text, "text me instead from now on")).Next;
        Assert.Equal("sms", all.ChannelFor(unasked: true, Now));
    }

    [Fact]
    public void A_yes_to_the_answer_is_no_yes_to_more_when_the_answer_has_come_meanwhile()
    {
        var waiting = OnThePage().Open(CaseKind.Question, "", "does it float?", Says("does it float?"), Now, Now + TimeSpan.FromHours(8)).File;
        var asked = Decide(waiting, Wants(ReachPlace.Text, $"text me at {Mobile}"));
        Assert.True(Assert.IsType<MayWeText>(Assert.Single(asked.Replies)).Owed);
        var closed = asked.Next with { Cases = [asked.Next.Cases[0] with { ResolvedAt = Now }] };
        var start = Assert.Single(Decide(closed, Says("yes") with { Answer = Answer.Yes, CanText = true }).Work.OfType<StartTexting>());
        Assert.True(start.Owed);
        var begun = Decide(closed, Means(new NumberGiven(start.Owed))).Next.ReachedOn("sms");
        Assert.Null(begun.Prefers);
        Assert.Equal("directline", begun.ChannelFor(unasked: true, Now));

        // And who stops before the first text gets none.
        Assert.Empty(Decide(closed with { StoppedAt = Now }, Means(new NumberGiven(Owed: false))).Replies);
    }

    [Fact]
    public void Whoever_has_to_wait_on_the_page_is_told_once_a_month_that_they_need_not()
    {
        var told = Decide(OnThePage(), Unanswerable);
        Assert.False(Assert.Single(told.Replies.OfType<NeedNotWait>()).Known);
        Assert.Empty(Decide(told.Next with { Cases = [], Awaiting = null }, Unanswerable).Replies.OfType<NeedNotWait>());
        Assert.True(Assert.Single(Decide(OnThePage("sms"), Unanswerable).Replies.OfType<NeedNotWait>()).Known);
        Assert.Empty(Decide(OnThePage() with { StoppedAt = Now }, Unanswerable).Replies.OfType<NeedNotWait>());
        Assert.Empty(Decide(OnThePage() with { Channel = "sms" }, Unanswerable).Replies.OfType<NeedNotWait>());
        Assert.Empty(Decide(OnThePage(), Unanswerable with { CanText = false }).Replies.OfType<NeedNotWait>());
    }

    [Fact]
    public void A_number_that_a_person_asked_for_is_left_to_that_person()
    {
        var told = Decide(OnThePage(), Says("a person please") with { WantsHuman = 1, CanText = true });
        Assert.Single(told.Replies.OfType<NeedNotWait>());
        Assert.IsType<MayWeText>(Assert.Single(Decide(told.Next, Says(Mobile) with { CanText = true }).Replies));
        var claimed = Decide(told.Next, Means(new AgentClaimed(told.Next.Cases[0].Id, "Jonas"))).Next;
        Assert.Empty(Decide(claimed, Says(Mobile) with { CanText = true }).Replies);
    }

    [Fact]
    public void A_channel_is_preferred_only_where_we_can_begin()
    {
        Assert.True(Assert.IsType<WriteThereFirst>(Assert.Single(Decide(OnThePage(), Wants(ReachPlace.Teams, "in Teams please")).Replies)).Teams);
        Assert.Equal("msteams", Decide(OnThePage("msteams"), Wants(ReachPlace.Teams, "in Teams please")).Next.Prefers);
        Assert.Equal("directline", Decide(OnThePage("sms") with { Prefers = "sms" }, Wants(ReachPlace.Here, "write to me here")).Next.Prefers);
        Assert.IsType<NotThere>(Assert.Single(Decide(OnThePage(), Wants(ReachPlace.Text, "text me") with { CanText = false }).Replies));
        Assert.IsType<WithCountryCode>(Assert.Single(Decide(OnThePage(), Wants(ReachPlace.Text, "text me at 600 000 002")).Replies));
        Assert.Equal(new MayWeText(Mobile, Owed: false), Assert.Single(Decide(OnThePage() with { Locale = "es-ES" }, Wants(ReachPlace.Text, "text me at 600 000 002")).Replies));
    }

    [Fact]
    public void Nobody_has_us_text_one_number_after_the_other()
    {
        var file = OnThePage();
        for (var number = 0; number < 2; number++)
        {
            var asked = Decide(file, Wants(ReachPlace.Text, $"text me at +34 600 000 00{number}"));
            var agreed = Decide(asked.Next, Says("yes") with { Answer = Answer.Yes, CanText = true });
            Assert.Single(agreed.Work.OfType<StartTexting>());
            file = agreed.Next;
        }

        Assert.IsType<NotThere>(Assert.Single(Decide(file, Wants(ReachPlace.Text, "text me at +34 600 000 009")).Replies));
        Assert.IsType<MayWeText>(Assert.Single(Router.Decide(file, Wants(ReachPlace.Text, "text me at +34 600 000 009"), Now + TimeSpan.FromDays(31)).Replies));
        Assert.IsType<NotThere>(Assert.Single(Decide(OnThePage() with { Purchases = [] }, Wants(ReachPlace.Text, $"text me at {Mobile}")).Replies));
    }

    [Fact]
    public void A_channel_that_fails_leaves_the_one_where_they_write()
    {
        var failed = Decide(OnThePage("sms") with { Prefers = "sms" }, Means(new AddressFailed("sms")));
        Assert.IsType<TextsFailed>(Assert.Single(failed.Replies));
        Assert.Equal("directline", failed.On);
        Assert.Null(failed.Next.Prefers);
        Assert.Null(failed.Next.UnreachableOn);
        Assert.Equal(RestingReason.Unreachable, Decide(WithALamp() with { Channel = "sms", Channels = ["sms"] }, Means(new AddressFailed("sms"))).Next.Resting);
    }

    private static Meaning Unanswerable => Says("does it float on water?") with { Intent = Intent.Question, CanText = true };

    private static Meaning Wants(ReachPlace place, string text) => Says(text) with { Intent = Intent.Reach, ReachOn = place, CanText = true };

    private static Decision Decide(CustomerFile file, Meaning meaning) => Router.Decide(file, meaning, Now);
}
