using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Dialogs.Handoff;

public class ServiceHoursTests
{
    private static readonly ServiceHours Hours = new(
        "the team", "Europe/Madrid", [new Shift(new TimeOnly(9, 0), new TimeOnly(17, 0))],
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], TimeSpan.FromHours(1), TimeSpan.FromHours(8));

    [Theory]
    [InlineData("2026-11-23T10:00:00+01:00", true, "2026-11-23T11:00:00+01:00")]
    [InlineData("2026-11-23T10:01:00+01:00", true, "2026-11-23T11:05:00+01:00")]
    [InlineData("2026-11-23T16:30:00+01:00", true, "2026-11-24T09:30:00+01:00")]
    [InlineData("2026-11-23T20:00:00+01:00", false, "2026-11-24T10:00:00+01:00")]
    [InlineData("2026-11-27T16:45:00+01:00", true, "2026-11-30T09:45:00+01:00")]
    [InlineData("2026-11-28T12:00:00+01:00", false, "2026-11-30T10:00:00+01:00")]
    public void A_first_word_is_promised_in_service_time(string at, bool open, string by)
    {
        var word = Hours.At(DateTimeOffset.Parse(at), []);
        Assert.Equal(open, word.Open);
        Assert.Equal(DateTimeOffset.Parse(by), word.FirstWordBy);
    }

    [Fact]
    public void An_answer_that_takes_a_working_day_spans_the_night() =>
        Assert.Equal(DateTimeOffset.Parse("2026-11-24T11:00:00+01:00"), Hours.At(DateTimeOffset.Parse("2026-11-23T11:00:00+01:00"), []).AnswerBy);

    [Fact]
    public void Exactly_one_agent_at_the_desk_is_named()
    {
        Assert.Equal("Jonas", Hours.At(TestHost.Start, ["Jonas"]).Someone);
        Assert.Null(Hours.At(TestHost.Start, ["Jonas", "Amira"]).Someone);
    }
}
