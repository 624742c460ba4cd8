using FollowUpBot.Bot.Desk;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Desk;

/// <summary>Who gets which case, where cases are given out by themselves.</summary>
public class AssignmentTests
{
    private static readonly DateTimeOffset Now = TestHost.Start;
    private static readonly AssignmentRule Rule = new(2, TimeSpan.FromMinutes(5));

    private readonly Dictionary<string, DateTimeOffset> lastGiven = [];

    [Fact]
    public void Each_gets_their_turn_and_nobody_more_than_they_have_room_for()
    {
        Account[] staff = [Agent("Amira"), Agent("Jonas"), Agent("Paul") with { Duties = Duties.All with { AtOnce = 1 } }];
        Assert.Equal(["1 Amira", "2 Jonas", "3 Paul", "4 Amira", "5 Jonas"], Given(staff, Case("1"), Case("2"), Case("3"), Case("4"), Case("5"), Case("6")));
        lastGiven["Amira"] = Now.AddMinutes(-1);
        lastGiven["Jonas"] = Now.AddMinutes(-2);
        Assert.Equal(["1 Paul"], Given(staff, Case("1")));
        lastGiven["Paul"] = Now;
        Assert.Equal(["1 Jonas"], Given(staff, Case("1")));

        // What is laid aside takes no room; what waits for the customer does.
        var held = Case("held") with { Owner = "Jonas", LeaseUntil = Now.AddMinutes(9), FirstWordAt = Now };
        Assert.Equal(["1 Jonas"], Given([Agent("Jonas")], held, held with { Id = "aside", SnoozedUntil = Now.AddHours(1) }, Case("1"), Case("2")));
    }

    [Fact]
    public void The_most_urgent_is_given_first()
    {
        var late = Case("late") with { FirstWordBy = Now.AddMinutes(-3) };
        Assert.Equal(["late Jonas", "urgent Jonas"], Given([Agent("Jonas")], Case("1"), Case("urgent") with { Priority = Priority.Urgent }, late));
    }

    [Fact]
    public void A_case_goes_to_who_knows_its_product_reads_its_language_and_is_of_its_team()
    {
        var lamps = Agent("Lena") with { Duties = Duties.All with { Products = ["trailLight 300"] } };
        var german = Agent("Gerd") with { Duties = Duties.All with { Languages = ["de"] } };
        var owner = Agent("Olga") with { Duties = Duties.All with { Teams = ["The owner"] } };
        Account[] staff = [Agent("Amira"), lamps, german, owner];
        Assert.Equal(["1 Lena"], Given(staff, Case("1") with { Product = "TrailLight 300" }));
        Assert.Equal(["1 Amira"], Given(staff, Case("1") with { Product = "BrookDrop 2" }));
        Assert.Equal(["1 Olga"], Given(staff, Case("1") with { Team = "the owner" }));
        Assert.Equal(["1 Gerd"], Given("de-AT", [german], Case("1")));
        Assert.Empty(Given("fr", [german], Case("1")));
        Assert.Empty(Given([lamps], Case("1") with { Product = "BrookDrop 2" }));

        // A team of which nobody is there keeps nobody waiting.
        Assert.Equal(["1 Amira"], Given([Agent("Amira")], Case("1") with { Team = "the owner" }));
        Assert.Equal(["1 Amira"], Given([Agent("Amira"), owner with { AwaySince = Now }], Case("1") with { Team = "the owner" }));
    }

    [Fact]
    public void Who_is_away_or_gone_gets_nothing()
    {
        Assert.Empty(Given([Agent("Jonas") with { AwaySince = Now }, Agent("Amira") with { DisabledAt = Now }, Agent("Nobody there")], Case("1")));
    }

    [Fact]
    public void Who_let_a_case_lapse_does_not_get_it_again_but_who_knows_the_customer_does()
    {
        Account[] staff = [Agent("Amira"), Agent("Jonas")];
        var lapsed = Case("1") with { Owner = "Amira", LeaseUntil = Now };
        Assert.Equal(["1 Jonas"], Given(staff, lapsed));
        Assert.Empty(Given([Agent("Amira")], lapsed));

        // Once round, and it stays where everybody sees it.
        Assert.Equal(["1 Jonas"], Given(staff, lapsed with { Owner = "Jonas", GivenTo = ["Amira"], LeaseUntil = null }));
        Assert.Empty(Given(staff, lapsed with { GivenTo = ["Jonas", "Amira"] }));

        // They wrote days ago, and today the customer answers.
        var back = lapsed with { Owner = "Jonas", FirstWordAt = Now.AddDays(-2), LeaseUntil = Now.AddDays(-1), Unanswered = 1, LastHeardAt = Now };
        Assert.Equal(["1 Jonas"], Given(staff, back));
        Assert.Equal(["1 Amira"], Given(staff, back with { LeaseUntil = Now }));
    }

    [Fact]
    public void What_waits_for_nobody_is_given_to_nobody()
    {
        var answered = Case("answered") with { Owner = "Jonas", LeaseUntil = Now.AddMinutes(-1), FirstWordAt = Now.AddHours(-1) };
        var call = Case("call") with { CallBack = new CallBack(Now.AddHours(2), null, "+34600000002", Now) };
        Assert.Empty(Given([Agent("Jonas"), Agent("Amira")], answered, call, Case("task") with { Kind = CaseKind.Task }));
    }

    private IEnumerable<string> Given(Account[] staff, params IReadOnlyList<Case> cases) => Given("en", staff, cases);

    private IEnumerable<string> Given(string locale, Account[] staff, params IReadOnlyList<Case> cases) =>
        Assignment.Of(Snapshot.Empty.After(cases.Select(c => new StoredCase("C", "Maria", c) { Locale = locale }), ["Amira", "Gerd", "Jonas", "Lena", "Olga", "Paul"], Now), staff, Rule, lastGiven).Select(g => $"{g.Case.Case.Id} {g.Agent}");

    private static Account Agent(string name) => new(name, Role.Agent, "stamp", Now.AddDays(-30));

    private static Case Case(string id) => new(id, CaseKind.Complaint, "Complaint", "it broke", -0.5, Now.AddHours(-1), Now.AddMinutes(30));
}
