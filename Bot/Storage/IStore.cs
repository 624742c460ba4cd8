using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Storage;

/// <summary>
/// Everything that is to outlive the host. What is written is durable when its task ends; reads see what is durable. A store that cannot be reached right now throws
/// <see cref="StoreUnavailableException"/>, and whoever asked asks again later.
/// </summary>
internal interface IStore : IAsyncDisposable
{
    /// <summary>Where the data is, for the operator's eyes; no secrets in it.</summary>
    string Place { get; }

    /// <summary>Messages to channels that are not ours.</summary>
    IOutbox Outbox { get; }

    /// <summary>What staff keep about the shop's own work.</summary>
    INotes Notes { get; }

    /// <summary>Files that staff have added to what they write and not sent.</summary>
    IPendingFiles Pending { get; }

    /// <summary>Who of the staff did what.</summary>
    IAuditLog Audit { get; }

    /// <summary>Whether it can be read now.</summary>
    ValueTask<bool> IsReadyAsync();

    /// <summary>
    /// Makes a turn durable, whole or not at all. The same inbound again is a <see cref="CommitResult.Repeat"/>, so who does not know what became of a commit asks for it again.
    /// Throws <see cref="AddressTakenException"/> and <see cref="BudgetSpentException"/>.
    /// </summary>
    Task<CommitResult> CommitAsync(TurnCommit turn);

    /// <summary>The customer's file with its version; version 0 and no file for somebody new.</summary>
    ValueTask<(CustomerFile? File, long Version)> LoadCustomerAsync(string id);

    /// <summary>The customer under whose id this one goes on: themselves, or whom a stranger turned out to be.</summary>
    ValueTask<string> ResolveAsync(string customer);

    /// <summary>Whom a channel's user belongs to.</summary>
    ValueTask<string?> CustomerAtAsync(string channel, string user);

    /// <summary>
    /// The conversation of a channel's user, made now if there is none. Who is not known yet becomes a stranger under the conversation's id; where there is a conversation of that id, it is theirs too:
    /// a channel may call the same person otherwise the next time.
    /// </summary>
    Task<StoredConversation> OpenConversationAsync(string channel, string? user, string newId, DateTimeOffset at);

    ValueTask<ConversationSoFar?> FindConversationAsync(ConversationKey key);

    ValueTask<string?> FindConversationOfAsync(string channel, string user);

    /// <summary>Ends a conversation. Its user, if it has one and a new id is given, has a new conversation at once, so that there is always somewhere to write to them.</summary>
    Task EndConversationAsync(ConversationKey key, string? newId, DateTimeOffset at);

    /// <summary>Keeps what a channel needs to know to speak in a conversation of its own accord. What waits there may leave from then on.</summary>
    Task SaveReferenceAsync(StoredConversation conversation, string reference);

    /// <summary>Where a customer was last spoken with, on any channel or on this one; a conversation that has ended only when there is no other.</summary>
    ValueTask<ConversationKey?> LatestConversationAsync(string customer, string? channel = null);

    /// <summary>A file that a customer or an agent sent.</summary>
    ValueTask<StoredFile?> FindFileAsync(string id);

    /// <summary>Lines of a conversation after a sequence number, in order.</summary>
    ValueTask<IReadOnlyList<TranscriptLine>> ReadLinesAsync(ConversationKey key, long after, int most);

    /// <summary>The latest lines of a customer in all their conversations, oldest first.</summary>
    ValueTask<IReadOnlyList<TranscriptLine>> ReadTranscriptAsync(string customer, int most);

    /// <summary>
    /// Takes work that is due by the application's clock for this host, oldest first; no other host gets it before it is put off, given back, or this host is proven dead.
    /// A claim is ended by the commit that finishes the work, or by <see cref="PutOffAsync"/>. One host claims from one place only.
    /// </summary>
    ValueTask<IReadOnlyList<DueWork>> ClaimDueAsync(DateTimeOffset now, int most);

    /// <summary>Gives back what this host has claimed and not ended.</summary>
    Task GiveBackAsync();

    /// <summary>Puts work off after a failure, or parks it for a human to look at; counts an attempt. Work that another host has taken over is left alone.</summary>
    Task PutOffAsync(WorkClaim work, DateTimeOffset until, string? parkedBecause);

    /// <summary>When the next work comes due that nobody has claimed.</summary>
    ValueTask<DateTimeOffset?> NextDueAtAsync();

    /// <summary>The product of an order, by its number as a customer types it.</summary>
    ValueTask<string?> FindProductOfOrderAsync(string orderId);

    ValueTask<ReportedPurchase?> FindPurchaseAsync(string orderId);

    /// <summary>Who was given the perk with this code.</summary>
    ValueTask<string?> CustomerOfCodeAsync(string code);

    /// <summary>Cases that are open, oldest first.</summary>
    ValueTask<IReadOnlyList<StoredCase>> ReadOpenCasesAsync(int most);

    ValueTask<StoredCase?> FindCaseAsync(string id);

    /// <summary>Cases, open and closed, in which these words stand: in what was said, by anybody, or in what staff wrote down. The latest first.</summary>
    ValueTask<IReadOnlyList<FoundCase>> SearchCasesAsync(string words, int most);

    /// <summary>Whether an inbound has been handled.</summary>
    ValueTask<bool> HasHandledAsync(string channel, string inboundId);

    /// <summary>Everything that became true of a customer, oldest first.</summary>
    ValueTask<IReadOnlyList<StoredFact>> ReadFactsAsync(string customer);

    /// <summary>
    /// What became true of anybody after a number, in the order of the numbers. Whoever goes on after the last number misses nothing: a fact is given out when none with a smaller number can still
    /// come, on several hosts some seconds later.
    /// </summary>
    ValueTask<IReadOnlyList<NumberedFact>> ReadFactsAfterAsync(long number, int most);

    /// <summary>
    /// What another desk was to hear (<see cref="DeskEventNoted"/>), after so many of them. Their order never changes and facts are never taken away, so each has its place among them for ever; on several
    /// hosts the last ones are given out some seconds later.
    /// </summary>
    ValueTask<IReadOnlyList<NumberedFact>> ReadDeskEventsAsync(long after, int most);

    /// <summary>The number of the last fact; 0 when there is none.</summary>
    ValueTask<long> LastFactAsync();

    ValueTask<string?> ReadSettingAsync(string name);

    Task WriteSettingAsync(string name, string value);

    /// <summary>Writes a setting if what stands there comes before it, or nothing does; of several hosts that try, one succeeds.</summary>
    Task<bool> AdvanceSettingAsync(string name, string value);

    /// <summary>Customers whose plan nothing will wake us for in time, or whose file and row disagree about whether there is one.</summary>
    ValueTask<IReadOnlyList<string>> FindUnwokenAsync(DateTimeOffset now, int most);

    /// <summary>Takes away what has served, in batches so small that no turn waits long for one; the result is how much.</summary>
    Task<long> PruneAsync(Served what, DateTimeOffset before, CancellationToken cancel);

    /// <summary>Tells the other hosts of this store that something changed; a moment later, and it may be lost.</summary>
    void Announce(string topic);

    /// <summary>What other hosts announced; null when announcements may have been missed.</summary>
    event Action<string?>? Heard;
}
