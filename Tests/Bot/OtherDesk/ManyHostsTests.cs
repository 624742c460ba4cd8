using FollowUpBot.Tests.Bot.Storage;

namespace FollowUpBot.Tests.Bot.OtherDesk;

/// <summary>What another desk was to hear outlives the host, on either store.</summary>
public class ManyHostsTests
{
    [Fact]
    public async Task What_a_host_did_not_get_told_another_host_tells_once_and_all_of_it_can_be_read_again()
    {
        var database = await PostgresServer.NewSchemaAsync();
        await using var desk = await LoopbackDesk.StartAsync();
        desk.IsDown = true;
        await using (var first = await TestHost.StartAsync(flags: [.. PostgresServer.Flags(database), .. desk.Flags]))
        {
            var story = new HandoverStory(first);
            await story.ComplainAsync();
            await story.SayAsync("it is the battery");
            Assert.Empty(desk.Taken);
        }

        desk.IsDown = false;
        await using var second = await TestHost.StartAsync(flags: [.. PostgresServer.Flags(database), .. desk.Flags]);
        await second.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("case.opened, message.received", desk.Kinds);
        desk.Check();
        var (_, page) = await second.SendAsync(HttpMethod.Get, "/api/other-desk/events", LoopbackDesk.Key);
        for (var i = 0; i < 100 && page.GetProperty("next").GetInt64() < 2; i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            (_, page) = await second.SendAsync(HttpMethod.Get, "/api/other-desk/events", LoopbackDesk.Key);
        }

        Assert.Equal([1, 2], page.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("number").GetInt64()));
        Assert.Equal(desk.Taken.Select(e => e.GetProperty("id").GetString()), page.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("id").GetString()));
    }
}
