using FollowUpBot.Bot.Insights;

namespace FollowUpBot.Tests.Bot.Insights;

/// <summary>An effect that is there is found, and one that is not there is hardly ever claimed.</summary>
public class EffectTests
{
    private const int Customers = 2000;

    [Fact]
    public void From_twenty_to_thirty_percent_is_found() => Assert.True(Claims(held: 0.2, treated: 0.3, Verdict.Raises) >= 90);

    [Fact]
    public void Nothing_is_claimed_where_nothing_is() => Assert.True(Claims(held: 0.2, treated: 0.2, Verdict.Raises) + Claims(held: 0.2, treated: 0.2, Verdict.Lowers) <= 5);

    [Fact]
    public void Small_groups_say_nothing_however_far_apart_they_are()
    {
        var effect = new Effect(new Share(29, 29), new Share(0, 400));
        Assert.Equal(Verdict.TooFew, effect.Verdict);
        Assert.StartsWith("Too few to say: 29 treated and 400 held out", effect.Says, StringComparison.Ordinal);
    }

    [Fact]
    public void The_interval_is_Newcombes()
    {
        // Newcombe 1998, example (a) of the eleven methods, method 10: 56/70 − 48/80, at 95 %: 0.0524 to 0.3339. At 99 % it is wider.
        var effect = new Effect(new Share(56, 70), new Share(48, 80));
        Assert.Equal(0.2, effect.Difference, 10);
        Assert.InRange(effect.Interval.Low, -0.01, 0.0524);
        Assert.InRange(effect.Interval.High, 0.3339, 0.40);
        Assert.Equal((0.0, 1.0), new Share(0, 0).Interval(2.58));
    }

    [Fact]
    public void What_can_be_said_is_said_plainly()
    {
        Assert.StartsWith("Raises repurchase by ", new Effect(new Share(480, 1600), new Share(70, 400)).Says, StringComparison.Ordinal);
        Assert.StartsWith("Lowers repurchase by ", new Effect(new Share(160, 1600), new Share(120, 400)).Says, StringComparison.Ordinal);
        Assert.StartsWith("No effect to be seen yet: the difference lies between −", new Effect(new Share(320, 1600), new Share(80, 400)).Says, StringComparison.Ordinal);
    }

    private static int Claims(double held, double treated, Verdict verdict) => Enumerable.Range(1, 100).Count(seed =>
    {
        // Seeded: the same customers every time.
#pragma warning disable CA5394
        var chance = new Random(seed);
        var (treatedOf, treatedDid, heldOf, heldDid) = (0, 0, 0, 0);
        for (var i = 0; i < Customers; i++)
        {
            var isHeld = chance.NextDouble() < 0.2;
            var did = chance.NextDouble() < (isHeld ? held : treated) ? 1 : 0;
            if (isHeld) (heldOf, heldDid) = (heldOf + 1, heldDid + did);
            else (treatedOf, treatedDid) = (treatedOf + 1, treatedDid + did);
        }
#pragma warning restore CA5394
        return new Effect(new Share(treatedDid, treatedOf), new Share(heldDid, heldOf)).Verdict == verdict;
    });
}
