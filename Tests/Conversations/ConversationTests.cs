using System.Runtime.CompilerServices;

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

        var approved = Path.Combine(Folder(), $"{name}.approved.txt");
        var received = Path.Combine(Folder(), $"{name}.received.txt");
        var expected = File.Exists(approved) ? (await File.ReadAllTextAsync(approved, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") : "";
        if (played == expected)
        {
            File.Delete(received);
            return;
        }

        await File.WriteAllTextAsync(received, played, TestContext.Current.CancellationToken);
        Assert.Fail($"The conversation reads differently. Read {received}; if it is better, make it the approved one.\n\n{played}");
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
