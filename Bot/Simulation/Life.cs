using FollowUpBot.Bot.Purchases;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Simulation;

/// <summary>One customer: what they buy and say by themselves, and what they say to what they hear.</summary>
internal sealed class Life
{
    private static readonly string[] Zones = ["Europe/Madrid", "Europe/London", "America/New_York", "America/St_Johns", "Asia/Tokyo", "Australia/Sydney", "UTC"];
    private static readonly Manner[] Manners = [Manner.Happy, Manner.Happy, Manner.Happy, Manner.Silent, Manner.Silent, Manner.Annoyed, Manner.Complaining, Manner.Wavering, Manner.Loyal, Manner.Curious];

    private readonly World world;
    private readonly Chance chance;
    private readonly int customer;
    private readonly Manner manner;

    public Life(World world, int customer)
    {
        (this.world, this.customer) = (world, customer);
        chance = world.Chance.Of((ulong)customer + 1000);
        manner = chance.Pick(1, Manners);
    }

    /// <summary>How they are and where they live, for a reader.</summary>
    public override string ToString() => $"{manner} customer in {Zone}";

    private string Zone => chance.Pick(2, Zones);

    /// <summary>What they do whatever they hear.</summary>
    public IEnumerable<Input> Begin()
    {
        var (start, days) = (world.Options.Start, world.Options.Days);
        var first = start + TimeSpan.FromDays(days * 0.4 * chance.Share(3));
        var purchases = manner == Manner.Loyal ? 2 + chance.Below(4, 3) : chance.Happens(4, 0.1) ? 2 : 1;
        for (var i = 0; i < purchases; i++) yield return Buy(i, i == 0 ? first : first + TimeSpan.FromDays(days * 0.6 * chance.Share(Chance.Mix(5, (ulong)i))));

        var mostWords = manner switch { Manner.Silent => 1, Manner.Happy => 2, Manner.Loyal => 3, _ => 6 };
        var words = chance.Below(6, mostWords + 1);
        for (var i = 0UL; i < (ulong)words; i++)
        {
            var key = Chance.Mix(7, i);
            yield return Say(key, start.AddDays(days * chance.Share(key)), chance.Pick(Chance.Mix(8, i), Sayings.Unprompted[manner]));
        }

        foreach (var improvement in Improvements(start, days)) yield return improvement;
    }

    // What they asked for is done, and the shop says so twice.
    private IEnumerable<Input> Improvements(DateTimeOffset start, int days)
    {
        if (manner is not (Manner.Complaining or Manner.Curious)) yield break;
        for (var i = 0UL; i < 2; i++)
        {
            var key = Chance.Mix(41, i);
            yield return new Input($"improved|{i}", key, start.AddDays(days * (0.3 + (0.4 * chance.Share(key)))), new Meaning(new ImprovementMade("Voice/charging-cap-cord"), Sayings.Nobody));
        }
    }

    // Some redeem a perk, some too late, and some shops try it with two orders.
    private IEnumerable<Input> Redeem(DateTimeOffset now, string code, ulong key)
    {
        if (!chance.Happens(Chance.Mix(key, 51), 0.5)) yield break;
        var at = now + chance.Between(Chance.Mix(key, 52), TimeSpan.FromMinutes(5), TimeSpan.FromDays(70));
        for (var order = 1; order <= (chance.Happens(Chance.Mix(key, 53), 0.2) ? 2 : 1); order++)
            yield return new Input($"rewards|{code}|{order}", Chance.Mix(key, 54 + (ulong)order), at, new Meaning(new RewardPresented(code, $"R-{order}"), Sayings.Nobody));
    }

    /// <summary>What they say to what they have just heard.</summary>
    public IEnumerable<Input> HearAt(DateTimeOffset now, Input input, Decision decision, DateTimeOffset clock)
    {
        if (decision.Replies.Count == 0) yield break;
        var key = Chance.Mix(input.Key, 21);
        var talkative = manner switch { Manner.Silent => 0.05, Manner.Wavering => 0.4, Manner.Annoyed => 0.5, _ => 0.75 };
        foreach (var earned in decision.Replies.OfType<Earned>())
            foreach (var redemption in Redeem(now, earned.Code, key)) yield return redemption;
        var isAsked = decision.Next.Awaiting is { } asked && asked.AskedAt == clock;
        if (isAsked && chance.Happens(key, talkative))
        {
            var patience = decision.Next.Awaiting!.IsAboutACall ? TimeSpan.FromHours(2) : decision.Next.Awaiting!.Name == OpenQuestion.Story ? TimeSpan.FromMinutes(20) : TimeSpan.FromDays(3);
            yield return Say(key, now + chance.Between(Chance.Mix(key, 1), TimeSpan.FromSeconds(5), patience), AnswerTo(decision.Next.Awaiting.Name, chance.Share(Chance.Mix(key, 2))));
        }
        else if (chance.Happens(Chance.Mix(key, 3), talkative * 0.15))
        {
            var said = manner is Manner.Annoyed or Manner.Wavering ? Sayings.Stop : Sayings.Thanks;
            yield return Say(Chance.Mix(key, 4), now + chance.Between(Chance.Mix(key, 5), TimeSpan.FromSeconds(5), TimeSpan.FromHours(5)), said);
        }

        // Some who stop come back.
        if (input.Meaning.Intent == Intent.Stop && chance.Happens(Chance.Mix(key, 6), 0.5))
            yield return Say(Chance.Mix(key, 7), now + chance.Between(Chance.Mix(key, 8), TimeSpan.FromMinutes(1), TimeSpan.FromDays(20)), Sayings.Start);
    }

    private Meaning AnswerTo(string question, double share) => question switch
    {
        OpenQuestion.Story => share < 0.9 ? Sayings.Story : Sayings.Thanks,
        OpenQuestion.Product => Sayings.Nonsense,
        OpenQuestion.Reason or OpenQuestion.Bought or OpenQuestion.Matters => share < 0.8 ? Sayings.Reason : share < 0.9 ? Sayings.No : Sayings.Thanks,
        OpenQuestion.Keep => share < 0.5 ? Sayings.Yes : Sayings.No,
        OpenQuestion.Leaving => share < 0.8 ? Sayings.Because((LeavingReason)(int)(share / 0.8 * 7)) : Sayings.Yes,
        _ when question.StartsWith(OpenQuestion.Measure, StringComparison.Ordinal) => ScoreOf(question, share),
        OpenQuestion.Quiet => Sayings.Pause,
        OpenQuestion.CallBack => share switch { < 0.7 => Sayings.CallMe, < 0.8 => Sayings.Yes, < 0.9 => Sayings.No, _ => Sayings.Thanks },
        OpenQuestion.CallBackTime => share switch { < 0.6 => Sayings.Yes, < 0.8 => Sayings.No, _ => Sayings.CallMe },
        OpenQuestion.CallBackNumber => share switch { < 0.9 => Sayings.Number, _ => Sayings.NoCall },
        OpenQuestion.CallBackBooked => share switch { < 0.15 => Sayings.CallMe, < 0.25 => Sayings.NoCall, < 0.3 => Sayings.Stop, _ => Sayings.Thanks },
        _ when manner is Manner.Annoyed or Manner.Complaining => share switch { < 0.35 => Sayings.No, < 0.5 => Sayings.Broken, < 0.6 => Sayings.Pfff, < 0.7 => Sayings.YesBut, < 0.75 => Sayings.Stop, _ => Sayings.Yes },
        _ => share switch { < 0.04 => Sayings.No, < 0.08 => Sayings.YesBut, < 0.14 => Sayings.Unsure, < 0.17 => Sayings.Pause, < 0.2 => Sayings.Question, _ => Sayings.Yes },
    };

    private Meaning ScoreOf(string question, double share)
    {
        if (share < 0.1) return share < 0.03 ? Sayings.Nonsense : share < 0.06 ? Sayings.Question : Sayings.YesBut;
        var most = question == $"{OpenQuestion.Measure}{Measure.Recommend}" ? 10 : 4;
        var low = manner is Manner.Annoyed or Manner.Complaining ? 0 : manner is Manner.Wavering or Manner.Silent ? most / 3 : most * 6 / 10;
        return Sayings.Score(low + (int)((share - 0.1) / 0.9 * (most - low + 1)));
    }

    private Input Buy(int number, DateTimeOffset at)
    {
        var key = Chance.Mix(9, (ulong)number);
        var product = chance.Pick(key, world.Content.Catalogue.Products);

        // Some sales are reported days late, and some name a delivery day of their own.
        var bought = at - (chance.Happens(Chance.Mix(key, 1), 0.1) ? chance.Between(Chance.Mix(key, 2), TimeSpan.FromHours(1), TimeSpan.FromDays(12)) : TimeSpan.FromMinutes(1));
        var promise = product.Promises.FirstOrDefault(p => p.Name == Promise.Delivery);
        List<ReportedPromise> own = promise is not null && chance.Happens(Chance.Mix(key, 3), 0.2)
            ? [new ReportedPromise(promise.Name, DateOnly.FromDateTime(bought.AddDays(1 + chance.Below(Chance.Mix(key, 4), 20)).DateTime))]
            : [];
        var buyer = new ReportedCustomer($"C-{customer}", "Maria Lopez", "en", Zone);
        var report = new PurchaseReport($"A-{customer}-{number + 1}", bought, buyer, [], product.Name, 1, null, own);
        return new Input($"purchases|{report.OrderId}", key, at, new Meaning(new PurchaseReported(new Buyer(buyer.Name, buyer.Locale, buyer.TimeZone), report.Enrol(product)), Sayings.Nobody));
    }

    // Some name no day, some one that has passed and some one years away.
    private DateTimeOffset? QuietUntil(ulong key, DateTimeOffset at) => chance.Share(Chance.Mix(key, 34)) switch
    {
        < 0.15 => null,
        < 0.2 => at.AddDays(-7),
        < 0.25 => at.AddDays(2000),
        < 0.35 => at.AddHours(3),
        _ => at + chance.Between(Chance.Mix(key, 35), TimeSpan.FromDays(1), TimeSpan.FromDays(40)),
    };

    // A time of the next days, day or night, or all of a day.
    private IReadOnlyList<WantedTime> TimesIn(ulong key, DateTimeOffset at)
    {
        var from = at + chance.Between(Chance.Mix(key, 36), TimeSpan.FromMinutes(1), TimeSpan.FromDays(4));
        var kind = chance.Share(Chance.Mix(key, 37));
        return [new WantedTime(from, kind < 0.4 ? from.AddHours(2) : kind < 0.5 ? from.AddDays(1) : null, IsOpenEnded: kind > 0.9, IsDay: false, Beside: 0)];
    }

    private Input Say(ulong key, DateTimeOffset at, Meaning meaning)
    {
        // Most of what is asked stands in the manual.
        if (meaning.Intent == Intent.Question && meaning.OutOfScope == 0 && chance.Happens(Chance.Mix(key, 31), 0.7))
            meaning = meaning with { Finding = chance.Pick(Chance.Mix(key, 32), world.Findings), CanCompose = chance.Happens(Chance.Mix(key, 33), 0.5) };
        if (ReferenceEquals(meaning, Sayings.CallMe)) meaning = meaning with { Times = TimesIn(key, at) };
        if (meaning.Intent == Intent.Pause) meaning = meaning with { QuietUntil = QuietUntil(key, at) };
        return new Input($"chat|{key:x}", key, at, meaning);
    }
}
