using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using FollowUpBot.Bot.Channels.Sms;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Conversations;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>A whole story by text message, as the phone shows it, over a provider that checks every request.</summary>
public sealed class SmsStoryTests
{
    private const string Maria = "+34600000001";

    private readonly StringBuilder transcript = new();
    private TwilioServer twilio = null!;
    private TestHost host = null!;
    private int texts, shown;

    [Fact]
    public async Task Reads_as_approved()
    {
        await using (twilio = await TwilioServer.StartAsync(TestHost.Start))
        await using (host = await TestHost.StartAsync(flags: twilio.Flags))
        {
            await BuyAsync();
            await SayAsync("can i leave it outside when it rains");
            await NextAsync();
            await SayAsync("1.");
            for (var contact = 0; contact < 4 && !Last("doing what you bought it for"); contact++) await NextAsync();
            await SayAsync("the second one");
            await SayAsync("the battery dies after an hour");
            var lease = await ActAsync("claim", new { requestId = Guid.NewGuid() });
            await ActAsync("reply", new { requestId = Guid.NewGuid(), lease, text = "I have a new battery here for you. Shall I send it to your home?" });
            await SayAsync("Yes please 👍");
            await ActAsync("resolve", new { requestId = Guid.NewGuid(), lease, outcome = "A new battery left today, tracking 4711." });
            await SayAsync("Stop texting me pls");
            await SayAsync("stop");
            await AdvanceAsync(TimeSpan.FromDays(120));
            await SayAsync("START");
            await NextAsync();
        }

        // Each request was checked by the provider: who sends, from where, where reports go, how long it may wait.
        Assert.All(twilio.Heard, h => Assert.InRange(Gsm7.SegmentsOf(h.Body).Count, 1, SmsText.MostSegments));
        Assert.All(twilio.Heard, h => Assert.InRange(h.Validity, 60, 4 * 3600));
        Assert.All(twilio.Heard, h => Assert.Equal(Maria, h.To));
        Assert.Equal(twilio.Heard.Count, twilio.Calls);
        Approved.Check(Path.Combine(Folder(), "sms-story"), transcript.ToString());
    }

    private async Task BuyAsync()
    {
        var (status, _) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1001",
            purchasedAt = TestHost.Start,
            customer = new { id = "C-1", name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
            addresses = new[] { new { channel = "sms", user = Maria } },
            product = "TrailLight 300",
        });
        Assert.Equal(201, status);
        Note("buys a TrailLight 300 and leaves her mobile number");
        await ShowAsync();
    }

    private async Task SayAsync(string text)
    {
        transcript.Append(CultureInfo.InvariantCulture, $"**customer** {text}\n\n");
        Assert.Equal(HttpStatusCode.OK, await TwilioCaller.PostAsync(host.Http, "/sms/twilio", TwilioCaller.Inbound($"SM-in-{++texts}", text, Maria)));
        await ShowAsync();
    }

    private async Task NextAsync()
    {
        Note(await host.NextContactAsync("C-1") is { } step ? $"{step} comes due" : "nothing is planned");
        await ShowAsync();
    }

    private async Task AdvanceAsync(TimeSpan by)
    {
        Note($"{by.TotalDays} days pass");
        await host.AdvanceAsync(by);
        await ShowAsync();
    }

    private async Task<int> ActAsync(string what, object body)
    {
        Note($"Jonas: {what}");
        var lease = await host.ActAsync("Jonas", what, body);
        await ShowAsync();
        return lease;
    }

    private bool Last(string words) => twilio.Heard[^1].Body.Contains(words, StringComparison.Ordinal);

    private async Task ShowAsync()
    {
        for (var patience = 0; patience < 1200 && await SmsRows.CountAsync(host.StorePath, "under way") > 0; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        foreach (var text in twilio.Heard.Skip(shown))
        {
            var (pieces, isUnicode) = Gsm7.SegmentsOf(text.Body);
            transcript.Append(CultureInfo.InvariantCulture, $"**text** ({pieces}{(isUnicode ? " of UCS-2" : "")}) {text.Body.Replace("\n", "\n    ", StringComparison.Ordinal)}\n\n");
            shown++;
        }
    }

    private void Note(string what) => transcript.Append(CultureInfo.InvariantCulture, $"*({what})*\n\n");

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
