using FollowUpBot.Bot.Knowledge;
using FollowUpBot.Bot.Language;
using FollowUpBot.Bot.Prompts;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Dialogs.Customers;
using FollowUpBot.Dialogs.Handoff;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Turns;

/// <summary>A case with who it is about and what was said.</summary>
/// <param name="Case">The case.</param>
/// <param name="Customer">All that is known of them.</param>
/// <param name="Lines">What was said last, oldest first.</param>
public sealed record Conversation(StoredCase Case, CustomerFile Customer, IReadOnlyList<TranscriptLine> Lines)
{
    /// <summary>What became of lines of ours that are not simply sent, by their ids.</summary>
    public IReadOnlyDictionary<string, Fate> Fates { get; init; } = new Dictionary<string, Fate>();
}

/// <summary>Cases as the desk sees them: the queue, one case with its story, and what an agent does with it.</summary>
internal sealed class Cases(IStore store, TurnRunner turns, LanguageModel model, KnowledgeIndex knowledge, ShopContent content, Changes changes, TimeProvider clock)
{
    /// <summary>Where agents' actions come from.</summary>
    public const string Channel = "desk";

    /// <summary>More open cases are not read at once.</summary>
    public const int MostInQueue = 2000;

    private const int MostLines = 200;
    private const int MostFound = 50;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The shop's hours.</summary>
    public ServiceHours Hours => content.Hours[PromptLibrary.DefaultLocale];

    /// <summary>What the shop sells, by name.</summary>
    public IReadOnlyList<string> Products { get; } = [.. content.Catalogue.Products.Select(p => p.Name)];

    /// <summary>The teams to which cases are escalated.</summary>
    public IReadOnlyList<string> Teams { get; } = [.. content.Shop.Escalation.Select(e => e.Team).OfType<string>().Distinct()];

    /// <summary>How cases are given to agents; null when everybody takes their own.</summary>
    public AssignmentRule? Assignment => content.Shop.Assignment;

    public string ShopName => content.ShopName;

    /// <summary>The texts that an answer can begin with, by the names of their prompts.</summary>
    public IReadOnlyList<string> Macros { get; } = [.. content.Prompts.NamesOf(Macro.Feature)];

    /// <summary>The id under which an agent's action is handled once.</summary>
    public static string InboundId(string caseId, string requestId) => $"{caseId}|{requestId}";

    public ValueTask<IReadOnlyList<StoredCase>> QueueAsync() => store.ReadOpenCasesAsync(MostInQueue);

    public async Task<Conversation?> ReadAsync(string id)
    {
        if (await store.FindCaseAsync(id) is not { } found || (await store.LoadCustomerAsync(found.CustomerId)).File is not { } customer) return null;
        var lines = await store.ReadTranscriptAsync(found.CustomerId, MostLines);
        var fates = new Dictionary<string, Fate>();
        foreach (var conversation in lines.Where(l => l is { Speaker: not Speaker.Customer, Channel: not (null or OutgoingRows.OurOwnChannel) }).GroupBy(l => new ConversationKey(l.Channel!, l.Id[..l.Id.LastIndexOf('|')])))
        {
            var known = await store.Outbox.ReadFatesAsync(conversation.Key, conversation.Min(l => l.Sequence));
            foreach (var line in conversation)
                if (known.TryGetValue(line.Sequence, out var fate)) fates[line.Id] = fate;
        }

        return new Conversation(found, customer, lines) { Fates = fates };
    }

    /// <summary>Cases in which these words stand.</summary>
    public ValueTask<IReadOnlyList<FoundCase>> SearchAsync(string words) => store.SearchCasesAsync(words, MostFound);

    /// <summary>What the manuals say to a question of a customer; null when nothing that would be an answer.</summary>
    public Finding? Suggest(CustomerFile customer, string question)
    {
        var product = customer.Product;
        IEnumerable<string> named = product is not null && content.Catalogue.Find(product) is { } known ? [known.Name, known.Thing, $"{known.Thing}s"] : [];
        return knowledge.Search(question, product, isQuestion: true, named).Finding;
    }

    /// <summary>A text that an answer can begin with, for this customer.</summary>
    public string Begin(string macro, CustomerFile customer, string agent) =>
        content.Prompts.Render(new Macro(macro, customer.FirstName, customer.Latest?.Thing, customer.Product, customer.Latest?.OrderId, agent), new Reader(customer.Locale, customer.TimeZone, Now, "")).Text;

    /// <summary>Whether a summary by a language model can be asked for.</summary>
    public bool CanSummarise(string customer) => model.IsReadyFor(customer);

    /// <summary>What a language model makes of the conversation; null when there is no such case, or no summary.</summary>
    public async Task<string?> SummariseAsync(string id, CancellationToken cancel) =>
        await ReadAsync(id) is { } found ? await model.SummariseAsync(found.Customer.Id, found.Customer.Name, found.Lines, Fence.New(), cancel) : null;

    /// <summary>A case without its story.</summary>
    public ValueTask<StoredCase?> FindAsync(string id) => store.FindCaseAsync(id);

    /// <summary>Does what an agent asked for, once for each request id; null when there is no such case.</summary>
    /// <param name="requestId">The same again changes nothing.</param>
    /// <param name="action">What.</param>
    /// <param name="files">The files of a reply, with what is in them.</param>
    public async Task<TurnResult?> ActAsync(string requestId, AgentAction action, IReadOnlyList<StoredFile>? files = null) =>
        await store.FindCaseAsync(action.CaseId) is { } found
            ? await turns.RunAsync(new Turn(found.CustomerId, Channel, InboundId(action.CaseId, requestId), action) { Files = files ?? [] })
            : null;

    /// <summary>Messages of which nobody can say whether they were heard, the latest first.</summary>
    public ValueTask<IReadOnlyList<UnknownSend>> UnknownAsync() => store.Outbox.ReadUnknownAsync(MostFound);

    public Changes.Watch Watch() => changes.On(Changes.Desk);

    /// <summary>Rings when something was said with this customer.</summary>
    public Changes.Watch WatchCustomer(string customer) => changes.On(Changes.Customer(customer));
}
