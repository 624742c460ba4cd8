using Npgsql;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>How the database is connected to.</summary>
internal static class PostgresSource
{
    // In front, so that the operator's own words count. Sixteen turns at once need no more connections than this, and the server's usual limit leaves room for several hosts.
    // Its settings are the same for all its life, so none is reset on its way back to the pool, which would cost the server as much as a statement of a turn.
    private const string Defaults = "Application Name=FollowUpBot;Timeout=5;Command Timeout=10;Maximum Pool Size=20;Max Auto Prepare=100;Auto Prepare Min Usages=2;No Reset On Close=true;";

    /// <summary>Where the database is; throws <see cref="StoreException"/> when that is not said.</summary>
    public static NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        const string example = "it looks like Host=localhost;Database=followup;Username=followup;Password=…";
        try
        {
            var to = new NpgsqlConnectionStringBuilder(Defaults + connectionString);
            return string.IsNullOrEmpty(to.Host) ? throw new StoreException($"FollowUp:Storage:ConnectionString names no Host: {example}.") : to;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            throw new StoreException($"FollowUp:Storage:ConnectionString is no connection string for PostgreSQL: {example}. ({error.Message.Split('\n')[0].TrimEnd('.')})");
        }
    }

    /// <summary>The connections of the turns.</summary>
    public static NpgsqlDataSource Create(NpgsqlConnectionStringBuilder to)
    {
        // Every statement finds its rows by an index, whatever its values are, so one plan serves all its life. A plan that was made while a table was nearly empty would go on reading it whole
        // until the server has counted it again. And who holds a row for longer than this (an operator's open transaction, say) is not to hold up those who want others.
        const string settings = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; SET lock_timeout = '500ms'";
        return new NpgsqlDataSourceBuilder(to.ConnectionString).UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(settings, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(settings, connection);
                await command.ExecuteNonQueryAsync();
            }).Build();
    }
}
