using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Storage.Sqlite;

namespace FollowUpBot.Tests.Bot.Storage;

/// <summary>The one writer, when there is no room on the disk.</summary>
public sealed class SqliteWriterTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("followup-writer-");

    [Fact]
    public async Task A_full_disk_refuses_what_is_written_in_words_loses_nothing_and_is_written_again_when_there_is_room()
    {
        using var readers = new SqliteReaders($"Data Source={Path.Combine(folder.FullName, "full.db")};Pooling=false");
        using var writer = new SqliteWriter(readers.Open(), readers);
        await writer.RunAsync(s => s.Execute("CREATE TABLE said (text TEXT)"));
        await writer.RunAsync(s => s.Execute("INSERT INTO said (text) VALUES ('before')"));
        await writer.RunAsync(s => s.Scalar("PRAGMA max_page_count = 3"));
        var refused = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Record.ExceptionAsync(() => writer.RunAsync(s => s.Execute("INSERT INTO said (text) VALUES ($1)", new string('x', 20_000)))).AsTask()));
        Assert.All(refused, error => Assert.Contains("full.db cannot be written, the disk is full: make room on it.", Assert.IsType<StoreUnavailableException>(error).Message, StringComparison.Ordinal));
        Assert.True(writer.IsStuck);
        await writer.RunAsync(s => s.Scalar("PRAGMA max_page_count = 1000"));
        await writer.RunAsync(s => s.Execute("INSERT INTO said (text) VALUES ('after')"));
        Assert.False(writer.IsStuck);
        Assert.Equal(["before", "after"], readers.Rows("SELECT text FROM said ORDER BY rowid", r => r.GetString(0)));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
