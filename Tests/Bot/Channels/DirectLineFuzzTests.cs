using System.Net.Http.Headers;
using System.Text;
using FollowUpBot.Bot.Channels.DirectLine;
using FollowUpBot.Bot.Channels.WebChat;
using FollowUpBot.Bot.Http;

namespace FollowUpBot.Tests.Bot.Channels;

/// <summary>Tests that measure the process itself run when no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

/// <summary>What strangers can send to Direct Line, more than half a million times nearly right: nothing of it is an error of ours, takes long, or stays in memory.</summary>
[Collection(nameof(Alone))]
public class DirectLineFuzzTests
{
    private const int Largest = 64 * 1024;

    private static readonly DirectLineTokens Tokens = new([TestHost.Secret], new StillClock(TestHost.Start), 1800);
    private static readonly HandOver HandOver = new([HandOvers.Key], new StillClock(TestHost.Start));

    private static readonly byte[][] Activities = Bytes(
        "{\"type\":\"message\",\"text\":\"hello\",\"from\":{\"id\":\"dl_maria\"},\"channelData\":{\"clientActivityID\":\"a1\"}}",
        "{\"type\":\"message\",\"attachments\":[{\"contentType\":\"image/png\",\"name\":\"a.png\",\"contentUrl\":\"data:image/png;base64,iVBORw0KGgo=\"}],\"textFormat\":\"plain\",\"locale\":\"en\"}",
        "{\"type\":\"event\",\"name\":\"webchat/join\",\"value\":{\"language\":\"en\",\"deep\":[[[[1,2.5e3,null,true]]]]}}", "{\"type\":\"endOfConversation\",\"code\":\"userCancelled\"}");

    private static readonly byte[][] Uploads = Bytes(
        "--x\r\nContent-Disposition: form-data; name=\"activity\"\r\nContent-Type: application/vnd.microsoft.activity\r\n\r\n{\"type\":\"message\",\"text\":\"see\"}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nit cracked\r\n--x--\r\n",
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''l%C3%A1mpara.pdf\r\n\r\n%PDF-1.7\r\n--x--\r\n");

    private static readonly byte[][] Marks = Bytes("0", "17", "-", "null", "undefined", "00000012", "9223372036854775807");

    private static readonly byte[][] Shown = Bytes(Tokens.Issue("abc", "dl_maria", ["https://shop.example"]), Tokens.IssueForStream("abc", []), HandOvers.For("C-1", TestHost.Start), TestHost.Secret);

    private static readonly byte[][] Names = Bytes("photo.png", "../../etc/passwd", "a\r\nb.png", "in\u202Egnp.exe", "https://shop.example", "https://user@shop.example:443/x");

    private static readonly byte[][] Files = [DirectLineFileTests.Png, [.. "GIF89a"u8], [.. "%PDF-1.4"u8], [.. "RIFF1234WEBPVP8 "u8], [.. "just words"u8], [.. "<svg/>"u8]];

    [Theory]
    [InlineData("activity", 150_000)]
    [InlineData("upload", 90_000)]
    [InlineData("watermark", 250_000)]
    [InlineData("token", 30_000)]
    [InlineData("hand-over", 20_000)]
    [InlineData("file and name", 100_000)]
    public Task Nothing_that_is_sent_breaks_or_stalls_a_parser(string parser, int inputs) => Fuzz.RunAsync(parser, Of(parser), inputs);

    [Fact]
    public async Task Nothing_that_is_sent_over_the_wire_is_an_error_of_ours()
    {
        var seed = Environment.TickCount;
        var mutations = new Mutations(seed);
        await using var host = await TestHost.StartAsync(flags: ["--FollowUp:DirectLine:MessagesPerMinute", "1000000", "--FollowUp:DirectLine:OpeningsPerMinute", "1000000"]);
        var (token, opened) = await DirectLineTests.OpenAsync(host, "dl_maria");
        var conversation = $"/v3/directline/conversations/{opened.GetProperty("conversationId").GetString()}";
        for (var i = 0; i < 2500; i++)
        {
            using var request = Request(mutations, conversation, token, host.Url);
            using var answer = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode < 500, $"Seed {seed}, input {i}: {request.Method} {request.RequestUri} was answered {(int)answer.StatusCode}.");
        }

        // And it goes on as before.
        var (_, again) = await DirectLineTests.OpenAsync(host, "dl_maria");
        Assert.NotEmpty(again.GetProperty("conversationId").GetString()!);
    }

    private static HttpRequestMessage Request(Mutations mutations, string conversation, string token, string host)
    {
        var (method, path, body, type) = mutations.Next(5) switch
        {
            // The end is left out: it would be the end of this test.
            0 => (HttpMethod.Post, $"{conversation}/activities", mutations.Of(Activities[..3]), "application/json"),
            1 => (HttpMethod.Post, $"{conversation}/upload?userId=dl_maria", mutations.Of(Uploads), "multipart/form-data; boundary=x"),
            2 => (HttpMethod.Get, $"{conversation}/activities?watermark={Uri.EscapeDataString(mutations.TextOf(Marks))}", [], ""),
            3 => (HttpMethod.Post, "/chat/token", mutations.Of(Activities), "application/json"),
            _ => (HttpMethod.Post, "/v3/directline/tokens/refresh", Array.Empty<byte>(), ""),
        };
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", host);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {(path.EndsWith("refresh", StringComparison.Ordinal) ? Header(mutations.TextOf(Shown)) : token)}");
        if (method != HttpMethod.Post) return request;
        request.Content = new ByteArrayContent(body);
        if (type.Length > 0) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return request;
    }

    private static string Header(string text) => new([.. text.Where(c => c is > ' ' and < '\x7F').Take(8000)]);

    // Makes an input, and gives back what reads it: the making is not to be timed.
    private static Func<Mutations, Func<Task>> Of(string parser) => parser switch
    {
        "activity" => Activity,
        "upload" => Parts,
        "watermark" => Mark,
        "token" => Token,
        "hand-over" => Handed,
        _ => FileAndName,
    };

    private static Func<Task> Activity(Mutations mutations)
    {
        var bytes = mutations.Of(Activities);
        return () =>
        {
            if (JsonBody.Parse(bytes).Body is { } body) _ = IncomingActivity.Read(body, filesBeside: 0);
            return Task.CompletedTask;
        };
    }

    private static Func<Task> Parts(Mutations mutations)
    {
        var bytes = mutations.Of(Uploads);
        var type = mutations.Next(10) == 0 ? mutations.TextOf(Bytes("multipart/form-data; boundary=x", "image/png")) : "multipart/form-data; boundary=x";
        var disposition = mutations.TextOf(Bytes("form-data; name=file; filename=\"a.png\""));
        return async () => _ = await Upload.ReadAsync(new MemoryStream(bytes), type, disposition, Largest, CancellationToken.None);
    }

    private static Func<Task> Mark(Mutations mutations)
    {
        var mark = mutations.TextOf(Marks);
        return () =>
        {
            Assert.InRange(Watermark.Read(mark, 3, 5) ?? 0, 0, 5);
            return Task.CompletedTask;
        };
    }

    private static Func<Task> Token(Mutations mutations)
    {
        var shown = mutations.TextOf(Shown);
        return async () =>
        {
            var (caller, _) = await Tokens.CallerAsync(shown);
            Assert.True(caller is null or { Conversation: "abc", User: "dl_maria" } || (caller.IsSecret && shown == TestHost.Secret), $"Somebody came in with {shown}");
            _ = await Tokens.ListenerAsync(shown, "abc");
        };
    }

    private static Func<Task> Handed(Mutations mutations)
    {
        var shown = mutations.TextOf(Shown);
        return async () => Assert.True((await HandOver.ReadAsync(shown)).Customer is null or { Id: "C-1" });
    }

    private static Func<Task> FileAndName(Mutations mutations)
    {
        var (content, name) = (mutations.Of(Files), mutations.TextOf(Names));
        return () =>
        {
            _ = Origin.IsValid(name);
            if (FileKind.Of(content)?.Harmless(name) is { } harmless) Assert.True(harmless.Length is > 4 and < 100 && harmless.IndexOfAny(['/', '\\', '\r', '\n', '\0', '"', '<']) < 0, harmless);
            return Task.CompletedTask;
        };
    }

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
