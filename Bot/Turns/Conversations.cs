using System.Globalization;
using System.Security.Cryptography;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>Conversations as a channel sees them: open, say, read on, wait.</summary>
internal sealed class Conversations(IStore store, TurnRunner turns, Changes changes, UnfinishedAnswers unfinished, ShopContent content, TimeProvider clock)
{
    private const int MostReplies = 20;

    /// <summary>The conversation of a channel's user, opened now if need be; a newcomer is greeted.</summary>
    public async Task<StoredConversation> OpenAsync(string channel, string? user, string newId)
    {
        var conversation = await store.OpenConversationAsync(channel, user, newId, clock.GetUtcNow());
        await turns.RunAsync(new Turn(conversation.CustomerId, $"{channel}/opened", conversation.Id, new ConversationOpened()) { Conversation = conversation.Key });
        return conversation;
    }

    /// <summary>The conversation of a channel's user, made now if need be. Nobody is greeted: they have the first word.</summary>
    public Task<StoredConversation> FindOrMakeAsync(string channel, string user, string newId) => store.OpenConversationAsync(channel, user, newId, clock.GetUtcNow());

    /// <summary>A conversation, also one that has ended.</summary>
    public ValueTask<ConversationSoFar?> FindAsync(ConversationKey key) => store.FindConversationAsync(key);

    /// <summary>Ends a conversation: nothing more is said in it. What we still have to say to its user goes to a new one.</summary>
    public async Task EndAsync(StoredConversation conversation)
    {
        await store.EndConversationAsync(conversation.Key, NewId(), clock.GetUtcNow());
        changes.Signal(Changes.Conversation(conversation.Channel, conversation.Id));
    }

    /// <summary>Takes in somebody for whom the shop vouches. Whom we knew as a stranger until now is recognised: what they said is the customer's, and their conversation ends.</summary>
    /// <param name="channel">Where they chat.</param>
    /// <param name="user">The customer's user on the channel, from now on if not before.</param>
    /// <param name="customer">The shop's id of the customer.</param>
    /// <param name="name">Their name, if the shop says it.</param>
    /// <param name="visitor">The user as whom they chatted before.</param>
    public async Task SignInAsync(string channel, string user, string customer, string? name, string? visitor)
    {
        var stranger = visitor is null ? null : await store.CustomerAtAsync(channel, visitor);
        if (stranger?.StartsWith(CustomerFile.StrangerPrefix, StringComparison.Ordinal) != true) stranger = null;
        if (stranger is null && await store.CustomerAtAsync(channel, user) == customer) return;
        await turns.RunAsync(new Turn(customer, $"{channel}/signed-in", $"{user}|{stranger}", new CustomerSignedIn(name)) { Addresses = [new Address(channel, user, NewId())], Stranger = stranger });

        // Nobody comes back to it, so nothing may be said there: the browser that had it need not be the customer's own.
        if (stranger is not null && await store.FindConversationOfAsync(channel, visitor!) is { } left) await store.EndConversationAsync(new ConversationKey(channel, left), newId: null, clock.GetUtcNow());
    }

    /// <summary>A file that a customer or an agent sent.</summary>
    public ValueTask<StoredFile?> FindFileAsync(string id) => store.FindFileAsync(id);

    /// <summary>The id of the conversation that a channel's user has; null when they have none.</summary>
    public ValueTask<string?> FindOfAsync(string channel, string user) => store.FindConversationOfAsync(channel, user);

    /// <summary>Takes a customer's message. The same inbound id is taken once.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="inboundId">The message's id on the channel.</param>
    /// <param name="text">What they wrote.</param>
    /// <param name="clientId">The id by which the client knows it.</param>
    /// <param name="replyTo">The id that the channel wants replies to name.</param>
    /// <param name="inline">The replies go back in the answer to this message (<see cref="RepliesToAsync"/>), and are not sent.</param>
    /// <param name="files">Files that came with it; then the text may be empty.</param>
    public Task<Received> ReceiveAsync(StoredConversation conversation, string inboundId, string text, string? clientId, string? replyTo = null, bool inline = false, IReadOnlyList<StoredFile>? files = null) =>
        ReceiveAsync(new Turn(conversation.CustomerId, conversation.Channel, inboundId, new CustomerWrote(text) { Files = [.. (files ?? []).Select(f => f.About.Name)] })
        {
            Files = files ?? [],
            Conversation = conversation.Key,
            ClientId = clientId,
            ReplyTo = replyTo,
            AnsweredInline = inline,
        });

    /// <summary>Takes a picture that came without words.</summary>
    public Task<Received> ReceivePictureAsync(StoredConversation conversation, string inboundId) =>
        ReceiveAsync(new Turn(conversation.CustomerId, conversation.Channel, inboundId, new PictureReceived()) { Conversation = conversation.Key });

    /// <summary>Takes what a channel says of a customer; nobody is answered.</summary>
    public Task NoteAsync(string customer, string channel, string inboundId, Inbound news) => turns.RunAsync(new Turn(customer, channel, inboundId, news));

    /// <summary>Takes what a hub says of a conversation that was handed over to it; nothing changes when it was not.</summary>
    public Task ReportAsync(StoredConversation conversation, string inboundId, HandoffState state, string? message) =>
        turns.RunAsync(new Turn(conversation.CustomerId, "hub", inboundId, new HandoffReported(conversation.Channel, conversation.Id, state, message)) { Conversation = conversation.Key });

    /// <summary>What is handed over to a hub with some lines, by their ids.</summary>
    public async ValueTask<IReadOnlyDictionary<string, Handover>> HandoversAsync(ConversationKey key, IReadOnlyList<TranscriptLine> lines)
    {
        var found = new Dictionary<string, Handover>();
        foreach (var line in lines)
            if (line.Form?.HandsOver is { } id && await store.FindCaseAsync(id) is { } about)
                found[line.Id] = await Handover.OfAsync(store, about, key, line.Sequence);
        return found;
    }

    private async Task<Received> ReceiveAsync(Turn turn)
    {
        return await turns.RunAsync(turn) switch
        {
            TurnResult.Done done => new Received(done.Lines[0].Id, done.Left),
            TurnResult.Repeat repeat => new Received(repeat.ActivityId, Task.CompletedTask),
            _ => throw new InvalidOperationException("A customer's message is never refused."),
        };
    }

    /// <summary>Takes the customer's judgement of our last answer; nothing is said to it.</summary>
    public Task JudgeAsync(StoredConversation conversation, string inboundId, bool helpful, string? words) =>
        turns.RunAsync(new Turn(conversation.CustomerId, conversation.Channel, inboundId, new AnswerJudged(helpful, words)) { Conversation = conversation.Key });

    /// <summary>What was said to a message: our lines between it and the customer's next.</summary>
    public async Task<IReadOnlyList<TranscriptLine>> RepliesToAsync(ConversationKey key, string activityId)
    {
        var sequence = long.Parse(activityId.AsSpan(activityId.LastIndexOf('|') + 1), CultureInfo.InvariantCulture);
        return [.. (await store.ReadLinesAsync(key, sequence, MostReplies)).TakeWhile(l => l.Speaker != Speaker.Customer)];
    }

    /// <summary>The answer that a message means where answers were offered by number; null when it is none of them.</summary>
    public async Task<string?> ChoiceAsync(StoredConversation conversation, string text)
    {
        if (text.Length > Choice.Longest || await FindAsync(conversation.Key) is not { } soFar) return null;
        if (await ReadAsync(soFar.Key, soFar.LastSequence - 1, 1) is not [{ Buttons: { Count: > 0 } offered }]) return null;
        var (file, _) = await store.LoadCustomerAsync(soFar.CustomerId);
        return Choice.Of(text, offered, content.RecognisersFor(file?.Locale ?? PromptLibrary.DefaultLocale).Numbers);
    }

    public ValueTask<IReadOnlyList<TranscriptLine>> ReadAsync(ConversationKey key, long after, int most) => store.ReadLinesAsync(key, after, most);

    /// <summary>The answer that is being written in a conversation; it is in no transcript.</summary>
    public UnfinishedAnswer? Unfinished(ConversationKey key) => unfinished.Of(key);

    public Changes.Watch Watch(ConversationKey key) => changes.On(Changes.Conversation(key.Channel, key.Id));

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
}

/// <summary>A message that was taken.</summary>
/// <param name="ActivityId">The activity id it has.</param>
/// <param name="Left">Ends when the first answer to it has been handed to its channel, or waits for its turn there.</param>
internal readonly record struct Received(string ActivityId, Task Left);
