using FollowUpBot.Dialogs.Complaints;
using FollowUpBot.Dialogs.Consent;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Dialogs.Consent;

/// <summary>Stop is final; and what was wrong is put right all the same.</summary>
public class ConsentDialogTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T11:00:00+01:00");

    [Fact]
    public void A_complaint_in_a_word_that_is_followed_by_stop_reaches_a_person()
    {
        var asked = Write(new CustomerFile { Id = "C-1" }, "rubbish", m => m with { Complaint = 0.9 });
        var stopped = Write(asked.Next, "stop", m => m with { Intent = Intent.Stop });
        Assert.IsType<OptedOutWithCase>(Assert.Single(stopped.Replies));
        Assert.Equal("rubbish", stopped.Next.OpenHandoff!.Story);
    }

    [Fact]
    public void A_second_stop_is_not_answered_ten_minutes_later_by_the_wait_for_a_story()
    {
        var before = new CustomerFile { Id = "C-1", StoppedAt = Now - TimeSpan.FromDays(30) };
        var asked = Write(before, "rubbish", m => m with { Complaint = 0.9 });
        Assert.IsType<WhatHappened>(Assert.Single(asked.Replies));
        var stopped = Write(asked.Next, "stop", m => m with { Intent = Intent.Stop });
        Assert.Empty(stopped.Replies);
        Assert.NotNull(stopped.Next.OpenHandoff);

        var later = Router.Decide(stopped.Next, Means(new WorkCameDue(asked.Work.OfType<StoryDue>().Single())), Now + OpenQuestion.StoryPatience);
        Assert.Empty(later.Replies);
    }

    private static Decision Write(CustomerFile file, string text, Func<Meaning, Meaning> means) => Router.Decide(file, means(Means(new CustomerWrote(text))), Now);

    private static Meaning Means(Inbound inbound) => new(inbound, new StaffWord("our service team", [], true, Now + TimeSpan.FromHours(1), Now + TimeSpan.FromHours(8)));
}
