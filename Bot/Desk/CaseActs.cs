using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Storage;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Bot.Desk;

/// <summary>What staff do with cases, whether at the page or through the API: only who may, once for each request, and written down.</summary>
internal sealed class CaseActs(Cases cases, AuditTrail audit)
{
    /// <summary>Does it; null when it was done, this time or before.</summary>
    public async Task<Refused?> ActAsync(Account who, string requestId, AgentAction action)
    {
        if (!Roles.May(who.Role, Permission.Answer)) return Refused.NotYours;
        var result = await cases.ActAsync(requestId, action);
        await audit.WriteAsync(who.Name, $"case.{action.GetType().Name["Agent".Length..].ToLowerInvariant()}", action.CaseId, result is TurnResult.Refused no ? $"refused: {no.Why}" : "");
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
        await audit.WriteAsync(who.Name, "case.searched", "", words);
        return await cases.SearchAsync(words);
    }
}
