using System.Security.Cryptography;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Turns;

public class FileLinksTests
{
    [Fact]
    public async Task An_address_opens_one_file_for_thirty_days_and_none_of_it_can_be_changed_or_read()
    {
        await using var host = await TestHost.StartAsync();
        var links = await FileLinks.OpenAsync(host.Store, TestHost.Start);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        string LinkOf(string file, DateTimeOffset at) => Assert.Single(links.Of([new SentFile(file, "photo.png", "image/png", 1)], at)).Path;
        var path = LinkOf(id, TestHost.Start);
        Assert.Equal((FileLinks.Length, path), (path.Length, LinkOf(id, TestHost.Start)));
        var code = path[FileLinks.Path.Length..];
        Assert.Equal(id, links.Open(code, TestHost.Start.AddDays(30).AddSeconds(-1)));
        Assert.Null(links.Open(code, TestHost.Start.AddDays(30)));

        // Another host of the same store opens it too; another store's key does not.
        Assert.Equal(id, (await FileLinks.OpenAsync(host.Store, TestHost.Start)).Open(code, TestHost.Start));
        await using var other = await TestHost.StartAsync();
        Assert.Null((await FileLinks.OpenAsync(other.Store, TestHost.Start)).Open(code, TestHost.Start));

        // Each character counts, up to the bits that stand for nothing at the end.
        Assert.All(Enumerable.Range(0, code.Length - 1), i => Assert.Null(links.Open($"{code[..i]}{(code[i] == 'A' ? 'B' : 'A')}{code[(i + 1)..]}", TestHost.Start)));
        foreach (var wrong in new[] { "", code[..^1], $"{code}A", new string('A', code.Length), new string('!', code.Length), new string(' ', code.Length) }) Assert.Null(links.Open(wrong, TestHost.Start));
        Assert.DoesNotContain(id[..8], path, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(path[..20], LinkOf(id, TestHost.Start.AddDays(1))[..20]);
    }
}
