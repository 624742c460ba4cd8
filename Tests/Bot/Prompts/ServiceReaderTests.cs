using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Prompts;

/// <summary>What <c>shop.yaml</c> says of the people who are there.</summary>
public class ServiceReaderTests
{
    private const string Shortest = "name: Shop\ntimeZone: Europe/Madrid\ndays: [Monday]\nfirstWordMinutes: 60\nanswerHours: 8\nteam: { en: us }\n";

    [Fact]
    public void One_span_and_several_and_none_can_be_read()
    {
        Assert.Equal([new Shift(new TimeOnly(9, 0), new TimeOnly(17, 0))], Read(Shortest).Hours.Shifts);
        Assert.Equal([new Shift(new TimeOnly(8, 0), new TimeOnly(16, 0))], Read(Shortest + "open: 08:00-16:00").Hours.Shifts);
        Assert.Equal([new Shift(new TimeOnly(9, 0), new TimeOnly(12, 30)), new Shift(new TimeOnly(13, 30), TimeOnly.MaxValue)], Read(Shortest + "open: [09:00-12:30, 13:30-24:00]").Hours.Shifts);
    }

    [Fact]
    public void Holidays_targets_and_steps_stand_as_they_were_written()
    {
        var (hours, escalation) = Read(Shortest + "holidays: [2027-01-06, 12-25, 02-29]\ntargets: { urgent: 15 }\nescalation:\n  - team: leads\n    email: [a@shop.example]\n  - after: 30\n    webhook: https://shop.example/hook\n  - team: owner");
        Assert.Equal([new Holiday(2027, 1, 6), new Holiday(null, 12, 25), new Holiday(null, 2, 29)], hours.Holidays);
        Assert.Equal((TimeSpan.FromMinutes(15), TimeSpan.FromHours(1)), (hours.TargetOf(Priority.Urgent), hours.TargetOf(Priority.High)));
        Assert.Equal([null, TimeSpan.FromMinutes(30), null], escalation.Select(s => s.After));
        Assert.Equal(["leads", null, "owner"], escalation.Select(s => s.Team));
        Assert.Empty(Read(Shortest).Escalation);
    }

    [Fact]
    public void A_calendar_in_which_nobody_ever_works_is_refused()
    {
        var problems = new Problems();
        var everyDay = string.Join(", ", Enumerable.Range(0, 366).Select(d => new DateOnly(2028, 1, 1).AddDays(d).ToString("MM-dd")));
        ServiceReader.Read($"{Shortest}holidays: [{everyDay}]", ["en"], problems);
        Assert.Contains("nobody is there for more than a year; take days out of 'holidays' or add some to 'days'", Assert.Single(problems.Sorted()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Cases_are_given_out_only_where_the_shop_says_so()
    {
        Assert.Null(ServiceReader.Read(Shortest, ["en"], new Problems()).Assignment);
        Assert.Equal(new AssignmentRule(4, TimeSpan.FromMinutes(5)), ServiceReader.Read(Shortest + "assignment: { atOnce: 4 }", ["en"], new Problems()).Assignment);
        Assert.Equal(new AssignmentRule(1, TimeSpan.FromMinutes(12)), ServiceReader.Read(Shortest + "assignment: { atOnce: 1, writeWithinMinutes: 12 }", ["en"], new Problems()).Assignment);
        var problems = new Problems();
        ServiceReader.Read(Shortest + "assignment: { atOnce: 0, howMany: 3 }", ["en"], problems);
        Assert.Equal(2, problems.Sorted().Count);
    }

    private static (ServiceHours Hours, IReadOnlyList<EscalationStep> Escalation) Read(string text)
    {
        var problems = new Problems();
        var service = ServiceReader.Read(text, ["en"], problems);
        Assert.Empty(problems.Sorted());
        return (service.Hours["en"], service.Escalation);
    }
}
