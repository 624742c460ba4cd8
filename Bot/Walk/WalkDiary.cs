using System.Globalization;
using FollowUpBot.Bot.Journeys;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.CheckIn;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Leaving;
using FollowUpBot.Dialogs.Rewards;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Walk;

/// <summary>What has happened in a walk, as its customer saw it and as staff should: the conversation, what was not sent and why, what is planned, and the touchpoints in it.</summary>
internal sealed class WalkDiary(WalkOrder order, IStore store, WalkChannel channel, ShopContent content, TravelClock clock)
{
    /// <summary>The agent of every walk.</summary>
    public const string Agent = "Alex";

    private const int MostLines = 5000, MostLater = 3;

    /// <summary>Where the walker lives: where the shop is.</summary>
    public string TimeZone => content.TimeZone;

    /// <summary>The first id whose customer is held out of no perk, or the perk could not be walked.</summary>
    public string CustomerId { get; } = Enumerable.Range(1, 1000).Select(i => string.Create(CultureInfo.InvariantCulture, $"walker-{i}")).First(id => !content.Shop.Rewards.Any(r => r.HoldsOut(id)));

    /// <summary>On which day after the purchase a moment lies, counted where the walker lives.</summary>
    public int DayOf(DateTimeOffset at) => (Local(at).Date - Local(order.StartsAt).Date).Days;

    /// <summary>Which day it is in the walk.</summary>
    public int Today => DayOf(clock.GetUtcNow());

    public async Task<CustomerFile> FileAsync() => (await store.LoadCustomerAsync(CustomerId)).File!;

    /// <summary>How things stand.</summary>
    /// <param name="address">Where this host is reached: links in messages lead there.</param>
    public async Task<WalkSoFar> ReadAsync(string address)
    {
        var (file, now) = (await FileAsync(), clock.GetUtcNow());
        var (lines, facts) = (await LinesAsync(address), await store.ReadFactsAsync(CustomerId));
        var notes = facts.Where(f => IsTold(f.Fact)).Select(f => new WalkEntry(f.At, Written(f.At), DayOf(f.At), WalkVoice.Note, "", FactWords.Of(f, Written).Replace($"case {CustomerId}-", "case ", StringComparison.Ordinal)));
        var entries = lines.Concat(notes).OrderBy(e => e.At).ThenBy(e => e.Voice == WalkVoice.Note).ToList();
        var later = Itinerary.Outlook(file, now, content.Shop).Where(o => !(file.Next is { } next && next.Step == o.Contact.Step && next.OrderId == o.Contact.OrderId)).Take(MostLater);
        return new WalkSoFar(Today, order.Days, Written(now), entries, PlanOf(file), [.. later.Select(o => $"{NameOf(o.Contact.Step)}, {WithDay(o.Occurs)}")])
        {
            IsPlanned = file.Next is not null,
            IsOver = Today >= order.Days,
            IsQuestion = file.OpenForAgent()?.Kind == CaseKind.Question,
            Case = file.OpenForAgent() is { } open ? $"{WordsOf(open.Kind)}: {open.Reason}. The customer was told to expect a word by {Written(open.FirstWordBy)}." : null,
        };
    }

    /// <summary>Everything that was met, in its order, and what was to come and did not.</summary>
    public async Task<IReadOnlyList<Touch>> TouchesAsync(string address)
    {
        var (file, facts) = (await FileAsync(), await store.ReadFactsAsync(CustomerId));
        var touches = Moments.Of(await LinesAsync(address), facts).ToList();
        foreach (var stored in facts)
        {
            if (stored.Fact is CheckInWithheld withheld) touches.Add(Skipped(withheld.Step, DayOf(stored.At), withheld.Reason));
            if (stored.Fact is RewardHeldOut heldOut) touches.Add(Skipped($"reward:{heldOut.Reward}", DayOf(stored.At), "held out, so that the perk's effect is known"));
        }

        foreach (var step in order.Product.Steps.Where(s => s.After == StepBase.Purchase && s.Day <= Today && touches.All(t => t.Step != s.Name)))
            touches.Add(Skipped(step.Name, step.Day, WaitsFor(file, step.Name)));
        return [.. touches.OrderBy(t => t.Day)];

        static Touch Skipped(string step, int day, string why) => new(step, day, NameOf(step), "") { Skipped = why };
    }

    /// <summary>The sheet of the walk as far as it was lived.</summary>
    /// <param name="touches">Its touchpoints with their scores and notes.</param>
    /// <param name="overall">The walk in a sentence.</param>
    /// <param name="at">When it was walked, by the real clock.</param>
    public Sheet SheetOf(IReadOnlyList<Touch> touches, string overall, DateTimeOffset at) =>
        new(order.Id, order.Product.Name, order.Person, order.Form.Name, order.Walker, at, Today, content.Fingerprint, touches, overall);

    /// <summary>A touchpoint in words: contacts have the names of their steps, as in journeys and insights.</summary>
    public static string NameOf(string step) => step switch
    {
        "thank-you" => "Thank-you",
        Recovery.Step => "Care after the case",
        Promise.CheckStep => "Has it arrived?",
        Offer.LeavingStep => "Are you leaving us?",
        _ => step,
    };

    private async Task<IReadOnlyList<WalkEntry>> LinesAsync(string address)
    {
        if (await store.LatestConversationAsync(CustomerId) is not { } key) return [];
        return [.. (await store.ReadLinesAsync(key, 0, MostLines)).Select(line => EntryOf(key, line, address))];
    }

    private WalkEntry EntryOf(ConversationKey key, TranscriptLine line, string address)
    {
        if (line.Speaker == Speaker.Customer) return new WalkEntry(line.At, Written(line.At), DayOf(line.At), WalkVoice.Customer, line.Name ?? order.Person, line.Text);
        if (!channel.Has(key, line.Sequence)) return new WalkEntry(line.At, Written(line.At), DayOf(line.At), WalkVoice.Note, "", "a message is written and held back: it has not been sent");
        var text = order.Form.Text(line, address);
        return new WalkEntry(line.At, Written(line.At), DayOf(line.At), line.Speaker == Speaker.Agent ? WalkVoice.Agent : WalkVoice.Bot, line.Speaker == Speaker.Agent ? line.Name ?? Agent : content.ShopName, text)
        {
            Buttons = order.Form.IsPlain ? [] : line.Buttons,
        };
    }

    private string PlanOf(CustomerFile file) => file.Next is { } next
        ? $"{NameOf(next.Step)}, {WithDay(next.At)}{(next.Because is { } because ? $"; later than its own day, because {FactWords.Of(because)}" : "")}"
        : $"Nothing is planned: {FactWords.Of(file.Resting)}";

    private string WaitsFor(CustomerFile file, string step) =>
        Itinerary.Outlook(file, clock.GetUtcNow(), content.Shop).FirstOrDefault(o => o.Contact.Step == step) is { } waiting ? $"it waits until {WithDay(waiting.Occurs)}" : FactWords.Of(file.Resting);

    private string WithDay(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"day {DayOf(at)} · {Written(at)}");

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, LocalTime.Zone(TimeZone));

    private string Written(DateTimeOffset at) => Local(at).ToString("ddd d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    private static string WordsOf(CaseKind kind) => kind switch
    {
        CaseKind.Question => "A question was passed on to staff",
        CaseKind.Person => "A person was asked for",
        _ => "A complaint is open",
    };

    // What a manager wants to see beside the conversation: silence and its reasons, and what was made of what was said.
    private static bool IsTold(Fact? fact) => fact is CheckInWithheld or ContactDeferred or ContactsPaused or PauseEnded or CustomerOptedOut or CustomerOptedIn or CaseOpened or CaseResolved or CaseReopened or FirstWordMissed or CaseEscalated or CallBackPromised or CallBackMissed
        or MessageNotUnderstood or PromiseBroken or RewardHeldOut or RewardExpired or LeavingNoticed or CustomerLeft or RecoveryConfirmed;
}

/// <summary>What agents see of a customer.</summary>
internal static class OpenCases
{
    /// <summary>The oldest case that waits for an agent's word; a gesture waits for none.</summary>
    public static Case? OpenForAgent(this CustomerFile file) => file.Cases.FirstOrDefault(c => c.IsOpen && c.Kind != CaseKind.Task);
}
