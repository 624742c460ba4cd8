using FollowUpBot.Bot.Http;

namespace FollowUpBot.Bot.People;

/// <summary>What somebody of the staff is. What each may do stands in <see cref="Roles"/>.</summary>
public enum Role
{
    /// <summary>Answers customers.</summary>
    Agent,

    /// <summary>Answers customers, and leads those who do.</summary>
    Lead,

    /// <summary>Writes what the bot says and knows.</summary>
    Editor,

    /// <summary>Looks at how it goes, and walks in the customer's shoes.</summary>
    Manager,

    /// <summary>Everything, and who else may do what.</summary>
    Admin,
}

/// <summary>Which role may do what.</summary>
internal static class Roles
{
    private static readonly Dictionary<Role, string[]> Allowed = new()
    {
        [Role.Agent] = [Permission.Read, Permission.Answer],
        [Role.Lead] = [Permission.Read, Permission.Answer, Permission.Numbers, Permission.Walk, Permission.Invite],
        [Role.Editor] = [Permission.Numbers, Permission.Walk],
        [Role.Manager] = [Permission.Read, Permission.Numbers, Permission.Walk, Permission.Audit],
        [Role.Admin] = [.. Permission.All],
    };

    public static bool May(Role role, string permission) => Allowed[role].Contains(permission);

    /// <summary>Whether somebody may let another in as this: leads only those whom they lead.</summary>
    public static bool MayInvite(Role role, Role other) => May(role, Permission.People) || (May(role, Permission.Invite) && other == Role.Agent);

    /// <summary>The first page of somebody with this role.</summary>
    public static string HomeOf(Role role) => May(role, Permission.Read) ? "/desk" : "/insights";
}
