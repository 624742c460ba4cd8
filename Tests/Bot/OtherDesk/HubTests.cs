using FollowUpBot.Bot.Storage;
using static FollowUpBot.Tests.Bot.OtherDesk.HandoverStory;

namespace FollowUpBot.Tests.Bot.OtherDesk;

/// <summary>The same story with a hub: handed over by <c>handoff.initiate</c>, answered by <c>handoff.status</c>, on our own Direct Line and through the Connector.</summary>
public class HubTests
{
    private const string Waiting = "Complaints/handed-over", Joined = "Handoff/agent-joined";

    [Fact]
    public async Task A_hub_that_listens_on_direct_line_gets_the_conversation_with_all_that_was_said()
    {
        await using var host = await TestHost.StartAsync(flags: LoopbackHub.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        var activities = await story.ActivitiesAsync();
        var handed = Assert.Single(activities, a => a.GetProperty("type").GetString() == "event");
        Assert.Equal(("handoff.initiate", story.Conversation, $"{activities[^2].GetProperty("id").GetString()}.handoff"), (handed.GetProperty("name").GetString(), handed.GetProperty("conversation").GetProperty("id").GetString(), handed.GetProperty("id").GetString()));
        Assert.Equal(("Complaint", "TrailLight 300", CaseId), (handed.GetProperty("value").GetProperty("skill").GetString(), handed.GetProperty("value").GetProperty("product").GetString(), handed.GetProperty("value").GetProperty("caseId").GetString()));
        var transcript = handed.GetProperty("attachments")[0];
        Assert.Equal(("application/json", "Transcript"), (transcript.GetProperty("contentType").GetString(), transcript.GetProperty("name").GetString()));
        var said = transcript.GetProperty("content").GetProperty("activities").EnumerateArray().ToList();
        Assert.Equal(activities.Where(a => a.GetProperty("type").GetString() == "message").Select(a => a.GetProperty("id").GetString()), said.Select(a => a.GetProperty("id").GetString()));

        // Read again it is there again, and the same; another client's watermark never sees it as new.
        Assert.Equal(handed.ToString(), (await story.ActivitiesAsync())[^1].ToString());
    }

    [Fact]
    public async Task The_whole_story_with_a_hub_reads_as_with_our_own_desk_but_for_what_the_hub_says_itself()
    {
        await using var host = await TestHost.StartAsync(flags: LoopbackHub.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        await story.SayAsync("it is the battery");
        await ReportAsync(host, story, "accepted");
        await story.SayAsync("hello, who is there?");
        await story.WaitAsync(TimeSpan.FromHours(5));
        await story.SayAsync("thank you");
        await ReportAsync(host, story, "completed", "A new battery is on its way");
        await story.SayAsync("no, it is still dark");
        Assert.Equal($"{Waiting}; > it is the battery; {Joined}; > hello, who is there?; > thank you; Handoff/resolved; > no, it is still dark; Handoff/not-solved", await story.ToldAsync());
        Assert.Equal(2, (await story.ActivitiesAsync()).Count(a => a.GetProperty("type").GetString() == "event"));
        Assert.Contains((await story.LinesAsync()), l => l.Text.Contains("Contoso Care noted: A new battery is on its way", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("failed", $"{Waiting}; Handoff/not-taken; Handoff/still-waiting")]
    [InlineData("accepted failed", $"{Waiting}; {Joined}; Handoff/agent-left; Handoff/still-waiting")]
    [InlineData("failed accepted", $"{Waiting}; Handoff/not-taken; Handoff/still-waiting")]
    [InlineData("failed failed", $"{Waiting}; Handoff/not-taken; Handoff/still-waiting")]
    [InlineData("", $"{Waiting}; Handoff/still-waiting")]
    [InlineData("accepted", $"{Waiting}; {Joined}")]
    [InlineData("accepted accepted", $"{Waiting}; {Joined}")]
    [InlineData("completed", $"{Waiting}; Handoff/resolved")]
    [InlineData("accepted completed", $"{Waiting}; {Joined}; Handoff/resolved")]
    [InlineData("completed completed accepted failed", $"{Waiting}; Handoff/resolved")]
    [InlineData("busy", $"{Waiting}; Handoff/still-waiting")]
    public async Task Whatever_a_hub_says_the_customer_is_not_left_alone(string states, string told)
    {
        await using var host = await TestHost.StartAsync(flags: LoopbackHub.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        foreach (var state in states.Split(' ', StringSplitOptions.RemoveEmptyEntries)) await ReportAsync(host, story, state);
        await story.WaitAsync(TimeSpan.FromMinutes(80));
        Assert.Equal(told, await story.ToldAsync());
        Assert.Equal(told.EndsWith("still-waiting", StringComparison.Ordinal) ? 1 : 0, (await story.CaseAsync())!.Level);
    }

    [Fact]
    public async Task A_status_from_a_browser_or_for_another_conversation_changes_nothing()
    {
        await using var host = await TestHost.StartAsync(flags: LoopbackHub.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        var path = $"/v3/directline/conversations/{story.Conversation}/activities";
        var completed = new { type = "event", name = "handoff.status", value = new { state = "completed" } };
        Assert.Equal(403, (await host.SendAsync(HttpMethod.Post, path, story.Token, completed)).Status);
        Assert.Equal(403, (await host.SendAsync(HttpMethod.Post, path, "another-secret-0123456789", completed)).Status);
        Assert.Equal(401, (await host.SendAsync(HttpMethod.Post, path, null, completed)).Status);
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations/nobodys/activities", TestHost.Secret, completed)).Status);

        // Of a conversation that nobody handed over, and what is no status at all.
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/conversations", TestHost.Secret);
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{made.GetProperty("conversationId").GetString()}/activities", TestHost.Secret, completed)).Status);
        foreach (var value in new object?[] { null, new { }, new { state = "done" }, new { state = "COMPLETED" } })
            Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, path, TestHost.Secret, new { type = "event", name = "handoff.status", value })).Status);
        Assert.Equal(400, (await host.SendAsync(HttpMethod.Post, path, TestHost.Secret, new { type = "event", name = "handoff.status", value = new { state = 1 } })).Status);
        Assert.Equal(Waiting, await story.ToldAsync());
    }

    [Fact]
    public async Task Whoever_of_ours_was_first_keeps_it()
    {
        await using var host = await TestHost.StartAsync(flags: LoopbackHub.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        await host.ActAsync("Jonas", "claim", new { requestId = "1" });
        await ReportAsync(host, story, "accepted");
        await ReportAsync(host, story, "completed");
        Assert.Equal($"{Waiting}; {Joined}", await story.ToldAsync());
        Assert.Equal(("Jonas", 2), ((await story.CaseAsync())!.Owner, (await story.CaseAsync())!.Notes.Count));
    }

    [Theory]
    [InlineData("accepted", true)]
    [InlineData("completed", true)]
    [InlineData("accepted", false)]
    public async Task Through_the_connector_it_is_the_same_on_a_channel_of_the_bot_framework(string state, bool isWell)
    {
        await using var hub = await LoopbackHub.StartAsync();
        await using var host = await ConnectedAsync(hub, isWell ? [500, 429] : [400]);
        await host.AdvanceAsync(TimeSpan.FromMinutes(2));

        // The same each time it was tried.
        Assert.Equal(isWell ? 3 : 1, hub.Events.Count);
        Assert.Single(hub.Events.Select(e => e.GetProperty("id").GetString()).Distinct());
        var handed = hub.Events[^1];
        Assert.Equal(("handoff.initiate", LoopbackHub.Conversation, "Complaint"), (handed.GetProperty("name").GetString(), handed.GetProperty("conversation").GetProperty("id").GetString(), handed.GetProperty("value").GetProperty("skill").GetString()));
        Assert.Contains("dark after an hour", handed.GetProperty("attachments")[0].GetProperty("content").GetProperty("activities").EnumerateArray().Last(a => a.GetProperty("from").GetProperty("id").GetString() == LoopbackHub.User).GetProperty("text").GetString(), StringComparison.Ordinal);

        Assert.Equal(200, await hub.ReportAsync(host, new { state, message = "A new one is on its way" }, id: "s1"));
        Assert.Equal(200, await hub.ReportAsync(host, new { state, message = "A new one is on its way" }, id: "s1"));
        await host.AdvanceAsync(TimeSpan.FromMinutes(61));
        var last = hub.Texts[^1];
        if (!isWell) Assert.Contains("somebody would have written by now", last, StringComparison.Ordinal);
        else if (state == "accepted") Assert.StartsWith("Contoso Care from our service team is with you now", last, StringComparison.Ordinal);
        else Assert.StartsWith("Contoso Care noted: A new one is on its way", last, StringComparison.Ordinal);
        Assert.Equal(hub.Texts.Distinct(), hub.Texts);
    }

    [Fact]
    public async Task Through_the_connector_a_status_that_is_none_is_taken_and_changes_nothing()
    {
        await using var hub = await LoopbackHub.StartAsync();
        await using var host = await ConnectedAsync(hub, []);
        var customer = (await host.Store.CustomerAtAsync("webchat", LoopbackHub.User))!;
        var before = (await host.Store.LoadCustomerAsync(customer)).File!.Cases;
        foreach (var value in new object?[] { null, new { }, "accepted", new { state = "done" }, new { state = 7 }, new[] { "accepted" } }) Assert.Equal(200, await hub.ReportAsync(host, value));
        Assert.Equal(200, await hub.ReportAsync(host, new { state = "completed" }, conversation: "another"));
        Assert.Equal(200, await hub.ReportAsync(host, new { state = "completed" }, from: LoopbackHub.User));
        Assert.Equal(200, await hub.ReportAsync(host, new { state = "completed" }, name: "handoff.initiate"));
        Assert.Equivalent(before, (await host.Store.LoadCustomerAsync(customer)).File!.Cases);
        Assert.Null(await host.Store.FindConversationAsync(new ConversationKey("webchat", "another")));
    }

    [Fact]
    public async Task On_a_channel_that_takes_no_events_our_own_desk_has_the_case_alone()
    {
        await using var hub = await LoopbackHub.StartAsync();
        await using var host = await TestHost.StartAsync(flags: [.. LoopbackHub.Flags, "--FollowUp:BotFramework:Authentication", "Off"]);
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, "/api/messages", null, new { type = "message", id = "m", text = "I want to talk to a person", serviceUrl = hub.Url, channelId = "msteams", from = new { id = "29:maria" }, recipient = new { id = "28:bot" }, conversation = new { id = "t" } })).Status);
        await host.AdvanceAsync(TimeSpan.FromMinutes(61));
        Assert.Empty(hub.Events);
        Assert.Contains("somebody would have written by now", hub.Texts[^1], StringComparison.Ordinal);
    }

    // Somebody who complains on the hub's channel.
    private static async Task<TestHost> ConnectedAsync(LoopbackHub hub, int[] faults)
    {
        hub.Next(faults);
        var host = await TestHost.StartAsync(flags: [.. LoopbackHub.Flags, "--FollowUp:BotFramework:Authentication", "Off"]);
        Assert.Equal(200, await hub.SayAsync(host, "the lamp is dark after an hour and I am disappointed"));
        await host.AdvanceAsync(TimeSpan.FromSeconds(1));
        return host;
    }

    private static async Task ReportAsync(TestHost host, HandoverStory story, string state, string? message = null)
    {
        var (status, _) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{story.Conversation}/activities", TestHost.Secret, new { type = "event", name = "handoff.status", value = new { state, message } });
        Assert.Equal(200, status);
        await story.WaitAsync(TimeSpan.FromSeconds(1));
    }
}
