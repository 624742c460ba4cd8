using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace FollowUpBot.KillRig;

/// <summary>The program as an operator starts it: a process of its own, which can be stopped, paused and killed.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    public const string ApiKey = "test-purchases-key-0123456789";
    public const string Secret = "test-directline-secret-0123456789";

    private const int Stop = 19, Continue = 18;

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private HostProcess(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
        output = process.StandardOutput.ReadToEndAsync();
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "FollowUpBot.dll");

    /// <summary>What is learned from the example sentences is learned once for all hosts.</summary>
    public static string LearnedFolder { get; } = Path.Combine(AppContext.BaseDirectory, "learned");

    public static string PromptsFolder { get; } = Path.Combine(AppContext.BaseDirectory, "Prompts");

    public bool HasExited => process.HasExited;

    public int Id => process.Id;

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var run = Start(Program, arguments);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await run.process.WaitForExitAsync(patience.Token);
        return (run.process.ExitCode, await run.output, await run.errors);
    }

    /// <summary>Starts the host and waits until it answers.</summary>
    public static async Task<HostProcess> ServeAsync(string data, int port, params IEnumerable<string> flags)
    {
        var run = Serve(Program, data, port, flags);
        if (await run.AnswersAsync(port, TimeSpan.FromMinutes(3), CancellationToken.None)) return run;
        await run.DisposeAsync();
        throw new InvalidOperationException($"The host does not answer: {await run.SaidAsync()}");
    }

    /// <summary>Starts the host and waits for nothing.</summary>
    public static HostProcess Serve(string program, string data, int port, params IEnumerable<string> flags) => Start(program,
    [
        "serve", "--environment", "Development", "--urls", $"http://127.0.0.1:{port}", "--FollowUp:Data", data, "--FollowUp:Prompts", PromptsFolder,
        "--FollowUp:Purchases:ApiKey", ApiKey, "--FollowUp:DirectLine:Secrets:0", Secret, .. flags,
    ]);

    /// <summary>Waits until the host says that it is ready; false when it has ended instead, or takes too long.</summary>
    public async Task<bool> AnswersAsync(int port, TimeSpan patience, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        for (var wait = Stopwatch.StartNew(); !process.HasExited && wait.Elapsed < patience; await Task.Delay(50, cancel))
        {
            try
            {
                using var answer = await http.GetAsync("/readyz", cancel);
                if (answer.IsSuccessStatusCode) return true;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }

        return false;
    }

    /// <summary>Everything it has written, once it has ended.</summary>
    public async Task<string> SaidAsync() => await output + await errors;

    /// <summary>A port that nobody has, below those that outgoing connections are given: it is still to be had when a server that was stopped comes back to it.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it stands still and knows nothing of it.</summary>
    public void Pause() => Send(Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Send(Continue);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    private static HostProcess Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        start.Environment["FollowUp__Language__Cache"] = LearnedFolder;

        // Lives are short here: finding out what would be worth compiling better does not pay.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new HostProcess(Process.Start(start)!);
    }

    private void Send(int signal)
    {
        if (!process.HasExited && Kill(process.Id, signal) != 0) throw new InvalidOperationException($"Signal {signal} to process {process.Id} failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
