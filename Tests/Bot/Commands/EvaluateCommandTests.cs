using System.Text.Json;
using FollowUpBot.KillRig;

namespace FollowUpBot.Tests.Bot.Commands;

/// <summary>Graded cases of the product team: what is right is counted, what is wrong is named.</summary>
public sealed class EvaluateCommandTests : IClassFixture<LearnedOnce>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-evaluate-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Questions_are_graded()
    {
        string[] cases =
        [
            """{"id":"clean","question":"How do I clean the filter?","product":"BrookDrop 2","heading":["Cleaning","Cleaning the filter"],"document":"brookdrop-2.md","words":["filter"]}""",
            """{"id":"taxes","question":"How high is the income tax in Portugal?","answerable":false}""",
        ];
        var (code, output, errors) = await RunAsync("knowledge", cases);
        Assert.Equal((0, ""), (code, errors));
        Assert.Matches(@"heading +1 of +1 +100\.0 %", output);
        Assert.Matches(@"not answered +1 of +1 +100\.0 %", output);

        (code, output, _) = await RunAsync("knowledge", [.. cases, """{"id":"wrong","question":"How do I clean the filter?","product":"BrookDrop 2","heading":"Warranty"}"""]);
        Assert.Equal(1, code);
        Assert.Contains("wrong: heading: expected 'Warranty', found 'Cleaning the filter' in brookdrop-2.md", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_are_graded()
    {
        string[] cases =
        [
            """{"id":1,"text":"get me a human","wantsHuman":true,"complaint":false}""",
            """{"id":2,"text":"tomorrow at 5pm","asked":"time","now":"2026-11-23T09:00:00","answer":{"kind":"moment","from":"2026-11-24T17:00"}}""",
            """{"id":3,"text":"7","asked":"rating","answer":{"kind":"rating","value":8}}""",
        ];
        var (code, output, _) = await RunAsync("understanding", cases);
        Assert.Equal(1, code);
        Assert.Contains("3: answer: expected rating 8, found rating 7", output, StringComparison.Ordinal);

        (code, output, _) = await RunAsync("understanding", cases, "--at-least", "50", "--json");
        Assert.Equal(0, code);
        Assert.Equal("3", JsonSerializer.Deserialize<JsonElement>(output).GetProperty("wrong")[0].GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("understanding", """{"id":1,"text":"hi","answer":{"kind":"maybe"}}""", "cases.jsonl:1: 'answer.kind' cannot be 'maybe'")]
    [InlineData("understanding", """{"id":1,"text":"hi"}""", "cases.jsonl:1: nothing is graded here")]
    [InlineData("knowledge", """{"id":1}""", "cases.jsonl:1: 'question' is missing")]
    [InlineData("knowledge", """{"id":1,"question":"Is it blue?","heading":7}""", "cases.jsonl:1: 'heading' is a text or a list of texts")]
    public async Task A_case_that_grades_nothing_is_named(string what, string line, string sentence)
    {
        var (code, _, errors) = await RunAsync(what, [line]);
        Assert.Equal(2, code);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'--cases' is required", "evaluate", "knowledge")]
    [InlineData("There is no file nowhere.jsonl.", "evaluate", "understanding", "--cases", "nowhere.jsonl")]
    [InlineData("--at-least is a number of percent", "evaluate", "understanding", "--cases", "x", "--at-least", "200")]
    [InlineData("--passages is 100 or more.", "bench", "ask", "--passages", "5")]
    public async Task A_wrong_use_is_a_sentence(string sentence, params string[] command)
    {
        var (code, _, errors) = await HostProcess.RunAsync([.. command, "--FollowUp:Data", folder.FullName]);
        Assert.Equal(2, code);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_to_understand_is_measured()
    {
        var (code, output, _) = await HostProcess.RunAsync("bench", "understand", "--json", "--FollowUp:Data", folder.FullName, "--FollowUp:Prompts", TestHost.PromptsFolder, "--FollowUp:Language:Cache", TestHost.LearnedFolder);
        Assert.Equal(0, code);
        Assert.True(JsonSerializer.Deserialize<JsonElement>(output).GetProperty("p50").GetDouble() > 0);
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string what, string[] cases, params string[] flags)
    {
        var path = Path.Combine(folder.FullName, "cases.jsonl");
        await File.WriteAllLinesAsync(path, cases, TestContext.Current.CancellationToken);
        return await HostProcess.RunAsync(["evaluate", what, "--cases", path, .. flags, "--FollowUp:Data", folder.FullName, "--FollowUp:Prompts", TestHost.PromptsFolder, "--FollowUp:Language:Cache", TestHost.LearnedFolder]);
    }
}
