using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FollowUpBot.Bot.Desk;
using FollowUpBot.Bot.People;
using FollowUpBot.Tests.Bot.Channels;
using FollowUpBot.Tests.Bot.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Desk;

/// <summary>Files that agents send: kept beside what they write, sent once, and only by who added them.</summary>
public class DeskFileTests
{
    private static readonly byte[] Png = DirectLineFileTests.Png;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_goes_with_the_words_and_the_customer_alone_gets_it()
    {
        await using var host = await StartAsync();
        var (id, conversation, token) = await AskForAPersonAsync(host, "dl_maria");
        var (_, elsewhere, others) = await AskForAPersonAsync(host, "dl_paul");
        using var jonas = await host.SignInAsync("Jonas");
        await ActAsync(jonas, id, "claim", new { requestId = "1" });
        var (status, added) = await AddAsync(jonas, id, Png, "../where it goes.html");
        Assert.Equal((200, "where it goes.png", "image/png", Png.Length), (status, added.GetProperty("name").GetString(), added.GetProperty("type").GetString(), added.GetProperty("bytes").GetInt32()));
        var file = added.GetProperty("id").GetString()!;

        // What has not been sent is nobody's to fetch, not even by its id.
        Assert.Equal(404, (int)(await host.Http.GetAsync($"/files/{file}/x.png", Cancel)).StatusCode);
        Assert.Equal(200, await ActAsync(jonas, id, "reply", new { requestId = "2", lease = 1, text = "Look here", files = new[] { file } }));

        var line = (await ActivitiesAsync(host, conversation, token))[^1];
        Assert.Equal("**Jonas:** Look here", line.GetProperty("text").GetString());
        var attachment = line.GetProperty("attachments").EnumerateArray().Single();
        Assert.Equal(("image/png", "where it goes.png"), (attachment.GetProperty("contentType").GetString(), attachment.GetProperty("name").GetString()));
        using var download = await host.Http.GetAsync(attachment.GetProperty("contentUrl").GetString(), Cancel);
        Assert.Equal(Png, await download.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("nosniff", Assert.Single(download.Headers.GetValues("X-Content-Type-Options")));
        Assert.DoesNotContain(await ActivitiesAsync(host, elsewhere, others), l => l.TryGetProperty("attachments", out _));
        Assert.Equal(403, (await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities", others)).Status);

        // The desk shows it with the line, and nothing waits to be sent any more.
        var open = await jonas.GetFromJsonAsync<JsonElement>($"/api/desk/cases/{id}", Cancel);
        Assert.Equal("where it goes.png", open.GetProperty("transcript").EnumerateArray().Last().GetProperty("files")[0].GetProperty("name").GetString());
        Assert.Empty((await host.Services.GetRequiredService<Drafts>().ReadAsync("Jonas", id)).Files);
    }

    [Fact]
    public async Task A_file_may_go_without_a_word_and_goes_once_however_often_it_is_sent()
    {
        await using var host = await StartAsync();
        var (id, conversation, token) = await AskForAPersonAsync(host, "dl_maria");
        using var jonas = await host.SignInAsync("Jonas");
        await ActAsync(jonas, id, "claim", new { requestId = "1" });
        var file = (await AddAsync(jonas, id, "%PDF-1.4 a plan"u8.ToArray(), "plan.pdf")).Body.GetProperty("id").GetString()!;
        var before = (await ActivitiesAsync(host, conversation, token)).Count;
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ActAsync(jonas, id, "reply", new { requestId = "2", lease = 1, files = new[] { file } })));
        Assert.All(answers, a => Assert.Equal(200, a));
        Assert.Equal(before + 1, (await ActivitiesAsync(host, conversation, token)).Count);

        // Under another id it is none of theirs any more; and nothing at all is nothing to send.
        Assert.Equal(400, await ActAsync(jonas, id, "reply", new { requestId = "3", lease = 1, files = new[] { file } }));
        foreach (var wrong in new[] { "", "\0", "../x", new string('a', 48), new string('x', 65) }) Assert.Equal(400, await ActAsync(jonas, id, "reply", new { requestId = $"3{wrong}", lease = 1, text = "this", files = new[] { wrong } }));
        using (var nothing = await jonas.DeleteAsync($"/api/desk/cases/{id}/files/%00", Cancel)) Assert.True((int)nothing.StatusCode < 500);
        Assert.Equal(400, await ActAsync(jonas, id, "reply", new { requestId = "4", lease = 1, text = "", files = Array.Empty<string>() }));
        Assert.Equal(400, await ActAsync(jonas, id, "reply", new { requestId = "5", lease = 1, text = "six", files = Enumerable.Range(0, 6).Select(i => $"{i}") }));
        Assert.Equal(before + 1, (await ActivitiesAsync(host, conversation, token)).Count);
    }

    [Fact]
    public async Task A_refused_reply_leaves_words_and_files_with_the_agent()
    {
        await using var host = await StartAsync();
        var (id, conversation, token) = await AskForAPersonAsync(host, "dl_maria");
        using var jonas = await host.SignInAsync("Jonas");
        using var amira = await host.SignInAsync("Amira");
        await ActAsync(jonas, id, "claim", new { requestId = "1" });
        var file = (await AddAsync(jonas, id, Png, "one.png")).Body.GetProperty("id").GetString()!;
        await ActAsync(amira, id, "take-over", new { requestId = "2", reason = "Jonas has gone home" });
        Assert.Equal(409, await ActAsync(jonas, id, "reply", new { requestId = "3", lease = 1, text = "late", files = new[] { file } }));
        Assert.Equal(409, (await AddAsync(jonas, id, Png, "two.png")).Status);

        // Nor does the colleague send what is not hers.
        Assert.Equal(400, await ActAsync(amira, id, "reply", new { requestId = "4", lease = 2, text = "his", files = new[] { file } }));
        Assert.DoesNotContain(await ActivitiesAsync(host, conversation, token), l => l.TryGetProperty("attachments", out _));
        Assert.Equal(404, (int)(await host.Http.GetAsync($"/files/{file}/x.png", Cancel)).StatusCode);
        var kept = Assert.Single((await host.Services.GetRequiredService<Drafts>().ReadAsync("Jonas", id)).Files);
        Assert.Equal((file, "one.png"), (kept.Id, kept.Name));

        // After a stop nothing goes either; back with Jonas it goes as it was.
        await ActAsync(jonas, id, "take-over", new { requestId = "5", reason = "I am back" });
        Assert.Equal(200, await ActAsync(jonas, id, "reply", new { requestId = "6", lease = 3, text = "here", files = new[] { file } }));
        Assert.Single(await ActivitiesAsync(host, conversation, token), l => l.TryGetProperty("attachments", out _));
    }

    [Fact]
    public async Task Only_who_has_the_case_adds_files_and_only_the_kinds_sizes_and_numbers_that_are_sent()
    {
        await using var host = await StartAsync("--FollowUp:DirectLine:LargestFileKilobytes", "2048");
        var (id, _, _) = await AskForAPersonAsync(host, "dl_maria");
        using var jonas = await host.SignInAsync("Jonas");
        Assert.Equal(409, (await AddAsync(jonas, id, Png, "early.png")).Status);
        Assert.Equal(404, (await AddAsync(jonas, "C-nobody-1", Png, "x.png")).Status);
        await ActAsync(jonas, id, "claim", new { requestId = "1" });
        foreach (var content in new[] { "<svg onload='alert(1)'/>", "\n<!doctype html>", "PK\u0003\u0004", "MZ\u0000\u0001", "" })
            Assert.Equal(415, (await AddAsync(jonas, id, Encoding.UTF8.GetBytes(content), "photo.png")).Status);
        Assert.Equal(413, (await AddAsync(jonas, id, [.. Png, .. new byte[2048 * 1024]], "large.png")).Status);
        Assert.Equal(200, (await AddAsync(jonas, id, [.. Png, .. new byte[2000 * 1024]], "fits.png")).Status);

        // At once, as a page may send what was dropped on it.
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => AddAsync(jonas, id, Png, $"{i}.png")));
        Assert.Equal([200, 200, 200, 200, 409, 409], answers.Select(a => a.Status).Order());
        var drafts = host.Services.GetRequiredService<Drafts>();
        var files = (await drafts.ReadAsync("Jonas", id)).Files;
        Assert.Equal(5, files.Count);

        // Taken out it is gone; what was written stays.
        await drafts.WriteAsync("Jonas", id, Draft.Empty with { Text = "Dear Maria" });
        using (var gone = await jonas.DeleteAsync($"/api/desk/cases/{id}/files/{files[0].Id}", Cancel)) Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        var draft = await drafts.ReadAsync("Jonas", id);
        Assert.Equal(("Dear Maria", 4), (draft.Text, draft.Files.Count));
        Assert.Equal(400, await ActAsync(jonas, id, "reply", new { requestId = "2", lease = 1, text = "with it", files = new[] { files[0].Id } }));
        using var reader = await host.SignInAsync("Rosa", Role.Manager);
        Assert.Equal(403, (await AddAsync(reader, id, Png, "x.png")).Status);
    }

    [Fact]
    public async Task What_was_sent_while_the_page_did_not_hear_of_it_is_offered_no_second_time_and_what_came_after_it_is()
    {
        await using var host = await StartAsync();
        var (id, _, _) = await AskForAPersonAsync(host, "dl_maria");
        using var jonas = await host.SignInAsync("Jonas");
        await ActAsync(jonas, id, "claim", new { requestId = "1" });
        var drafts = host.Services.GetRequiredService<Drafts>();
        var file = (await AddAsync(jonas, id, Png, "one.png")).Body.GetProperty("id").GetString()!;
        var draft = (await drafts.ReadAsync("Jonas", id)) with { Text = "I am here" };
        await drafts.WriteAsync("Jonas", id, draft);
        Assert.Equal(file, Assert.Single((await drafts.ReadAsync("Jonas", id)).Files).Id);
        await ActAsync(jonas, id, "reply", new { requestId = draft.RequestId, lease = 1, text = draft.Text, files = new[] { file } });
        Assert.Equal(("", 0), (await drafts.ReadAsync("Jonas", id)) is var next ? (next.Text, next.Files.Count) : default);
        Assert.NotEqual(draft.RequestId, next.RequestId);

        // As a host that was killed before it could forget the draft leaves it, with one that was added in that moment.
        await drafts.WriteAsync("Jonas", id, draft);
        await AddAsync(jonas, id, Png, "two.png");
        var after = await drafts.ReadAsync("Jonas", id);
        Assert.Equal(("", "two.png"), (after.Text, Assert.Single(after.Files).Name));
        Assert.NotEqual(draft.RequestId, after.RequestId);
    }

    private protected virtual Task<TestHost> StartAsync(params string[] flags) => TestHost.StartAsync(flags: flags);

    private static async Task<(string Case, string Conversation, string Token)> AskForAPersonAsync(TestHost host, string user)
    {
        var (token, opened) = await DirectLineTests.OpenAsync(host, user);
        var conversation = opened.GetProperty("conversationId").GetString()!;
        await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", token, new { type = "message", text = "I want to talk to a person" });
        return ((await host.Store.ReadOpenCasesAsync(10)).Single(c => c.CustomerId.EndsWith(conversation, StringComparison.Ordinal)).Case.Id, conversation, token);
    }

    private static async Task<IReadOnlyList<JsonElement>> ActivitiesAsync(TestHost host, string conversation, string token) =>
        [.. (await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities", token)).Body.GetProperty("activities").EnumerateArray()];

    internal static async Task<(int Status, JsonElement Body)> AddAsync(HttpClient agent, string id, byte[] content, string name)
    {
        using var answer = await agent.PostAsync($"/api/desk/cases/{id}/files?name={Uri.EscapeDataString(name)}", new ByteArrayContent(content), Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    internal static async Task<int> ActAsync(HttpClient agent, string id, string verb, object body)
    {
        using var answer = await agent.PostAsJsonAsync($"/api/desk/cases/{id}/{verb}", body, Cancel);
        return (int)answer.StatusCode;
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresDeskFileTests : DeskFileTests
{
    private protected override Task<TestHost> StartAsync(params string[] flags) => StartOnPostgresAsync(flags);

    private static async Task<TestHost> StartOnPostgresAsync(string[] flags) => await TestHost.StartAsync(flags: [.. PostgresServer.Flags(await PostgresServer.NewSchemaAsync()), .. flags]);
}
