namespace FollowUpBot.Bot.Storage;

/// <summary>The store cannot be used; the message says why and what to do.</summary>
internal sealed class StoreException(string message) : Exception(message);

/// <summary>The store cannot be reached right now. What was asked of it may be asked again; for a commit, the inbound's id makes that safe.</summary>
internal sealed class StoreUnavailableException(string message, Exception cause) : Exception(message, cause);

/// <summary>An address in a turn has just become somebody else's; nothing of the turn is written.</summary>
internal sealed class AddressTakenException : Exception;

/// <summary>A perk in a turn is more than its budget pays for; nothing of the turn is written.</summary>
internal sealed class BudgetSpentException(string reward) : Exception
{
    public string Reward => reward;
}

/// <summary>Undoes what a turn has written so far: somebody else changed the file since it was read, or is changing it.</summary>
internal sealed class TurnConflictException : Exception;
