using System.Text.Json;
using FollowUpBot.Tests.Bot.Channels.BotFramework;

namespace FollowUpBot.Tests.Conformance;

/// <summary>Microsoft's own bot (botbuilder) beside ours: the same signed tokens, the same Connector.</summary>
public class BotBuilderConformanceTests
{
    [Fact]
    public async Task It_answers_as_a_bot_of_Microsofts_does_and_refuses_whatever_that_refuses()
    {
        await using var cloud = await BotCloudServer.StartAsync();
        cloud.Publish("key-of-nobody");
        cloud.Publish("key-of-another", "facebook");

        // By the real clock: theirs goes by it.
        await using var host = await TestHost.StartAsync(TimeProvider.System, flags: cloud.Flags);
        var tokens = Path.GetTempFileName();
        await File.WriteAllTextAsync(tokens, JsonSerializer.Serialize(BadTokenTests.Bad(cloud, DateTimeOffset.UtcNow).Where(b => b.Headers is [var one] && one.Trim() == one && one.Length is > 0 and < 8000).Select(b => new { what = b.What, token = b.Headers[0] })), TestContext.Current.CancellationToken);
        try
        {
            Assert.Contains("bad tokens are refused by both", await Makers.RunAsync("botbuilder.mjs", host.Url, cloud.Url, tokens), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(tokens);
        }
    }
}
