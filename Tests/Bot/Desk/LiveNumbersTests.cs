using FollowUpBot.Bot.Desk;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;

namespace FollowUpBot.Tests.Bot.Desk;

/// <summary>What a lead sees of the desk right now, counted by hand first, and that each number's address shows just those cases.</summary>
public class LiveNumbersTests
{
    private static readonly DateTimeOffset Now = TestHost.Start;
    private static readonly TimeZoneInfo Madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");

    // In Madrid it is 11:00. Jonas and Amira are there, Lena has gone home with a case in hand.
    private static readonly StoredCase[] Cases =
    [
        Opened("late", CaseKind.Complaint, "Lamp", waits: -120, by: -10),
        Opened("soon", CaseKind.Complaint, "Lamp", waits: -20, by: 40),
        Opened("question", CaseKind.Question, null, waits: -30, by: 300),
        Opened("task", CaseKind.Task, "Lamp", waits: -5000, by: -4000),
        Held("wrote", "Jonas", CaseKind.Person, "Bottle", unanswered: 2, heard: -45),
        Held("quiet", "Jonas", CaseKind.Complaint, "Bottle", unanswered: 0, heard: -300),
        Held("hers", "Lena", CaseKind.Complaint, "Lamp", unanswered: 1, heard: -90),
        Called("yesterday", -1440), Called("tonight", 60 * 12), Called("tomorrow", 60 * 13),
    ];

    private static LiveNumbers Numbers => LiveNumbers.Of(Snapshot.Empty.After(Cases, ["Amira", "Jonas"], Now), Madrid);

    [Fact]
    public void Who_waits_and_how_long_is_counted()
    {
        var numbers = Numbers;
        Assert.Equal((10, 6, 1, 2), (numbers.Open, numbers.FirstWord, numbers.Late, numbers.Unanswered));

        // Who was promised a call waits again once its time has passed.
        Assert.Equal(("yesterday", TimeSpan.FromDays(1) + TimeSpan.FromHours(1)), (numbers.Longest!.CaseId, numbers.Longest.For));
        Assert.Equal(("late", TimeSpan.FromHours(2)), Longest(Cases.Where(c => c.Case.CallBack is null)));
        Assert.Equal(("hers", TimeSpan.FromMinutes(90)), Longest(Cases.Where(c => c.Case.FirstWordAt is not null)));
        Assert.Null(LiveNumbers.Of(Snapshot.Empty.After([Cases[3]], [], Now), Madrid).Longest);
    }

    [Fact]
    public void A_call_is_due_today_by_the_clock_of_the_shop_and_one_that_nobody_made_still_is()
    {
        // Twelve hours from now it is 23:00 in Madrid, and thirteen are midnight.
        Assert.Equal(2, Numbers.Calls);
        Assert.Equal(["tonight", "yesterday"], Shown(new Narrowing(Standing: Narrowing.CallToday)).Order());
        Assert.Equal(3, LiveNumbers.Of(Snapshot.Empty.After(Cases, [], Now), TimeZoneInfo.Utc).Calls);
    }

    [Fact]
    public void Who_must_answer_most_comes_first_and_who_is_there_with_nothing_in_hand_is_seen() => Assert.Equal(
        ["Jonas True 2 1", "Lena False 1 1", " False 7 0", "Amira True 0 0"], Numbers.People.Select(p => $"{p.Name} {p.IsHere} {p.Held} {p.Unanswered}"));

    [Fact]
    public void Each_number_opens_just_its_cases()
    {
        var numbers = Numbers;
        Assert.Equal(["Question 1 0", "Person 4 0", "Complaint 4 1", "Task 1 0"], numbers.Kinds.Select(k => $"{k.Name} {k.Open} {k.Late}"));
        Assert.Equal(["- 4 0", "Lamp 4 1", "Bottle 2 0"], numbers.Products.Select(p => $"{p.Name} {p.Open} {p.Late}"));
        foreach (var kind in numbers.Kinds) Assert.Equal(kind.Open, Shown(Narrowing.Read(kind.Name, null, null, null, null)).Count);
        foreach (var product in numbers.Products) Assert.Equal(product.Open, Shown(new Narrowing(Product: product.Name)).Count);
        foreach (var person in numbers.People)
        {
            Assert.Equal(person.Held, Shown(new Narrowing(Holder: person.Name ?? Narrowing.None)).Count);
            Assert.Equal(person.Unanswered, Shown(new Narrowing(Holder: person.Name ?? Narrowing.None, Standing: Narrowing.Unanswered)).Count);
        }

        Assert.Equal(["late"], Shown(new Narrowing(Standing: Narrowing.Late)));
        Assert.Equal(numbers.FirstWord, Shown(new Narrowing(Standing: Narrowing.FirstWord)).Count);
        Assert.Equal(numbers.Unanswered, Shown(new Narrowing(Standing: Narrowing.Unanswered)).Count);
        Assert.Equal(["hers"], Shown(new Narrowing(Customer: "C-hers")));
    }

    [Fact]
    public void What_stands_in_an_address_is_read_as_it_was_written_and_nonsense_narrows_nothing()
    {
        var narrowing = new Narrowing(CaseKind.Complaint, "Lamp & Co=1?", "Jürgen #2", Narrowing.Late, "C-1");
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(narrowing.Query);
        Assert.Equal(narrowing, Narrowing.Read(query["kind"], query["product"], query["holder"], query["standing"], query["customer"]));
        Assert.Equal("", new Narrowing().Query);
        Assert.True(Narrowing.Read("7", new string('x', 5000), "", "asleep?", null).IsAll);
    }

    private static (string Id, TimeSpan For) Longest(IEnumerable<StoredCase> cases) =>
        LiveNumbers.Of(Snapshot.Empty.After([.. cases], [], Now), Madrid).Longest is { } longest ? (longest.CaseId, longest.For) : default;

    private static List<string> Shown(Narrowing narrowing) => [.. Snapshot.Empty.After(Cases, [], Now).Of(Queue.ViewOf("all"), "Jonas", narrowing, Madrid).Select(c => c.Case.Id)];

    private static StoredCase Opened(string id, CaseKind kind, string? product, int waits, int by) =>
        new($"C-{id}", "Maria", new Case(id, kind, $"{kind}", "it broke", -0.5, Now.AddMinutes(waits), Now.AddMinutes(by)) { Product = product, WaitsSince = Now.AddMinutes(waits) });

    private static StoredCase Held(string id, string owner, CaseKind kind, string product, int unanswered, int heard)
    {
        var opened = Opened(id, kind, product, -600, -500);
        return opened with { Case = opened.Case with { FirstWordAt = Now.AddMinutes(-550), Owner = owner, LeaseUntil = Now.AddMinutes(20), Unanswered = unanswered, LastHeardAt = Now.AddMinutes(heard) } };
    }

    private static StoredCase Called(string id, int minutes)
    {
        var opened = Opened(id, CaseKind.Person, null, -1500, 60 * 24);
        return opened with { Case = opened.Case with { CallBack = new CallBack(Now.AddMinutes(minutes), null, "+34600000002", Now.AddMinutes(-1500)) } };
    }
}
