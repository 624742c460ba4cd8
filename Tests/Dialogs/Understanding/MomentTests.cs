using System.Globalization;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Understanding;

namespace FollowUpBot.Tests.Dialogs.Understanding;

/// <summary>Days, times and windows as customers write them, on a Wednesday in November at twenty past two.</summary>
public class MomentTests
{
    private static readonly DateTime Now = new(2026, 11, 25, 14, 20, 0);
    private static readonly Recognisers Read = ShopContent.Load(TestHost.PromptsFolder).Content!.RecognisersFor("en");

    [Theory]
    [InlineData("tomorrow", "2026-11-26")]
    [InlineData("the day after tomorrow", "2026-11-27")]
    [InlineData("Can you come on Friday?", "2026-11-27")]
    [InlineData("next Tuesday", "2026-12-01")]
    [InlineData("in two weeks", "2026-12-09")]
    [InlineData("in a fortnight", "2026-12-09")]
    [InlineData("ten days from now", "2026-12-05")]
    [InlineData("three days ago", "2026-11-22")]
    [InlineData("a week from tomorrow", "2026-12-03")]
    [InlineData("on the 3rd", "2026-12-03")]
    [InlineData("the 3rd of January", "2027-01-03")]
    [InlineData("Jan 3rd, 2028", "2028-01-03")]
    [InlineData("29 Feb", "2028-02-29")]
    [InlineData("on the 31st", "2026-12-31")]
    [InlineData("on Christmas Eve", "2026-12-24")]
    [InlineData("Easter Monday", "2027-03-29")]
    [InlineData("2026-12-24", "2026-12-24")]
    [InlineData("24.12.2026", "2026-12-24")]
    [InlineData("the first Monday of December", "2026-12-07")]
    [InlineData("New Year's Eve", "2026-12-31")]
    public void A_day_is_read(string text, string expected) => Assert.Equal(expected, Days(text));

    [Theory]
    [InlineData("write me again after Easter", "2027-03-29")]
    [InlineData("after Christmas please", "2026-12-26")]
    [InlineData("after new year", "2027-01-02")]
    [InlineData("remind me in two weeks", "2026-12-09")]
    [InlineData("not now, ask me again in March", "2027-03-01")]
    [InlineData("please don't write before Monday", "2026-11-30", true)]
    [InlineData("I'm on holiday until the 20th", "2026-12-20", true)]
    [InlineData("away from the 3rd to the 12th of December", "2026-12-12", true)]
    [InlineData("no messages this week please", "2026-11-30", true)]
    [InlineData("I have no time this week", "2026-11-30")]
    [InlineData("next week is better", "2026-11-30")]
    [InlineData("don't write for two weeks", "2026-12-09", true)]
    [InlineData("no messages for the next ten days", "2026-12-05", true)]
    [InlineData("stop writing until January", "2027-01-01", true)]
    [InlineData("don't write today, write me on Friday", "2026-11-27")]
    [InlineData("after the weekend", "2026-11-30")]
    [InlineData("not today", "2026-11-26", true)]
    [InlineData("in an hour", "2026-11-25 15:20")]
    [InlineData("remind me on 3 November 2025", "2025-11-03")]
    [InlineData("not now", null)]
    [InlineData("in a while", null)]
    public void The_end_of_a_pause_is_read(string text, string? expected, bool away = false) =>
        Assert.Equal(expected is null ? null : DateTime.Parse(expected, CultureInfo.InvariantCulture), Read.Moments.FindQuietEnd(text, new ReadingContext(Now), away));

    [Theory]
    [InlineData("two weeks", "2026-12-09")]
    [InlineData("the 20th", "2026-12-20")]
    [InlineData("Friday", "2026-11-27")]
    [InlineData("march", "2027-03-01")]
    [InlineData("on Monday I think", "2026-11-30")]
    [InlineData("no idea", null)]
    public void The_end_of_a_pause_is_read_in_the_answer_to_when(string text, string? expected) =>
        Assert.Equal(expected is null ? null : DateTime.Parse(expected, CultureInfo.InvariantCulture), Read.Moments.FindQuietEnd(text, new ReadingContext(Now, Asked.Date), away: false));

    [Theory]
    [InlineData("12/06", false, "2026-12-06")]
    [InlineData("12/06", true, "2027-06-12")]
    [InlineData("14/02", false, "2027-02-14")]
    [InlineData("3/4/2027", true, "2027-04-03")]
    [InlineData("3/4/2027", false, "2027-03-04")]
    public void The_order_of_day_and_month_is_the_customers(string text, bool dayFirst, string expected) =>
        Assert.Equal(expected, Days(text, new ReadingContext(Now, DayFirst: dayFirst)));

    [Theory]
    [InlineData("next week", "2026-11-30T00:00", "2026-12-07T00:00")]
    [InlineData("any day next week", "2026-11-30T00:00", "2026-12-07T00:00")]
    [InlineData("this weekend", "2026-11-28T00:00", "2026-11-30T00:00")]
    [InlineData("in December", "2026-12-01T00:00", "2027-01-01T00:00")]
    [InlineData("at the end of the month", "2026-11-21T00:00", "2026-12-01T00:00")]
    [InlineData("not before Monday", "2026-11-30T00:00", "")]
    [InlineData("after Friday", "2026-11-27T00:00", "")]
    [InlineData("before the 10th of December", "", "2026-12-10T00:00")]
    [InlineData("from Monday to Thursday", "2026-11-30T00:00", "2026-12-03T00:00")]
    [InlineData("between the 3rd and the 8th", "2026-12-03T00:00", "2026-12-08T00:00")]
    [InlineData("from December 28 to January 4", "2026-12-28T00:00", "2027-01-04T00:00")]
    [InlineData("within the next three days", "2026-11-26T00:00", "2026-11-29T00:00")]
    [InlineData("tomorrow morning", "2026-11-26T08:00", "2026-11-26T12:00")]
    [InlineData("next Tuesday after 5", "2026-12-01T17:00", "")]
    [InlineData("tonight", "2026-11-25T20:00", "2026-11-25T23:59")]
    [InlineData("from 3 to 5 pm tomorrow", "2026-11-26T15:00", "2026-11-26T17:00")]
    [InlineData("Friday between 9 and half ten", "2026-11-27T09:00", "2026-11-27T10:30")]
    [InlineData("on the 3rd at half seven", "2026-12-03T19:30", "2026-12-03T19:30")]
    [InlineData("in an hour", "2026-11-25T15:20", "2026-11-25T15:20")]
    [InlineData("in half an hour", "2026-11-25T14:50", "2026-11-25T14:50")]
    [InlineData("tomorrow at noon", "2026-11-26T12:00", "2026-11-26T12:00")]
    [InlineData("tomorrow at midnight", "2026-11-26T00:00", "2026-11-26T00:00")]
    [InlineData("tomorrow at 24:00", "2026-11-27T00:00", "2026-11-27T00:00")]
    [InlineData("tomorrow from 10 pm to 2 am", "2026-11-26T22:00", "2026-11-27T02:00")]
    [InlineData("today at 9", "2026-11-25T21:00", "2026-11-25T21:00")]
    public void A_window_is_read(string text, string from, string to)
    {
        var moment = Assert.Single(Read.Moments.FindAll(text, new ReadingContext(Now)));
        Assert.Equal((from, to), (Written(moment.Best.From), Written(moment.Best.To)));
    }

    [Theory]
    [InlineData("at 5", "17:00 05:00")]
    [InlineData("at 10", "10:00 22:00")]
    [InlineData("at 5 pm", "17:00")]
    [InlineData("at 17:00", "17:00")]
    [InlineData("quarter to six in the evening", "17:45")]
    [InlineData("half past eight in the morning", "08:30")]
    public void A_time_that_may_be_early_or_late_is_both_the_likelier_first(string text, string expected)
    {
        var moment = Assert.Single(Read.Moments.FindAll(text, new ReadingContext(Now)));
        Assert.Equal(expected, string.Join(' ', moment.Candidates.Select(c => c.From!.Value.ToString("HH:mm", CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("1415", Asked.Time, "2026-11-26T14:15")]
    [InlineData("930", Asked.Time, "2026-11-26T09:30")]
    [InlineData("7", Asked.Time, "2026-11-25T19:00")]
    [InlineData("20 to 3", Asked.Time, "2026-11-25T14:40")]
    [InlineData("7", Asked.Date, "2026-12-07T00:00")]
    [InlineData("the 7th", Asked.Date, "2026-12-07T00:00")]
    [InlineData("wed", Asked.Date, "2026-12-02T00:00")]
    [InlineData("Wednesday", Asked.None, "2026-11-25T00:00")]
    public void What_was_asked_decides_what_a_bare_number_is(string text, Asked asked, string expected) =>
        Assert.Equal(expected, Written(Read.Answers.Read(text, new ReadingContext(Now, asked)).From));

    [Theory]
    [InlineData("on 31 June")]
    [InlineData("February 30th")]
    [InlineData("31/11")]
    public void A_day_that_does_not_exist_is_not_read(string text) =>
        Assert.DoesNotContain(Read.Moments.FindAll(text, new ReadingContext(Now)), m => m.Kind == MomentKind.Date);

    [Theory]
    [InlineData("It may be too late")]
    [InlineData("the second lamp is broken")]
    [InlineData("two of them march on")]
    [InlineData("sat on it, sun was out")]
    [InlineData("I paid $12")]
    [InlineData("version 2.10")]
    [InlineData("good morning")]
    [InlineData("the light is too dim")]
    public void What_names_no_moment_gives_none(string text) => Assert.Empty(Read.Moments.FindAll(text, new ReadingContext(Now)));

    [Fact]
    public void An_hour_over_a_change_of_clocks_is_an_hour()
    {
        var madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");
        Assert.Equal("2027-03-28T03:30", First("in an hour", new DateTime(2027, 3, 28, 1, 30, 0)));
        Assert.Equal("2027-10-31T02:30", First("in two hours", new DateTime(2027, 10, 31, 1, 30, 0)));
        Assert.Equal("2027-03-28T03:30", First("tomorrow at 2:30 am", new DateTime(2027, 3, 27, 12, 0, 0)));

        string First(string text, DateTime now) => Written(Read.Moments.FindAll(text, new ReadingContext(now, Zone: madrid))[0].Best.From);
    }

    [Fact]
    public void The_end_of_the_year_and_of_the_calendar_are_no_edge_to_fall_over()
    {
        Assert.Equal("2027-01-01", Days("tomorrow", new ReadingContext(new DateTime(2026, 12, 31, 23, 59, 0))));
        Assert.Empty(Read.Moments.FindAll("in 900000 years", new ReadingContext(Now)));
        Assert.NotNull(Read.Moments.FindAll("next decade, last week, in 3 days, the 31st, last friday 13", new ReadingContext(DateTime.MaxValue.Date)));
        Assert.NotNull(Read.Moments.FindAll("last century, three years ago, yesterday, Monday", new ReadingContext(DateTime.MinValue)));
    }

    private static string Days(string text, ReadingContext? context = null) =>
        Read.Moments.FindAll(text, context ?? new ReadingContext(Now)) is [{ Kind: MomentKind.Date } moment] ? moment.Best.From!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "none";

    private static string Written(DateTime? at) => at?.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture) ?? "";
}
