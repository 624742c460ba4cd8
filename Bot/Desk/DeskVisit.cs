using FollowUpBot.Bot.Http;
using FollowUpBot.Bot.People;
using FollowUpBot.Bot.Turns;
using FollowUpBot.Dialogs.Turns;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace FollowUpBot.Bot.Desk;

/// <summary>Somebody who has a page of the desk open. Each thing they do asks anew whether they still may; who has lost the line is not there.</summary>
internal sealed class DeskVisit(AuthenticationStateProvider authentication, Accounts accounts, CaseActs acts, Presence presence) : CircuitHandler
{
    private readonly Lock gate = new();
    private string? name;
    private bool connected = true;
    private IDisposable? here;

    /// <summary>Where the reader is; until the page has said so, UTC.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Their account as it is now; null when they may not be here any more.</summary>
    public async Task<Account?> MeAsync() =>
        await StaffCookie.CurrentAsync(accounts, (await authentication.GetAuthenticationStateAsync()).User) is { } me && Roles.May(me.Role, Permission.Read) ? me : null;

    public void ComesFrom(string? zone) => Zone = zone is { Length: > 0 and < 100 } && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc;

    /// <summary>They are at the queue from now on, as long as the line holds.</summary>
    public void Enter(Account me)
    {
        name = Roles.May(me.Role, Permission.Answer) && me.AwaySince is null ? me.Name : null;
        Count();
    }

    /// <summary>Asks the product team to put an answer into the manual; null when it was done.</summary>
    public async Task<Refused?> SuggestArticleAsync(string requestId, string caseId, string question, string answer) =>
        await MeAsync() is { } me ? await acts.SuggestArticleAsync(me, requestId, caseId, question, answer) : Refused.NotYours;

    /// <summary>They are away though the page is open, or back. Who goes away gives back what they have; the result is how many cases that were.</summary>
    public async Task<int> BeAwayAsync(bool away) => await MeAsync() is { } me ? await acts.BeAwayAsync(me, away) : 0;

    public void Leave()
    {
        name = null;
        Count();
    }

    /// <summary>Does something with a case; null when it was done.</summary>
    public async Task<Refused?> ActAsync(AgentAction action, string? requestId = null) =>
        await MeAsync() is { } me ? await acts.ActAsync(me, requestId ?? Guid.NewGuid().ToString("N"), action) : Refused.NotYours;

    /// <inheritdoc/>
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => ConnectedAsync(true);

    /// <inheritdoc/>
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => ConnectedAsync(false);

    /// <inheritdoc/>
    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken) => ConnectedAsync(false);

    private Task ConnectedAsync(bool isUp)
    {
        connected = isUp;
        Count();
        return Task.CompletedTask;
    }

    private void Count()
    {
        lock (gate)
        {
            if (connected && name is not null)
            {
                here ??= presence.Enter(name);
                return;
            }

            here?.Dispose();
            here = null;
        }
    }
}
