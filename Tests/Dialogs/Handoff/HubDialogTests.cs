using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Handoff;

/// <summary>Each status of a hub in each state of a case.</summary>
public class HubDialogTests
{
    private const string Id = "C-1-1";

    private static readonly ConnectedDesk Hub = new("Contoso Care", IsHub: true);

    [Fact]
    public void Accepted_the_case_is_the_hubs_until_it_says_otherwise_and_the_bot_is_silent()
    {
        var accepted = Decide(Opened(), Status(HandoffState.Accepted));
        Assert.Equal("Contoso Care", Assert.IsType<AgentJoined>(Assert.Single(accepted.Replies)).Agent);
        Assert.Contains(new ConversationTaken(Id, "Contoso Care"), accepted.Facts);
        var next = Now + TimeSpan.FromDays(400);
        Assert.Equal(Refusal.HeldByAnother, Decide(accepted.Next, new AgentClaimed(Id, "Jonas"), next).Refusal);
        Assert.Empty(Router.Decide(accepted.Next, Says("hello") with { Desk = Hub, Intent = Intent.Greeting }, Now).Replies);
        Assert.Empty(Decide(accepted.Next, new WorkCameDue(new FirstWordDue(Now + TimeSpan.FromHours(1), Id)), Now + TimeSpan.FromHours(1)).Replies);
        Assert.Null(Decide(accepted.Next, new AgentTookOver(Id, "Jonas", "the customer asked for me"), next).Refusal);
    }

    [Fact]
    public void Accepted_twice_it_is_said_once() => Assert.Empty(Decide(Decide(Opened(), Status(HandoffState.Accepted)).Next, Status(HandoffState.Accepted)).Replies);

    [Fact]
    public void Failed_before_anybody_had_it_the_time_that_was_named_stands()
    {
        var failed = Decide(Opened(), Status(HandoffState.Failed, "nobody is there"));
        Assert.Equal(new NotTaken("our service team", Now + TimeSpan.FromHours(1)), Assert.Single(failed.Replies));
        Assert.Contains("nobody is there", Assert.Single(failed.Next.Cases[0].Notes).Text, StringComparison.Ordinal);
        Assert.IsType<StillWaiting>(Assert.Single(Decide(failed.Next, new WorkCameDue(new FirstWordDue(Now + TimeSpan.FromHours(1), Id)), Now + TimeSpan.FromHours(1)).Replies));

        // Said again, or taken back: it has had its say.
        Assert.Empty(Decide(failed.Next, Status(HandoffState.Failed)).Replies);
        Assert.Empty(Decide(failed.Next, Status(HandoffState.Accepted)).Replies);
        Assert.Empty(Decide(failed.Next, Status(HandoffState.Completed)).Facts.OfType<CaseResolved>());
    }

    [Fact]
    public void Failed_after_it_had_it_the_case_waits_anew()
    {
        var failed = Decide(Decide(Opened(), Status(HandoffState.Accepted)).Next, Status(HandoffState.Failed), Now + TimeSpan.FromHours(3));
        Assert.IsType<AgentLeft>(Assert.Single(failed.Replies));
        Assert.Single(failed.Work.OfType<FirstWordDue>());
        Assert.Equal((null, null, null), (failed.Next.Cases[0].Owner, failed.Next.Cases[0].Desk, failed.Next.Cases[0].FirstWordAt));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Completed_it_is_asked_whether_it_is_solved_and_a_no_hands_it_over_again(bool wasAccepted)
    {
        var file = wasAccepted ? Decide(Opened(), Status(HandoffState.Accepted)).Next : Opened();
        var done = Decide(file, Status(HandoffState.Completed, "A new battery is on its way."));
        Assert.Equal(new Resolved("Contoso Care", "A new battery is on its way.", "lamp"), Assert.Single(done.Replies));
        Assert.Empty(Decide(done.Next, Status(HandoffState.Completed)).Replies);
        Assert.Empty(Decide(done.Next, Status(HandoffState.Accepted)).Replies);
        var again = Router.Decide(done.Next, Says("no") with { Answer = Answer.No, Desk = Hub, Place = Place(5) }, Now);
        Assert.IsType<NotSolved>(Assert.Single(again.Replies));
        Assert.Equal((DeskEvent.Reopened, 2), Assert.Single(again.Facts.OfType<DeskEventNoted>()) is var e ? (e.What, e.Sequence) : default);
        Assert.Single(Decide(again.Next, Status(HandoffState.Accepted)).Replies);
    }

    [Fact]
    public void Completed_without_a_word_the_customer_reads_none_of_its_words() =>
        Assert.Equal(new Resolved("Contoso Care", null, "lamp"), Assert.Single(Decide(Opened(), Status(HandoffState.Completed)).Replies));

    [Theory]
    [InlineData(HandoffState.Accepted)]
    [InlineData(HandoffState.Failed)]
    [InlineData(HandoffState.Completed)]
    public void Whoever_of_ours_was_first_keeps_the_case_and_learns_what_the_hub_says(HandoffState state)
    {
        var claimed = Decide(Opened(), new AgentClaimed(Id, "Jonas")).Next;
        var said = Decide(claimed, Status(state));
        Assert.Empty(said.Replies);
        Assert.Equal("Jonas", said.Next.Cases[0].Owner);
        Assert.True(said.Next.Cases[0].IsOpen);
        Assert.Single(said.Next.Cases[0].Notes);
    }

    [Theory]
    [InlineData("directline", "another")]
    [InlineData("msteams", "c")]
    public void Said_of_another_conversation_it_counts_for_nothing(string channel, string conversation)
    {
        var file = Opened();
        Assert.Equal(file.Cases, Decide(file, new HandoffReported(channel, conversation, HandoffState.Completed, null)).Next.Cases);
    }

    [Fact]
    public void A_hub_hears_of_hand_overs_only()
    {
        var wrote = Router.Decide(Opened(), Says("are you there") with { Desk = Hub, Place = Place(3) }, Now);
        Assert.Empty(wrote.Facts.OfType<DeskEventNoted>());
        Assert.Empty(Router.Decide(WithALamp(), Says("does it fit") with { Intent = Intent.Question, Desk = Hub, Place = Place(1) }, Now).Facts.OfType<DeskEventNoted>());
    }

    [Fact]
    public void After_a_stop_nothing_is_said_whatever_the_hub_says()
    {
        var stopped = Router.Decide(Opened(), Says("stop") with { Intent = Intent.Stop, Desk = Hub }, Now).Next;
        foreach (var state in Enum.GetValues<HandoffState>()) Assert.Empty(Decide(stopped, Status(state)).Replies);
    }

    private static CustomerFile Opened() => Router.Decide(WithALamp(), Says("a person please") with { WantsHuman = 0.9, Desk = Hub, Place = Place(1) }, Now).Next;

    private static LinePlace Place(long sequence) => new("directline", "c", sequence);

    private static HandoffReported Status(HandoffState state, string? message = null) => new("directline", "c", state, message);

    private static Decision Decide(CustomerFile file, Inbound inbound, DateTimeOffset? at = null) => Router.Decide(file, Means(inbound) with { Desk = Hub }, at ?? Now);
}
