using System.Globalization;
using System.Security.Cryptography;
using FollowUpBot.Bot.Purchases;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Walk;

/// <summary>One walk while it is lived: what its customer does, on a clock that moves when they say so. Everything else is done by the loop that serves real customers.</summary>
internal sealed class LiveWalk(WalkOrder order, WalkDiary diary, TravelClock clock, Travel travel, Conversations conversations, Cases cases, Sales sales) : IDisposable
{
    /// <summary>Longest message, as on the channels.</summary>
    public const int LongestMessage = 4000;

    private const int MostHops = 60;

    // The evening of a day: what the day was to bring has come.
    private static readonly TimeOnly Evening = new(20, 0), Night = new(23, 59);

    // To read and to type takes a moment; an agent is there a little before the time that was named.
    private static readonly TimeSpan Typing = TimeSpan.FromMinutes(1), BeforeTheTime = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim acting = new(1, 1);
    private int said;
    private bool over;

    public WalkOrder Order => order;

    public WalkDiary Diary => diary;

    /// <summary>How often the walker has acted. Who acts says which turn they saw, so that a form that is sent twice acts once.</summary>
    public int Turn { get; private set; }

    /// <summary>Closes the store and takes it away.</summary>
    public Func<Task> Ended { get; set; } = () => Task.CompletedTask;

    private DateTimeOffset End => LocalTime.On(order.StartsAt, order.Days, Night, diary.TimeZone);

    /// <summary>Buys as a shop reports it.</summary>
    public async Task BuyAsync()
    {
        var customer = new ReportedCustomer(diary.CustomerId, order.Person, Prompts.PromptLibrary.DefaultLocale, diary.TimeZone);
        var price = new ReportedPrice(order.Product.Price, order.Product.Currency);
        await sales.TakeAsync(new PurchaseReport("A-1001", order.StartsAt, customer, [new ReportedAddress(order.Form.Channel, order.Form.User)], order.Product.Name, 1, price, []));
        await travel.ToAsync(clock.GetUtcNow(), CancellationToken.None);
    }

    /// <summary>Writes to us; when it ends, every answer is there. Throws <see cref="WalkException"/>.</summary>
    public Task SayAsync(string text, int? seen = null) => ActAsync(seen, async () =>
    {
        var words = text.Replace("\0", "", StringComparison.Ordinal).Trim();
        if (words.Length == 0) throw new WalkException("There is nothing in this message: write something, or stay silent.");
        if (words.Length > LongestMessage) throw new WalkException($"This message has {words.Length} characters; at most {LongestMessage} are taken.");
        await ToAsync(clock.GetUtcNow() + Typing);
        var conversation = await conversations.FindOrMakeAsync(order.Form.Channel, order.Form.User, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)));
        if (order.Form.IsPlain) words = await conversations.ChoiceAsync(conversation, words) ?? words;
        var received = await conversations.ReceiveAsync(conversation, string.Create(CultureInfo.InvariantCulture, $"walk-{++said}"), words, clientId: null);
        await received.Left;
        await ToAsync(clock.GetUtcNow());
    });

    /// <summary>Stays silent until we write the next time, or to the end if we do not.</summary>
    public Task NextAsync(int? seen = null) => ActAsync(seen, async () =>
    {
        var before = (await diary.FileAsync()).LastContactAt;
        for (var hop = 0; hop < MostHops && await diary.FileAsync() is var file && file.LastContactAt == before; hop++)
        {
            if (file.Next is not { } next) throw new WalkException($"Nothing is planned: {Journeys.FactWords.Of(file.Resting)}. Let time pass, write something, or have an agent answer.");
            await ToAsync(next.At < End ? next.At : End);
            if (next.At >= End) return;
        }
    });

    /// <summary>Stays silent for so many days.</summary>
    public Task WaitAsync(int days, int? seen = null) => ActAsync(seen, () =>
    {
        var local = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), LocalTime.Zone(diary.TimeZone)).DateTime);
        return ToAsync(LocalTime.On(clock.GetUtcNow(), days, local, diary.TimeZone));
    });

    /// <summary>Stays silent until the evening of a day; of the last day, to its end. Throws <see cref="WalkException"/> for a day that is over.</summary>
    public Task ToDayAsync(int day, int? seen = null) => ActAsync(seen, () =>
    {
        var to = LocalTime.On(order.StartsAt, Math.Min(day, order.Days), day >= order.Days ? Night : Evening, diary.TimeZone);
        if (to < clock.GetUtcNow()) throw new WalkException($"Day {day} is over: it is day {diary.Today}.");
        return ToAsync(to);
    });

    /// <summary>An agent takes the open case within the time that was named, writes this, and closes it. Throws <see cref="WalkException"/> when no case is open.</summary>
    public Task AgentAsync(string text, string outcome, int? seen = null) => ActAsync(seen, async () =>
    {
        if ((await diary.FileAsync()).OpenForAgent() is not { } open) throw new WalkException("No case is open, so no agent would write.");
        if (text.Trim() is not { Length: > 0 and <= LongestMessage } words) throw new WalkException($"An agent writes something, and at most {LongestMessage} characters.");
        var named = open.FirstWordBy - BeforeTheTime;
        await ToAsync(named > clock.GetUtcNow() + Typing ? named : clock.GetUtcNow() + Typing);
        await cases.ActAsync("claim", new AgentClaimed(open.Id, WalkDiary.Agent));
        var lease = (await diary.FileAsync()).Cases.First(c => c.Id == open.Id).Lease;
        await cases.ActAsync("reply", new AgentReplied(open.Id, WalkDiary.Agent, lease, words));
        await cases.ActAsync("resolve", new AgentResolved(open.Id, WalkDiary.Agent, lease, outcome.Trim() is { Length: > 0 } done ? done : words));
        await ToAsync(clock.GetUtcNow());
    });

    /// <summary>Ends the walk when what is under way in it is done.</summary>
    public async Task EndAsync()
    {
        await acting.WaitAsync();
        over = true;
        acting.Release();
        await Ended();
    }

    public void Dispose() => acting.Dispose();

    private Task ToAsync(DateTimeOffset to) => travel.ToAsync(to < End ? to : clock.GetUtcNow() > End ? clock.GetUtcNow() : End, CancellationToken.None);

    private async Task ActAsync(int? seen, Func<Task> act)
    {
        await acting.WaitAsync();
        try
        {
            if (over) throw new WalkException("This walk is over: begin a new one.");
            if (seen is { } turn && turn != Turn) return;
            await act();
            Turn++;
        }
        finally
        {
            acting.Release();
        }
    }
}
