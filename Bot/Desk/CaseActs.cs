using System.Security.Cryptography;
using System.Text;
using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Tasks;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Desk;

/// <summary>Another desk that has shown its key, or somebody there.</summary>
/// <param name="Name">As whom they stand in the audit.</param>
internal sealed record KeyHolder(string Name);

/// <summary>What staff do with cases, whether at the page or through the API: only who may, once for each request, and written down.</summary>
internal sealed class CaseActs(Cases cases, Accounts accounts, TaskBook tasks, AuditTrail audit, Drafts drafts)
{
    /// <summary>Does it; null when it was done, this time or before.</summary>
    public async Task<Refused?> ActAsync(Account who, string requestId, AgentAction action)
    {
        if (!Roles.May(who.Role, Permission.Answer)) return Refused.NotYours;
        return action is AgentReplied { Files.Count: > 0 } reply ? await ReplyAsync(who, requestId, reply) : await DoAsync(who.Name, requestId, action);
    }

    /// <summary>Does it for somebody at another desk, whose key has been looked at.</summary>
    public Task<Refused?> ActAsync(KeyHolder who, string requestId, AgentAction action) => DoAsync(who.Name, requestId, action);

    /// <summary>
    /// Notes that somebody is away from the desk, or back. Who goes away gives back every case in which somebody waits for them; the result is how many that were. Where the customer has had their
    /// answer nothing changes for them: if they write before the lease ends, it is back in the queue soon.
    /// </summary>
    public async Task<int> BeAwayAsync(Account who, bool away)
    {
        if (!Roles.May(who.Role, Permission.Answer) || await accounts.SetAwayAsync(who.Name, away) is null) return 0;
        await audit.WriteAsync(who.Name, away ? "desk.away" : "desk.back");
        var back = 0;
        foreach (var mine in away ? (await cases.QueueAsync()).Select(c => c.Case).Where(c => c.Desk is null && c.HolderAt(cases.Now) == who.Name && !Queue.IsAsleep(c, cases.Now) && (c.FirstWordAt is null || c.Unanswered > 0 || c.CallBack is { KeptAt: null })) : [])
            if (await ActAsync(who, Guid.NewGuid().ToString("N"), new AgentReleased(mine.Id, who.Name, mine.Lease)) is null) back++;
        return back;
    }

    /// <summary>Asks the product team to put an answer into the manual; once for each request id.</summary>
    public async Task<Refused?> SuggestArticleAsync(Account who, string requestId, string caseId, string question, string answer)
    {
        if (!Roles.May(who.Role, Permission.Answer)) return Refused.NotYours;
        if (await cases.ReadAsync(caseId) is not { } found) return Refused.Of(Refusal.NoSuchCase, null, cases.Now);
        await tasks.AddAsync(new ArticleDraft(found.Case.Case.Product ?? found.Customer.Product, question, answer).ToTask(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Cases.InboundId(caseId, requestId))))[..32], caseId, who.Name, cases.Now));
        await audit.WriteAsync(who.Name, "article.suggested", caseId);
        return null;
    }

    /// <summary>A case with its story, for another desk.</summary>
    public async Task<Conversation?> OpenAsync(KeyHolder who, string caseId)
    {
        if (await cases.ReadAsync(caseId) is not { } found) return null;
        await audit.WriteAsync(who.Name, "case.read", caseId);
        return found;
    }

    /// <summary>The teams a case can be handed to: those of the shop's escalation, and those that somebody belongs to.</summary>
    public async Task<IReadOnlyList<string>> TeamsAsync() =>
        [.. cases.Teams.Concat((await accounts.ReadAsync()).Where(a => a.IsEnabled).SelectMany(a => a.Duties.Teams)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    // A reply takes along what this agent has added to this case, and nothing else; of what it names only the ids are looked at. Refused it takes nothing.
    private async Task<Refused?> ReplyAsync(Account who, string requestId, AgentReplied reply)
    {
        // Sent again over a bad line it finds its files gone with the first one.
        if (await drafts.WasSentAsync(reply.CaseId, requestId)) return null;
        string[] ids = [.. reply.Files.Select(f => f.Id)];
        if (await drafts.TakeAsync(who.Name, reply.CaseId, ids) is not { } files) return await drafts.WasSentAsync(reply.CaseId, requestId) ? null : Refused.NoSuchFile;
        var refused = await DoAsync(who.Name, requestId, reply with { Files = [.. files.Select(f => f.About)] }, files);
        if (refused is null) await drafts.SentAsync(who.Name, reply.CaseId, requestId, ids);
        return refused;
    }

    private async Task<Refused?> DoAsync(string who, string requestId, AgentAction action, IReadOnlyList<StoredFile>? files = null)
    {
        var result = await cases.ActAsync(requestId, action, files);
        await audit.WriteAsync(who, $"case.{action.GetType().Name["Agent".Length..].ToLowerInvariant()}", action.CaseId, result is TurnResult.Refused no ? $"refused: {no.Why}" : "");
        return Refused.Of(result, action.CaseId, cases.Now);
    }

    /// <summary>A case with its story, for somebody who opens it.</summary>
    public async Task<Conversation?> OpenAsync(Account who, string caseId)
    {
        if (!Roles.May(who.Role, Permission.Read) || await cases.ReadAsync(caseId) is not { } found) return null;
        await audit.WriteAsync(who.Name, "case.read", caseId);
        return found;
    }

    /// <summary>The same case again, for somebody who has it open.</summary>
    public Task<Conversation?> AgainAsync(Account who, string caseId) => Roles.May(who.Role, Permission.Read) ? cases.ReadAsync(caseId) : Task.FromResult<Conversation?>(null);

    /// <summary>Messages of which nobody can say whether they were heard.</summary>
    public async Task<IReadOnlyList<UnknownSend>> UnknownAsync(Account who)
    {
        if (!Roles.May(who.Role, Permission.Read)) return [];
        await audit.WriteAsync(who.Name, "unknown.read");
        return await cases.UnknownAsync();
    }

    public async Task<IReadOnlyList<FoundCase>> SearchAsync(Account who, string words)
    {
        if (!Roles.May(who.Role, Permission.Read)) return [];

        // Not the words: what stands in the audit can never be erased, and they may be somebody's name.
        await audit.WriteAsync(who.Name, "case.searched");
        return await cases.SearchAsync(words);
    }
}
