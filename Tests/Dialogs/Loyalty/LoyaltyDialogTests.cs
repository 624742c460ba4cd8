using FollowUpBot.Dialogs.Complaints;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Loyalty;
using FollowUpBot.Dialogs.Turns;
using static FollowUpBot.Tests.Dialogs.Someone;

namespace FollowUpBot.Tests.Dialogs.Loyalty;

/// <summary>One question at a time, each in its own time, and what follows from an answer.</summary>
public class LoyaltyDialogTests
{
    [Fact]
    public void Each_measure_keeps_its_interval_and_none_starves_another()
    {
        var file = WithALamp([.. Enumerable.Range(1, 100).Select(week => Step($"week-{week}", week * 7, CheckInQuestion.Loyalty))]).Planned();
        var asked = new List<(Measure Measure, DateTimeOffset At)>();
        while (file.Next is not null)
        {
            var (decision, at) = Next(file);
            Assert.True(decision.Replies.Count <= 1);
            asked.AddRange(decision.Facts.OfType<LoyaltyAsked>().Select(f => (f.Measure, at)));
            file = decision.Next;
        }

        foreach (var rule in Measures)
        {
            var times = asked.Where(a => a.Measure == rule.Measure).Select(a => a.At).ToList();
            Assert.InRange(times.Count, 2, (700 / rule.Every) + 1);
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromDays(rule.Every)));
        }
    }

    [Fact]
    public void While_a_question_of_theirs_is_open_the_tip_goes_without_ours()
    {
        var (file, _) = WithALamp(Step("wash", 30, CheckInQuestion.Loyalty)).Open(CaseKind.Question, "The manual does not say", "does it float", Says("does it float"), Now, Now);
        var (decision, _) = Next(file.Planned());
        Assert.Null(Assert.IsType<PlannedContact>(Assert.Single(decision.Replies)).Question);
        Assert.Empty(decision.Facts.OfType<LoyaltyAsked>());
        Assert.Null(decision.Next.Awaiting);
    }

    [Theory]
    [InlineData(6, LoyaltyGroup.Low)]
    [InlineData(7, LoyaltyGroup.Middle)]
    [InlineData(8, LoyaltyGroup.Middle)]
    [InlineData(9, LoyaltyGroup.High)]
    public void A_score_lies_where_Net_Promoter_puts_it(double score, LoyaltyGroup group)
    {
        var answered = Router.Decide(Asked(Measure.Recommend), Says($"{score}") with { Score = score }, Now);
        Assert.Contains(new LoyaltyAnswered(Measure.Recommend, score, group, $"{score}", "A-1", "TrailLight 300"), answered.Facts);
        Assert.Equal(group == LoyaltyGroup.Low, answered.Next.OpenHandoff is not null);
        Assert.Equal(OpenQuestion.Reason, answered.Next.Awaiting!.Name);
    }

    [Fact]
    public void A_low_score_has_an_owner_in_the_same_turn_and_its_reason_reaches_the_record_while_a_person_has_the_case()
    {
        var low = Router.Decide(Asked(Measure.Recommend), Says("3") with { Score = 3 }, Now);
        Assert.IsType<LowScore>(Assert.Single(low.Replies));
        Assert.Single(low.Facts.OfType<CaseOpened>());
        Assert.Contains(low.Work, w => w is FirstWordDue);
        var told = Router.Decide(low.Next, Says("the strap wears out"), Now.AddMinutes(2));
        Assert.Empty(told.Replies);
        Assert.Contains(new LoyaltyReasonGiven(Measure.Recommend, LoyaltyGroup.Low, "the strap wears out", "A-1", "TrailLight 300"), told.Facts);
    }

    [Fact]
    public void A_complaint_beside_a_good_score_goes_to_a_person_and_the_score_stays_good()
    {
        var decision = Router.Decide(Asked(Measure.Recommend), Says("9 but the strap broke") with { Score = 9, Complaint = 0.9, SaysMore = true }, Now);
        Assert.IsType<LowScore>(Assert.Single(decision.Replies));
        Assert.Equal(LoyaltyGroup.High, decision.Facts.OfType<LoyaltyAnswered>().Single().Group);
        Assert.NotNull(decision.Next.OpenHandoff);
    }

    [Fact]
    public void Danger_comes_before_any_score() =>
        Assert.IsType<StopUsingIt>(Router.Decide(Asked(Measure.Recommend), Says("2, it smokes") with { Score = 2, Danger = true }, Now).Replies[0]);

    [Fact]
    public void A_reason_as_long_as_a_letter_is_kept_short()
    {
        var high = Router.Decide(Asked(Measure.Recommend), Says("9") with { Score = 9 }, Now);
        var reason = Router.Decide(high.Next, Says(string.Concat(Enumerable.Repeat("light ", 600))), Now).Facts.OfType<LoyaltyReasonGiven>().Single();
        Assert.InRange(reason.Words.Length, 400, 500);
    }

    [Fact]
    public void What_a_business_said_would_make_it_worth_it_is_what_it_is_asked_about()
    {
        var file = (WithALamp(Step("levels", 8, CheckInQuestion.Bought), Step("fit", 14, CheckInQuestion.Satisfied)) with { Business = true }).Planned();
        var (asked, at) = Next(file);
        Assert.IsType<WhatWouldMakeItWorthIt>(((PlannedContact)asked.Replies[0]).Question);
        var told = Router.Decide(asked.Next, Says("no guide in the dark"), at.AddHours(2));
        Assert.IsType<NotedWhatCounts>(Assert.Single(told.Replies));
        var (fit, _) = Next(told.Next);
        Assert.Equal("no guide in the dark", Assert.IsType<FollowUpBot.Dialogs.CheckIn.DoesItDoItsJob>(((PlannedContact)fit.Replies[0]).Question).Success);
    }

    [Fact]
    public void What_they_said_they_would_do_is_held_against_what_they_do()
    {
        var stated = Router.Decide(Asked(Measure.Repurchase), Says("probably") with { Score = 3 }, Now).Next;
        var again = new PurchaseReported(new Buyer("Maria Lopez", "en", "Europe/Madrid"), stated.Latest! with { OrderId = "A-2", PurchasedAt = Now.AddDays(40) });
        Assert.Contains(new BoughtAgain("A-2", "TrailLight 300", 3, 40), Router.Decide(stated, Means(again), Now.AddDays(40)).Facts);
    }

    private static CustomerFile Asked(Measure measure) =>
        (WithALamp(Step("wash", 30, CheckInQuestion.None)) with { Loyalty = [new LoyaltyMark(measure, Now)] }).Ask($"{OpenQuestion.Measure}{measure}", Now, "A-1");
}
