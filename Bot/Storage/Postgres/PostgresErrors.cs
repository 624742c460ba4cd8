using Npgsql;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>What the server's errors mean to the operator and to the turn.</summary>
internal static class PostgresErrors
{
    private const string Option = "FollowUp:Storage:ConnectionString";

    /// <summary>Asks the database; throws <see cref="StoreUnavailableException"/> when it cannot be reached.</summary>
    public static async Task<T> AskAsync<T>(string place, Func<Task<T>> ask)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                return await ask();
            }
            catch (NpgsqlException error) when (IsUnavailable(error))
            {
                // A connection that stood idle may have died with its server, which is back by now. A commit whose answer was lost comes back as a repeat.
                if (again || error.InnerException is TimeoutException) throw new StoreUnavailableException($"The database {place} cannot be reached: {Reason(error)}", error);
            }
        }
    }

    /// <summary>Whether it is the way to the database or its state, and not what was asked of it.</summary>
    public static bool IsUnavailable(NpgsqlException error) => error is not PostgresException { SqlState: var state } || state switch
    {
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.QueryCanceled => true,
        PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.LockNotAvailable => true,

        // Connections, resources, the machine itself.
        _ => state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("58", StringComparison.Ordinal),
    };

    /// <summary>Why the store cannot be opened, and the way out.</summary>
    public static StoreException Sentence(Exception error, NpgsqlConnectionStringBuilder to) => new(error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            $"The database server {Server(to)} does not let the user {to.Username} in: correct Username and Password in {Option}.",
        NpgsqlException when error.Message.StartsWith("No password", StringComparison.Ordinal) =>
            $"The database server {Server(to)} wants a password of the user {to.Username}: give it as Password in {Option}.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"There is no database {to.Database} on {Server(to)}: create it (createdb {to.Database}), or name another in {Option}.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied =>
            $"The user {to.Username} may not work in the database {Place(to)} ({denied.MessageText}): make it the owner (ALTER DATABASE … OWNER TO …), or name another user in {Option}.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidSchemaName } =>
            $"There is no schema to create tables in on {Place(to)}: create the one that Search Path in {Option} names.",
        NpgsqlException unreachable when IsUnavailable(unreachable) =>
            $"The database server {Server(to)} cannot be reached ({Reason(unreachable)}): start it, or name another in {Option}.",
        _ => $"The store {Place(to)} cannot be opened: {Reason(error)}. Another can be named in {Option}.",
    });

    public static string Place(NpgsqlConnectionStringBuilder to) => $"{Server(to)}/{to.Database ?? to.Username}";

    public static string Server(NpgsqlConnectionStringBuilder to) => $"{to.Host}:{to.Port}";

    private static string Reason(Exception error) => ((error as PostgresException)?.MessageText ?? (error.InnerException ?? error).Message).Split('\n')[0].TrimEnd('.');
}
