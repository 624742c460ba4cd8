using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FollowUpBot.Tests.Bot.Notices;

/// <summary>
/// A mail server on loopback that does what it is told, one connection after the other: <c>busy</c> (451 to the recipient), <c>hangs up</c> (the connection ends when the message is there, before it is taken),
/// <c>silent</c> (it ends without a greeting), <c>says no goodbye</c> (taken, and the connection ends). Without an order it takes the message.
/// </summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly Queue<string> orders = new();
    private readonly List<(string To, string Data)> taken = [];
    private readonly Task accepting;

    public SmtpServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public IReadOnlyList<string> Flags => ["--FollowUp:Mail:Host", "127.0.0.1", "--FollowUp:Mail:Port", $"{Port}", "--FollowUp:Mail:From", "bot@shop.example", "--FollowUp:Mail:Security", "None"];

    /// <summary>Messages that it has taken, with their recipient.</summary>
    public IReadOnlyList<(string To, string Data)> Taken
    {
        get
        {
            lock (taken) return [.. taken];
        }
    }

    /// <summary>How often somebody came.</summary>
    public int Connections { get; private set; }

    public void Next(string order)
    {
        lock (orders) orders.Enqueue(order);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(closing.Token);
                Connections++;
                string? order;
                lock (orders) orders.TryDequeue(out order);
                if (order == "silent") continue;
                try
                {
                    await TalkAsync(client.GetStream(), order);
                }
                catch (IOException)
                {
                    // The client was gone first.
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is closed.
        }
    }

    private async Task TalkAsync(NetworkStream stream, string? order)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var to = "";
        await SayAsync("220 loopback ESMTP");
        while (await reader.ReadLineAsync(closing.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    await SayAsync("250-loopback\r\n250 8BITMIME");
                    break;
                case "MAIL" or "RSET":
                    await SayAsync("250 ok");
                    break;
                case "RCPT" when order == "busy":
                    await SayAsync("451 come back later");
                    break;
                case "RCPT":
                    to = line[(line.IndexOf('<') + 1)..line.IndexOf('>')];
                    await SayAsync("250 ok");
                    break;
                case "DATA":
                    await SayAsync("354 go on");
                    var data = new StringBuilder();
                    while (await reader.ReadLineAsync(closing.Token) is { } part && part != ".") data.Append(part.StartsWith("..", StringComparison.Ordinal) ? part[1..] : part).Append('\n');
                    if (order == "hangs up") return;
                    lock (taken) taken.Add((to, data.ToString()));
                    await SayAsync("250 taken");
                    if (order == "says no goodbye") return;
                    break;
                case "QUIT":
                    await SayAsync("221 bye");
                    return;
                default:
                    await SayAsync("500 what");
                    break;
            }
        }

        async Task SayAsync(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), closing.Token);
    }
}
