using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Dialogs;

/// <summary>A customer in Madrid with one lamp, and turns of their life.</summary>
internal static class Someone
{
    /// <summary>A Monday at eleven in Madrid.</summary>
    public static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T11:00:00+01:00");

    public static readonly IReadOnlyList<MeasureRule> Measures = [new(Measure.Recommend, 120, 6, 9), new(Measure.Repurchase, 180, 1, 3), new(Measure.Stay, 240, 1, 3)];

    public static CustomerFile WithALamp(params IReadOnlyList<JourneyStep> steps) => new()
    {
        Id = "C-1",
        Name = "Maria Lopez",
        TimeZone = "Europe/Madrid",
        Introduced = true,
        Purchases = [new Purchase("A-1", "TrailLight 300", "lamp", Now, 1, [], steps)],
    };

    public static JourneyStep Step(string name, int day, CheckInQuestion asks) =>
        new(name, day, new TimeOnly(10, 0), new TimeOnly(18, 0), $"CheckIn/{name}", new Citation("m.md", "M", name, $"/m#{name}"), asks);

    public static Meaning Says(string text, ShopRules? shop = null) => Means(new CustomerWrote(text), shop);

    public static Meaning Means(Inbound inbound, ShopRules? shop = null) =>
        new(inbound, new StaffWord("our service team", [], true, Now + TimeSpan.FromHours(1), Now + TimeSpan.FromHours(8))) { Shop = shop ?? new ShopRules { Measures = Measures }, FreshCode = "ABCD-EFGH-JKLM" };

    /// <summary>The turn in which the planned contact comes due.</summary>
    public static (Decision Decision, DateTimeOffset At) Next(CustomerFile file, ShopRules? shop = null)
    {
        var next = file.Next ?? throw new InvalidOperationException($"Nothing is planned: {file.Resting}");
        return (Router.Decide(file, Means(new WorkCameDue(new CheckInDue(next.At, next.Step, next.OrderId)), shop), next.At), next.At);
    }

    /// <summary>The same customer with a plan.</summary>
    public static CustomerFile Planned(this CustomerFile file, ShopRules? shop = null, DateTimeOffset? now = null) => Router.Decide(file, Means(new PlanFoundBroken(), shop), now ?? Now).Next;
}
