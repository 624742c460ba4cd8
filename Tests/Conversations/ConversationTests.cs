using System.Runtime.CompilerServices;
using FollowUpBot.Tests.Bot.Storage;

namespace FollowUpBot.Tests.Conversations;

/// <summary>Conversations as a person would read them. A change of words shows as a changed <c>.approved.txt</c>, to be read aloud before it is accepted.</summary>
public class ConversationTests
{
    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Folder(), "*.script.txt").Select(f => Path.GetFileName(f).Replace(".script.txt", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Reads_as_approved(string name)
    {
        await using var host = await TestHost.StartAsync();
        var played = await new Script(host).PlayAsync(await File.ReadAllLinesAsync(Path.Combine(Folder(), $"{name}.script.txt"), TestContext.Current.CancellationToken));
        Approved.Check(Path.Combine(Folder(), name), played);
    }

    [Theory]
    [InlineData("complaint")]
    [InlineData("happy-path")]
    [InlineData("question-answered-late")]
    [InlineData("stop-with-a-complaint")]
    [InlineData("stranger")]
    [InlineData("two-agents")]
    public async Task Reads_the_same_on_PostgreSQL(string name)
    {
        await using var host = await PostgresServer.StartHostAsync();
        var played = await new Script(host).PlayAsync(await File.ReadAllLinesAsync(Path.Combine(Folder(), $"{name}.script.txt"), TestContext.Current.CancellationToken));
        Approved.Check(Path.Combine(Folder(), name), played);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
