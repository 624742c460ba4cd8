using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Dialogs.Handoff;

/// <summary>What becomes of a time that was named and passed.</summary>
public class HandoffDialogTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T11:00:00+01:00");

    [Fact]
    public void An_answer_that_is_late_is_not_apologised_for_into_a_conversation_with_a_person()
    {
        var (asking, question) = new CustomerFile { Id = "C-1" }.Open(CaseKind.Question, "The manual does not say", "does it fit", Means(new CustomerWrote("does it fit")), Now, Now);
        var due = Means(new WorkCameDue(new FirstWordDue(Now, question.Id)));
        Assert.IsType<StillAsking>(Assert.Single(Router.Decide(asking, due, Now).Replies));

        var (both, _) = asking.Open(CaseKind.Person, "Wants a person", "a person", Means(new CustomerWrote("a person")), Now, Now + TimeSpan.FromHours(1));
        var decision = Router.Decide(both, due, Now);
        Assert.Empty(decision.Replies);
        Assert.Contains(new FirstWordMissed(question.Id), decision.Facts);
    }

    [Fact]
    public void How_an_agent_wrote_stands_in_the_fact_with_what_was_written()
    {
        var (waiting, open) = new CustomerFile { Id = "C-1" }.Open(CaseKind.Complaint, "Complains", "it is broken", Means(new CustomerWrote("it is broken")), Now, Now + TimeSpan.FromHours(1));
        var claimed = Router.Decide(waiting, Means(new AgentClaimed(open.Id, "Ines")), Now).Next;
        var wrote = Means(new AgentReplied(open.Id, "Ines", claimed.Cases[0].Lease, "I am sorry. A new one leaves today.")) with { Tones = ["sorry", "next"] };
        var answered = Assert.IsType<CaseAnswered>(Assert.Single(Router.Decide(claimed, wrote, Now).Facts));
        Assert.Equal(("sorry next", "I am sorry. A new one leaves today."), (string.Join(' ', answered.Tones), answered.Words));
    }

    private static Meaning Means(Inbound inbound) => new(inbound, new StaffWord("our service team", [], true, Now + TimeSpan.FromHours(1), Now + TimeSpan.FromHours(8)));
}
