using FollowUpBot.Bot.Http;

namespace FollowUpBot.Bot.People;

/// <summary>What those do with accounts who may, whether at the page or through the API: asked anew each time, and written down.</summary>
internal sealed class PeopleActs(Accounts accounts, Invitations invitations, AuditTrail audit)
{
    /// <summary>The token of a one-time link: for somebody new, or for a new password of somebody who is known; null when this role may not make it.</summary>
    public async Task<string?> InviteAsync(Account me, Role role, Account? known)
    {
        role = known?.Role ?? role;
        if (!Roles.MayInvite(me.Role, role)) return null;
        var token = await invitations.CreateAsync(role, me.Name, known?.Name);
        await audit.WriteAsync(me.Name, known is null ? "account.invited" : "account.new-link", known?.Id ?? "", $"as {role}");
        return token;
    }

    public Task<Account?> ChangeRoleAsync(Account me, string name, Role role) => ActAsync(me, name, "account.role", () => accounts.ChangeAsync(name, a => a with { Role = role }), $"{role}");

    public Task<Account?> DisableAsync(Account me, string name) => ActAsync(me, name, "account.disabled", () => accounts.DisableAsync(name));

    public Task<Account?> EnableAsync(Account me, string name) => ActAsync(me, name, "account.enabled", () => accounts.EnableAsync(name));

    public Task<Account?> SignOutEverywhereAsync(Account me, string name) => ActAsync(me, name, "account.signed-out", () => accounts.SignOutEverywhereAsync(name));

    /// <summary>Says what somebody answers for, oneself included; null when there is no such account, or it is not theirs to say.</summary>
    public async Task<Account?> ChangeDutiesAsync(Account me, string name, Duties duties)
    {
        if (!Roles.May(me.Role, Permission.Invite) || await accounts.ChangeAsync(name, a => a with { Duties = duties }) is not { } changed) return null;
        await audit.WriteAsync(me.Name, "account.duties", changed.Id);
        return changed;
    }

    /// <summary>Whether it is one's own account, which one does not change: nobody who says who does what locks themselves out by a slip.</summary>
    public static bool IsOneself(Account me, string name) => me.Id == Account.IdOf(name);

    // Null when there is no such account, or it is not theirs to change.
    private async Task<Account?> ActAsync(Account me, string name, string what, Func<Task<Account?>> act, string details = "")
    {
        if (!Roles.May(me.Role, Permission.People) || IsOneself(me, name) || await act() is not { } changed) return null;
        await audit.WriteAsync(me.Name, what, changed.Id, details);
        return changed;
    }
}
