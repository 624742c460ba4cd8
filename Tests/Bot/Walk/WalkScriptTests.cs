using System.Runtime.CompilerServices;
using System.Text.Json;
using FollowUpBot.Bot;
using FollowUpBot.Bot.Commands.Walk;
using FollowUpBot.Bot.Tasks;
using FollowUpBot.Bot.Walk;
using FollowUpBot.KillRig;
using FollowUpBot.Tests.Bot.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpBot.Tests.Bot.Walk;

/// <summary>Walks that are written down.</summary>
public class WalkScriptTests : IClassFixture<LearnedOnce>
{
    private static readonly string Example = Path.Combine(Folder(), "complaint.walk.txt");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_script_lives_ninety_days_and_its_sheet_is_kept_with_its_task()
    {
        await using var host = await TestHost.StartAsync();
        var (lines, mistakes) = WalkScript.Read(await File.ReadAllLinesAsync(Example, Cancel), Example);
        Assert.Empty(mistakes);
        var product = host.Services.GetRequiredService<FollowUpBot.Bot.Prompts.ShopContent>().Catalogue.Find("TrailLight 300")!;
        var folder = Directory.CreateTempSubdirectory("followup-walk-");
        var walk = await host.Services.GetRequiredService<WalkHost>().OpenAsync(new WalkOrder(WalkRoom.NewId(), "Jonas", product, "Maria Lopez", WalkHost.Forms[0], TestHost.Start), Path.Combine(folder.FullName, "walk.db"));
        using var output = new StringWriter();
        Assert.Null(await new WalkTerminal(walk, output, Cancel).PlayAsync(lines, Example));
        var (scores, wrong) = Scores.Read(lines, await walk.Diary.TouchesAsync(""), Example, (touches, overall) => walk.Diary.SheetOf(touches, overall, TestHost.Start));
        Assert.Empty(wrong);
        await walk.EndAsync();
        Assert.Empty(folder.GetFiles());
        folder.Delete();

        // What is read in the terminal, in its order.
        var at = 0;
        foreach (var words in new[]
        {
            "Day 0 · Mon 23 Nov 2026, 11:00", "Thank you, Maria", "Day 3 · Thu 26 Nov 2026, 10:00", "yes, it came yesterday", "Enjoy the lamp.", "can stay outside in the rain", "Day 8 ·", "what mattered most", "Day 14 ·", "[Yes] [No]",
            "put off until", "the battery dies after an hour", "I'm sorry, Maria", "case 1 opened: Complaint", "Alex from our service team is with you now", "A new battery leaves for you today.", "Is the lamp really right now?", "yes, it works now", "Day 90 ·",
        })
            Assert.True((at = output.ToString().IndexOf(words, at, StringComparison.Ordinal)) >= 0, $"'{words}' is not said there:\n{output}");

        var sheets = new Sheets(host.Store, new TaskBook(host.Store));
        await sheets.KeepAsync(scores!.Sheet, scores.Findings);
        await sheets.KeepAsync(scores.Sheet, scores.Findings);
        var kept = Assert.Single(await sheets.ReadAsync());
        Assert.Equal(90, kept.Days);
        Assert.Equal(["thank-you", "first-nights", "wrote-day-3", "levels", "fit"], kept.Touches.Take(5).Select(t => t.Step));
        Assert.Equal((2, "it asks whether all is well while a question is open", 2), (kept.Touches[4].Score, kept.Touches[4].Note, kept.Worst));
        Assert.Equal("Do not ask again so soon after silence", Assert.Single(await new TaskBook(host.Store).ReadAsync()).Title);
        Assert.Equal(0, await host.Store.LastFactAsync());
    }

    [Fact]
    public void After_an_edit_a_contact_is_new_or_gone_and_other_words_are_noticed_but_not_other_days()
    {
        var before = SheetOf("1", new("thank-you", 0, "Thank-you", "It arrives by Tuesday 24 November.") { Score = 3 }, new("old", 5, "old", "Bye."), new("fit", 14, "fit", "Tighten it."));
        var now = SheetOf("2", new("thank-you", 0, "Thank-you", "It arrives by Friday 4 December.") { Score = 5 }, new("fit", 14, "fit", "Loosen it."), new("wash", 30, "wash", "Wash it."));
        Assert.Equal(["thank-you  2", "old no longer comes ", "fit other words ", "wash new since "], Compared.Of(now, before).Select(c => $"{c.Any.Step} {c.Difference} {c.Change}"));
        Assert.Equal(["thank-you  2", "old did not come this time ", "fit  ", "wash came this time "], Compared.Of(now, before with { Prompts = "2" }).Select(c => $"{c.Any.Step} {c.Difference} {c.Change}"));
        Assert.All(Compared.Of(now, null), c => Assert.Equal(("", null), (c.Difference, c.Change)));

        static Sheet SheetOf(string prompts, params IReadOnlyList<Touch> touches) => new("a", "TrailLight 300", "Maria", "SMS", "Jonas", TestHost.Start, 90, prompts, touches, "");
    }

    [Fact]
    public void Every_line_that_is_no_step_is_named_with_the_way_out()
    {
        var (_, mistakes) = WalkScript.Read(["# fine", "next", "nxt", "> ", "score fit six", "silent to day 1000", "+0", "dance"], "a.walk.txt");
        Assert.Equal(
        [
            "a.walk.txt:3: 'nxt' is not a step of a walk; did you mean 'next'?",
            "a.walk.txt:4: there are no words after '>'",
            "a.walk.txt:5: a score is written: score STEP 1-5 what was odd",
        ], mistakes.Take(3));
        Assert.StartsWith("a.walk.txt:6: 'silent to day 1000' is not a step of a walk; did you mean 'silent to day 30'?", mistakes[3], StringComparison.Ordinal);
        Assert.Equal(6, mistakes.Count);
    }

    [Fact]
    public async Task The_command_writes_a_sheet_and_keeps_nothing_of_a_script_that_cannot_be_played()
    {
        var data = Directory.CreateTempSubdirectory("followup-walk-test-");
        var script = Path.Combine(data.FullName, "short.walk.txt");
        var sheet = Path.Combine(data.FullName, "sheet.json");
        await File.WriteAllTextAsync(script, "next\n> no\nscore thank-you 5 warm\ntask thank-you keep it\n", Cancel);
        var (code, output, errors) = await RunAsync(data, "--product", "BD-2", "--channel", "sms", "--days", "10", "--script", script, "--sheet", sheet, "--json");
        Assert.True(code == 0, errors);
        var kept = JsonSerializer.Deserialize<JsonElement>(output);
        Assert.Equal(kept.GetRawText(), JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(sheet, Cancel)).GetRawText());
        Assert.Equal(("BrookDrop 2", "SMS", 5.0), (kept.GetProperty("sheet").GetProperty("product").GetString(), kept.GetProperty("sheet").GetProperty("channel").GetString(), kept.GetProperty("average").GetDouble()));
        Assert.Contains("Thank you, Maria", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(data.FullName, "followup.db")));

        await File.WriteAllTextAsync(script, "agent hello\n", Cancel);
        (code, _, errors) = await RunAsync(data, "--product", "BrookDrop 2", "--script", script, "--sheet", sheet);
        Assert.Equal((2, $"{script}:1: No case is open, so no agent would write. Nothing is kept."), (code, errors.Trim()));
        await File.WriteAllTextAsync(script, "score thank-yu 5\n", Cancel);
        (code, _, errors) = await RunAsync(data, "--product", "BrookDrop 2", "--script", script, "--sheet", sheet);
        Assert.Equal((2, $"{script}:1: there was no touchpoint 'thank-yu' in this walk; did you mean 'thank-you'?\nNothing is kept."), (code, errors.Trim()));
        data.Delete(recursive: true);
    }

    [Theory]
    [InlineData("There is no product 'Traillight 30'; did you mean 'TrailLight 300'?", "--product", "Traillight 30")]
    [InlineData("There is no channel 'tems'; did you mean 'teams'?", "--product", "TrailLight 300", "--channel", "tems")]
    [InlineData("--days must be from 1 to 730, not 0.", "--product", "TrailLight 300", "--days", "0")]
    [InlineData("There is no file nowhere.walk.txt.", "--product", "TrailLight 300", "--script", "nowhere.walk.txt")]
    public async Task What_makes_no_sense_is_said_in_a_sentence(string sentence, params string[] arguments)
    {
        var data = Directory.CreateTempSubdirectory("followup-walk-test-");
        var (code, _, errors) = await RunAsync(data, arguments);
        Assert.Equal((2, sentence), (code, errors.Trim()));
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task Beside_a_running_host_it_says_where_to_walk_before_anybody_walks()
    {
        await using var host = await TestHost.StartAsync();
        var data = Directory.CreateTempSubdirectory("followup-walk-test-");
        var (code, output, errors) = await RunAsync(data, "--product", "TrailLight 300", "--script", Example, "--FollowUp:Storage:ConnectionString", host.StorePath);
        Assert.Equal((1, ""), (code, output));
        Assert.Equal($"The store {host.StorePath} is in use by a running host, which alone writes it: walk at its page /walk, stop it, or write the sheet to a file with --sheet FILE.", errors.Trim());
        data.Delete(recursive: true);
    }

    private static Task<(int Code, string Output, string Errors)> RunAsync(DirectoryInfo data, params string[] arguments) => HostProcess.RunAsync(
        ["walk", .. arguments, "--FollowUp:Data", data.FullName, "--FollowUp:Prompts", TestHost.PromptsFolder, "--FollowUp:Language:Cache", TestHost.LearnedFolder, "--FollowUp:Knowledge:Index", Path.Combine(TestHost.LearnedFolder, "knowledge.db")]);

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
