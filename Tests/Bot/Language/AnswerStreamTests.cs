using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Tests.Bot.Language;

/// <summary>An answer on its way: what an open chat sees of it, and what becomes of it when something else happens first.</summary>
public class AnswerStreamTests
{
    private const string Question = "can i leave it outside when it rains";
    private const string First = "The lamp can stay outside in the rain if the charging cap is closed [1].";
    private const string Second = "Rain and splashes from all sides do no harm [1].";

    [Fact]
    public async Task Checked_sentences_are_shown_as_they_come_and_one_line_is_committed()
    {
        await using var model = await OpenAiServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: model.Flags);
        using var chat = await Chat.OpenAsync(host);
        model.Next($"says {First} The lamp is a submarine [1]. {Second}");
        await chat.SayAsync(Question);

        var seen = await chat.ReadUntilAsync(a => a.TryGetProperty("text", out var text) && text.GetString()!.Contains("Weather and water", StringComparison.Ordinal));
        var typing = seen.Where(a => a.GetProperty("type").GetString() == "typing").ToList();
        var final = seen[^1];

        // The first gives the stream its id, the others and the line that ends it carry it: so Web Chat makes them one bubble.
        Assert.NotEmpty(typing);
        var stream = typing[0].GetProperty("id").GetString();
        Assert.False(typing[0].GetProperty("channelData").TryGetProperty("streamId", out _));
        Assert.All(typing.Skip(1), a => Assert.Equal(stream, a.GetProperty("channelData").GetProperty("streamId").GetString()));
        Assert.Equal(Enumerable.Range(1, typing.Count), typing.Select(a => a.GetProperty("channelData").GetProperty("streamSequence").GetInt32()));
        Assert.Equal("message", final.GetProperty("type").GetString());
        Assert.Equal(stream, final.GetProperty("channelData").GetProperty("streamId").GetString());
        Assert.Equal("final", final.GetProperty("channelData").GetProperty("streamType").GetString());
        Assert.All(typing, a => Assert.True(a.GetProperty("channelData").GetProperty("webchat:sequence-id").GetDouble() < final.GetProperty("channelData").GetProperty("webchat:sequence-id").GetDouble()));
        Assert.All(seen, a => Assert.DoesNotContain("submarine", a.ToString(), StringComparison.Ordinal));

        // What was only shown is in no transcript.
        var lines = await host.Store.ReadLinesAsync(chat.Key, 0, 100);
        Assert.Equal(["Customer", "Bot"], lines.TakeLast(2).Select(l => l.Speaker.ToString()));
        Assert.Equal(lines.Count, lines.Select(l => l.Text).Distinct().Count());
        Assert.DoesNotContain(await host.Store.ClaimDueAsync(TestHost.Start.AddHours(1), 10), w => w.Work is ComposeAnswer);
    }

    [Fact]
    public async Task Who_asks_for_a_person_meanwhile_gets_no_late_answer_and_what_was_shown_goes()
    {
        await using var model = await OpenAiServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: model.Flags);
        using var chat = await Chat.OpenAsync(host);
        model.Pause = new TaskCompletionSource();
        model.Next($"says {First} {Second} Rain again [1].");
        await chat.SayAsync(Question);
        await chat.ReadUntilAsync(a => a.TryGetProperty("text", out var text) && text.GetString()!.Contains("charging cap", StringComparison.Ordinal));

        await chat.SayAsync("I want to talk to a person");
        model.Pause.SetResult();
        var seen = await chat.ReadUntilAsync(a => a.GetProperty("type").GetString() == "typing" && a.GetProperty("channelData").GetProperty("streamType").GetString() == "final");
        Assert.False(seen[^1].TryGetProperty("text", out _));
        await host.AdvanceAsync(TimeSpan.Zero);
        Assert.DoesNotContain(await host.Store.ReadLinesAsync(chat.Key, 0, 100), l => l.Text.Contains("charging cap", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_says_stop_meanwhile_gets_no_late_answer()
    {
        await using var model = await OpenAiServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: model.Flags);
        using var chat = await Chat.OpenAsync(host);
        model.Pause = new TaskCompletionSource();
        model.Next($"says {First} {Second}");
        await chat.SayAsync(Question);
        await chat.SayAsync("stop");
        model.Pause.SetResult();
        await host.AdvanceAsync(TimeSpan.Zero);
        Assert.StartsWith("Done: no more messages from us.", (await host.Store.ReadLinesAsync(chat.Key, 0, 100))[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_goes_on_talking_is_told_what_the_answer_is_to()
    {
        var clock = new SteppedClock(TestHost.Start);
        await using var model = await OpenAiServer.StartAsync();
        await using var host = await TestHost.StartAsync(clock, flags: model.Flags);
        using var chat = await Chat.OpenAsync(host);
        model.Pause = new TaskCompletionSource();
        model.Next($"says {First} {Second}");
        await chat.SayAsync(Question);
        await chat.ReadUntilAsync(a => a.TryGetProperty("text", out var text) && text.GetString()!.Contains("charging cap", StringComparison.Ordinal));
        clock.Now += TimeSpan.FromSeconds(2);
        await chat.SayAsync("thanks");
        model.Pause.SetResult();
        await host.AdvanceAsync(TimeSpan.Zero);
        Assert.StartsWith($"You asked: “{Question}”\n\nThe lamp can stay outside", (await host.Store.ReadLinesAsync(chat.Key, 0, 100))[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_model_hangs_other_messages_are_answered_at_once()
    {
        await using var model = await OpenAiServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: model.Flags);
        using var chat = await Chat.OpenAsync(host);
        model.Next("hangs");
        await chat.SayAsync(Question);
        await chat.SayAsync("thanks!");
        Assert.Contains(await host.Store.ReadLinesAsync(chat.Key, 0, 100), l => l.Text.Contains("welcome", StringComparison.OrdinalIgnoreCase) || l.Text.Contains("Gladly", StringComparison.Ordinal));
        await host.AdvanceAsync(TimeSpan.Zero);
        Assert.Contains("charging cap is closed", (await host.Store.ReadLinesAsync(chat.Key, 0, 100))[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_whose_writer_died_is_written_again_and_after_two_tries_quoted()
    {
        await using var model = await OpenAiServer.StartAsync();
        await using var host = await TestHost.StartAsync(flags: model.Flags);
        using var chat = await Chat.OpenAsync(host);
        model.Next("hangs");
        await chat.SayAsync(Question);
        await host.AdvanceAsync(TimeSpan.Zero);
        var before = (await host.Store.ReadLinesAsync(chat.Key, 0, 100)).Count;

        // As a killed host leaves it: the work is there, put off as often as it was tried.
        foreach (var (tried, asked) in new[] { (1, 1), (2, 0) })
        {
            var requests = model.Requests.Count;
            var file = await host.Store.LoadCustomerAsync((await host.Store.FindConversationAsync(chat.Key))!.CustomerId);
            var source = new Citation("traillight-300.md", "TrailLight 300 manual", "Weather and water", "/manuals/traillight-300#weather-and-water");
            var work = new ComposeAnswer(TestHost.Start, Question, new Finding(new Markdown("Quoted."), source, 1) { Passages = [new Passage("The lamp can stay outside in the rain if the charging cap is closed.", source)] });
            await host.Store.CommitAsync(new TurnCommit { Channel = "test", InboundId = $"left {tried}", Next = file.File!, Version = file.Version, At = TestHost.Start + TimeSpan.FromDays(tried), Work = [work with { DueAt = TestHost.Start + TimeSpan.FromDays(1) }] });
            var row = (await host.Store.ClaimDueAsync(TestHost.Start + TimeSpan.FromDays(1), 10)).Single(w => w.Work is ComposeAnswer);
            for (var i = 0; i < tried; i++) await host.Store.PutOffAsync(row.Claim, TestHost.Start, null);
            model.Next($"says {First}");
            await host.AdvanceAsync(TimeSpan.Zero);
            Assert.Equal(requests + asked, model.Requests.Count);
        }

        var said = (await host.Store.ReadLinesAsync(chat.Key, 0, 100)).Skip(before).Select(l => l.Text.Split('\n')[0]).ToList();
        Assert.Equal(["The lamp can stay outside in the rain if the charging cap is closed.", "Quoted."], said);
    }
}
