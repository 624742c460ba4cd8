using System.Net.Http.Json;
using System.Text.Json;
using static FollowUpBot.Tests.Bot.OtherDesk.HandoverStory;

namespace FollowUpBot.Tests.Bot.OtherDesk;

/// <summary>The same story with a desk elsewhere that fails as real ones do: what it hears, and what the customer does.</summary>
public class WebhookDeskTests
{
    private const string Waiting = "Complaints/handed-over", More = "> it is the battery";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_whole_story_goes_through_the_other_desk()
    {
        await using var desk = await LoopbackDesk.StartAsync();
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        var story = new HandoverStory(host);
        await PlayAsync(story, (what, body) => ActAsync(host, what, body));
        Assert.Equal(await OurOwnAsync(), await story.ToldAsync());
        Assert.Equal("case.opened, message.received, message.received, case.closed, case.reopened", desk.Kinds);
        desk.Check();
        var opened = desk.Taken[0];
        Assert.Equal(("Maria Lopez", "TrailLight 300", "Complaint", "Normal"), (opened.GetProperty("customer").GetProperty("name").GetString(), opened.GetProperty("product").GetString(), opened.GetProperty("caseKind").GetString(), opened.GetProperty("priority").GetString()));
        Assert.True(opened.GetProperty("mood").GetDouble() < 0);
        Assert.Equal(TestHost.Start + TimeSpan.FromHours(1), opened.GetProperty("promisedBy").GetDateTimeOffset());
        var said = opened.GetProperty("transcript").EnumerateArray().Select(l => (l.GetProperty("speaker").GetString(), l.GetProperty("text").GetString()!)).ToList();
        Assert.Equal(("Customer", "the lamp is dark after an hour and I am disappointed"), said[^2]);
        Assert.Equal("Bot", said[^1].Item1);
        Assert.Contains("12:00", said[^1].Item2, StringComparison.Ordinal);
        Assert.Equal("it is the battery", desk.Taken[1].GetProperty("message").GetProperty("text").GetString());
        Assert.Equal("A new battery is on its way", desk.Taken[3].GetProperty("outcome").GetString());

        // In the audit stands who it was, and where.
        var who = (await host.Store.Audit.ReadAfterAsync(0, 100)).Select(a => $"{a.Who} {a.What}").ToList();
        Assert.Contains("OtherDesk:Contoso Care/Paul case.claimed", who);
        Assert.Contains("OtherDesk:Contoso Care/Paul case.resolved", who);
    }

    [Theory]
    [InlineData("500 500 500")]
    [InlineData("hang")]
    [InlineData("drop")]
    [InlineData("302 429 408")]
    public async Task What_fails_and_then_goes_well_the_desk_has_once_and_in_order(string faults)
    {
        await using var desk = await LoopbackDesk.StartAsync();
        desk.Next(faults.Split(' '));
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        await story.SayAsync("it is the battery");
        await story.WaitAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("case.opened, message.received", desk.Kinds);
        desk.Check();
        Assert.Equal(faults.Split(' ').Length + 2, desk.Calls);
        await ActAsync(host, "claim", new { });
        await story.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal($"{Waiting}; {More}; Handoff/agent-joined", await story.ToldAsync());
    }

    [Fact]
    public async Task A_desk_that_does_not_want_it_leaves_it_to_us_and_the_customer_hears_what_was_promised()
    {
        await using var desk = await LoopbackDesk.StartAsync();
        desk.Next("410");
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        Assert.Equal(1, desk.Calls);
        await story.WaitAsync(TimeSpan.FromMinutes(61));
        Assert.Equal($"{Waiting}; Handoff/still-waiting", await story.ToldAsync());
        Assert.Equal(1, (await story.CaseAsync())!.Level);
        Assert.Contains("410", Assert.Single((await story.CaseAsync())!.Notes).Text, StringComparison.Ordinal);

        // Ours take it, as always; and what happens next is tried at the other desk anew.
        await host.ActAsync("Jonas", "claim", new { requestId = "1" });
        await story.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal($"{Waiting}; Handoff/still-waiting; Handoff/agent-joined", await story.ToldAsync());
        Assert.Equal("case.escalated", desk.Kinds);
    }

    [Fact]
    public async Task A_desk_that_is_down_for_an_hour_reads_what_it_missed()
    {
        await using var desk = await LoopbackDesk.StartAsync();
        desk.IsDown = true;
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        await story.SayAsync("it is the battery");
        await story.WaitAsync(TimeSpan.FromHours(1));
        await story.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal($"{Waiting}; {More}; Handoff/still-waiting", await story.ToldAsync());
        Assert.Empty(desk.Taken);

        desk.IsDown = false;
        await story.SayAsync("hello?");
        for (var after = 0L; ;)
        {
            var page = await ReadAsync(host, $"/api/other-desk/events?after={after}&most=2");
            foreach (var read in page.GetProperty("events").EnumerateArray()) desk.Take(read);
            if (page.GetProperty("events").GetArrayLength() == 0) break;
            Assert.Equal(after + 1, page.GetProperty("events")[0].GetProperty("number").GetInt64());
            after = page.GetProperty("next").GetInt64();
        }

        // One that came while it read came twice, and was taken once.
        desk.Check(inOrder: false);
        Assert.Equal([1, 2, 3, 4], desk.Taken.Select(e => e.GetProperty("sequence").GetInt32()).Order());
        Assert.Equal("it is the battery", desk.Taken.Single(e => e.GetProperty("sequence").GetInt32() == 2).GetProperty("message").GetProperty("text").GetString());
        await ActAsync(host, "claim", new { });
        await ActAsync(host, "reply", new { lease = 1, text = "I am here now" });
        await story.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal($"{Waiting}; {More}; Handoff/still-waiting; > hello?; Handoff/agent-joined; Handoff/agent-said", await story.ToldAsync());
    }

    [Fact]
    public async Task A_desk_that_is_gone_after_it_took_the_case_does_not_keep_it()
    {
        await using var desk = await LoopbackDesk.StartAsync();
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        await ActAsync(host, "claim", new { });
        await ActAsync(host, "reply", new { lease = 1, text = "I look into it" });
        desk.Next("410");
        await story.SayAsync("it is the battery");
        Assert.Equal($"{Waiting}; Handoff/agent-joined; Handoff/agent-said; {More}; Handoff/agent-left", await story.ToldAsync());
        await story.WaitAsync(TimeSpan.FromMinutes(80));
        Assert.EndsWith("Handoff/agent-left; Handoff/still-waiting", await story.ToldAsync(), StringComparison.Ordinal);
        Assert.Equal(1, (await story.CaseAsync())!.Level);
    }

    [Fact]
    public async Task A_desk_that_hears_it_and_does_nothing_does_not_leave_the_customer_alone()
    {
        await using var desk = await LoopbackDesk.StartAsync();
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        await story.SayAsync("it is the battery");
        await story.WaitAsync(TimeSpan.FromMinutes(61));
        await story.WaitAsync(TimeSpan.FromMinutes(61));
        Assert.Equal($"{Waiting}; {More}; Handoff/still-waiting; Handoff/no-third-hour", await story.ToldAsync());
        Assert.Equal("case.opened, message.received, case.escalated, case.escalated", desk.Kinds);
        desk.Check();
    }

    [Fact]
    public async Task Somebody_there_who_answered_once_and_never_again_does_not_keep_the_case()
    {
        await using var desk = await LoopbackDesk.StartAsync();
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        await ActAsync(host, "claim", new { });
        await ActAsync(host, "reply", new { lease = 1, text = "I look into it" });
        await story.SayAsync("it is the battery");
        await host.AdvanceAsync(TimeSpan.FromMinutes(40));
        await story.SayAsync("are you there?");
        await host.AdvanceAsync(TimeSpan.FromMinutes(40));
        Assert.Equal($"{Waiting}; Handoff/agent-joined; Handoff/agent-said; {More}; > are you there?; Handoff/agent-left", await story.ToldAsync());
        await story.WaitAsync(TimeSpan.FromMinutes(80));
        Assert.EndsWith("Handoff/agent-left; Handoff/still-waiting", await story.ToldAsync(), StringComparison.Ordinal);

        // Answered in time nothing of it is heard.
        await ActAsync(host, "claim", new { });
        await ActAsync(host, "reply", new { lease = 3, text = "I am sorry, here I am" });
        await story.WaitAsync(TimeSpan.FromMinutes(20));
        Assert.EndsWith("Handoff/still-waiting; Handoff/agent-joined; Handoff/agent-said", await story.ToldAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_desks_the_first_has_it()
    {
        await using var desk = await LoopbackDesk.StartAsync();
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        await host.ActAsync("Paul", "claim", new { requestId = "1" });
        var (status, refused) = await host.SendAsync(HttpMethod.Post, $"/api/other-desk/cases/{CaseId}/claim", LoopbackDesk.Key, new { requestId = "2", agent = "Paul" });
        Assert.Equal((409, "Paul has this case"), (status, refused.GetProperty("title").GetString()));
        Assert.NotEmpty(refused.GetProperty("detail").GetString()!);
        Assert.Equal(409, (await host.SendAsync(HttpMethod.Post, $"/api/other-desk/cases/{CaseId}/reply", LoopbackDesk.Key, new { requestId = "3", agent = "Paul", lease = 1, text = "hello" })).Status);
        Assert.Equal($"{Waiting}; Handoff/agent-joined", await story.ToldAsync());
    }

    // The story as it goes at our own desk.
    private static async Task<string> OurOwnAsync()
    {
        await using var host = await TestHost.StartAsync();
        using var jonas = await host.SignInAsync("Paul");
        var story = new HandoverStory(host);
        await PlayAsync(story, async (what, body) =>
        {
            using var answer = await jonas.PostAsJsonAsync($"/api/desk/cases/{CaseId}/{what}", Merge(body), Cancel);
            answer.EnsureSuccessStatusCode();
        });
        return await story.ToldAsync();
    }

    private static async Task PlayAsync(HandoverStory story, Func<string, object, Task> act)
    {
        await story.ComplainAsync();
        await story.SayAsync("it is the battery");
        await act("claim", new { });
        await act("reply", new { lease = 1, text = "I send you a new one" });
        await story.SayAsync("thank you");
        await act("resolve", new { lease = 1, outcome = "A new battery is on its way" });
        await story.SayAsync("no, it is still dark");
    }

    private static async Task ActAsync(TestHost host, string what, object body)
    {
        var (status, answer) = await host.SendAsync(HttpMethod.Post, $"/api/other-desk/cases/{CaseId}/{what}", LoopbackDesk.Key, Merge(body));
        Assert.True(status == 200, $"{what}: {status} {answer}");
    }

    private static Dictionary<string, object> Merge(object body) =>
        new(JsonSerializer.SerializeToElement(body).EnumerateObject().Select(p => KeyValuePair.Create(p.Name, (object)p.Value))) { ["requestId"] = Guid.NewGuid().ToString("N"), ["agent"] = "Paul" };

    private static async Task<JsonElement> ReadAsync(TestHost host, string path)
    {
        var (status, body) = await host.SendAsync(HttpMethod.Get, path, LoopbackDesk.Key);
        Assert.Equal(200, status);
        return body;
    }
}
