using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.OtherDesk;

/// <summary>
/// Tells an event from what stands in the store: what happened from the fact, who and what it is about from the case, the words from the transcript. So it can be told again as long as the
/// transcript is kept, and the words of customers are kept nowhere else for it.
/// </summary>
internal sealed class DeskStory(IStore store)
{
    private const int MostLines = 200, LinesLookedAt = 2000;

    /// <summary>The same whenever an event is sent, and of no other.</summary>
    public static string IdOf(DeskEventNoted noted) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{noted.CaseId}|{noted.Sequence}"))))[..32];

    public async Task<EventBody> OfAsync(string customer, DateTimeOffset at, DeskEventNoted noted)
    {
        var (file, _) = await store.LoadCustomerAsync(await store.ResolveAsync(customer));
        var about = (await store.FindCaseAsync(noted.CaseId))?.Case;
        var body = new EventBody(IdOf(noted), noted.Sequence, KindOf(noted.What), at, noted.CaseId, new CustomerBody(file?.Id ?? customer, file?.Name, file?.Locale ?? "en", file?.TimeZone ?? "UTC"))
        {
            Priority = noted.Priority.ToString(),
            PromisedBy = noted.By,
            Reason = about?.Reason,
            CaseKind = about?.Kind.ToString(),
            Product = about?.Product,
        };
        return noted.What switch
        {
            DeskEvent.Opened => body with { Story = about?.Story, Mood = noted.Mood, Transcript = await SoFarAsync(customer, at, noted.Place) },
            DeskEvent.Reopened => body with { Story = about?.Story, Mood = noted.Mood, Message = await LineAsync(noted.Place), Transcript = await SoFarAsync(customer, at, noted.Place) },
            DeskEvent.Received => body with { Message = await LineAsync(noted.Place) },
            DeskEvent.Escalated => body with { Level = noted.Level },
            DeskEvent.Closed => body with { Agent = noted.Agent, Outcome = noted.Outcome },
            _ => body,
        };
    }

    /// <summary>Events after so many of them, each with its number.</summary>
    public async Task<EventPage> AfterAsync(long after, int most)
    {
        var facts = await store.ReadDeskEventsAsync(after, most);
        var events = new List<EventBody>();
        foreach (var (fact, i) in facts.Select((f, i) => (f, i)))
        {
            // Of another version one may not be readable; its number is taken all the same.
            if (StoreJson.ReadFact(fact.Kind, fact.Document) is DeskEventNoted noted)
                events.Add(await OfAsync(fact.CustomerId, DateTimeOffset.FromUnixTimeMilliseconds(fact.At), noted) with { Number = after + i + 1 });
        }

        return new EventPage(events, after + facts.Count);
    }

    private static string KindOf(DeskEvent what) => what switch
    {
        DeskEvent.Opened => "case.opened",
        DeskEvent.Received => "message.received",
        DeskEvent.Escalated => "case.escalated",
        DeskEvent.Closed => "case.closed",
        DeskEvent.Reopened => "case.reopened",
        _ => "callback.promised",
    };

    private async Task<LineBody?> LineAsync(LinePlace? place) =>
        place is not null && await store.ReadLinesAsync(new ConversationKey(place.Channel, place.Conversation), place.Sequence - 1, 1) is [var line] && line.Sequence == place.Sequence ? LineBody.Of(line) : null;

    // What was said until then, with what we answered.
    private async Task<IReadOnlyList<LineBody>> SoFarAsync(string customer, DateTimeOffset at, LinePlace? place)
    {
        var lines = await store.ReadTranscriptAsync(await store.ResolveAsync(customer), LinesLookedAt);
        var here = place is null ? [] : lines.Where(l => l.Channel == place.Channel && l.Id == ConversationKey.ActivityId(place.Conversation, l.Sequence)).ToList();
        var last = place is null ? 0 : here.Where(l => l.Sequence > place.Sequence).TakeWhile(l => l.Speaker == Speaker.Bot && l.At <= at).LastOrDefault()?.Sequence ?? place.Sequence;
        return [.. lines.Where(l => here.Contains(l) ? l.Sequence <= last : l.At <= at).TakeLast(MostLines).Select(LineBody.Of)];
    }
}
