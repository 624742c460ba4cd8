using System.Text;
using static FollowUpBot.Tests.Bot.OtherDesk.HandoverStory;

namespace FollowUpBot.Tests.Bot.OtherDesk;

/// <summary><c>/api/other-desk</c>: who may, what is refused, and that the same again acts once.</summary>
public class OtherDeskApiTests
{
    private static readonly string[] Acts = ["claim", "reply", "note", "release", "resolve", "transfer"];

    [Theory]
    [InlineData(null)]
    [InlineData("the-key-of-nobody-0123456789abcdefghijk")]
    [InlineData(TestHost.Secret)]
    [InlineData(TestHost.ApiKey)]
    public async Task Whoever_does_not_show_the_key_is_refused_alike_everywhere(string? key)
    {
        await using var desk = await LoopbackDesk.StartAsync();
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        await using var without = await TestHost.StartAsync();
        foreach (var where in new[] { host, without })
        {
            var bodies = new HashSet<string>();
            foreach (var path in new[] { "events", "events?after=x", "cases", "cases/C-1-1", "cases/nobody" }) bodies.Add(await AskAsync(where, HttpMethod.Get, path, key));
            foreach (var act in Acts) bodies.Add(await AskAsync(where, HttpMethod.Post, $"cases/C-1-1/{act}", key));
            Assert.StartsWith("401", Assert.Single(bodies), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_same_request_again_acts_once()
    {
        await using var desk = await LoopbackDesk.StartAsync();
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        for (var i = 0; i < 3; i++)
        {
            var (status, body) = await ActAsync(host, "claim", new { requestId = "r-1", agent = "Paul" });
            Assert.Equal((200, 1, true), (status, body.GetProperty("lease").GetInt32(), body.GetProperty("ownerIsYours").GetBoolean()));
            Assert.Equal(200, (await ActAsync(host, "reply", new { requestId = "r-2", agent = "Paul", lease = 1, text = "hello" })).Status);
        }

        Assert.Equal("Complaints/handed-over; Handoff/agent-joined; Handoff/agent-said", await story.ToldAsync());
    }

    [Fact]
    public async Task A_case_goes_from_hand_to_hand_and_back()
    {
        await using var desk = await LoopbackDesk.StartAsync();
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        Assert.Equal(CaseId, (await GetAsync(host, "cases")).GetProperty("cases")[0].GetProperty("id").GetString());
        Assert.Equal(200, (await ActAsync(host, "claim", new { requestId = "1", agent = "Paul" })).Status);
        Assert.Equal(200, (await ActAsync(host, "note", new { requestId = "2", agent = "Paul", text = "she is upset" })).Status);
        Assert.Equal(200, (await ActAsync(host, "transfer", new { requestId = "3", agent = "Paul", lease = 1, to = "Amira" })).Status);
        Assert.Equal(409, (await ActAsync(host, "reply", new { requestId = "4", agent = "Paul", lease = 1, text = "one more thing" })).Status);
        Assert.Equal(200, (await ActAsync(host, "release", new { requestId = "5", agent = "Amira", lease = 2 })).Status);
        Assert.Equal("Complaints/handed-over; Handoff/agent-joined; Handoff/agent-joined; Handoff/agent-left", await story.ToldAsync());
        var read = await GetAsync(host, $"cases/{CaseId}");
        Assert.Equal("she is upset", read.GetProperty("notes")[0].GetProperty("text").GetString());
        Assert.False(read.TryGetProperty("owner", out _));
        Assert.Equal("Maria Lopez", read.GetProperty("customer").GetProperty("name").GetString());
        Assert.Contains(read.GetProperty("transcript").EnumerateArray(), l => l.GetProperty("speaker").GetString() == "Customer");
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Get, "/api/other-desk/cases/nobody", LoopbackDesk.Key)).Status);
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Post, "/api/other-desk/cases/nobody/claim", LoopbackDesk.Key, new { requestId = "6", agent = "Paul" })).Status);
    }

    [Theory]
    [InlineData("claim", "{", 400)]
    [InlineData("claim", "[]", 400)]
    [InlineData("claim", "{\"agent\":\"Paul\"}", 400)]
    [InlineData("claim", "{\"requestId\":\"1\"}", 400)]
    [InlineData("claim", "{\"requestId\":\"1\",\"agent\":\"Paul\\u202e\"}", 400)]
    [InlineData("claim", "{\"requestId\":\"1\",\"agent\":\"Paul\",\"agent\":\"Amira\"}", 400)]
    [InlineData("reply", "{\"requestId\":\"1\",\"agent\":\"Paul\",\"text\":\"x\"}", 400)]
    [InlineData("reply", "{\"requestId\":\"1\",\"agent\":\"Paul\",\"lease\":\"1\",\"text\":\"x\"}", 400)]
    [InlineData("reply", "{\"requestId\":\"1\",\"agent\":\"Paul\",\"lease\":1,\"text\":\"\"}", 400)]
    [InlineData("resolve", "{\"requestId\":\"1\",\"agent\":\"Paul\",\"lease\":1,\"outcome\":\"x\",\"cause\":\"Fate\"}", 400)]
    [InlineData("transfer", "{\"requestId\":\"1\",\"agent\":\"Paul\",\"lease\":1}", 400)]
    public async Task What_cannot_be_read_is_refused_with_what_is_wrong(string act, string body, int status)
    {
        await using var desk = await LoopbackDesk.StartAsync();
        await using var host = await TestHost.StartAsync(flags: desk.Flags);
        var story = new HandoverStory(host);
        await story.ComplainAsync();
        Assert.StartsWith($"{status}", await AskAsync(host, HttpMethod.Post, $"cases/{CaseId}/{act}", LoopbackDesk.Key, body), StringComparison.Ordinal);
        if (act == "reply") Assert.StartsWith("413", await AskAsync(host, HttpMethod.Post, $"cases/{CaseId}/{act}", LoopbackDesk.Key, $"{{\"text\":\"{new string('x', 70_000)}\"}}"), StringComparison.Ordinal);
        if (act == "transfer")
            foreach (var asked in new[] { "after=-1", "after=x", "most=0", "most=201", "after=99999999999999999999" }) Assert.StartsWith("400", await AskAsync(host, HttpMethod.Get, $"events?{asked}", LoopbackDesk.Key), StringComparison.Ordinal);
        Assert.Equal("Complaints/handed-over", await story.ToldAsync());
    }

    [Fact]
    public async Task Too_many_calls_are_asked_to_wait()
    {
        await using var desk = await LoopbackDesk.StartAsync();
        await using var host = await TestHost.StartAsync(flags: [.. desk.Flags, "--FollowUp:OtherDesk:CallsPerMinute", "3"]);
        for (var i = 0; i < 3; i++) Assert.StartsWith("200", await AskAsync(host, HttpMethod.Get, "cases", LoopbackDesk.Key), StringComparison.Ordinal);

        // Who has no key uses nothing of it up, and is told nothing of it.
        Assert.StartsWith("401", await AskAsync(host, HttpMethod.Get, "cases", "another"), StringComparison.Ordinal);
        Assert.StartsWith("429", await AskAsync(host, HttpMethod.Get, "cases", LoopbackDesk.Key), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(TestHost host, HttpMethod method, string path, string? key, string body = "{}")
    {
        using var request = TestHost.Request(method, $"/api/other-desk/{path}", key);
        if (method == HttpMethod.Post) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return $"{(int)answer.StatusCode} {System.Text.RegularExpressions.Regex.Replace(text, "\"traceId\":\"[^\"]*\"", "")}";
    }

    private static Task<(int Status, System.Text.Json.JsonElement Body)> ActAsync(TestHost host, string what, object body) => host.SendAsync(HttpMethod.Post, $"/api/other-desk/cases/{CaseId}/{what}", LoopbackDesk.Key, body);

    private static async Task<System.Text.Json.JsonElement> GetAsync(TestHost host, string path)
    {
        var (status, body) = await host.SendAsync(HttpMethod.Get, $"/api/other-desk/{path}", LoopbackDesk.Key);
        Assert.Equal(200, status);
        return body;
    }
}
