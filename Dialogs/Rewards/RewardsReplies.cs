using FollowUpBot.Dialogs.Turns;

namespace FollowUpBot.Dialogs.Rewards;

/// <summary>A perk, in the words of the prompt that its file names.</summary>
/// <param name="Says">Name of that prompt.</param>
/// <param name="What">What it is: a line of its file.</param>
/// <param name="Code">What to give at the checkout.</param>
/// <param name="Until">The last moment it is worth something.</param>
/// <param name="Name">What to call them.</param>
/// <param name="Thing">The everyday word for what they bought last.</param>
public sealed record Earned(string Says, PerkLine What, string Code, DateTimeOffset Until, string? Name, string? Thing) : Reply
{
    /// <inheritdoc/>
    public override string Prompt => Says;
}

/// <summary>What a perk is: a line of its file.</summary>
public sealed record PerkLine(string Says) : Reply
{
    /// <inheritdoc/>
    public override string Prompt => Says;
}

/// <summary>A perk ends soon.</summary>
public sealed record EndsSoon(PerkLine What, string Code, DateTimeOffset Until) : Reply;

/// <summary>The perks somebody has, when they ask.</summary>
public sealed record YourPerks(IReadOnlyList<PerkState> Perks) : Reply;

/// <summary>A line of it.</summary>
public sealed record PerkState(PerkLine What, string Code, DateTimeOffset Until, bool Used, bool Over) : Reply;

/// <summary>They have none.</summary>
public sealed record NoPerk(string Team) : Reply;

/// <summary>A perk was redeemed: thanks.</summary>
public sealed record Redeemed(PerkLine What, string? Name) : Reply;
