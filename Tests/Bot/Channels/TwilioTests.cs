using System.Net;
using FollowUpBot.Bot.Channels.Sms;
using FollowUpBot.Bot.Channels.Twilio;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Commands;
using FollowUpBot.Tests.Bot.Storage;
using Microsoft.Extensions.Primitives;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>Texts in and out: what customers heard is counted at the provider.</summary>
public class TwilioTests : IClassFixture<LearnedOnce>
{
    private const string Maria = "+34600000001";

    [Fact]
    public void A_signature_is_the_one_of_the_providers_own_example()
    {
        // From the provider's documentation of its webhook signatures.
        Dictionary<string, StringValues> fields = new()
        {
            ["CallSid"] = "CA1234567890ABCDE",
            ["Caller"] = "+14158675309",
            ["Digits"] = "1234",
            ["From"] = "+14158675309",
            ["To"] = "+18005551212",
        };
        Assert.Equal("RSOYDt4T1cUTdK1PDd93/VVr8B8=", TwilioSignature.Of("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", fields));
    }

    [Theory]
    [InlineData("**Bold** and [the manual](/manuals/a#b).", "Bold and the manual (https://bot.example/manuals/a#b).")]
    [InlineData("So:\n\n- one\n- *two*\n\nDone \\*really\\*.", "So:\n- one\n- two\nDone *really*.")]
    [InlineData("See <https://shop.example/x> & `code`", "See https://shop.example/x & code")]
    [InlineData("[https://shop.example](https://shop.example)", "https://shop.example")]
    public void A_text_has_no_markup(string markdown, string text) => Assert.Equal(text, SmsText.Of(markdown, [], null, TwilioServer.PublicUrl));

    [Fact]
    public void Answers_are_offered_by_number_and_a_long_text_keeps_them()
    {
        Assert.Equal("Has it arrived?\n1 Yes 2 No", SmsText.Of("Has it arrived?", ["Yes", "No"], null, TwilioServer.PublicUrl));
        var longest = SmsText.Of(new string('x', 5000), ["Yes", "No"], null, TwilioServer.PublicUrl);
        Assert.Equal(SmsText.Longest, longest.Length);
        Assert.EndsWith("x...\n1 Yes 2 No", longest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_answered_by_a_text_and_the_same_text_again_by_nothing()
    {
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        await using var host = await TestHost.StartAsync(flags: twilio.Flags);
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, await ReceiveAsync(host, "SM-in-1", "hello"));
        await SettledAsync(host, 1);
        Assert.Equal(Maria, Assert.Single(twilio.Heard).To);
    }

    [Fact]
    public async Task A_call_that_is_not_the_providers_is_refused_without_a_word()
    {
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        await using var host = await TestHost.StartAsync(flags: twilio.Flags);
        Assert.Equal(HttpStatusCode.Forbidden, await ReceiveAsync(host, "SM-1", "hello", token: "another token"));
        Assert.Equal(HttpStatusCode.Forbidden, await ReceiveAsync(host, "SM-1", "hello", url: host.Url));
        Assert.Equal(HttpStatusCode.Forbidden, await ReceiveAsync(host, "SM-1", "hello", url: "http://bot.example"));
        using var bare = await host.Http.PostAsync("/sms/twilio", new FormUrlEncodedContent([KeyValuePair.Create("Body", "hello")]), TestContext.Current.CancellationToken);
        using var json = await host.Http.PostAsync("/sms/twilio/status", new StringContent("{}"), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (bare.StatusCode, json.StatusCode));
        Assert.Equal(0, twilio.Calls);
    }

    [Theory]
    [InlineData(TwilioServer.Fault.ErrorAfterAccepting, 1)]
    [InlineData(TwilioServer.Fault.ResetAfterAccepting, 1)]
    [InlineData(TwilioServer.Fault.GarbageAfterAccepting, 1)]
    [InlineData(TwilioServer.Fault.HangAfterAccepting, 1)]
    [InlineData(TwilioServer.Fault.ErrorBeforeAccepting, 2)]
    [InlineData(TwilioServer.Fault.HangBeforeAccepting, 2)]
    internal async Task Where_an_answer_is_lost_the_provider_is_asked_and_the_customer_hears_it_once(TwilioServer.Fault fault, int calls)
    {
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        await using var host = await TestHost.StartAsync(flags: twilio.Flags);
        twilio.Next(fault);
        await ReceiveAsync(host, "SM-in-1", "hello");
        await SettledAsync(host, 1);
        Assert.Single(twilio.Heard);
        Assert.Equal(calls, twilio.Calls);
    }

    [Fact]
    public async Task The_same_words_said_before_are_not_mistaken_for_the_message_whose_answer_was_lost()
    {
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        await using var host = await TestHost.StartAsync(flags: twilio.Flags);
        await ReceiveAsync(host, "SM-in-1", "thanks");
        await SettledAsync(host, 1);
        await ReceiveAsync(host, "SM-in-2", "thanks");
        await SettledAsync(host, 2);
        twilio.Next(TwilioServer.Fault.ErrorBeforeAccepting);
        await ReceiveAsync(host, "SM-in-3", "thanks");
        await SettledAsync(host, 3);
        Assert.Equal(3, twilio.Heard.Count);
        Assert.Equal(3, twilio.Heard.Select(h => h.Sid).Distinct().Count());
    }

    [Fact]
    public async Task A_provider_that_is_busy_is_asked_again_later_and_one_that_says_nonsense_within_the_hour()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        await using var host = await TestHost.StartAsync(clock, flags: twilio.Flags);
        twilio.Next(TwilioServer.Fault.Busy, TwilioServer.Fault.BusyForAges);
        await ReceiveAsync(host, "SM-in-1", "hello");
        await CallsAsync(twilio, 1);

        // A call is counted before it is answered, and only then does the host look at the clock.
        await RefusedAsync(host, 1);
        clock.Now += TimeSpan.FromSeconds(3);
        await CallsAsync(twilio, 2);
        await RefusedAsync(host, 2);
        Assert.Empty(twilio.Heard);
        clock.Now += TimeSpan.FromMinutes(61);
        await SettledAsync(host, 1);
        Assert.Single(twilio.Heard);
    }

    [Fact]
    public async Task Who_told_the_provider_to_stop_is_not_written_to_any_more()
    {
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        await using var host = await TestHost.StartAsync(flags: twilio.Flags);
        twilio.Next(TwilioServer.Fault.OptedOut);
        await ReceiveAsync(host, "SM-in-1", "hello");
        await SettledAsync(host, 0, failed: 1);
        var customer = (await host.Store.CustomerAtAsync("sms", Maria))!;
        Assert.Equal(RestingReason.Stopped, (await host.Store.LoadCustomerAsync(customer)).File!.Resting);
        Assert.Empty(twilio.Heard);
    }

    [Fact]
    public async Task Reports_that_come_twice_and_out_of_order_leave_the_last_stage()
    {
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        await using var host = await TestHost.StartAsync(flags: twilio.Flags);
        await ReceiveAsync(host, "SM-in-1", "hello");
        await SettledAsync(host, 1);
        foreach (var status in new[] { "delivered", "sent", "delivered", "sending", "nonsense" })
            Assert.Equal(HttpStatusCode.NoContent, await PostAsync(host, "/sms/twilio/status", new() { ["MessageSid"] = twilio.Heard[0].Sid, ["MessageStatus"] = status }));
        Assert.Equal("delivered", await ScalarAsync<string>(host.StorePath, "SELECT delivery FROM outgoing"));
    }

    [Theory]
    [InlineData("claimed", false, 1)]
    [InlineData("sending", false, 1)]
    [InlineData("sending", true, 1)]
    public async Task What_a_host_left_at_any_step_is_heard_once(string step, bool accepted, int heard)
    {
        // The dead host, by its own store: it dies between two durable steps.
        var data = Directory.CreateTempSubdirectory("followup-left-");
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        SQLitePCL.Batteries_V2.Init();
        var path = Path.Combine(data.FullName, "followup.db");
        await using (var store = SqliteStore.Open(path))
        {
            await SayAsync(store, "Your lamp has arrived.");
            var message = Assert.Single(await store.Outbox.ClaimAsync("sms", TestHost.Start, 10));
            if (step == "sending") await store.Outbox.GateAsync(message.Claim, _ => new GateVerdict.Pass());
            if (accepted) await PostToProviderAsync(twilio, "Your lamp has arrived.");
        }

        await using var host = await TestHost.StartAsync(flags: [.. twilio.Flags, "--FollowUp:Storage:ConnectionString", path]);
        await SettledAsync(path, 1, 0);
        Assert.Equal(heard, twilio.Heard.Count);
    }

    [Fact]
    public async Task After_a_kill_while_the_provider_holds_its_answer_the_customer_has_heard_it_once()
    {
        var data = Directory.CreateTempSubdirectory("followup-kill-sms-");
        await using var twilio = await TwilioServer.StartAsync();
        var port = HostProcess.FreePort();
        for (var kill = 0; kill < 3; kill++)
        {
            // Killed where it hurts: accepted and not answered, not yet accepted, and as soon as it was accepted.
            var accepted = new TaskCompletionSource();
            twilio.OnAccepted = () => accepted.TrySetResult();
            twilio.Next(kill switch { 0 => TwilioServer.Fault.HangAfterAccepting, 1 => TwilioServer.Fault.HangBeforeAccepting, _ => TwilioServer.Fault.None });
            var before = twilio.Calls;
            var host = await HostProcess.ServeAsync(data.FullName, port, twilio.Flags);
            using (var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") })
                Assert.Equal(HttpStatusCode.OK, await PostAsync(http, "/sms/twilio", Inbound($"SM-in-{kill}", "hello"), TwilioServer.Token, TwilioServer.PublicUrl));
            if (kill == 1) await CallsAsync(twilio, before + 1);
            else await accepted.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            await host.KillAsync();
            await using var next = await HostProcess.ServeAsync(data.FullName, port, twilio.Flags);
            await SettledAsync(Path.Combine(data.FullName, "followup.db"), kill + 1, 0);
            Assert.Equal(kill + 1, twilio.Heard.Count);
            await next.KillAsync();
        }

        data.Delete(recursive: true);
    }

    [Fact]
    public async Task Two_hosts_on_one_database_send_each_message_once_and_each_conversation_in_order()
    {
        const int customers = 20, each = 5;
        await using var twilio = await TwilioServer.StartAsync(TestHost.Start);
        var schema = await PostgresServer.NewSchemaAsync();
        await using var here = await TestHost.StartAsync(flags: [.. PostgresServer.Flags(schema), .. twilio.Flags]);
        await using var there = await TestHost.StartAsync(flags: [.. PostgresServer.Flags(schema), .. twilio.Flags]);
        for (var c = 0; c < customers; c++) await SayAsync(c % 2 == 0 ? here.Store : there.Store, [.. Enumerable.Range(0, each).Select(i => $"{c}-{i}")], $"+3460000{c:0000}");
        for (var patience = TimeSpan.FromSeconds(30); patience > TimeSpan.Zero && await PostgresServer.ScalarAsync<long>(schema, "SELECT count(*) FROM outgoing WHERE state = 'sent'") < customers * each; patience -= TimeSpan.FromMilliseconds(50))
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(customers * each, twilio.Heard.Count);
        Assert.Equal(customers * each, twilio.Heard.Select(h => h.Body).Distinct().Count());
        foreach (var heard in twilio.Heard.GroupBy(h => h.To)) Assert.Equal(heard.Select(h => h.Body).Order(), heard.Select(h => h.Body));
        TestContext.Current.TestOutputHelper?.WriteLine($"owners: {await PostgresServer.ScalarAsync<long>(schema, "SELECT count(DISTINCT owner) FROM outgoing")}");
    }

    private static Task SayAsync(IStore store, string text) => SayAsync(store, [text], Maria);

    private static async Task SayAsync(IStore store, IReadOnlyList<string> texts, string user)
    {
        var conversation = await store.OpenConversationAsync("sms", user, $"sms-{user}", TestHost.Start);
        await store.CommitAsync(StoreTests.Turn($"said-{user}", 0) with
        {
            Channel = "sms",
            Next = new CustomerFile { Id = conversation.CustomerId, Resting = RestingReason.NoPurchase },
            Conversation = conversation.Key,
            Lines = [.. texts.Select(t => new NewLine(Speaker.Bot, null, t, [], null))],
        });
    }

    private static async Task PostToProviderAsync(TwilioServer twilio, string body)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{TwilioServer.Account}:{TwilioServer.Token}")));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["To"] = Maria, ["From"] = TwilioServer.From, ["Body"] = body, ["StatusCallback"] = $"{TwilioServer.PublicUrl}/sms/twilio/status", ["ValidityPeriod"] = "60" });
        using var answer = await http.PostAsync($"{twilio.Url}/2010-04-01/Accounts/{TwilioServer.Account}/Messages.json", form);
        answer.EnsureSuccessStatusCode();
    }

    private static Dictionary<string, string> Inbound(string id, string text) => TwilioCaller.Inbound(id, text, Maria);

    private static Task<HttpStatusCode> ReceiveAsync(TestHost host, string id, string text, string token = TwilioServer.Token, string url = TwilioServer.PublicUrl) => PostAsync(host.Http, "/sms/twilio", Inbound(id, text), token, url);

    private static Task<HttpStatusCode> PostAsync(TestHost host, string path, Dictionary<string, string> fields) => TwilioCaller.PostAsync(host.Http, path, fields);

    private static Task<HttpStatusCode> PostAsync(HttpClient http, string path, Dictionary<string, string> fields, string token, string url) => TwilioCaller.PostAsync(http, path, fields, token, url);

    private static Task SettledAsync(TestHost host, int sent, int failed = 0) => SettledAsync(host.StorePath, sent, failed);

    // Read beside the host: nothing in it tells when the last row has been written.
    private static async Task SettledAsync(string path, int sent, int failed)
    {
        for (var patience = 0; patience < 1200; patience++)
        {
            if (await ScalarAsync<long>(path, "SELECT count(*) FROM outgoing WHERE state = 'sent'") >= sent && await ScalarAsync<long>(path, "SELECT count(*) FROM outgoing WHERE state = 'failed'") >= failed) return;
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"Not {sent} sent and {failed} failed: {await ScalarAsync<string>(path, "SELECT group_concat(state || ' ' || coalesce(reason, '')) FROM outgoing")}");
    }

    private static async Task RefusedAsync(TestHost host, int times)
    {
        for (var patience = 0; patience < 800 && await ScalarAsync<long>(host.StorePath, "SELECT attempts FROM outgoing") < times; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
    }

    private static async Task CallsAsync(TwilioServer twilio, int calls)
    {
        for (var patience = 0; patience < 800 && twilio.Calls < calls; patience++) await Task.Delay(25, TestContext.Current.CancellationToken);
        Assert.Equal(calls, twilio.Calls);
    }

    private static async Task<T> ScalarAsync<T>(string path, string sql)
    {
        await using var db = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False;Mode=ReadOnly");
        await db.OpenAsync();
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // The test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
