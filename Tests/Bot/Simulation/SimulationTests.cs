using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Simulation;
using FollowUpBot.Dialogs.CheckIn;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Simulation;

/// <summary>Whatever customers do and hosts suffer, what must hold holds; and a rule that is broken on purpose is found and named.</summary>
public class SimulationTests
{
    private static readonly Lazy<ShopContent> Content = new(() => ShopContent.Load(TestHost.PromptsFolder).Content!);

    [Fact]
    public void What_must_hold_holds_for_many_customers_under_many_seeds()
    {
        var tally = Simulate(new SimulationOptions { Customers = 50, Days = 60 }).Run(Seeds(50), cancel: TestContext.Current.CancellationToken);
        Assert.Empty(tally.Violations);
        Assert.Equal(2500, tally.Customers);

        // A rig in which nothing happens proves nothing.
        Assert.True(tally is { Turns: > 25_000, Contacts: > 5_000, Faults: > 3_000, Conflicts: > 500, Repeats: > 500 }, $"{tally.Turns} turns, {tally.Contacts} contacts, {tally.Faults} faults, {tally.Conflicts} conflicts, {tally.Repeats} repeats");
    }

    [Fact]
    public void Without_faults_nothing_is_taken_twice()
    {
        var tally = Simulate(new SimulationOptions { Customers = 50, Days = 60, Faults = false }).Run(Seeds(2), cancel: TestContext.Current.CancellationToken);
        Assert.Empty(tally.Violations);
        Assert.Equal((0, 0), (tally.Faults, tally.Repeats));
    }

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        for (var customer = 0; customer < 20; customer++)
        {
            var (_, one) = Simulate(new SimulationOptions()).Replay(7, customer);
            var (_, other) = Simulate(new SimulationOptions()).Replay(7, customer);
            Assert.Equal(one.Lines, other.Lines);
            Assert.True(one.Lines.Count > 1);
        }
    }

    [Fact]
    public void Another_seed_gives_another_history() =>
        Assert.NotEqual(Simulate(new SimulationOptions()).Replay(7, 1).History.Lines, Simulate(new SimulationOptions()).Replay(8, 1).History.Lines);

    [Fact]
    public void Speaking_while_a_human_owns_the_conversation_is_found() => Catches(Invariant.BotWhileHumanOwns, (file, meaning, now) =>
    {
        if (file.OpenHandoff is null || meaning.Inbound is not CustomerWrote) return Router.Decide(file, meaning, now);
        var decision = Router.Decide(file with { Cases = [] }, meaning, now);
        return decision with { Next = decision.Next with { Cases = file.Cases, Next = null, Resting = RestingReason.WithHuman } };
    });

    [Fact]
    public void A_contact_into_an_open_case_is_found() => Catches(Invariant.UnaskedIntoOpenCase, (file, meaning, now) =>
    {
        var decision = Router.Decide(file, meaning, now);
        if (decision.Next.OpenHandoff is null) return decision;
        var planned = Itinerary.Plan(file with { Cases = [] }, decision with { Next = decision.Next with { Cases = [] } }, now, rung: true, meaning.Shop);
        if (meaning.Inbound is WorkCameDue { Work: CheckInDue }) planned = Router.Decide(file with { Cases = [], Recovery = null }, meaning, now);
        return planned with { Next = planned.Next with { Cases = decision.Next.Cases } };
    });

    [Fact]
    public void A_customer_without_a_next_contact_is_found() => Catches(Invariant.Dropped, (file, meaning, now) =>
        Router.Decide(file, meaning, now) is var decision && meaning.Inbound is WorkCameDue { Work: CheckInDue } ? decision with { Next = decision.Next with { Next = null, Resting = null } } : decision);

    [Fact]
    public void A_plan_that_nothing_wakes_us_for_is_found() => Catches(Invariant.Lost, (file, meaning, now) =>
        Router.Decide(file, meaning, now) is var decision && meaning.Inbound is WorkCameDue { Work: CheckInDue } ? decision with { Work = [] } : decision);

    [Fact]
    public void Writing_after_a_stop_is_found() => Catches(Invariant.UnaskedAfterStop, (file, meaning, now) =>
    {
        var decision = Router.Decide(file with { StoppedAt = null }, meaning, now);
        return decision with { Next = Itinerary.Plan(file, decision with { Next = decision.Next with { StoppedAt = null } }, now, rung: false, meaning.Shop).Next };
    });

    [Fact]
    public void A_contact_in_a_pause_is_found() => Catches(Invariant.UnaskedInPause, (file, meaning, now) =>
        Router.Decide(file with { PausedUntil = null }, meaning.Intent == Intent.Pause ? meaning with { Intent = Intent.None, QuietUntil = null } : meaning, now));

    [Fact]
    public void A_tip_they_know_is_found() => Catches(Invariant.WithoutSubstance, (file, meaning, now) =>
        Router.Decide(meaning.Inbound is WorkCameDue ? file with { Told = [] } : file, meaning, now));

    [Fact]
    public void A_reply_that_is_said_again_after_a_conflict_is_found()
    {
        var decided = new System.Collections.Concurrent.ConcurrentDictionary<(string, Inbound), bool>();
        Catches(Invariant.HeardTwice, (file, meaning, now) =>
        {
            var decision = Router.Decide(file, meaning, now);
            return decided.TryAdd((file.Id, meaning.Inbound), true) ? decision : decision with { Replies = [.. decision.Replies, .. decision.Replies] };
        });
    }

    [Fact]
    public void A_step_that_is_taken_twice_is_found() => Catches(Invariant.HeardTwice, (file, meaning, now) =>
    {
        var decision = Router.Decide(file, meaning, now);
        if (meaning.Inbound is not WorkCameDue { Work: CheckInDue } || decision.Replies.Count == 0) return decision;
        var undone = decision.Next with { Purchases = file.Purchases, Told = file.Told };
        return Itinerary.Plan(file, decision with { Next = undone }, now, rung: true, meaning.Shop);
    });

    [Fact]
    public void Forgotten_care_after_a_case_is_found() => Catches(Invariant.CareForgotten, (file, meaning, now) =>
    {
        var decision = Router.Decide(file, meaning, now);
        return decision.Next.Recovery is null ? decision : Itinerary.Plan(file, decision with { Next = decision.Next with { Recovery = null } }, now, rung: false, meaning.Shop);
    });

    [Fact]
    public void A_promise_that_nobody_asks_about_is_found() => Catches(Invariant.PromiseUnchecked, (file, meaning, now) =>
    {
        if (meaning.Inbound is not PurchaseReported) return Router.Decide(file, meaning, now);
        var decision = Router.Decide(file, meaning, now);
        var asked = decision.Next.Purchases.Select(p => p.Delivery is { } promise ? p.AskedWhetherItArrived(promise.Due!.Value) with { Steps = [.. p.Steps.Where(s => s.Asks != CheckInQuestion.Arrived)] } : p);
        return Itinerary.Plan(file, decision with { Next = decision.Next with { Purchases = [.. asked] } }, now, rung: false, meaning.Shop);
    });

    [Fact]
    public void A_perk_that_is_given_twice_is_found() => Catches(Invariant.RewardTwice, (file, meaning, now) =>
    {
        var decision = Router.Decide(file, meaning, now);
        return Itinerary.Plan(file, decision with { Next = decision.Next with { Had = [], Contacts = [] } }, now, rung: meaning.Inbound is WorkCameDue { Work: CheckInDue }, meaning.Shop);
    });

    [Fact]
    public void A_question_that_comes_too_soon_again_is_found() => Catches(Invariant.QuestionWithinInterval, (file, meaning, now) =>
        Router.Decide(file, meaning with { Shop = meaning.Shop with { Measures = [new MeasureRule(Measure.Recommend, 1, 6, 9)] } }, now));

    [Fact]
    public void A_question_of_loyalty_while_a_case_is_open_is_found() => Catches(Invariant.QuestionDuringOpenCase, (file, meaning, now) =>
    {
        if (meaning.Inbound is not WorkCameDue { Work: CheckInDue }) return Router.Decide(file, meaning, now);
        var decision = Router.Decide(file with { Cases = [.. file.Cases.Where(c => c.Kind != CaseKind.Question)] }, meaning, now);
        return decision with { Next = decision.Next with { Cases = file.Cases } };
    });

    [Fact]
    public void A_memory_that_is_used_after_it_was_forgotten_is_found() => Catches(Invariant.ForgottenMemoryUsed, (file, meaning, now) =>
    {
        var decision = Router.Decide(file, meaning, now);
        return meaning.Intent == Intent.Forget ? decision with { Next = decision.Next with { Memories = file.Memories } } : decision;
    });

    [Fact]
    public void News_to_who_does_not_own_the_thing_is_found() => Catches(Invariant.NewsToNonOwner, (file, meaning, now) =>
        Router.Decide(file, meaning with { Shop = meaning.Shop with { News = [.. meaning.Shop.News.Select(n => n with { For = new Group { Purchases = 1 } })] } }, now));

    [Fact]
    public void Asking_twice_why_somebody_leaves_is_found() => Catches(Invariant.AskedWhyTwice, (file, meaning, now) =>
    {
        var decision = Router.Decide(file with { Departure = null, Awaiting = file.Awaiting?.Name == OpenQuestion.Leaving ? null : file.Awaiting }, meaning with { Leaves = null }, now);
        return decision with { Next = decision.Next with { Departure = null } };
    });

    [Fact]
    public void A_contact_after_a_goodbye_is_found() => Catches(Invariant.UnaskedAfterGoodbye, (file, meaning, now) =>
    {
        var decision = Router.Decide(file, meaning, now);
        return decision.Next.Departure is null ? decision : Itinerary.Plan(file, decision with { Next = decision.Next with { Departure = null } }, now, rung: true, meaning.Shop);
    });

    [Fact]
    public void A_late_case_that_stays_where_it_was_is_found() => Catches(Invariant.NotEscalated, (file, meaning, now) =>
        Router.Decide(file, meaning with { Shop = meaning.Shop with { Escalation = [] } }, now));

    [Fact]
    public void A_level_after_the_first_word_is_found() => Catches(Invariant.EscalatedAfterWord, (file, meaning, now) =>
    {
        var decision = Router.Decide(file, meaning, now);
        return decision.Facts.OfType<CaseAnswered>().FirstOrDefault() is { } answered ? decision.Because(new CaseEscalated(answered.CaseId, 1)) : decision;
    });

    [Fact]
    public void A_promised_call_that_nobody_looks_after_is_found() => Catches(Invariant.CallForgotten, (file, meaning, now) =>
    {
        var decision = Router.Decide(file, meaning, now);
        return decision with { Work = [.. decision.Work.Where(w => w is not CallBackOver)] };
    });

    private static void Catches(Invariant rule, Decide broken)
    {
        var simulation = Simulate(new SimulationOptions { Customers = rule == Invariant.ForgottenMemoryUsed ? 1000 : 150, Days = rule > Invariant.InTheNight ? 180 : 60, Decide = broken });
        var tally = simulation.Run(Seeds(1), cancel: TestContext.Current.CancellationToken);
        var first = tally.Violations.FirstOrDefault(v => v.Rule == rule);
        Assert.True(first is not null, $"Found only: {string.Join(", ", tally.Violations.CountBy(v => v.Rule))}");

        // The short history breaks the same rule and takes no more than the whole.
        var (shortest, history) = simulation.Shrink(first);
        Assert.Equal(rule, shortest.Rule);
        Assert.True(history.Size <= simulation.Replay(first.Seed, first.Customer).History.Size);
        Assert.Contains(Invariants.Words[rule], history.Lines[^1], StringComparison.Ordinal);
    }

    private static FollowUpBot.Bot.Simulation.Simulation Simulate(SimulationOptions options) => new(Content.Value, options);

    private static ulong[] Seeds(int count) => [.. Enumerable.Range(1, count).Select(i => (ulong)i)];
}
