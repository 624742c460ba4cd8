using System.Text.Json;
using FollowUpBot.KillRig;

namespace FollowUpBot.Tests.Bot.Commands;

/// <summary>What the bot makes of messages, one or a file of them, and how well its examples teach it.</summary>
public sealed class UnderstandCommandTests : IClassFixture<LearnedOnce>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-understand-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_file_of_messages_is_understood_line_by_line()
    {
        var (from, to) = (Path.Combine(folder.FullName, "in.jsonl"), Path.Combine(folder.FullName, "out.jsonl"));
        await File.WriteAllLinesAsync(
            from,
            [
                """{"id":1,"text":"I want to speak to a real person, this is broken"}""",
                """{"id":"two","text":"tomorrow at 5pm","asked":"time","now":"2026-11-23T09:00:00Z","timezone":"Europe/Madrid"}""",
                """{"id":3,"text":"3/4/2027","asked":"date","now":"2026-11-23T09:00:00","locale":"en-GB"}""",
                """{"id":4,"text":"3/4/2027","asked":"date","now":"2026-11-23T09:00:00","locale":"en-US"}""",
                """{"id":5,"text":"an 8 I think","asked":"rating"}""",
                """{"id":6,"text":"yep","asked":"yesno"}""",
                """{"id":7,"text":"pfff"}""",
            ],
            TestContext.Current.CancellationToken);
        var (code, output, _) = await RunAsync("--batch", from, "--out", to);
        Assert.Equal(0, code);
        Assert.Contains("7 lines answered", output, StringComparison.Ordinal);
        var lines = (await File.ReadAllLinesAsync(to, TestContext.Current.CancellationToken)).Select(l => JsonSerializer.Deserialize<JsonElement>(l)).ToList();
        Assert.Equal(1, lines[0].GetProperty("id").GetInt32());
        Assert.True(lines[0].GetProperty("wantsHuman").GetDouble() > 0.5);
        Assert.True(lines[0].GetProperty("complaint").GetDouble() > 0.5);
        Assert.InRange(lines[0].GetProperty("mood").GetDouble(), -1, 0);
        Assert.Equal("two", lines[1].GetProperty("id").GetString());
        Assert.Equal("""{"kind":"moment","from":"2026-11-24T17:00:00","to":"2026-11-24T17:00:00","text":"tomorrow at 5pm"}""", lines[1].GetProperty("answer").GetRawText());
        Assert.Equal("2027-04-03T00:00:00", lines[2].GetProperty("answer").GetProperty("from").GetString());
        Assert.Equal("2027-03-04T00:00:00", lines[3].GetProperty("answer").GetProperty("from").GetString());
        Assert.Equal(("rating", 8), (lines[4].GetProperty("answer").GetProperty("kind").GetString(), lines[4].GetProperty("answer").GetProperty("value").GetInt32()));
        Assert.Equal("yes", lines[5].GetProperty("answer").GetProperty("kind").GetString());
        Assert.Equal("""{"kind":"none"}""", lines[6].GetProperty("answer").GetRawText());
    }

    [Fact]
    public async Task A_line_that_makes_no_sense_is_named_and_the_others_are_answered()
    {
        var (from, to) = (Path.Combine(folder.FullName, "in.jsonl"), Path.Combine(folder.FullName, "out.jsonl"));
        string[] lines =
        [
            """{"id":1,"text":"hi","asked":"yes"}""", """{"id":2,"text":"hi","now":"soon"}""", """{"id":3,"text":"hi","timezone":"Mars/Olympus"}""",
            """{"id":4,"text":"hi","locale":"klingon!"}""", """{"id":5}""", "not JSON", """{"id":7,"text":"hi"}""",
        ];
        await File.WriteAllLinesAsync(from, lines, TestContext.Current.CancellationToken);
        var (code, output, errors) = await RunAsync("--batch", from, "--out", to);
        Assert.Equal(1, code);
        Assert.Contains("1 line answered", output, StringComparison.Ordinal);
        Assert.Contains("in.jsonl:1: 'asked' cannot be 'yes'; known are: none, yesno, rating, number, date, time", errors, StringComparison.Ordinal);
        Assert.Contains("in.jsonl:2: 'now' cannot be 'soon'; write it like", errors, StringComparison.Ordinal);
        Assert.Contains("in.jsonl:3: 'timezone' cannot be 'Mars/Olympus'; write it like Europe/Madrid", errors, StringComparison.Ordinal);
        Assert.Contains("in.jsonl:4: 'locale' cannot be 'klingon!'; write it like en-GB", errors, StringComparison.Ordinal);
        Assert.Contains("in.jsonl:5: 'text' is missing", errors, StringComparison.Ordinal);
        Assert.Contains("in.jsonl:6: this line cannot be read", errors, StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(to, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_message_is_shown_to_a_person()
    {
        var (code, output, _) = await RunAsync("next Friday works", "--asked", "date", "--now", "2026-11-23T09:00:00");
        Assert.Equal(0, code);
        Assert.Contains("answer          moment 2026-", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Give a message")]
    [InlineData("Give a message", "hello", "--batch", "x")]
    [InlineData("--batch needs --out", "--batch", "x")]
    [InlineData("There is no file nowhere.jsonl", "--batch", "nowhere.jsonl", "--out", "x")]
    [InlineData("'asked' cannot be 'when'", "hello", "--asked", "when")]
    public async Task A_wrong_use_is_a_sentence(string sentence, params string[] command)
    {
        var (code, _, errors) = await RunAsync(command);
        Assert.Equal(2, code);
        Assert.StartsWith(sentence, errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task The_examples_are_held_against_each_other()
    {
        // Few sentences are learned soon.
        var prompts = TestPrompts.Copy();
        var intents = Path.Combine(prompts.FullName, "Understanding", "en", "intents");
        foreach (var file in Directory.EnumerateFiles(intents).Where(f => Path.GetFileName(f) is not ("greeting.yaml" or "out-of-scope.yaml"))) File.Delete(file);
        foreach (var file in Directory.EnumerateFiles(intents)) await File.WriteAllLinesAsync(file, (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Take(24), TestContext.Current.CancellationToken);
        var (code, output, errors) = await HostProcess.RunAsync("understand", "check", "--json", "--FollowUp:Prompts", prompts.FullName, "--FollowUp:Data", folder.FullName);
        Assert.Equal((0, ""), (code, errors));
        var report = JsonSerializer.Deserialize<JsonElement>(output)[0];
        Assert.Equal(["greeting", "out-of-scope"], report.GetProperty("intents").EnumerateArray().Select(i => i.GetProperty("intent").GetString()));
        Assert.InRange(report.GetProperty("accuracy").GetDouble(), 50, 100);

        File.Copy(Path.Combine(intents, "greeting.yaml"), Path.Combine(intents, "hello.yaml"));
        (code, output, _) = await HostProcess.RunAsync("prompts", "check", "--FollowUp:Prompts", prompts.FullName);
        Assert.Equal(1, code);
        Assert.Contains("intents/hello.yaml:2: the intent 'greeting' with these flags already stands in Prompts/Understanding/en/intents/greeting.yaml", output, StringComparison.Ordinal);
        prompts.Delete(recursive: true);
    }

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] command) =>
        HostProcess.RunAsync(["understand", .. command, "--FollowUp:Data", folder.FullName, "--FollowUp:Prompts", TestHost.PromptsFolder, "--FollowUp:Language:Cache", TestHost.LearnedFolder]);
}
