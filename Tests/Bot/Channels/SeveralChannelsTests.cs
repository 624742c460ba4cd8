using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Conversations;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>One person on the page, on the phone and in Teams: one file, one story.</summary>
public sealed class SeveralChannelsTests
{
    private const string Mobile = "+34600000002";

    private readonly StringBuilder transcript = new();
    private TwilioServer twilio = null!;
    private TestHost host = null!;
    private string token = "", conversation = "";
    private int posted, shownTexts, shownLines;

    [Fact]
    public async Task Who_leaves_the_page_is_texted_the_answer_and_nothing_else()
    {
        await using (twilio = await TwilioServer.StartAsync(TestHost.Start))
        await using (host = await TestHost.StartAsync(flags: twilio.Flags))
        {
            await BuyAsync();
            await SayAsync("Can I clip it to a climbing helmet?");
            await SayAsync("600 000 002");
            await SayAsync("sorry, +34 600 000 002");
            await SayAsync("yes");
            await PassAsync(TimeSpan.FromMinutes(20));
            var lease = await ActAsync("claim", new { requestId = Guid.NewGuid() });
            await ActAsync("reply", new { requestId = Guid.NewGuid(), lease, text = "Yes, with the helmet clip HC-1." });
            await TextAsync("great, thank you");
            await ActAsync("resolve", new { requestId = Guid.NewGuid(), lease, outcome = "The helmet clip HC-1 fits and is in stock." });
            await NextAsync();
            await SayAsync("text me instead");
            await NextAsync();
            await TextAsync("write me in the chat please");
            await NextAsync();
        }

        Assert.All(twilio.Heard, h => Assert.Equal(Mobile, h.To));
        Approved.Check(Path.Combine(Folder(), "several-channels"), transcript.ToString());
    }

    [Fact]
    public async Task A_number_that_somebody_else_writes_from_is_refused_and_theirs_stays_theirs()
    {
        await using (twilio = await TwilioServer.StartAsync(TestHost.Start))
        await using (host = await TestHost.StartAsync(flags: twilio.Flags))
        {
            await BuyAsync();
            await TextAsync("hello");
            var owner = await host.Store.CustomerAtAsync("sms", Mobile);
            await SayAsync($"text me instead, {Mobile}");
            await SayAsync("yes");
            await ShowAsync();
            Assert.Contains("I can't text you at that number", transcript.ToString(), StringComparison.Ordinal);
            Assert.Equal(owner, await host.Store.CustomerAtAsync("sms", Mobile));
            Assert.Null((await host.Store.LoadCustomerAsync("C-2")).File!.Prefers);
        }
    }

    [Fact]
    public async Task Where_the_number_does_not_take_texts_it_goes_on_on_the_page()
    {
        await using (twilio = await TwilioServer.StartAsync(TestHost.Start))
        await using (host = await TestHost.StartAsync(flags: twilio.Flags))
        {
            await BuyAsync();
            await SayAsync($"text me instead, {Mobile}");
            twilio.Refuse(400, 21614);
            await SayAsync("yes");
            for (var patience = 0; patience < 400 && !transcript.ToString().Contains("did not reach", StringComparison.Ordinal); patience++)
            {
                await Task.Delay(25, TestContext.Current.CancellationToken);
                await ShowAsync();
            }

            Assert.EndsWith("**page** My text did not reach the number you gave me, so I write to you here again. You can write me another number.\n\n", transcript.ToString(), StringComparison.Ordinal);
            var file = (await host.Store.LoadCustomerAsync("C-2")).File!;
            Assert.Null(file.Prefers);
            Assert.NotNull(file.Next);
            await NextAsync();
            Assert.Empty(twilio.Heard);
        }
    }

    private async Task BuyAsync()
    {
        var (status, _) = await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, new
        {
            orderId = "A-1002",
            purchasedAt = TestHost.Start,
            customer = new { id = "C-2", name = "Maria Lopez", locale = "en", timeZone = "Europe/Madrid" },
            addresses = new[] { new { channel = "directline", user = "dl_maria" } },
            product = "TrailLight 300",
        });
        Assert.Equal(201, status);
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" } });
        var (_, opened) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", made.GetProperty("token").GetString(), new { });
        (token, conversation) = (opened.GetProperty("token").GetString()!, opened.GetProperty("conversationId").GetString()!);
        Note("buys a TrailLight 300 and opens the chat on the page");
        await ShowAsync();
    }

    private async Task SayAsync(string text)
    {
        transcript.Append(CultureInfo.InvariantCulture, $"**customer, on the page** {text}\n\n");
        var (status, _) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", token, new { type = "message", text, from = new { id = "dl_maria" } });
        Assert.Equal(200, status);
        await ShowAsync();
    }

    private async Task TextAsync(string text)
    {
        transcript.Append(CultureInfo.InvariantCulture, $"**customer, by text** {text}\n\n");
        await TwilioCaller.PostAsync(host.Http, "/sms/twilio", TwilioCaller.Inbound($"SM-in-{++posted}", text, Mobile));
        await ShowAsync();
    }

    private async Task PassAsync(TimeSpan by)
    {
        Note($"{by.TotalMinutes} minutes pass");
        await host.AdvanceAsync(by);
        await ShowAsync();
    }

    private async Task NextAsync()
    {
        Note(await host.NextContactAsync("C-2") is { } step ? $"{step} comes due" : "nothing is planned");
        await ShowAsync();
    }

    private async Task<int> ActAsync(string what, object body)
    {
        Note($"Jonas: {what}");
        var lease = await host.ActAsync("Jonas", what, body);
        await ShowAsync();
        return lease;
    }

    // What is to be texted at once is work first: it comes a moment later.
    private async Task ShowAsync()
    {
        for (var patience = 0; patience < 1200 && (await host.Store.NextDueAtAsync() <= TestHost.Start.AddHours(1) || await SmsRows.CountAsync(host.StorePath, "under way") > 0); patience++)
            await Task.Delay(25, TestContext.Current.CancellationToken);
        var lines = await host.Store.ReadLinesAsync(new("directline", conversation), 0, 1000);
        foreach (var line in lines.Skip(shownLines).Where(l => l.Speaker != Speaker.Customer))
            transcript.Append(CultureInfo.InvariantCulture, $"**page** {line.Text.Replace("\n", "\n    ", StringComparison.Ordinal)}{(line.Buttons.Count > 0 ? $" [{string.Join("] [", line.Buttons)}]" : "")}\n\n");
        shownLines = lines.Count;
        foreach (var text in twilio.Heard.Skip(shownTexts)) transcript.Append(CultureInfo.InvariantCulture, $"**text** {text.Body.Replace("\n", "\n    ", StringComparison.Ordinal)}\n\n");
        shownTexts = twilio.Heard.Count;
    }

    private void Note(string what) => transcript.Append(CultureInfo.InvariantCulture, $"*({what})*\n\n");

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
