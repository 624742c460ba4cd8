using System.Collections.Concurrent;
using System.Diagnostics;

namespace FollowUpBot.KillRig;

/// <summary>One host's place: its port and its data stay, its process is killed and another one started.</summary>
/// <param name="number">Which of the hosts.</param>
/// <param name="program">The program.</param>
/// <param name="data">The host's data folder.</param>
/// <param name="flags">Its options, by the name it has in the database.</param>
/// <param name="chronicle">Where it is written down.</param>
internal sealed class Place(int number, string program, string data, Func<string, IEnumerable<string>> flags, Chronicle chronicle) : IAsyncDisposable
{
    // A database that is being restarted is no reason to give a host up.
    private const int MostFailedStarts = 60;

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<double> starts = new();
    private volatile HostProcess? process;
    private volatile bool up, paused;
    private int life, served;

    public int Port { get; } = HostProcess.FreePort();

    public string Url => $"http://127.0.0.1:{Port}";

    public string Name => $"host {number}";

    /// <summary>The name of the process that is there now in the database.</summary>
    public string ApplicationName => $"rig-{number}-{life}";

    public bool IsUp => up && !paused && process?.HasExited == false;

    /// <summary>How many calls the process that is there now has answered.</summary>
    public int Served => Volatile.Read(ref served);

    /// <summary>How many seconds each start took until the host was ready.</summary>
    public IEnumerable<double> Starts => starts;

    /// <summary>How many starts came to nothing; the database was away.</summary>
    public int FailedStarts { get; private set; }

    public async Task StartAsync(CancellationToken cancel)
    {
        for (var failed = 0; ; failed++)
        {
            life++;
            Volatile.Write(ref served, 0);
            var began = Stopwatch.GetTimestamp();
            process = HostProcess.Serve(program, data, Port, flags(ApplicationName));
            if (await process.AnswersAsync(Port, LongestStart, cancel))
            {
                starts.Enqueue(Stopwatch.GetElapsedTime(began).TotalSeconds);
                chronicle.Note($"{Name} is ready ({ApplicationName})");
                up = true;
                return;
            }

            await process.DisposeAsync();
            var said = (await process.SaidAsync()).Trim();
            chronicle.Note($"{Name} did not start: {said}");
            FailedStarts++;
            if (failed == MostFailedStarts) throw new InvalidOperationException($"{Name} does not start: {said}");
            await Task.Delay(200, cancel);
        }
    }

    public void Serve() => Interlocked.Increment(ref served);

    public async Task KillAsync()
    {
        up = false;
        chronicle.Note($"{Name} is killed ({ApplicationName})");
        await process!.KillAsync();
        await process.DisposeAsync();
    }

    public void Pause()
    {
        paused = true;
        chronicle.Note($"{Name} is paused");
        process!.Pause();
    }

    public void Resume()
    {
        process!.Resume();
        chronicle.Note($"{Name} goes on");
        paused = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { } last) await last.DisposeAsync();
    }
}
