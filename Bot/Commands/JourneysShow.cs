using System.CommandLine;
using System.Globalization;
using FollowUpBot.Bot.Journeys;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.CheckIn;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Commands;

/// <summary><c>journeys show</c>: what one customer got and why, what is planned next and why then, and what their journey still holds.</summary>
internal static class JourneysShow
{
    private const string LocalTimes = "yyyy-MM-dd HH:mm";

    // Where an address is looked for when the channel is not said.
    private static readonly string[] Channels = ["directline", "sms", "msteams", "webchat", "emulator"];

    public static Command Create()
    {
        var customer = new Argument<string>("customer") { Description = "The customer's id, an order number, or an address: dl_maria, +34600000000, or channel:user." };
        var json = new Option<bool>("--json") { Description = "Print it as JSON." };
        var command = new Command("show", "What one customer got and why, what is planned next, and what their journey still holds. Reads the store beside a running host.") { customer, json };
        command.SetAction((parsed, _) => ShowAsync(parsed.GetValue(customer)!, parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ShowAsync(string named, bool json)
    {
        var shelf = Shelf.Open();
        try
        {
            await using var store = await FollowUpHost.OpenStoreToReadAsync(shelf.Options);
            if (await FindAsync(store, named) is not { } file)
                return CommandLine.Report($"{store.Place} knows no customer, order or address '{named}'. An address of another channel is written channel:user, an order number as the shop reported it.");
            var facts = await store.ReadFactsAsync(file.Id);
            var shop = shelf.Content?.Shop ?? ShopRules.Usual;
            var left = Itinerary.Outlook(file, TimeProvider.System.GetUtcNow(), shop);
            if (json) PrintJson(file, facts, left);
            else Print(file, facts, left);
            return CommandLine.Ok;
        }
        catch (Exception error) when (error is StoreException or StoreUnavailableException)
        {
            return CommandLine.Report(error.Message);
        }
    }

    private static async Task<CustomerFile?> FindAsync(IStore store, string named)
    {
        if (await LoadAsync(store, named) is { } known) return known;
        if (await store.FindPurchaseAsync(named) is { } purchase) return await LoadAsync(store, purchase.CustomerId);
        var addresses = Channels.Select(channel => (Channel: channel, User: named));
        if (named.Split(':', 2) is [var first, var user]) addresses = addresses.Prepend((first, user));
        foreach (var (channel, at) in addresses)
            if (await store.CustomerAtAsync(channel, at) is { } owner) return await LoadAsync(store, owner);
        return null;
    }

    private static async Task<CustomerFile?> LoadAsync(IStore store, string id) => (await store.LoadCustomerAsync(await store.ResolveAsync(id))).File;

    private static void Print(CustomerFile file, IReadOnlyList<StoredFact> facts, IReadOnlyList<Occasion> left)
    {
        Console.WriteLine($"{file.Name ?? "a stranger"} ({file.Id}); times are those of {file.TimeZone}");
        foreach (var fact in facts) Console.WriteLine($"  {Local(fact.At, file)}  {FactWords.Of(fact, at => Local(at, file))}");
        if (facts.Count == 0) Console.WriteLine("  nothing so far");
        Console.WriteLine(file.Next is { } next ? $"next: {Local(next.At, file)}  {NextWords(next, file, left)}" : $"nothing is planned: {FactWords.Of(file.Resting)}");
        var others = left.Where(o => !IsNext(o, file)).ToList();
        if (others.Count > 0) Console.WriteLine("after that, as things stand:");
        foreach (var other in others) Console.WriteLine($"  {Local(other.Occurs, file)}  {Name(other.Contact)}{(other.TooLate ? "; its occasion passes during the pause, so it will be dropped" : "")}");
    }

    private static void PrintJson(CustomerFile file, IReadOnlyList<StoredFact> facts, IReadOnlyList<Occasion> left) => Console.WriteLine(JsonLines.Write(new
    {
        customer = file.Id,
        name = file.Name,
        timeZone = file.TimeZone,
        pausedUntil = Iso(file.PausedUntil),
        stoppedAt = Iso(file.StoppedAt),
        past = facts.Select(f => new { at = Iso(f.At), kind = f.Kind, text = FactWords.Of(f, at => Local(at, file)) }),
        next = file.Next is { } next ? new { at = Iso(next.At), step = next.Step, order = next.OrderId, because = next.Because?.ToString(), text = NextWords(next, file, left) } : null,
        resting = file.Resting?.ToString(),
        later = left.Where(o => !IsNext(o, file)).Select(o => new { at = Iso(o.Occurs), step = o.Contact.Step, order = o.Contact.OrderId, dropped = o.TooLate }),
    }));

    private static string NextWords(NextContact next, CustomerFile file, IReadOnlyList<Occasion> left)
    {
        var day = left.FirstOrDefault(o => IsNext(o, file)) is { } known ? $", for {Local(known.Occurs, file)}" : "";
        var why = next.Because is { } because ? $"; {FactWords.Of(because)}{(because == Deferral.Paused && file.PausedUntil is { } until ? $" (until {Local(until, file)})" : "")}" : "; its own day";
        return $"{Name(next)}{(next.Because is null ? "" : day)}{why}";
    }

    private static bool IsNext(Occasion occasion, CustomerFile file) => file.Next is { } next && next.Step == occasion.Contact.Step && next.OrderId == occasion.Contact.OrderId;

    private static string Name(NextContact contact) => FactWords.Contact(contact.OrderId, contact.Step);

    private static string Local(DateTimeOffset at, CustomerFile file) => TimeZoneInfo.ConvertTime(at, LocalTime.Zone(file.TimeZone)).ToString(LocalTimes, CultureInfo.InvariantCulture);

    private static string? Iso(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
