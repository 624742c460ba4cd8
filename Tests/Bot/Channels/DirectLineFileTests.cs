using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FollowUpBot.Bot.Http;

namespace FollowUpBot.Tests.Bot.Channels;

public class DirectLineFileTests
{
    internal static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_photo_without_a_word_goes_to_staff_who_get_it_as_a_download()
    {
        await using var host = await TestHost.StartAsync();
        var (conversation, token) = await OpenAsync(host);
        var (status, posted) = await UploadAsync(host, conversation, token, Part(Png, "photo.html"));
        Assert.Equal(200, status);

        var lines = await host.Store.ReadLinesAsync(new("directline", conversation), 1, 10);
        Assert.Equal(posted.GetProperty("id").GetString(), lines[0].Id);
        var file = Assert.Single(lines[0].Files);
        Assert.Equal(("photo.png", "image/png", (long)Png.Length), (file.Name, file.Type, file.Bytes));
        Assert.Equal("Your file is here. I'm a program and cannot look at it; our service team does, and writes to you here by 11:00 tomorrow.", lines[1].Text);

        using var agent = await host.SignInAsync("Jonas");
        var queue = JsonSerializer.Deserialize<JsonElement>(await agent.GetStringAsync("/api/desk/cases", TestContext.Current.CancellationToken)).GetProperty("cases");
        Assert.Equal("Sent a file", queue[0].GetProperty("reason").GetString());
        var open = JsonSerializer.Deserialize<JsonElement>(await agent.GetStringAsync($"/api/desk/cases/{queue[0].GetProperty("id").GetString()}", TestContext.Current.CancellationToken));
        var shown = open.GetProperty("transcript").EnumerateArray().SelectMany(l => l.GetProperty("files").EnumerateArray()).Single();
        Assert.Equal("photo.png", shown.GetProperty("name").GetString());
        using var download = await host.Http.GetAsync(shown.GetProperty("url").GetString(), TestContext.Current.CancellationToken);
        Assert.Equal(Png, await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("default-src 'none'; sandbox", Assert.Single(download.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(download.Headers.GetValues("X-Content-Type-Options")));

        // A second one while the first waits is no second case.
        await UploadAsync(host, conversation, token, Part(Png, "again.png"));
        Assert.Equal(1, JsonSerializer.Deserialize<JsonElement>(await agent.GetStringAsync("/api/desk/cases", TestContext.Current.CancellationToken)).GetProperty("cases").GetArrayLength());
    }

    [Fact]
    public async Task A_photo_with_a_complaint_is_with_the_words_and_needs_no_second_answer()
    {
        await using var host = await TestHost.StartAsync();
        await host.SendAsync(HttpMethod.Post, "/api/purchases", TestHost.ApiKey, DirectLineTests.Sale("A-1"));
        var (conversation, token) = await OpenAsync(host);
        var activity = new StringContent(JsonSerializer.Serialize(new { type = "message", text = "it is broken, the battery dies after an hour", channelData = new { clientActivityID = "c-1" } }));
        activity.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.microsoft.activity");
        var (status, _) = await UploadAsync(host, conversation, token, (activity, "activity", null), Part(Png, "Foto de la lámpara.png"), Part("it cracked here"u8.ToArray(), "note"));
        Assert.Equal(200, status);
        var (_, set) = await host.SendAsync(HttpMethod.Get, $"/v3/directline/conversations/{conversation}/activities", token);
        var lines = set.GetProperty("activities").EnumerateArray().ToList();
        var sent = lines.Single(l => l.TryGetProperty("attachments", out _));
        Assert.Equal("it is broken, the battery dies after an hour", sent.GetProperty("text").GetString());
        Assert.Equal(["Foto de la lámpara.png", "note.txt"], sent.GetProperty("attachments").EnumerateArray().Select(a => a.GetProperty("name").GetString()));
        Assert.DoesNotContain(lines, l => l.GetProperty("text").GetString()!.Contains("cannot look at", StringComparison.Ordinal));
        Assert.Contains("I'm sorry", lines[^1].GetProperty("text").GetString(), StringComparison.Ordinal);

        // Sent again over a bad line it is taken once.
        var again = new StringContent(JsonSerializer.Serialize(new { type = "message", text = "it is broken, the battery dies after an hour", channelData = new { clientActivityID = "c-1" } }));
        again.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.microsoft.activity");
        await UploadAsync(host, conversation, token, (again, "activity", null), Part(Png, "Foto.png"));
        Assert.Equal(lines.Count, (await host.Store.ReadLinesAsync(new("directline", conversation), 0, 100)).Count);
    }

    [Fact]
    public async Task One_file_may_come_as_it_is_or_inside_an_activity()
    {
        await using var host = await TestHost.StartAsync();
        var (conversation, token) = await OpenAsync(host);
        using var request = TestHost.Request(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/upload?userId=dl_maria", token);
        request.Content = new ByteArrayContent(Png);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        request.Content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileName = "../../etc/lamp.png" };
        using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var (status, _) = await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", token, new
        {
            type = "message",
            attachments = new object[] { new { contentType = "image/png", contentUrl = $"data:image/png;base64,{Convert.ToBase64String(Png)}", name = "inside.png" }, new { contentType = "text/html", contentUrl = "http://127.0.0.1/secret" } },
        });
        Assert.Equal(200, status);
        Assert.Equal(["lamp.png", "inside.png"], (await host.Store.ReadLinesAsync(new("directline", conversation), 0, 100)).SelectMany(l => l.Files).Select(f => f.Name));
        Assert.Equal(400, (await host.SendAsync(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/activities", token, new { type = "message", attachments = new[] { new { contentUrl = "https://example.com/x.png" } } })).Status);
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "drawing.png", 415)]
    [InlineData("\n  <!doctype html><script>alert(1)</script>", "page.txt", 415)]
    [InlineData("PK\u0003\u0004 a zip", "letter.docx", 415)]
    [InlineData("MZ\u0000\u0001 a program", "photo.jpg", 415)]
    [InlineData("", "empty.png", 415)]
    public async Task What_is_not_taken_is_refused_by_what_is_in_it(string content, string name, int expected)
    {
        await using var host = await TestHost.StartAsync();
        var (conversation, token) = await OpenAsync(host);
        var (status, body) = await UploadAsync(host, conversation, token, Part(Encoding.UTF8.GetBytes(content), name));
        Assert.Equal(expected, status);
        Assert.Contains("Pictures", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Single(await host.Store.ReadLinesAsync(new("directline", conversation), 0, 10));
    }

    [Fact]
    public async Task Too_large_too_many_and_broken_are_each_refused_with_a_word()
    {
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:DirectLine:LargestFileKilobytes", "2048"]);
        var (conversation, token) = await OpenAsync(host);
        Assert.Equal(413, (await UploadAsync(host, conversation, token, Part([.. Png, .. new byte[2048 * 1024]], "large.png"))).Status);
        Assert.Equal(200, (await UploadAsync(host, conversation, token, Part([.. Png, .. new byte[2000 * 1024]], "fits.png"))).Status);
        Assert.Equal(400, (await UploadAsync(host, conversation, token, [.. Enumerable.Range(0, 6).Select(i => Part(Png, $"{i}.png"))])).Status);
        foreach (var (type, body, expected) in new[]
        {
            ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=file\r\n\r\nno end", 400), ("multipart/form-data", "--x--", 400), ("multipart/form-data; boundary=x", "--x--\r\n", 400),
            ("multipart/form-data; boundary=x", "--x\r\nContent-Type: application/vnd.microsoft.activity\r\n\r\n{\r\n--x--\r\n", 400),
            ("multipart/form-data; boundary=x", "--x\r\nContent-Type: application/vnd.microsoft.activity\r\n\r\n{\"type\":\"message\"}\r\n--x--\r\n", 400),
        })
        {
            using var request = TestHost.Request(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/upload", token);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode == expected, $"{type}, {body}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        }

        Assert.Equal(403, (await UploadAsync(host, "another", token, Part(Png, "x.png"))).Status);
        Assert.Equal(404, (int)(await host.Http.GetAsync($"/files/{new string('0', 48)}/x.png", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("..\\..\\boot.ini", "boot.png")]
    [InlineData("/etc/passwd", "passwd.png")]
    [InlineData("in\u202Egnp.exe", "ingnp.png")]
    [InlineData("a\r\nSet-Cookie: x.png", "aSet-Cookie_ x.png")]
    [InlineData("...", "file.png")]
    [InlineData("", "file.png")]
    [InlineData("\ud800<b>\".png", "_b__.png")]
    public void A_name_does_no_harm(string name, string expected) => Assert.Equal(expected, FileKind.Of(Png)!.Harmless(name));

    private static (HttpContent, string, string?) Part(byte[] content, string name) => (new ByteArrayContent(content), "file", name);

    private static async Task<(string Conversation, string Token)> OpenAsync(TestHost host)
    {
        var (token, opened) = await DirectLineTests.OpenAsync(host, "dl_maria");
        return (opened.GetProperty("conversationId").GetString()!, token);
    }

    private static async Task<(int Status, JsonElement Body)> UploadAsync(TestHost host, string conversation, string token, params (HttpContent Content, string Name, string? File)[] parts)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (content, name, file) in parts)
        {
            if (file is null) form.Add(content, name);
            else form.Add(content, name, file);
        }

        using var request = TestHost.Request(HttpMethod.Post, $"/v3/directline/conversations/{conversation}/upload?userId=dl_maria", token);
        request.Content = form;
        using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }
}
