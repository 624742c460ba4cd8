using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace FollowUpBot.Tests.Bot.Storage;

/// <summary>The way to a database, which a test can cut.</summary>
internal sealed class Wire : IDisposable
{
    private readonly List<TcpClient> open = [];
    private readonly NpgsqlConnectionStringBuilder to;
    private readonly int port;
    private TcpListener listener;

    public Wire(string connectionString)
    {
        to = new NpgsqlConnectionStringBuilder(connectionString);
        listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync(listener);
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = port, SslMode = SslMode.Disable }.ConnectionString;
    }

    /// <summary>The database, by way of this wire.</summary>
    public string ConnectionString { get; }

    /// <summary>When set, what holds these words reaches the server, and its answer breaks the connection; once.</summary>
    public byte[]? LoseTheAnswerTo { get; set; }

    public int Lost { get; private set; }

    /// <summary>Every connection breaks, and none can be made.</summary>
    public void Cut()
    {
        listener.Stop();
        lock (open)
        {
            foreach (var client in open) client.Close();
            open.Clear();
        }
    }

    public void Mend()
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _ = AcceptAsync(listener);
    }

    public void Dispose() => Cut();

    private async Task AcceptAsync(TcpListener on)
    {
        try
        {
            while (true)
            {
                var near = await on.AcceptTcpClientAsync();
                var far = new TcpClient();
                await far.ConnectAsync(to.Host!, to.Port);
                lock (open) open.AddRange([near, far]);
                var losing = new bool[1];
                _ = PumpAsync(near, far, bytes => Note(bytes, losing));
                _ = PumpAsync(far, near, _ => !losing[0]);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private bool Note(ReadOnlyMemory<byte> bytes, bool[] losing)
    {
        if (LoseTheAnswerTo is not { } words || bytes.Span.IndexOf(words) < 0) return true;
        LoseTheAnswerTo = null;
        Lost++;
        return losing[0] = true;
    }

    private static async Task PumpAsync(TcpClient from, TcpClient into, Func<ReadOnlyMemory<byte>, bool> goesOn)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.GetStream().ReadAsync(buffer) is var read and > 0 && goesOn(buffer.AsMemory(0, read))) await into.GetStream().WriteAsync(buffer.AsMemory(0, read));
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }

        from.Close();
        into.Close();
    }
}
