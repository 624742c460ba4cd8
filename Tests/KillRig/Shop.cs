using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace FollowUpBot.KillRig;

/// <summary>
/// A shop that reports sales, each until it is taken. Its customers do not write, so each hears one thank-you for each order and, since the lamp was bought some days ago, the one check-in
/// that is due at once; the next would be a day later.
/// </summary>
internal sealed class Shop(Door door, Ledger ledger, Random random)
{
    // After the first step of its journey and before the second; the other's first is still to come.
    private const int DaysAgo = 4;

    private readonly List<string> chatters = [];

    public static IReadOnlyList<string> Products { get; } = ["TrailLight 300", "BrookDrop 2"];

    /// <summary>The users of web chats who bought something.</summary>
    public IReadOnlyList<string> Chatters => chatters;

    public async Task RunAsync(CancellationToken stop, CancellationToken giveUp)
    {
        for (var buyer = 1; !stop.IsCancellationRequested; buyer++)
        {
            var (channel, user) = random.Next(2) == 0 ? ("sms", string.Create(CultureInfo.InvariantCulture, $"+347{buyer:00000000}")) : ("directline", string.Create(CultureInfo.InvariantCulture, $"dl_buyer-{buyer:0000}"));
            if (channel == "directline") chatters.Add(user);
            var products = random.Next(4) == 0 ? Products : [Products[0]];
            var checkIn = ledger.Expect(channel, user, Speech.CheckIn);
            await Task.WhenAll(products.Select((product, i) => ReportAsync(buyer, channel, user, product, i == 0 ? checkIn : null, giveUp)));
            await Task.Delay(random.Next(500, 2000), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReportAsync(int buyer, string channel, string user, string product, Due? checkIn, CancellationToken giveUp)
    {
        var thankYou = ledger.Expect(channel, user, Speech.ThankYou(product));
        var now = DateTimeOffset.UtcNow;
        var sale = new
        {
            orderId = $"B-{buyer}-{(checkIn is null ? 2 : 1)}",
            purchasedAt = now.AddDays(checkIn is null ? 0 : -DaysAgo).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            customer = new { id = $"buyer-{buyer}", name = "Maria", timeZone = ZoneWhereItIsMorning(now) },
            addresses = new[] { new { channel, user } },
            product,
        };
        var own = new Random(random.Next());
        var taken = await door.InsistAsync(own, host => new HttpRequestMessage(HttpMethod.Post, new Uri(host, "/api/purchases"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", HostProcess.ApiKey) },
            Content = JsonContent.Create(sale),
        }, giveUp);
        if (taken is null) return;
        thankYou.Take();
        checkIn?.Take();
    }

    // Check-ins leave by day where the customer lives, so they live where it is eleven. The zones' names count the other way round.
    public static string ZoneWhereItIsMorning(DateTimeOffset now) => (11 - now.Hour) switch
    {
        0 => "Etc/UTC",
        > 0 and var east => $"Etc/GMT-{east}",
        var west => $"Etc/GMT+{-west}",
    };
}
