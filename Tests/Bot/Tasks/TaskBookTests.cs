using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Sqlite;
using FollowUpBot.Bot.Tasks;

namespace FollowUpBot.Tests.Bot.Tasks;

/// <summary>The staff's tasks.</summary>
public sealed class TaskBookTests : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-tasks-");
    private readonly IStore store;
    private readonly TaskBook book;

    public TaskBookTests()
    {
        SQLitePCL.Batteries_V2.Init();
        store = SqliteStore.Open(Path.Combine(folder.FullName, "store.db"));
        book = new TaskBook(store);
    }

    [Fact]
    public async Task What_is_due_soonest_comes_first_and_what_is_done_last()
    {
        foreach (var (id, day) in new[] { ("a", 9), ("b", 3), ("c", 6) }) await book.AddAsync(TaskOf(id, day));
        await book.DoneAsync("b", "Priya", TestHost.Start);
        Assert.Equal(["c", "a", "b"], (await book.ReadAsync()).Select(t => t.Id));
        Assert.True(TaskOf("a", 9).IsOverdue(new DateOnly(2026, 12, 10)));
        Assert.False(TaskOf("a", 9).IsOverdue(new DateOnly(2026, 12, 9)));
        Assert.False((await book.ReadAsync())[^1].IsOverdue(new DateOnly(2027, 1, 1)));
    }

    [Fact]
    public void What_should_be_in_a_manual_is_drafted_as_a_manual_that_can_be_read()
    {
        var task = new ArticleDraft("BrookDrop 2", "Does it \"like\"\n# salt water?", "No.\r\n\r\nRinse it \\ with **tap water**.").ToTask("a", "C-1-1", "Jonas", TestHost.Start);
        Assert.Equal(("case:C-1-1", new DateOnly(2026, 11, 30), "Jonas"), (task.About, task.Due, task.CreatedBy));
        var problems = new Problems();
        var manual = Manual.Load(task.Draft!, "draft.md", "draft.md", problems);
        Assert.Empty(problems.Sorted());
        Assert.Equal(("BrookDrop 2: Does it \"like\" # salt water?", "BrookDrop 2"), (manual!.Title, Assert.Single(manual.Products)));
        Assert.EndsWith("## Does it \"like\" # salt water?\n\nNo.\n\nRinse it \\ with **tap water**.\n", task.Draft, StringComparison.Ordinal);
        Assert.Equal(["Monitor 24\" \\"], Manual.Load(new ArticleDraft("Monitor 24\" \\", new string('q', 150), "No.").ToTask("c", "C-1-1", "Jonas", TestHost.Start).Draft!, "draft.md", "draft.md", problems)!.Products);
        Assert.Empty(Manual.Load(new ArticleDraft(null, "Open on Sundays?", "No.").ToTask("b", "C-1-1", "Jonas", TestHost.Start).Draft!, "draft.md", "draft.md", problems)!.Products);
    }

    [Fact]
    public async Task The_same_task_twice_is_one_and_done_twice_the_first_counts()
    {
        await book.AddAsync(TaskOf("a", 9));
        await book.AddAsync(TaskOf("a", 1));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => book.DoneAsync("a", $"agent {i}", TestHost.Start.AddMinutes(i))));
        var done = Assert.Single(await book.ReadAsync());
        Assert.Equal(new DateOnly(2026, 12, 9), done.Due);
        Assert.Equal(done.DoneBy, (await book.DoneAsync("a", "late", TestHost.Start.AddDays(1)))!.DoneBy);
        Assert.True((await book.ReopenAsync("a", TestHost.Start))!.IsOpen);
        Assert.Null(await book.DoneAsync("nothing", "Priya", TestHost.Start));
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static ShopTask TaskOf(string id, int day) => new(id, "walk:1/fit", "Say it shorter", "", "Priya", new DateOnly(2026, 12, day), "Jonas", TestHost.Start);
}
