using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Leaving;
using FollowUpBot.Dialogs.Loyalty;
using FollowUpBot.Dialogs.News;
using FollowUpBot.Dialogs.Remembering;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Segments;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.Dialogs.Voice;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Tests.Bot.Insights;

/// <summary>Facts of all kinds, planted into a store: lives of made-up customers, the same for the same seed.</summary>
internal sealed class PlantedFacts(int seed, DateTimeOffset end, int days = 200)
{
    public static readonly string[] Said =
    [
        "the strap is loose", "works as it should, thank you", "the battery dies after an hour", "it came two days late", "אני מאוד מרוצה מהפנס", "الحزام قصير جدا لي", "love it 🏕️🔦",
        "=HYPERLINK(\"http://example.com\",\"click\")", "<script>alert('x')</script> & <b>bold</b>", "the beam is weaker than I thought", "can it be left outside?", "my neighbour has bought one too",
    ];

    private static readonly string[] Products = ["TrailLight 300", "Brookdrop 2", "Larkhide 1"];

    private static readonly (string Step, int Day)[] Steps = [("battery", 3), ("fit", 14), ("care", 30), ("how-is-it", 60)];

    private static readonly string[] Criteria = ["weight", "brightness", "price", "battery life", "repair"];

#pragma warning disable CA5394 // Seeded on purpose.
    private readonly Random chance = new(seed);
#pragma warning restore CA5394

    // The segment of the customer whose life it is.
    private string? member;

    /// <summary>Facts of so many customers in the order in which they became true.</summary>
    public List<(string Customer, DateTimeOffset At, Fact Fact)> Of(int customers)
    {
        var all = new List<(string Customer, DateTimeOffset At, Fact Fact)>();
        for (var i = 0; i < customers; i++) Live(i, (at, facts) => all.AddRange(facts.Select(f => ($"C-{i}", at, f))));
        return [.. all.Where(f => f.At <= end).OrderBy(f => f.At)];
    }

    /// <summary>Writes facts into a SQLite store beside its host.</summary>
    public static void Write(string path, IEnumerable<(string Customer, DateTimeOffset At, Fact Fact)> facts)
    {
        using var db = new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=20");
        db.Open();
        using var transaction = db.BeginTransaction();
        using var command = db.CreateCommand();
        command.CommandText = "INSERT INTO fact (customer_id, kind, at, document) VALUES ($c, $k, $a, $d)";
        foreach (var name in new[] { "$c", "$k", "$a", "$d" }) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        foreach (var (customer, at, fact) in facts)
        {
            (command.Parameters[0].Value, command.Parameters[1].Value, command.Parameters[2].Value, command.Parameters[3].Value) = (customer, fact.GetType().Name, at.ToUnixTimeMilliseconds(), StoreJson.Write(fact));
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private void Live(int number, Action<DateTimeOffset, Fact[]> happen)
    {
        var product = Pick(Products);
        var (order, at) = ($"A-{number}", end.AddDays(-days * Share()));
        happen(at, [new PurchaseNoted(order, product, 1, 79, "EUR", number % 9 == 0), new PromiseMade(order, "delivery", at.AddDays(3)), new JourneyBegun(order, 1), new CustomerWelcomed(order, product)]);
        member = null;
        if (Happens(0.5)) happen(at.AddMinutes(2), [new SegmentEntered(member = Pick(["loyal", "new-owner", "business"]))]);
        if (Happens(0.75)) happen(at.AddDays(4), [Happens(0.85) ? new PromiseKept(order, "delivery") : new PromiseBroken(order, "delivery")]);
        foreach (var (step, day) in Steps)
            if (Contact(order, product, step, at.AddDays(day).AddHours(Share() * 6), happen)) return;
        if (Happens(0.4)) Loyal(order, product, at.AddDays(62), happen);
        if (Happens(0.3)) Perk(order, product, at.AddDays(65), number, happen);
        Small(product, at.AddDays(20), happen);
        if (Happens(0.06)) Leave(product, at.AddDays(70), happen);
    }

    private bool Contact(string order, string product, string step, DateTimeOffset at, Action<DateTimeOffset, Fact[]> happen)
    {
        if (Happens(0.1)) happen(at.AddDays(-1), [new ContactDeferred(order, step, Pick(Enum.GetValues<Deferral>()), at)]);
        if (Happens(0.08))
        {
            happen(at, [new CheckInWithheld(order, step, "nothing of value: they have been told about \"Fit\"")]);
            return false;
        }

        happen(at, [new CheckInSent(order, step)]);
        var bad = step == "fit" && product == Products[0];
        if (Happens(bad ? 0.45 : 0.6))
        {
            var complains = Happens(bad ? 0.3 : 0.05);
            var said = at.AddHours(1 + (Share() * 30));
            happen(said, [new MessageHeard(order, step, product, complains ? -0.6 : Math.Round((Share() * 1.2) - 0.3, 2), complains, Happens(0.7) ? Pick(Said) : null), new CheckInAnswered(order, "Fine", complains ? Answer.No : Answer.Yes)]);
            if (complains) Complain(order, step, product, said, happen);
        }

        if (!Happens(bad ? 0.06 : 0.01)) return false;
        happen(at.AddHours(40), [new CustomerOptedOut()]);
        return true;
    }

    private void Complain(string order, string step, string product, DateTimeOffset at, Action<DateTimeOffset, Fact[]> happen)
    {
        var id = $"K-{order}-{step}";
        happen(at, [new CaseOpened(id, nameof(CaseKind.Complaint), "complains", -0.6)]);
        happen(at.AddMinutes(5 + (Share() * 200)), [new CaseClaimed(id, "Jonas")]);
        if (Happens(0.2)) happen(at.AddMinutes(60), [new FirstWordMissed(id)]);
        happen(at.AddHours(8), [new CaseAnswered(id, "Jonas") { Tones = at.Day % 3 == 0 ? ["sorry", "next"] : at.Day % 7 == 0 ? ["curt"] : ["next"], Words = "I am sorry. A new one leaves today." }]);
        happen(at.AddHours(9), [new CaseResolved(id, "Jonas", "A new one is on its way") { Cause = at.Day % 4 == 0 ? null : (RootCause)(at.Day % 4) }]);
        if (at.Day % 5 == 0) happen(at.AddHours(30), [new CaseReopened(id, 1, "it is still not right")]);
        if (at.Day % 10 == 0) happen(at.AddHours(40), [new CaseResolved(id, "Jonas", "Looked at again") { Cause = RootCause.Service }]);
        if (Happens(0.7)) happen(at.AddDays(2), [new RecoveryConfirmed(id, Happens(0.8))]);
        if (Happens(0.1)) happen(at.AddDays(5), [new MessageHeard(null, null, product, -0.8, true, "again the same"), new CaseOpened($"{id}-2", nameof(CaseKind.Complaint), "again", -0.8)]);
    }

    private void Loyal(string order, string product, DateTimeOffset at, Action<DateTimeOffset, Fact[]> happen)
    {
        var measure = Pick(Enum.GetValues<Measure>());
        var group = Pick([LoyaltyGroup.High, LoyaltyGroup.High, LoyaltyGroup.Middle, LoyaltyGroup.Low]);
        happen(at, [new LoyaltyAsked(measure, order, product)]);
        happen(at.AddHours(2), [new LoyaltyAnswered(measure, measure == Measure.Recommend ? 9 : 3, group, Pick(Said), order, product)]);
        happen(at.AddHours(3), [new LoyaltyReasonGiven(measure, group, Pick(Said), order, product)]);
        foreach (var kind in new[] { CriterionKind.Buying, CriterionKind.Using })
            happen(at.AddHours(kind == CriterionKind.Buying ? 30 : 60), [new CriterionGiven(kind, Pick(Said), [Pick(kind == CriterionKind.Buying ? Criteria[..3] : Criteria[1..])], order, product)]);
        if (Happens(0.2)) happen(at.AddHours(70), [new CriterionGiven(CriterionKind.Success, "fewer broken lamps a year", [], order, product)]);
        if (Happens(group == LoyaltyGroup.High ? 0.4 : 0.1)) happen(at.AddDays(12), [new BoughtAgain($"{order}-2", product, measure == Measure.Repurchase ? 3 : null, 74)]);
    }

    private void Perk(string order, string product, DateTimeOffset at, int number, Action<DateTimeOffset, Fact[]> happen)
    {
        var held = number % 4 == 0;
        happen(at, [held ? new RewardHeldOut("second-lamp") : new RewardIssued("second-lamp", 10, "EUR", at.AddDays(60))]);
        if (!held && Happens(0.5)) happen(at.AddDays(50), [new RewardReminded("second-lamp")]);
        if (Happens(held ? 0.1 : 0.4)) happen(at.AddDays(9), held ? [new BoughtAgain($"{order}-3", product, null, 70)] : [new BoughtAgain($"{order}-3", product, null, 70), new RewardRedeemed("second-lamp", $"{order}-3")]);
        else if (!held) happen(at.AddDays(60), [new RewardExpired("second-lamp")]);
    }

    private void Small(string product, DateTimeOffset at, Action<DateTimeOffset, Fact[]> happen)
    {
        if (Happens(0.2)) happen(at, [new MemoryKept(1, "days", 0.9, false)]);
        if (Happens(0.1)) happen(at.AddDays(3), [new MemoryUsed(1, "days", "fit"), new MemoryForgotten(1, "days")]);
        if (Happens(0.1)) happen(at.AddDays(4), [new ContactMade("news:firmware-2", null, product), new NewsSent("firmware-2", null, product)]);
        if (Happens(0.05)) happen(at.AddDays(5), [new NewsDeclined("firmware-2"), new ContactsPaused(at.AddDays(30))]);
        if (Happens(0.2)) happen(at.AddDays(6), [Happens(0.7) ? new QuestionAnswered("can it be left outside?", "weather", 0.9) : new QuestionPassedOn("Q-1", "does it fit a helmet?")]);
        if (Happens(0.05)) happen(at.AddDays(7), [new GestureSuggested("card", "T-1"), new ImprovementNoted("longer-strap"), .. member is { } left ? new Fact[] { new SegmentLeft(left) } : []]);
    }

    private void Leave(string product, DateTimeOffset at, Action<DateTimeOffset, Fact[]> happen)
    {
        var reason = Pick([LeavingReason.Product, LeavingReason.Product, LeavingReason.Service, LeavingReason.Price, LeavingReason.Competition]);
        happen(at, [new LeavingNoticed(LeavingSign.Said, product, "I want no more of it")]);
        happen(at.AddHours(1), [new LeavingReasonGiven(reason, Pick(Said), product)]);
        happen(at.AddDays(3), [new CustomerLeft(reason, product)]);
        if (Happens(0.3)) happen(at.AddDays(20), [new CustomerWonBack(reason, "care")]);
    }

#pragma warning disable CA5394
    private double Share() => chance.NextDouble();

    private T Pick<T>(T[] of) => of[chance.Next(of.Length)];
#pragma warning restore CA5394

    private bool Happens(double probability) => Share() < probability;
}
