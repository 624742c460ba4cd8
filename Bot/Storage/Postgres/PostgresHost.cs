using System.Diagnostics;
using Npgsql;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>
/// This host among the others: a connection of its own that holds an advisory lock on the host's number, hears what others announce, and now and then looks for work whose owner is dead.
/// The server gives the lock up when the connection ends and not before, so whoever gets it knows that the host is gone; a host that only pauses keeps it.
/// </summary>
internal sealed class PostgresHost : IAsyncDisposable
{
    /// <summary>The channel on which hosts announce what changed.</summary>
    public const string Channel = "followup";

    // Half of the time in which a dead host's work is to be taken over, together with the lease.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource stopping = new();
    private readonly string connectionString;
    private NpgsqlConnection connection;
    private Task listening = Task.CompletedTask;

    private PostgresHost(string connectionString)
    {
        this.connectionString = connectionString;
        connection = new NpgsqlConnection(connectionString);
    }

    /// <summary>What another host announced; null when something may have been missed.</summary>
    public event Action<string?>? Heard;

    /// <summary>The number of this host, a new one for each connection: a number whose lock was lost is never used again.</summary>
    public int Number { get; private set; }

    public static async Task<PostgresHost> StartAsync(NpgsqlConnectionStringBuilder to)
    {
        // Beside the pool, so that no statement of a turn can ever wait for it.
        var host = new PostgresHost(new NpgsqlConnectionStringBuilder(to.ConnectionString) { Pooling = false, ApplicationName = $"{to.ApplicationName} host" }.ConnectionString);
        try
        {
            await host.ConnectAsync();
        }
        catch
        {
            await host.connection.DisposeAsync();
            throw;
        }

        host.listening = host.ListenAsync(host.stopping.Token);
        return host;
    }

    /// <summary>Frees work that a dead host had claimed; the lease is over and the lock on the owner's number is to be had. The result is how much.</summary>
    public static async Task<int> TakeOverAsync(NpgsqlConnection db, int self)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH suspect AS MATERIALIZED (
                SELECT DISTINCT owner FROM work WHERE leased_until < clock_timestamp() AND owner <> $1
            ), dead AS MATERIALIZED (
                SELECT owner FROM suspect WHERE pg_try_advisory_xact_lock('work'::regclass::oid::integer, owner)
            )
            UPDATE work SET leased_until = NULL FROM dead WHERE work.owner = dead.owner AND work.leased_until < clock_timestamp()
            """,
            db);
        command.Parameters.AddWithValue(self);
        return await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await listening;
        await connection.DisposeAsync();
        stopping.Dispose();
    }

    private async Task ConnectAsync()
    {
        await connection.DisposeAsync();
        connection = new NpgsqlConnection(connectionString);
        connection.Notification += (_, notification) => Hear(notification.Payload);
        await connection.OpenAsync();

        // A machine that lost its power says no goodbye; the server is to notice before the lease is over. A host that is only paused still answers: its kernel does.
        await ExecuteAsync("SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2");
        await ExecuteAsync($"LISTEN {Channel}");
        await using var command = new NpgsqlCommand("SELECT n, pg_advisory_lock('work'::regclass::oid::integer, n) FROM (SELECT nextval('host_number')::integer AS n) AS new", connection);
        Number = (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (connection.State != System.Data.ConnectionState.Open)
                {
                    await ConnectAsync();
                    Heard?.Invoke(null);
                }

                await ListenForABeatAsync(stop);
                if (await TakeOverAsync(connection, Number) > 0) Heard?.Invoke(null);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // The database is away; turns say so where it matters. Afterwards this host goes on under a new number.
                await connection.CloseAsync();
                await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenForABeatAsync(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        while (Beat - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.FromMilliseconds(1)) await connection.WaitAsync(left, stop);
    }

    private void Hear(string payload)
    {
        var topics = payload.Split('\n');
        if (topics[0] == $"{Number}") return;
        foreach (var topic in topics.Skip(1)) Heard?.Invoke(topic);
    }

    private async Task ExecuteAsync(string sql)
    {
#pragma warning disable CA2100 // The texts are constants of this file.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
