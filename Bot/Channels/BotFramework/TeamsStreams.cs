using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;

namespace FollowUpBot.Bot.Channels.BotFramework;

/// <summary>
/// Shows an answer in Teams while it is being written: typing activities of one stream, each with all there is so far, not faster than Teams takes them. The committed line ends the stream. Whatever
/// goes wrong here, the answer itself comes as a message.
/// </summary>
internal sealed class TeamsStreams(UnfinishedAnswers unfinished, ConnectorClient connector, ThreadPace pace, IStore store, ILogger<TeamsStreams> log) : IHostedService
{
    // Microsoft's page on streaming bots: collect for 1.5 to 2 seconds, and end within two minutes.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1.5), Longest = TimeSpan.FromMinutes(2), LongestCall = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<ConversationKey, Showing> shown = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        unfinished.Grew += Show;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        unfinished.Grew -= Show;
        foreach (var showing in shown.Values) showing.Stop();
        return Task.CompletedTask;
    }

    /// <summary>Ends what is shown in a conversation; its stream, if the customer has seen any of it.</summary>
    public async Task<string?> EndAsync(ConversationKey key)
    {
        if (!shown.TryRemove(key, out var showing)) return null;
        showing.Stop();
        await showing.Ended.Task;

        // One that Teams has given up by now is nothing to go on with.
        return showing.Age < Longest ? showing.StreamId : null;
    }

    /// <summary>A message as the last of a stream.</summary>
    public static Activity LastOf(Activity message, string stream) => message with { ReplyToId = null, Entities = [.. message.Entities ?? [], Info(stream, "final", null)] };

    private void Show(ConversationKey key)
    {
        if (key.Channel != MessagesEndpoint.Teams || unfinished.Of(key) is not { } answer) return;

        // One of an earlier answer was never ended, for that answer was not said after all.
        if (shown.TryGetValue(key, out var before) && before.Answer != answer.Id && shown.TryRemove(KeyValuePair.Create(key, before))) before.Stop();
        var showing = new Showing(answer.Id);
        if (shown.TryAdd(key, showing)) _ = Task.Run(() => ShowAsync(key, showing));
    }

    private async Task ShowAsync(ConversationKey key, Showing showing)
    {
        try
        {
            if (await store.FindConversationAsync(key) is { Reference: { } kept } && JsonSerializer.Deserialize(kept, BotFrameworkJson.Default.ConversationReference) is { } reference) await ShowAsync(key, reference, showing);
        }
        catch (Exception error)
        {
            log.LogInformation("An answer is not shown while it is written: {Reason}.", error.Message);
        }
        finally
        {
            showing.Ended.SetResult();

            // Who ends it takes it away, for its stream is wanted then; one that nobody has seen, or of what is not said after all, is wanted by nobody.
            if (showing.StreamId is null || unfinished.Of(key) is { IsDropped: true }) shown.TryRemove(KeyValuePair.Create(key, showing));
        }
    }

    private async Task ShowAsync(ConversationKey key, ConversationReference reference, Showing showing)
    {
        for (var (sequence, seen) = (0, 0); !showing.IsStopped && showing.Age < Longest && unfinished.Of(key) is { IsDropped: false } answer && answer.Id == showing.Answer; await showing.PauseAsync(Beat))
        {
            if (answer.Version == seen || pace.Take(reference.Conversation) > TimeSpan.Zero) continue;
            seen = answer.Version;
            var typing = new Activity { Type = "typing", From = reference.Bot, Recipient = reference.User, Conversation = new ConversationAccount(reference.Conversation) };
            if (answer.Text.Length > 0) typing = typing with { Text = answer.Text, TextFormat = "markdown", Entities = [Info(showing.StreamId, "streaming", ++sequence)] };

            // A call under way is not broken off: whether Teams has the stream must be known when it is ended.
            using var call = new CancellationTokenSource(LongestCall);
            using var taken = await connector.SendAsync(reference.ServiceUrl, reference.Conversation, typing, null, call.Token);
            if (!taken.IsSuccessStatusCode) return;
            if (answer.Text.Length > 0) showing.StreamId ??= (await ConnectorClient.ReadAsync(taken, BotFrameworkJson.Default.ResourceResponse, call.Token))?.Id;
        }
    }

    private static JsonElement Info(string? stream, string type, int? sequence)
    {
        var info = new JsonObject { ["type"] = "streaminfo", ["streamType"] = type };
        if (stream is not null) info["streamId"] = stream;
        if (sequence is not null) info["streamSequence"] = sequence;
        return TeamsActivity.Element(info);
    }

    /// <param name="answer">The id of what is shown.</param>
    private sealed class Showing(string answer)
    {
        private readonly long began = Stopwatch.GetTimestamp();

        private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Answer => answer;

        public TimeSpan Age => Stopwatch.GetElapsedTime(began);

        public bool IsStopped => stopped.Task.IsCompleted;

        /// <summary>The id that the first of it got.</summary>
        public string? StreamId { get; set; }

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Stop() => stopped.TrySetResult();

        /// <summary>Waits so long, or until it is stopped.</summary>
        public Task PauseAsync(TimeSpan beat) => Task.WhenAny(Task.Delay(beat), stopped.Task);
    }
}
