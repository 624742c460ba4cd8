using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Dialogs.Handoff;

public class ServiceHoursTests
{
    private static readonly DayOfWeek[] Weekdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    private static readonly ServiceHours Hours = new("the team", "Europe/Madrid", [new Shift(new TimeOnly(9, 0), new TimeOnly(17, 0))], Weekdays, TimeSpan.FromHours(1), TimeSpan.FromHours(8));

    private static readonly ServiceHours Split = Hours with { Shifts = [new Shift(new TimeOnly(9, 0), new TimeOnly(12, 30)), new Shift(new TimeOnly(13, 30), new TimeOnly(17, 0))], Holidays = [new Holiday(null, 12, 25), new Holiday(2027, 1, 6)] };

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

    [Theory]
    [InlineData("2026-11-23T12:10:00+01:00", true, "2026-11-23T14:10:00+01:00")] // over lunch
    [InlineData("2026-11-23T12:30:00+01:00", false, "2026-11-23T14:30:00+01:00")] // at lunch
    [InlineData("2026-12-24T16:30:00+01:00", true, "2026-12-28T09:30:00+01:00")] // over Christmas and a weekend
    [InlineData("2027-12-24T16:30:00+01:00", true, "2027-12-27T09:30:00+01:00")] // Christmas is every year
    [InlineData("2027-01-06T10:00:00+01:00", false, "2027-01-07T10:00:00+01:00")]
    [InlineData("2028-01-06T10:00:00+01:00", true, "2028-01-06T11:00:00+01:00")] // and the sixth of January was that one
    public void Lunch_and_holidays_are_no_service_time(string at, bool open, string by)
    {
        var word = Split.At(DateTimeOffset.Parse(at), []);
        Assert.Equal(open, word.Open);
        Assert.Equal(DateTimeOffset.Parse(by), word.FirstWordBy);
    }

    [Theory]
    [InlineData("2026-11-23T12:00:00+01:00", "2026-11-23T14:00:00+01:00", 1.0)]
    [InlineData("2026-11-23T16:00:00+01:00", "2026-11-24T10:00:00+01:00", 2.0)]
    [InlineData("2026-11-27T16:00:00+01:00", "2026-11-30T10:00:00+01:00", 2.0)]
    [InlineData("2026-12-24T16:00:00+01:00", "2026-12-28T10:00:00+01:00", 2.0)]
    [InlineData("2026-11-24T10:00:00+01:00", "2026-11-23T16:00:00+01:00", -2.0)] // overdue by two hours
    [InlineData("2026-11-23T20:00:00+01:00", "2026-11-23T22:00:00+01:00", 0.0)]
    [InlineData("2026-11-23T08:00:00Z", "2026-11-23T09:00:00Z", 1.0)] // whatever zone they are given in
    public void Time_between_two_moments_counts_only_when_somebody_is_there(string from, string until, double hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), Split.ServiceTimeBetween(DateTimeOffset.Parse(from), DateTimeOffset.Parse(until)));

    [Fact]
    public void What_is_promised_is_as_far_away_as_it_was_promised()
    {
        for (var at = DateTimeOffset.Parse("2026-10-20T00:00:00Z"); at < DateTimeOffset.Parse("2026-11-10T00:00:00Z"); at += TimeSpan.FromMinutes(95))
            Assert.InRange((Split.ServiceTimeBetween(at, Split.After(at, TimeSpan.FromHours(9))) - TimeSpan.FromHours(9)).TotalMinutes, 0, 5);
    }

    [Fact]
    public void When_clocks_change_an_hour_of_the_night_is_not_there_or_is_there_twice()
    {
        var night = Hours with { Shifts = [new Shift(TimeOnly.MinValue, new TimeOnly(6, 0))], Days = Enum.GetValues<DayOfWeek>() };
        Assert.Equal(TimeSpan.FromHours(5), night.ServiceTimeBetween(DateTimeOffset.Parse("2026-03-29T00:00:00+01:00"), DateTimeOffset.Parse("2026-03-29T12:00:00+02:00")));
        Assert.Equal(TimeSpan.FromHours(7), night.ServiceTimeBetween(DateTimeOffset.Parse("2026-10-25T00:00:00+02:00"), DateTimeOffset.Parse("2026-10-25T12:00:00+01:00")));

        // By day they only move.
        Assert.Equal(DateTimeOffset.Parse("2026-03-30T09:30:00+02:00"), Hours.After(DateTimeOffset.Parse("2026-03-27T16:30:00+01:00"), TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Around_the_clock_there_is_no_seam_at_midnight()
    {
        var at = DateTimeOffset.Parse("2026-11-23T23:59:59.9Z");
        Assert.True(ServiceHours.Always.IsOpen(at));
        Assert.Equal(DateTimeOffset.Parse("2026-11-24T02:00:00Z"), ServiceHours.Always.After(at, TimeSpan.FromHours(2) - TimeSpan.FromMinutes(4)));
        Assert.Equal(TimeSpan.FromHours(48), ServiceHours.Always.ServiceTimeBetween(at, at + TimeSpan.FromHours(48)));
    }

    [Fact]
    public void A_calendar_without_a_working_day_is_seen_before_anybody_waits_for_it()
    {
        Assert.Null(Split.ClosedFor(new DateOnly(2026, 1, 1)));
        var never = Hours with { Days = [] };
        Assert.NotNull(never.ClosedFor(new DateOnly(2026, 1, 1)));
        Assert.Equal(DateTimeOffset.MaxValue, never.Next(TestHost.Start).Until);
    }

    [Fact]
    public void Who_may_be_hurt_waits_less()
    {
        var word = (Hours with { Targets = new Dictionary<Priority, TimeSpan> { [Priority.Urgent] = TimeSpan.FromMinutes(15) } }).At(DateTimeOffset.Parse("2026-11-23T10:00:00+01:00"), []);
        Assert.Equal(DateTimeOffset.Parse("2026-11-23T10:15:00+01:00"), word.For(Priority.Urgent).FirstWordBy);
        Assert.Equal(DateTimeOffset.Parse("2026-11-23T11:00:00+01:00"), word.For(Priority.High).FirstWordBy);
        Assert.Equal(word.FirstWordBy, word.For(Priority.Normal).FirstWordBy);
    }
}
