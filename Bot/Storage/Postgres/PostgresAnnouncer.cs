using System.Threading.Channels;
using Npgsql;

namespace FollowUpBot.Bot.Storage.Postgres;

/// <summary>
/// Tells the other hosts what changed, a few times in a tenth of a second and all that came together at once. Not inside the turns' transactions: the server lets those that notify commit
/// one by one, which would cost most of the speed.
/// </summary>
internal sealed class PostgresAnnouncer : IAsyncDisposable
{
    // The server refuses more than 8,000 bytes; a topic is an id of ours and short.
    private const int LongestPayload = 6000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Channel<string> waiting = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly NpgsqlDataSource source;
    private readonly PostgresHost host;
    private readonly Task announcing;
    private bool ending;

    public PostgresAnnouncer(NpgsqlDataSource source, PostgresHost host)
    {
        (this.source, this.host) = (source, host);
        announcing = AnnounceAsync();
    }

    public void Announce(string topic) => waiting.Writer.TryWrite(topic);

    /// <summary>What has been announced still goes out, if the database is there.</summary>
    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref ending, true);
        waiting.Writer.Complete();
        await announcing;
    }

    private async Task AnnounceAsync()
    {
        while (await waiting.Reader.WaitToReadAsync())
        {
            var topics = new HashSet<string>();
            for (var length = 0; length < LongestPayload && waiting.Reader.TryRead(out var topic); length += topic.Length + 1) topics.Add(topic);
            try
            {
                await using var command = source.CreateCommand("SELECT pg_notify($1, $2)");
                command.Parameters.Add(Value.Text(PostgresHost.Channel));
                command.Parameters.Add(Value.Text($"{host.Number}\n{string.Join('\n', topics)}"));
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // Lost. The others are told that they may have missed something when their own connection is back, and look from time to time anyway.
                if (Volatile.Read(ref ending)) return;
            }

            await Task.Delay(Pause);
        }
    }
}
