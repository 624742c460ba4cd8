using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FollowUpBot.Tests;

/// <summary>The program as an operator starts it: a process of its own, which can be killed.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
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

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var run = Start(arguments);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await run.process.WaitForExitAsync(patience.Token);
        return (run.process.ExitCode, await run.output, await run.errors);
    }

    /// <summary>Starts the host and waits until it answers.</summary>
    public static async Task<HostProcess> ServeAsync(string data, int port, params IEnumerable<string> flags)
    {
        var run = Start(
        [
            "serve", "--environment", "Development", "--urls", $"http://127.0.0.1:{port}", "--FollowUp:Data", data, "--FollowUp:Prompts", TestHost.PromptsFolder,
            "--FollowUp:Purchases:ApiKey", TestHost.ApiKey, "--FollowUp:DirectLine:Secrets:0", TestHost.Secret, .. flags,
        ]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        for (var wait = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var answer = await http.GetAsync("/readyz");
                if (answer.IsSuccessStatusCode) return run;
            }
            catch (HttpRequestException) when (!run.process.HasExited && wait.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(20);
            }
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    private static HostProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        start.Environment["FollowUp__Language__Cache"] = TestHost.LearnedFolder;
        return new HostProcess(Process.Start(start)!);
    }
}
