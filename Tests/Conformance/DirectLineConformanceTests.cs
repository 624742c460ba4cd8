namespace FollowUpBot.Tests.Conformance;

/// <summary>Microsoft's own Direct Line client (botframework-directlinejs), as Web Chat uses it, against the real host.</summary>
public class DirectLineConformanceTests
{
    [Fact]
    public async Task It_talks_over_a_socket() => Assert.Contains("socket: said", await RunAsync("socket"), StringComparison.Ordinal);

    [Fact]
    public async Task It_talks_by_polling() => Assert.Contains("polling: said", await RunAsync("polling"), StringComparison.Ordinal);

    [Fact]
    public async Task After_a_cut_wire_nothing_is_lost_or_doubled() => Assert.Contains("each once, in order", await RunAsync("reconnect"), StringComparison.Ordinal);

    [Fact]
    public async Task It_refreshes_its_token_and_goes_on_past_the_life_of_the_first() =>
        Assert.Contains("refreshed", await RunAsync("refresh"), StringComparison.Ordinal);

    [Fact]
    public async Task It_knows_an_expired_token() => Assert.Contains("expired", await RunAsync("expired"), StringComparison.Ordinal);

    [Fact]
    public async Task It_ends_with_its_conversation_and_does_not_come_back() => Assert.Contains("ended", await RunAsync("ended"), StringComparison.Ordinal);

    [Fact]
    public async Task Polling_ends_with_its_conversation() => Assert.Contains("ended", await RunAsync("endedPolling"), StringComparison.Ordinal);

    [Fact]
    public async Task It_uploads_files_that_come_back_as_downloads() => Assert.Contains("uploaded", await RunAsync("upload"), StringComparison.Ordinal);

    private static async Task<string> RunAsync(string name)
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var host = await TestHost.StartAsync(clock);
        var (_, made) = await host.SendAsync(HttpMethod.Post, "/v3/directline/tokens/generate", TestHost.Secret, new { user = new { id = "dl_maria" } });
        var run = Makers.RunAsync("directline.mjs", name, host.Url, made.GetProperty("token").GetString()!);
        for (var steps = 0; !run.IsCompleted; await Task.WhenAny(run, Task.Delay(100, TestContext.Current.CancellationToken)))
        {
            // The script asks for time to pass by saying so.
            var asked = (await host.Store.ReadLinesAsync(new("directline", made.GetProperty("conversationId").GetString()!), 0, 1000)).Count(l => l.Text == "let time pass");
            for (; steps < asked; steps++) clock.Now += TimeSpan.FromMinutes(20);
        }

        return await run;
    }
}
