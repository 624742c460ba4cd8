using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FollowUpBot.KillRig;

/// <summary>A message as the store has it.</summary>
internal sealed record StoredMessage(string Channel, string Customer, string Key, string State, int? Owner, long Fence, int Attempts, string? Reason, string? ProviderId, string Text);

/// <summary>Looks into the hosts' store from outside, by SQL.</summary>
internal sealed class StoreReader(bool postgres, string connectionString)
{
    /// <summary>How many messages and how much due work are not at their end yet.</summary>
    public async Task<long> BusyAsync() => (await RowsAsync(
        string.Create(CultureInfo.InvariantCulture, $"""
        SELECT (SELECT count(*) FROM outgoing WHERE state IN ('pending', 'held', 'claimed', 'sending'))
             + (SELECT count(*) FROM work WHERE parked_because IS NULL AND due_at <= {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()})
        """),
        r => r.GetInt64(0)))[0];

    /// <summary>How many inbounds of all kinds became turns.</summary>
    public async Task<long> TurnsAsync() => (await RowsAsync("SELECT count(*) FROM inbound", r => r.GetInt64(0)))[0];

    /// <summary>Work that nobody could do.</summary>
    public Task<List<string>> ParkedAsync() => RowsAsync("SELECT customer_id, parked_because FROM work WHERE parked_because IS NOT NULL", r => $"{r.GetString(0)}: {r.GetString(1)}");

    /// <summary>The numbers under which a host owns what it does.</summary>
    public async Task<IReadOnlyList<int>> NumbersAsync(string applicationName) => postgres
        ? await RowsAsync($"SELECT l.objid::integer FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.granted AND a.application_name = '{applicationName} host'", r => r.GetInt32(0))
        : await RowsAsync("SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'host'", r => r.GetInt32(0));

    /// <summary>What hosts of these numbers had begun and not ended.</summary>
    public async Task<HashSet<string>> UnderWayAsync(IReadOnlyList<int> owners)
    {
        var numbers = string.Join(',', owners);
        var keys = await RowsAsync($"SELECT dedupe_key FROM outgoing WHERE state IN ('claimed', 'sending') AND owner IN ({numbers})", r => r.GetString(0));
        if (postgres) keys.AddRange(await RowsAsync($"SELECT id FROM work WHERE leased_until IS NOT NULL AND owner IN ({numbers})", r => $"work {r.GetInt64(0)}"));
        return [.. keys];
    }

    public Task<List<StoredMessage>> MessagesAsync() => RowsAsync(
        $"""
        SELECT o.channel, c.{(postgres ? "user_id" : "user")}, o.dedupe_key, o.state, o.owner, o.fence, o.attempts, o.reason, o.provider_id, m.text
        FROM outgoing o JOIN conversation c ON c.channel = o.channel AND c.id = o.conversation
        JOIN message m ON m.channel = o.channel AND m.conversation = o.conversation AND m.sequence = o.sequence
        """,
        r => new StoredMessage(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.IsDBNull(4) ? null : r.GetInt32(4), r.GetInt64(5), r.GetInt32(6),
            r.IsDBNull(7) ? null : r.GetString(7), r.IsDBNull(8) ? null : r.GetString(8), r.GetString(9)));

    /// <summary>Ends the connections of one host, or of all.</summary>
    public async Task<long> CutAsync(string? applicationName) =>
        (await RowsAsync($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE '{applicationName ?? "rig-%"}' OR application_name = '{applicationName} host'", r => r.GetInt64(0)))[0];

    public async Task ExecuteAsync(string sql) => await RowsAsync(sql, _ => 0);

    public async Task<List<T>> RowsAsync<T>(string sql, Func<DbDataReader, T> row)
    {
        await using DbConnection db = postgres ? new NpgsqlConnection(connectionString) : new SqliteConnection(connectionString);
        await db.OpenAsync();
        await using var command = db.CreateCommand();
#pragma warning disable CA2100 // The rig's own texts and numbers.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(row(reader));
        return rows;
    }
}
