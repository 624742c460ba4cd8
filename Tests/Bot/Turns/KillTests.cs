using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Commands;
using FollowUpBot.Tests.Bot.Storage;

namespace FollowUpBot.Tests.Bot.Turns;

/// <summary>A host that is killed between a customer's message and the reply.</summary>
public class KillTests : IClassFixture<LearnedOnce>
{
    private const int MessagesAtOnce = 12;

    [Fact]
    public Task After_a_kill_every_message_has_exactly_one_reply() => KillAsync(kills: 10);

    [Fact]
    public async Task After_a_kill_every_message_has_exactly_one_reply_on_PostgreSQL() =>
        await KillAsync(kills: 5, PostgresServer.Flags(await PostgresServer.NewSchemaAsync()));

    private static async Task KillAsync(int kills, params string[] flags)
    {
        var data = Directory.CreateTempSubdirectory("followup-kill-");
        var port = HostProcess.FreePort();
        var sent = 0;
        var interrupted = 0;
        var unanswered = 0;
        var host = await HostProcess.ServeAsync(data.FullName, port, flags);
        var (token, conversation) = await OpenAsync(port);
        for (var kill = 0; kill < kills; kill++)
        {
            using var http = Client(port, token);

            // The first message pays for what is compiled on first use; the kill is to fall among the others.
            await PostAsync(http, conversation, sent++);
            var batch = Enumerable.Range(sent, MessagesAtOnce).ToList();
            sent += MessagesAtOnce;
            var posts = batch.Select(n => TryPostAsync(http, conversation, n)).ToList();
            await Task.Delay(kill * 8, TestContext.Current.CancellationToken);
            await host.KillAsync();
            var answered = await Task.WhenAll(posts);
            interrupted += answered.Count(a => !a);

            // A client that got no answer sends its message again under the same id, as Web Chat does.
            host = await HostProcess.ServeAsync(data.FullName, port, flags);
            using var retry = Client(port, token);
            var there = (await ReadAsync(retry, conversation)).Select(l => l.Client).ToHashSet();
            unanswered += batch.Where((n, i) => !answered[i] && there.Contains($"message-{n}")).Count();
            foreach (var n in batch.Where((_, i) => !answered[i])) await PostAsync(retry, conversation, n);
        }

        using var reader = Client(port, token);
        var lines = await ReadAsync(reader, conversation);
        var questions = lines.Where(l => l.Role == "user").ToList();
        Assert.Equal(sent, questions.Count);
        Assert.Equal(sent, questions.Select(q => q.Client).Distinct().Count());

        // A message and its reply are one commit, so each is followed by its own reply and nothing else.
        for (var i = 1; i < lines.Count; i++) Assert.NotEqual(lines[i - 1].Role, lines[i].Role);
        Assert.Equal(sent, lines.Count(l => l.Role == "bot") - 1);
        Assert.True(interrupted > 0, "No kill fell between a message and its reply: the test proves nothing.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{sent} messages, {kills} kills, {interrupted} messages interrupted, {unanswered} of them durable before their sender knew, {questions.Count} handled, {lines.Count(l => l.Role == "bot") - 1} replies");
        await host.DisposeAsync();
        data.Delete(recursive: true);
    }

    private static async Task<(string Token, string Conversation)> OpenAsync(int port)
    {
        using var http = Client(port, TestHost.Secret);
        var made = await (await http.PostAsJsonAsync("/v3/directline/tokens/generate", new { user = new { id = "dl_killed" } })).Content.ReadFromJsonAsync<JsonElement>();
        var token = made.GetProperty("token").GetString()!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var opened = await (await http.PostAsync("/v3/directline/conversations", null)).Content.ReadFromJsonAsync<JsonElement>();
        return (token, opened.GetProperty("conversationId").GetString()!);
    }

    private static HttpClient Client(int port, string bearer) => new()
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}"),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) },
    };

    private static async Task PostAsync(HttpClient http, string conversation, int n)
    {
        using var answer = await http.PostAsJsonAsync($"/v3/directline/conversations/{conversation}/activities", new { type = "message", text = "hello", channelData = new { clientActivityID = $"message-{n}" } });
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<bool> TryPostAsync(HttpClient http, string conversation, int n)
    {
        try
        {
            await PostAsync(http, conversation, n);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<List<(string Role, string? Client)>> ReadAsync(HttpClient http, string conversation)
    {
        var lines = new List<(string, string?)>();
        for (var watermark = "0"; ;)
        {
            var set = await http.GetFromJsonAsync<JsonElement>($"/v3/directline/conversations/{conversation}/activities?watermark={watermark}");
            var activities = set.GetProperty("activities").EnumerateArray().ToList();
            if (activities.Count == 0) return lines;
            watermark = set.GetProperty("watermark").GetString()!;
            lines.AddRange(activities.Select(a => (
                a.GetProperty("from").GetProperty("role").GetString()!,
                a.GetProperty("channelData").TryGetProperty("clientActivityID", out var id) ? id.GetString() : null)));
        }
    }
}
