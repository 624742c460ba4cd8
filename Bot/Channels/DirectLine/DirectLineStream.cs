using System.Net.WebSockets;
using System.Text.Json;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Channels.DirectLine;

/// <summary>The socket of a conversation: sends every line from a watermark on, in order, as it is committed.</summary>
internal sealed class DirectLineStream(Conversations conversations, Typing typing, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private const int MostAtOnce = 100;

    // Empty frames keep proxies from closing a quiet socket; clients ignore them.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    public async Task RunAsync(WebSocket socket, StoredConversation conversation, string host, long after, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        using var watch = conversations.Watch(conversation.Key);
        using var writing = typing.WatchAgent(conversation.Key);
        var shown = new ShownAnswer();
        var listening = ListenAsync(socket, ending);
        var (isOver, wasCalled, shownWriting) = (false, false, 0);
        Task<bool>? written = null;
        try
        {
            while (!ending.IsCancellationRequested && !isOver)
            {
                // Looked at first: what is committed in the meantime is newer.
                var unfinished = conversations.Unfinished(conversation.Key);
                var before = after;
                while (await conversations.ReadAsync(conversation.Key, after, MostAtOnce) is { Count: > 0 } lines)
                {
                    var frame = JsonSerializer.SerializeToUtf8Bytes(ActivitySet.Of(lines, await conversations.HandoversAsync(conversation.Key, lines), conversation.Id, conversation.User, host, after), DirectLineJson.Default.ActivitySet);
                    await SendAsync(socket, frame, ending.Token);
                    after = lines[^1].Sequence;
                    shown.Conclude(lines);
                }

                if (shown.Next(unfinished) is { } sequence)
                {
                    var set = new ActivitySet([Activity.Of(unfinished!, sequence, conversation.Id, after, clock.GetUtcNow())], Watermark.Of(after));
                    await SendAsync(socket, JsonSerializer.SerializeToUtf8Bytes(set, DirectLineJson.Default.ActivitySet), ending.Token);
                }
                else if (wasCalled && after == before && await conversations.FindAsync(conversation.Key) is not { IsEnded: false })
                {
                    // Called, and there was nothing to read: it has ended.
                    var last = new ActivitySet([Activity.Ended(conversation.Id, after, clock.GetUtcNow())], Watermark.Of(after));
                    await SendAsync(socket, JsonSerializer.SerializeToUtf8Bytes(last, DirectLineJson.Default.ActivitySet), ending.Token);
                    isOver = true;
                    continue;
                }

                var called = watch.WaitAsync(KeepAlive, ending.Token);
                while (await Task.WhenAny(called, written ??= writing.WaitAsync(Timeout.InfiniteTimeSpan, ending.Token)) != called)
                {
                    await written;
                    written = null;
                    var set = new ActivitySet([Activity.Writing(++shownWriting, conversation.Id, after, clock.GetUtcNow())], Watermark.Of(after));
                    await SendAsync(socket, JsonSerializer.SerializeToUtf8Bytes(set, DirectLineJson.Default.ActivitySet), ending.Token);
                }

                wasCalled = await called;
                if (!wasCalled) await SendAsync(socket, ReadOnlyMemory<byte>.Empty, ending.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException or StoreUnavailableException)
        {
            // The page was closed, the host is stopping or the store is away; the client reads on from its watermark.
        }

        await CloseAsync(socket, isOver ? WebSocketCloseStatus.NormalClosure : WebSocketCloseStatus.EndpointUnavailable);
        await listening;
    }

    private static ValueTask SendAsync(WebSocket socket, ReadOnlyMemory<byte> frame, CancellationToken cancel) => socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancel);

    // What clients send here is keep-alive; reading it is how we learn that they left.
    private static async Task ListenAsync(WebSocket socket, CancellationTokenSource ending)
    {
        var buffer = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), ending.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // Gone without a word.
        }

        await ending.CancelAsync();
    }

    private static async Task CloseAsync(WebSocket socket, WebSocketCloseStatus why)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await socket.CloseOutputAsync(why, null, patience.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // Nobody is there to hear it.
        }
    }
}

/// <summary>How much of an answer that is being written one socket has shown.</summary>
internal sealed class ShownAnswer
{
    private string? id;
    private string? concluded;
    private int version;
    private int sequence;

    /// <summary>The number under which to show it now; null when there is nothing new in it.</summary>
    public int? Next(UnfinishedAnswer? answer)
    {
        if (answer is null || answer.Id == concluded || (answer.Id == id && answer.Version == version)) return null;

        // What was never begun here need not be taken back.
        if (answer.IsDropped && answer.Id != id) return null;
        sequence = answer.Id == id ? sequence + 1 : 1;
        (id, version) = (answer.Id, answer.Version);
        return sequence;
    }

    /// <summary>Lines were sent; the one that an unfinished answer became ends it.</summary>
    public void Conclude(IEnumerable<TranscriptLine> lines) => concluded = lines.LastOrDefault(l => l is { Speaker: Speaker.Bot, ClientId: not null })?.ClientId ?? concluded;
}
