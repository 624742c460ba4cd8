namespace FollowUpBot.Bot.Http;

/// <summary>What somebody of the staff may do. An endpoint names what it needs; which role has it is for the people's system to say.</summary>
internal static class Permission
{
    /// <summary>Read cases, and the conversations and customers behind them.</summary>
    public const string Read = "read";

    /// <summary>Take cases, write to customers, close cases.</summary>
    public const string Answer = "answer";

    /// <summary>See the numbers and customers' words behind them.</summary>
    public const string Numbers = "numbers";

    /// <summary>Buy as a test customer, and keep what was found.</summary>
    public const string Walk = "walk";

    /// <summary>Invite agents.</summary>
    public const string Invite = "invite";

    /// <summary>Say who may sign in, and as what.</summary>
    public const string People = "people";

    /// <summary>Read who did what.</summary>
    public const string Audit = "audit";

    public static readonly IReadOnlyList<string> All = [Read, Answer, Numbers, Walk, Invite, People, Audit];
}
