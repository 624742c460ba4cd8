using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.People;
using FollowUpBot.Dialogs.Turns;
using Microsoft.AspNetCore.Components.Authorization;

namespace FollowUpBot.Bot.Desk;

/// <summary>Somebody who has a page of the desk open. Each thing they do asks anew whether they still may.</summary>
internal sealed class DeskVisit(AuthenticationStateProvider authentication, Accounts accounts, CaseActs acts)
{
    /// <summary>Their account as it is now; null when they may not be here any more.</summary>
    public async Task<Account?> MeAsync() =>
        await StaffCookie.CurrentAsync(accounts, (await authentication.GetAuthenticationStateAsync()).User) is { } me && Roles.May(me.Role, Permission.Read) ? me : null;

    /// <summary>Where the reader is; until the page has said so, UTC.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public void ComesFrom(string? zone) => Zone = zone is { Length: > 0 and < 100 } && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;

    /// <summary>Does something with a case; null when it was done.</summary>
    public async Task<Refused?> ActAsync(AgentAction action, string? requestId = null) =>
        await MeAsync() is { } me ? await acts.ActAsync(me, requestId ?? Guid.NewGuid().ToString("N"), action) : Refused.NotYours;
}
