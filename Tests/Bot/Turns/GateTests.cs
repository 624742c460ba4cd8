using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Turns;

/// <summary>What may still be sent just before it is, and when what was refused is tried again.</summary>
public class GateTests
{
    private static readonly Outgoing Message = new(new OutgoingClaim("sms|1|0", 1, 1), new ConversationKey("sms", "abc"), 1, "C-1") { Speaker = Speaker.Bot, Text = "hello", CreatedAt = TestHost.Start };

    private static readonly CustomerFile File = new() { Id = "C-1" };

    [Fact]
    public void What_nothing_speaks_against_is_sent() => Assert.IsType<GateVerdict.Pass>(Gate.Judge(File, Message, TestHost.Start));

    [Fact]
    public void What_was_written_before_a_stop_is_not_sent_after_it_and_the_stop_is_confirmed()
    {
        Assert.IsType<GateVerdict.Withhold>(Gate.Judge(File with { StoppedAt = TestHost.Start.AddMilliseconds(1) }, Message, TestHost.Start.AddSeconds(1)));
        Assert.IsType<GateVerdict.Pass>(Gate.Judge(File with { StoppedAt = TestHost.Start.AddTicks(5) }, Message, TestHost.Start.AddSeconds(1)));
        Assert.IsType<GateVerdict.Withhold>(Gate.Judge(File with { StoppedAt = TestHost.Start.AddDays(-1) }, Message with { Unasked = true }, TestHost.Start));
    }

    [Fact]
    public void What_has_lost_its_occasion_or_its_customer_is_not_sent()
    {
        Assert.IsType<GateVerdict.Withhold>(Gate.Judge(File, Message with { NotAfter = TestHost.Start }, TestHost.Start));
        Assert.IsType<GateVerdict.Withhold>(Gate.Judge(null, Message, TestHost.Start));
    }

    [Fact]
    public void Nobody_is_contacted_unasked_while_a_person_talks_to_them_and_the_persons_words_pass()
    {
        var open = File with { Cases = [new Case("C-1-1", CaseKind.Complaint, "", "", 0, TestHost.Start, TestHost.Start)] };
        Assert.IsType<GateVerdict.Hold>(Gate.Judge(open, Message with { Unasked = true }, TestHost.Start));
        Assert.IsType<GateVerdict.Pass>(Gate.Judge(open, Message with { Speaker = Speaker.Agent }, TestHost.Start));
    }

    [Fact]
    public void What_was_refused_waits_longer_each_time_and_a_provider_is_believed_within_bounds()
    {
        var backoff = new Backoff(new Random(1));
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var step = Math.Min(Math.Pow(2, attempt), 300);
            Assert.InRange(backoff.After(attempt, null).TotalSeconds, step / 2, step * 1.5);
        }

        Assert.InRange(backoff.After(0, TimeSpan.FromSeconds(30)).TotalSeconds, 30, 31);
        Assert.InRange(backoff.After(0, TimeSpan.FromDays(3000)).TotalHours, 1, 1.01);
        Assert.InRange(backoff.After(0, TimeSpan.FromDays(-3000)).TotalSeconds, 1, 2);
    }
}
