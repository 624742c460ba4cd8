using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FollowUpBot.Bot;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Language;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>What customers send and what providers say of them, beside plain words.</summary>
public sealed class TextsTests : IAsyncLifetime
{
    private const string Maria = "+34600000001";

    private TwilioServer twilio = null!;
    private TestHost host = null!;

    public async ValueTask InitializeAsync()
    {
        twilio = await TwilioServer.StartAsync(TestHost.Start);
        host = await TestHost.StartAsync(flags: twilio.Flags);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await twilio.DisposeAsync();
    }

    [Fact]
    public async Task A_picture_without_words_is_answered_once_and_never_fetched()
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var picture = TwilioCaller.Inbound("SM-1", "", Maria);
        picture["NumMedia"] = "1";
        picture["MediaUrl0"] = $"http://{elsewhere.LocalEndpoint}/picture.jpg";
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.OK, await TwilioCaller.PostAsync(host.Http, "/sms/twilio", picture));
        await HeardAsync(1);
        Assert.StartsWith("I can't see pictures.", Assert.Single(twilio.Heard).Body, StringComparison.Ordinal);
        Assert.Equal("(a picture)", (await LinesAsync())[0].Text);
        Assert.False(elsewhere.Pending());

        // With words it is the words that count.
        Assert.Equal(HttpStatusCode.OK, await TwilioCaller.PostAsync(host.Http, "/sms/twilio", new(picture) { ["MessageSid"] = "SM-2", ["Body"] = "thanks" }));
        await HeardAsync(2);
        Assert.Equal("thanks", (await LinesAsync())[2].Text);
    }

    [Fact]
    public async Task What_the_provider_has_confirmed_itself_is_noted_and_not_answered()
    {
        await SendAsync("SM-1", "hello");
        await HeardAsync(1);
        foreach (var (id, type, stopped) in new[] { ("SM-2", "STOP", true), ("SM-2", "STOP", true), ("SM-3", "HELP", true), ("SM-4", "START", false), ("SM-5", "HELP", false), ("SM-6", "START", false) })
        {
            Assert.Equal(HttpStatusCode.OK, await TwilioCaller.PostAsync(host.Http, "/sms/twilio", new(TwilioCaller.Inbound(id, type, Maria)) { ["OptOutType"] = type }));
            Assert.Equal(stopped, (await FileAsync()).Stopped);
        }

        await SendAsync("SM-7", "thanks");
        await HeardAsync(2);
        Assert.Equal(2, twilio.Heard.Count);
    }

    [Theory]
    [InlineData(21211)]
    [InlineData(21614)]
    [InlineData(30003)]
    [InlineData(30005)]
    [InlineData(30006)]
    public async Task A_number_to_which_nothing_can_be_brought_gets_no_more_contacts_until_it_writes(int code)
    {
        twilio.Refuse(400, code);
        await SendAsync("SM-1", "hello");
        await RowsAsync("failed", 1);
        Assert.Equal(RestingReason.Unreachable, (await FileAsync()).Resting);
        Assert.Contains($"{code}", await ScalarAsync("SELECT reason FROM outgoing"), StringComparison.Ordinal);
        await SendAsync("SM-2", "hello again");
        Assert.Equal(RestingReason.NoPurchase, (await FileAsync()).Resting);
    }

    [Theory]
    [InlineData("undelivered", 30005, RestingReason.Unreachable)]
    [InlineData("failed", 30006, RestingReason.Unreachable)]
    [InlineData("failed", 21610, RestingReason.Stopped)]
    [InlineData("undelivered", 30007, RestingReason.NoPurchase)]
    [InlineData("failed", 30034, RestingReason.NoPurchase)]
    [InlineData("undelivered", null, RestingReason.NoPurchase)]
    [InlineData("delivered", 30005, RestingReason.NoPurchase)]
    public async Task A_report_says_what_became_of_the_number(string status, int? code, RestingReason resting)
    {
        await SendAsync("SM-1", "hello");
        await HeardAsync(1);
        var report = TwilioCaller.Report(twilio.Heard[0].Sid, status, Maria, code);
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.NoContent, await TwilioCaller.PostAsync(host.Http, "/sms/twilio/status", report));
        Assert.Equal(HttpStatusCode.NoContent, await TwilioCaller.PostAsync(host.Http, "/sms/twilio/status", TwilioCaller.Report(twilio.Heard[0].Sid, "sent", Maria)));
        Assert.Equal(resting, (await FileAsync()).Resting);
        Assert.Equal(code is null ? status : $"{status} {code}", await ScalarAsync("SELECT delivery FROM outgoing"));
    }

    [Fact]
    public async Task A_report_about_a_message_that_is_not_ours_says_nothing_of_anybody()
    {
        await SendAsync("SM-1", "hello");
        await HeardAsync(1);
        Assert.Equal(HttpStatusCode.NoContent, await TwilioCaller.PostAsync(host.Http, "/sms/twilio/status", TwilioCaller.Report("SM-of-another", "failed", Maria, 30005)));
        Assert.Equal(RestingReason.NoPurchase, (await FileAsync()).Resting);
    }

    [Theory]
    [InlineData(400, 30034)]
    [InlineData(400, 21606)]
    [InlineData(400, 21617)]
    public async Task What_the_operator_must_put_right_fails_with_its_reason_and_stops_nobody(int status, int code)
    {
        twilio.Refuse(status, code);
        await SendAsync("SM-1", "hello");
        await RowsAsync("failed", 1);
        Assert.Equal($"HTTP {status}, {code}", await ScalarAsync("SELECT reason FROM outgoing"));
        Assert.Equal(RestingReason.NoPurchase, (await FileAsync()).Resting);
    }

    [Fact]
    public async Task Without_the_right_key_texts_wait_for_the_operator()
    {
        twilio.Refuse(401, 20003);
        await SendAsync("SM-1", "hello");
        await RowsAsync("pending", 1);
        Assert.Equal("HTTP 401, 20003", await ScalarAsync("SELECT reason FROM outgoing"));
    }

    [Theory]
    [InlineData("é")]
    [InlineData("a ")]
    [InlineData("😀")]
    [InlineData("- ")]
    public async Task A_text_of_a_hundred_and_seventy_parts_is_taken_bounded_and_answered(string of)
    {
        await SendAsync("SM-1", string.Concat(Enumerable.Repeat(of, 26_200 / of.Length)));
        await HeardAsync(1);
        var said = (await LinesAsync())[0].Text;
        Assert.InRange(said.Length, 3990, 4000);
        Assert.False(char.IsHighSurrogate(said[^1]));
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("AMAZON")]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("+0123456789")]
    [InlineData("+123456")]
    [InlineData("+1234567890123456")]
    [InlineData("whatsapp:+34600000001")]
    [InlineData("+34 600 000 001")]
    [InlineData("+٣٤٦٠٠٠٠٠٠٠١")]
    public async Task Where_no_person_reads_an_answer_nothing_is_taken(string from)
    {
        Assert.Equal(HttpStatusCode.OK, await TwilioCaller.PostAsync(host.Http, "/sms/twilio", TwilioCaller.Inbound("SM-1", "Your code is 1234. Reply YES", from)));
        Assert.Null(await host.Store.CustomerAtAsync("sms", from));
        Assert.Equal("0", await ScalarAsync("SELECT count(*) FROM message"));
    }

    [Fact]
    public async Task The_provider_is_answered_within_a_second_however_long_it_takes_to_be_answered_itself()
    {
        twilio.Otherwise = () => TwilioServer.Fault.HangAfterAccepting;
        await SendAsync("SM-0", "hello");
        var slowest = TimeSpan.Zero;
        for (var i = 1; i <= 20; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await SendAsync($"SM-{i}", "Can I leave it outside when it rains?", $"+346000001{i:00}");
            if (Stopwatch.GetElapsedTime(began) is var took && took > slowest) slowest = took;

            // Durable before it was answered.
            Assert.NotNull(await host.Store.CustomerAtAsync("sms", $"+346000001{i:00}"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"slowest of 20: {slowest.TotalMilliseconds:0} ms");
        Assert.True(slowest < TimeSpan.FromSeconds(1), $"{slowest}");
    }

    [Fact]
    public async Task The_provider_is_answered_in_time_while_a_second_opinion_hangs()
    {
        await using var model = await OpenAiServer.StartAsync();
        model.Otherwise = _ => "hangs";
        await using var slow = await TestHost.StartAsync(flags: [.. twilio.Flags, .. model.Flags, "--FollowUp:LanguageModel:OpinionMilliseconds", $"{new FollowUpOptions.LanguageModelOptions().OpinionMilliseconds}"]);
        await TwilioCaller.PostAsync(slow.Http, "/sms/twilio", TwilioCaller.Inbound("SM-0", "hello", "+34600000100"));
        var began = Stopwatch.GetTimestamp();
        await TwilioCaller.PostAsync(slow.Http, "/sms/twilio", TwilioCaller.Inbound("SM-1", "is somebody going to answer me", "+34600000100"));
        var took = Stopwatch.GetElapsedTime(began);
        Assert.NotEmpty(model.Requests);
        TestContext.Current.TestOutputHelper?.WriteLine($"{took.TotalMilliseconds:0} ms");
        Assert.InRange(took, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_short_address_leads_to_the_section_and_an_unknown_one_nowhere()
    {
        var about = ShopContent.Load(TestHost.PromptsFolder).Content!.Catalogue.Products[0].Steps[0].About;
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(host.Url) };
        using var answer = await http.GetAsync(about.ShortUrl, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Redirect, about.Url), (answer.StatusCode, answer.Headers.Location!.ToString()));
        using var unknown = await http.GetAsync("/m/aaaaaaaa", TestContext.Current.CancellationToken);
        using var wrong = await http.GetAsync("/m/a", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (unknown.StatusCode, wrong.StatusCode));
    }

    [Fact]
    public async Task What_an_agent_writes_is_brought_whole_however_long()
    {
        await SendAsync("SM-1", "I want to talk to a person");
        await HeardAsync(1);
        using var jonas = await host.SignInAsync("Jonas");
        var id = (await FileAsync()).OpenHandoff!.Id;
        using var claimed = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(jonas, $"/api/desk/cases/{id}/claim", new { requestId = Guid.NewGuid() }, TestContext.Current.CancellationToken);
        await HeardAsync(2);
        var words = string.Join(' ', Enumerable.Range(1, 400).Select(i => $"Step{i} is done."));
        using var replied = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(jonas, $"/api/desk/cases/{id}/reply", new { requestId = Guid.NewGuid(), lease = 1, text = words[..3900] }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, replied.StatusCode);
        await HeardAsync(5);
        Assert.Equal("Jonas: " + words[..3900].TrimEnd(), string.Join(' ', twilio.Heard.Skip(2).Select(h => h.Body)));
    }

    private async Task SendAsync(string id, string text, string from = Maria) => Assert.Equal(HttpStatusCode.OK, await TwilioCaller.PostAsync(host.Http, "/sms/twilio", TwilioCaller.Inbound(id, text, from)));

    private async Task<CustomerFile> FileAsync() => (await host.Store.LoadCustomerAsync((await host.Store.CustomerAtAsync("sms", Maria))!)).File!;

    private async Task<IReadOnlyList<FollowUpBot.Dialogs.Turns.TranscriptLine>> LinesAsync() => await host.Store.ReadTranscriptAsync((await host.Store.CustomerAtAsync("sms", Maria))!, 50);

    private async Task HeardAsync(int texts)
    {
        for (var patience = 0; patience < 1200 && (twilio.Heard.Count < texts || (await SmsRows.CountAsync(host.StorePath, "sent")) < texts); patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Equal(texts, twilio.Heard.Count);
    }

    private async Task RowsAsync(string state, int rows)
    {
        for (var patience = 0; patience < 1200 && await SmsRows.CountAsync(host.StorePath, state) < rows; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Equal(rows, await SmsRows.CountAsync(host.StorePath, state));
    }

    private Task<string> ScalarAsync(string sql) => SmsRows.ScalarAsync(host.StorePath, sql);
}
