using System.Text.Json;
using Dapper;
using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Knowledge.Import;
using FollowUpBot.Bot.Language;
using FollowUpBot.KillRig;
using Microsoft.Data.Sqlite;

namespace FollowUpBot.Tests.Bot.Commands;

/// <summary>What who looks after the documents sees: how much was imported, what could not be read, what looks like a mistake.</summary>
public sealed class KnowledgeCommandTests : IDisposable
{
    private const string Pump = "---\ntitle: Pump\nproducts: [TrailLight 300]\n---\n# Pump\n\n## Colour\n\nThe pump is as blue as the sky in May.\n";

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("followup-knowledge-");
    private readonly DirectoryInfo manuals;

    public KnowledgeCommandTests()
    {
        SQLitePCL.Batteries_V2.Init();
        manuals = data.CreateSubdirectory("manuals");
    }

    private string Index => Path.Combine(data.FullName, "knowledge.db");

    public void Dispose() => data.Delete(recursive: true);

    [Fact]
    public async Task A_folder_is_imported_changed_and_taken_out_again()
    {
        Write("pump.md", Pump);
        Write("hose.md", "# Hose\n\nThe hose is two metres long.\n");
        var (code, output, errors) = await RunAsync("import", manuals.FullName);
        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith("2 documents added, 0 unchanged, 0 removed; 2 passages in ", output, StringComparison.Ordinal);
        Assert.EndsWith($"→ {Index}", output.Trim(), StringComparison.Ordinal);

        Write("pump.md", Pump.Replace("blue", "green", StringComparison.Ordinal));
        File.Delete(Path.Combine(manuals.FullName, "hose.md"));
        (code, output, _) = await RunAsync("import", manuals.FullName + Path.DirectorySeparatorChar, "--json");
        var source = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("sources")[0];
        Assert.Equal((0, 1, 1), (code, source.GetProperty("added").GetInt32(), source.GetProperty("removed").GetInt32()));

        var (asked, answer, _) = await HostProcess.RunAsync("ask", "What colour is the pump?", "--FollowUp:Data", data.FullName, "--FollowUp:Prompts", TestHost.PromptsFolder);
        Assert.Equal(0, asked);
        Assert.Contains("as green as the sky", answer, StringComparison.Ordinal);

        (code, output, _) = await RunAsync("check");
        Assert.Equal(0, code);
        Assert.Contains($"{manuals.FullName}: 1 document, 1 passage, TrailLight 300", output, StringComparison.Ordinal);

        (code, _, errors) = await RunAsync("remove", manuals.FullName + "x");
        Assert.Equal(1, code);
        Assert.Contains($"did you mean '{manuals.FullName}'?", errors, StringComparison.Ordinal);
        (code, output, _) = await RunAsync("remove", manuals.FullName);
        Assert.Equal(0, code);
        Assert.StartsWith("1 document removed with 1 passage.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_document_is_said_and_keeps_its_old_version()
    {
        Known("a.pdf", "old.zip/b.md", "gone.md");
        Write("pump.md", Pump);
        Write("a.pdf", "%PDF-1.4 and then nothing of the kind");
        Write("old.zip", "no zip");
        var (code, output, errors) = await RunAsync("import", manuals.FullName);
        Assert.Equal(1, code);
        Assert.Contains("a.pdf: ", errors, StringComparison.Ordinal);
        Assert.Contains("old.zip: is no zip or a damaged one; pack it again", errors, StringComparison.Ordinal);
        Assert.StartsWith("1 document added, 0 unchanged, 1 removed, 2 kept as before; ", output, StringComparison.Ordinal);
        Assert.Equal(["a.pdf", "old.zip/b.md", "pump.md"], IndexContents.Read(Index).Select(d => d.Path));
    }

    [Fact]
    public async Task A_folder_in_which_nothing_is_read_leaves_the_index_alone()
    {
        Known("a.md");
        var (code, output, errors) = await RunAsync("import", manuals.FullName);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("nothing here is read; read are Markdown", errors, StringComparison.Ordinal);
        Assert.Contains($"the document of it in the index stays. To take out what is gone: knowledge remove {manuals.FullName}", errors, StringComparison.Ordinal);
        Assert.Single(IndexContents.Read(Index));

        (code, _, errors) = await RunAsync("import", Path.Combine(data.FullName, "nowhere"));
        Assert.Equal(1, code);
        Assert.Contains("there is no such file or folder; check the path", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_of_a_newer_program_is_a_sentence()
    {
        Write("pump.md", Pump);
        using (var db = new SqliteConnection($"Data Source={Index};Pooling=False"))
        {
            db.Open();
            db.Execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL); INSERT INTO about VALUES ('format', '99')");
        }

        string[][] commands = [["import", manuals.FullName], ["check"], ["remove", "x"]];
        foreach (var command in commands)
        {
            var (code, _, errors) = await RunAsync(command);
            Assert.Equal(1, code);
            Assert.StartsWith($"The index {Index} was made by a newer FollowUpBot", errors, StringComparison.Ordinal);
            Assert.Single(errors.Trim().Split('\n'));
        }
    }

    [Fact]
    public async Task What_looks_like_a_mistake_is_named()
    {
        Write("pump.md", Pump.Replace("TrailLight 300", "TrailLite 300", StringComparison.Ordinal));
        Write("general.md", "# Shop\n\nWe open at nine.\n");
        var other = data.CreateSubdirectory("other");
        await File.WriteAllTextAsync(Path.Combine(other.FullName, "pump.md"), Pump, TestContext.Current.CancellationToken);
        await RunAsync("import", manuals.FullName, other.FullName);
        var (code, output, _) = await RunAsync("check");
        Assert.Equal(1, code);
        Assert.Contains($"pump.md ({manuals.FullName}) is about 'TrailLite 300', which is not in the catalogue; did you mean 'TrailLight 300'?", output, StringComparison.Ordinal);
        Assert.Contains($"pump.md is there from {manuals.FullName} and from {other.FullName}", output, StringComparison.Ordinal);
        Assert.Contains("note: 1 document names no product and answers for all: general.md", output, StringComparison.Ordinal);
        Assert.Contains("2 mistakes", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_asks_for_no_prompts()
    {
        Write("pump.md", Pump);
        var (code, _, _) = await HostProcess.RunAsync("knowledge", "import", manuals.FullName, "--FollowUp:Data", data.FullName, "--FollowUp:Prompts", manuals.FullName);
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData(2, "import")]
    [InlineData(2, "remove")]
    [InlineData(1, "check")]
    public async Task Nothing_given_is_said(int expected, string command)
    {
        var (code, _, errors) = await RunAsync(command);
        Assert.Equal(expected, code);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(manuals.FullName, name), text);

    private void Known(params IEnumerable<string> documents) => new IndexBuilder(Index, SentenceEncoder.Shared).Sync(
        manuals.FullName,
        [.. documents.Select(d => new SourceDocument(d, d, [], null, $"# {d}\n\nWhat was known of {d}.\n"))],
        cancel: TestContext.Current.CancellationToken);

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] command) =>
        HostProcess.RunAsync(["knowledge", .. command, "--FollowUp:Data", data.FullName, "--FollowUp:Prompts", TestHost.PromptsFolder]);
}
