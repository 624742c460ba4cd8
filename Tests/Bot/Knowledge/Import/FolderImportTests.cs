using FollowUpBot.Bot.Knowledge.Import;

namespace FollowUpBot.Tests.Bot.Knowledge.Import;

public sealed class FolderImportTests : IDisposable
{
    private readonly ImportFolder folder = new();

    [Fact]
    public async Task Documents_come_in_the_order_of_their_names_and_progress_counts_them()
    {
        folder.Add("b/two.txt", "Two.");
        folder.Add("a.md", "One.");
        folder.Add("c.HTM", "<p>Three.");
        folder.Add(".hidden.md", "x");
        folder.Add("node_modules/x/readme.md", "x");
        folder.Add("~$c.docx", "x");
        var steps = new Steps();
        var results = await new DocumentReader(new ImportLimits(), TimeProvider.System)
            .ReadAsync([folder.Root], steps, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["a.md", "b/two.txt", "c.HTM"], results.Select(r => r.Document));
        Assert.Equal([(1, 3, "a.md"), (2, 3, "b/two.txt"), (3, 3, "c.HTM")], steps.Seen.Select(s => (s.Done, s.Found, s.Document)));
    }

    [Fact]
    public async Task Other_kinds_are_counted()
    {
        folder.Add("a.md", "One.");
        folder.Add("b.png", "x");
        folder.Add("c.png", "x");
        folder.Add("d.doc", "x");
        Assert.Equal($"{folder.Root}: 3 of other kinds skipped (.png 2, .doc 1); save .doc as .docx", await folder.SaidAsync());
    }

    [Fact]
    public async Task A_folder_of_nothing_says_what_is_read()
    {
        var results = await folder.ReadAsync();
        Assert.True(results.Single().Failed);
        Assert.Equal($"{folder.Root}: nothing here is read; read are {DocumentReader.Formats}", ImportFolder.Said(results));
    }

    [Fact]
    public async Task A_path_that_is_not_there_and_a_file_of_another_kind_are_said()
    {
        folder.Add("a.exe", "x");
        var said = await folder.SaidAsync("nowhere", "a.exe");
        Assert.Contains("nowhere: there is no such file or folder; check the path", said, StringComparison.Ordinal);
        Assert.Contains("a.exe: nothing here is read", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_alone_goes_by_its_name()
    {
        folder.Add("deep/below/a.md", "One.");
        Assert.Equal("a.md", Assert.Single(await folder.ReadAsync("deep/below/a.md")).Source!.Document);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_before_it_is_read()
    {
        using (var sparse = File.Create(Path.Combine(folder.Root, "big.pdf"))) sparse.SetLength(200L << 20);
        folder.Add("small.md", "One.");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("big.pdf: is 200 MB; files of at most 64 MB are read: split it, or save it with smaller pictures", await folder.SaidAsync());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50L << 20);
    }

    [Fact]
    public async Task The_same_text_twice_is_kept_once()
    {
        folder.Add("a.md", "# Lamp\nIt shines.");
        folder.Add("b.html", "<h1>Lamp</h1><p>It shines.");
        folder.Add("c.md", "---\nproducts: [Other lamp]\n---\n# Lamp\nIt shines.");
        var results = await folder.ReadAsync();
        Assert.Equal(["a.md", "c.md"], results.Where(r => r.Source is not null).Select(r => r.Document));
        Assert.Equal("b.html: says the same as 'a.md', which is kept; this one is left out", ImportFolder.Said(results));
        Assert.DoesNotContain(results, r => r.Failed);
    }

    [Fact]
    public async Task One_name_from_two_folders_is_said()
    {
        folder.Add("x/a.md", "One.");
        folder.Add("y/a.md", "Two.");
        var results = await folder.ReadAsync("x", "y");
        Assert.Equal("One.", Assert.Single(results, r => r.Source is not null).Source!.Markdown);
        Assert.Contains("import the folder that holds both", ImportFolder.Said(results), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_that_go_in_a_circle_or_out_are_not_followed()
    {
        using var outside = new ImportFolder();
        outside.Add("secret.md", "Secret.");
        folder.Add("real/a.md", "One.");
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "real", "loop"), folder.Root);
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "out"), outside.Root);
        File.CreateSymbolicLink(Path.Combine(folder.Root, "secret.md"), Path.Combine(outside.Root, "secret.md"));
        File.CreateSymbolicLink(Path.Combine(folder.Root, "gone.md"), Path.Combine(outside.Root, "gone.md"));
        File.CreateSymbolicLink(Path.Combine(folder.Root, "itself.md"), Path.Combine(folder.Root, "itself.md"));
        var results = await folder.ReadAsync();
        Assert.Equal(["real/a.md"], results.Where(r => r.Source is not null).Select(r => r.Document));
        Assert.Equal(5, results.SelectMany(r => r.Problems).Count(p => !p.IsError));
    }

    [Fact]
    public async Task A_mounted_folder_made_of_links_is_read()
    {
        folder.Add("..2026/a.md", "One.");
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "..data"), "..2026");
        File.CreateSymbolicLink(Path.Combine(folder.Root, "a.md"), Path.Combine("..data", "a.md"));
        Assert.Equal("a.md", (await folder.OnlyAsync()).Document);
    }

    [Fact]
    public async Task An_empty_file_is_said()
    {
        folder.Add("a.md", "");
        Assert.Equal("a.md: is empty; fill it or take it away", await folder.SaidAsync());
    }

    [Fact]
    public async Task Plain_text_has_paragraphs_steps_and_the_headings_that_are_plainly_meant()
    {
        folder.Add("a.txt", "THE LAMP\n\nIt shines\nat night.\n\nCare\n----\n1. Wipe\nit.\n2) Dry it.\n\n3.1 Storing the lamp\n\n• dark\n• dry\n");
        Assert.Equal("## THE LAMP\n\nIt shines at night.\n\n## Care\n\n1. Wipe it.\n2. Dry it.\n\n## 3.1 Storing the lamp\n\n- dark\n- dry", (await folder.OnlyAsync()).Markdown);
    }

    [Fact]
    public async Task An_import_that_is_stopped_stops()
    {
        folder.Add("a.md", "One.");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new DocumentReader(new ImportLimits(), TimeProvider.System).ReadAsync([folder.Root], null, stop.Token).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_thousand_small_documents_are_read_at_once()
    {
        for (var n = 0; n < 1000; n++) folder.Add($"{n:000}.md", $"---\ntitle: Lamp {n}\n---\n# Lamp\n\nText {n} of the lamp.\n\n1. Open it.\n2. Close it.\n");
        Assert.Equal(1000, (await folder.ReadAsync()).Count(r => r.Source is not null));
    }

    public void Dispose() => folder.Dispose();

    private sealed class Steps : IProgress<ImportProgress>
    {
        public List<ImportProgress> Seen { get; } = [];

        public void Report(ImportProgress value) => Seen.Add(value);
    }
}
